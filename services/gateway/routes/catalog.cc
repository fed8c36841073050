#include "services/gateway/routes/catalog.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "google/api/annotations.pb.h"
#include "google/longrunning/operations.pb.h"
#include "google/protobuf/descriptor_database.h"

#include "common/rpc/method.h"
#include "common/status/macros.h"
#include "services/gateway/routes/router.h"

namespace nastavnik::gateway {
namespace {

namespace pb = google::protobuf;
using access::v1::Grant;
using pb::FieldDescriptor;

constexpr absl::string_view kOperations = "google.longrunning.Operations";

absl::Status Fault(const pb::MethodDescriptor& method, absl::string_view what) {
  return absl::FailedPreconditionError(absl::StrCat(method.full_name(), ": ", what));
}

// "nastavnik.review.v1" -> "review".
std::string ServiceOf(const pb::ServiceDescriptor& service) {
  const std::vector<std::string> parts = absl::StrSplit(service.full_name(), '.');
  return parts.size() > 2 && parts[0] == "nastavnik" ? parts[1] : "";
}

bool IsOffice(Grant::Role role) {
  return role == Grant::CHAIR || role == Grant::EXAMINER || role == Grant::COORDINATOR ||
         role == Grant::APPEALS || role == Grant::OPERATOR || role == Grant::ORGANIZER ||
         role == Grant::PRIVACY || role == Grant::ADMINISTRATOR || role == Grant::AUDITOR;
}

const FieldDescriptor* Singular(const pb::Descriptor& type, const char* name,
                                const char* message = nullptr) {
  const FieldDescriptor* field = type.FindFieldByName(name);
  if (field == nullptr || field->is_repeated()) return nullptr;
  if (message != nullptr) {
    return field->message_type() != nullptr && field->message_type()->full_name() == message
               ? field
               : nullptr;
  }
  return field->type() == FieldDescriptor::TYPE_STRING ? field : nullptr;
}

// Rules of google.api.http with their additional bindings. The stock operations get two routes: to
// look and to wait.
std::vector<google::api::HttpRule> HttpRulesOf(const pb::MethodDescriptor& method) {
  if (method.service()->full_name() == kOperations) {
    google::api::HttpRule rule;
    if (method.name() == "GetOperation") {
      rule.set_get("/v1/{name=operations/*}");
    } else if (method.name() == "WaitOperation") {
      rule.set_post("/v1/{name=operations/*}:wait");
      rule.set_body("*");
    } else {
      return {};
    }
    return {rule};
  }
  if (!method.options().HasExtension(google::api::http)) return {};
  const google::api::HttpRule& rule = method.options().GetExtension(google::api::http);
  std::vector<google::api::HttpRule> rules{rule};
  rules.insert(rules.end(), rule.additional_bindings().begin(), rule.additional_bindings().end());
  return rules;
}

std::pair<std::string, std::string> VerbAndPath(const google::api::HttpRule& rule) {
  switch (rule.pattern_case()) {
    case google::api::HttpRule::kGet:
      return {"GET", rule.get()};
    case google::api::HttpRule::kPost:
      return {"POST", rule.post()};
    case google::api::HttpRule::kPatch:
      return {"PATCH", rule.patch()};
    case google::api::HttpRule::kDelete:
      return {"DELETE", rule.delete_()};
    default:
      return {"", ""};
  }
}

// A path of fields to a text: "application.name".
absl::StatusOr<Route::FieldPath> Resolve(const pb::MethodDescriptor& method,
                                         const std::string& path) {
  Route::FieldPath fields;
  const pb::Descriptor* type = method.input_type();
  for (const absl::string_view step : absl::StrSplit(path, '.')) {
    const FieldDescriptor* field =
        type == nullptr ? nullptr : type->FindFieldByName(std::string(step));
    if (field == nullptr || field->is_repeated())
      return Fault(method, absl::StrCat("no field ", path));
    fields.push_back(field);
    type = field->message_type();
  }
  if (fields.back()->type() != FieldDescriptor::TYPE_STRING)
    return Fault(method, absl::StrCat(path, " is not a text"));
  return fields;
}

absl::StatusOr<Route> MakeRoute(const Method& method, const google::api::HttpRule& rule) {
  const pb::MethodDescriptor& descriptor = *method.descriptor;
  Route route;
  route.method = &method;
  std::string path;
  std::tie(route.verb, path) = VerbAndPath(rule);
  if (route.verb.empty()) return Fault(descriptor, "only get, post, patch and delete are spoken");
  ASSIGN_OR_RETURN(route.path, ParsePathTemplate(path));
  for (const PathTemplate::Variable& variable : route.path.variables) {
    ASSIGN_OR_RETURN(Route::FieldPath fields, Resolve(descriptor, variable.field));
    route.taken.push_back(fields[0]->json_name());
    route.variables.push_back(std::move(fields));
  }
  route.whole_body = rule.body() == "*";
  if (route.whole_body) {
    route.taken = {"*"};
  } else if (!rule.body().empty()) {
    const FieldDescriptor* field = descriptor.input_type()->FindFieldByName(rule.body());
    if (field == nullptr || field->is_repeated() || field->message_type() == nullptr) {
      return Fault(descriptor, absl::StrCat("the body cannot be ", rule.body()));
    }
    route.body_field = &method.request_shape->fields[field->index()];
    route.taken.push_back(field->json_name());
  }
  return route;
}

// A deprecated method says since when and until when, any other neither.
absl::Status CheckDeprecation(const pb::MethodDescriptor& method,
                              const access::v1::AccessRule& rule) {
  const auto is_day = [](const std::string& text) {
    absl::CivilDay day;
    return text.size() == 10 && absl::ParseCivilTime(text, &day);
  };
  const bool deprecated = method.options().deprecated();
  if (!deprecated && rule.deprecated_since().empty() && rule.sunset().empty())
    return absl::OkStatus();
  if (deprecated && is_day(rule.deprecated_since()) && is_day(rule.sunset()) &&
      rule.deprecated_since() < rule.sunset())
    return absl::OkStatus();
  return Fault(method,
               "deprecated = true goes with deprecated_since and a later sunset, as YYYY-MM-DD");
}

}  // namespace

bool IsOurs(absl::string_view file) {
  return absl::StartsWith(file, "nastavnik/") || absl::StartsWith(file, "google/longrunning/");
}

bool IsInternal(const pb::ServiceDescriptor& service) {
  return absl::EndsWith(service.name(), "InternalService");
}

bool IsStaffOnly(const access::v1::AccessRule& rule) {
  return std::all_of(rule.any_of().begin(), rule.any_of().end(),
                     [](const Grant& grant) { return IsOffice(grant.role()); });
}

absl::Status Catalog::AddMethod(const pb::MethodDescriptor& descriptor) {
  ASSIGN_OR_RETURN(access::v1::AccessRule rule, rpc::RuleOf(descriptor));
  const std::vector<google::api::HttpRule> https = HttpRulesOf(descriptor);
  if (https.empty() && descriptor.service()->full_name() == kOperations) return absl::OkStatus();
  if (https.empty() && !rule.grpc_only()) return Fault(descriptor, "neither a route nor grpc_only");
  if (!https.empty() && descriptor.client_streaming())
    return Fault(descriptor, "HTTP cannot carry streams of requests: grpc_only is missing");
  pb::MessageFactory& factory = *pb::MessageFactory::generated_factory();
  Method& method = methods_.emplace_back();
  method.descriptor = &descriptor;
  method.full_name = absl::StrCat("/", descriptor.service()->full_name(), "/", descriptor.name());
  method.service = ServiceOf(*descriptor.service());
  method.staff_only = IsStaffOnly(rule);
  method.rule = std::move(rule);
  method.request = factory.GetPrototype(descriptor.input_type());
  method.response = factory.GetPrototype(descriptor.output_type());
  method.request_shape = &ShapeOf(descriptor.input_type());
  method.response_shape = &ShapeOf(descriptor.output_type());
  method.request_id = Singular(*descriptor.input_type(), "request_id");
  method.etag = Singular(*descriptor.input_type(), "etag");
  method.update_mask =
      Singular(*descriptor.input_type(), "update_mask", "google.protobuf.FieldMask");
  method.response_etag = Singular(*descriptor.output_type(), "etag");
  if (method.streams()) {
    method.resume_token = Singular(*descriptor.input_type(), "resume_token");
    method.response_token = Singular(*descriptor.output_type(), "resume_token");
  }
  if (method.rule.key_required() && method.request_id == nullptr) {
    return Fault(descriptor, "key_required, but the request has no request_id");
  }
  if (method.rule.etag_required() && method.etag == nullptr) {
    return Fault(descriptor, "etag_required, but the request has no etag");
  }
  RETURN_IF_ERROR(CheckDeprecation(descriptor, method.rule));
  const auto& grants = method.rule.any_of();
  const auto is_anyone = [](const Grant& grant) { return grant.role() == Grant::ANYONE; };
  method.open_to_all = std::any_of(grants.begin(), grants.end(), is_anyone);
  if (method.rule.public_max_age() > 0 && !std::all_of(grants.begin(), grants.end(), is_anyone)) {
    return Fault(descriptor, "public_max_age, but the answer is not the same for everybody");
  }
  for (const google::api::HttpRule& http : https) {
    ASSIGN_OR_RETURN(Route route, MakeRoute(method, http));
    method.reads = method.reads || route.verb == "GET";
    routes_.push_back(std::move(route));
  }
  if (https.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(PathTemplate path, ParsePathTemplate(method.full_name));
  by_name_.push_back({.method = &method, .by_name = true, .verb = "POST", .path = std::move(path)});
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Catalog>> Catalog::FromServices(
    const std::vector<const pb::ServiceDescriptor*>& services) {
  auto catalog = std::make_unique<Catalog>();
  for (const pb::ServiceDescriptor* service : services) {
    if (IsInternal(*service)) continue;
    for (int i = 0; i < service->method_count(); ++i)
      RETURN_IF_ERROR(catalog->AddMethod(*service->method(i)));
  }
  Router twins;
  for (const Route& route : catalog->routes_) RETURN_IF_ERROR(twins.Add(route));
  return catalog;
}

absl::StatusOr<std::unique_ptr<Catalog>> Catalog::FromLinkedServices() {
  // The generated pool builds a file when somebody asks for it; the linked database knows them all.
  google::longrunning::Operation::descriptor();
  std::vector<std::string> names;
  pb::DescriptorPool::internal_generated_database()->FindAllFileNames(&names);
  std::sort(names.begin(), names.end());
  std::vector<const pb::ServiceDescriptor*> services;
  for (const std::string& name : names) {
    if (!IsOurs(name)) continue;
    const pb::FileDescriptor* file = pb::DescriptorPool::generated_pool()->FindFileByName(name);
    for (int i = 0; file != nullptr && i < file->service_count(); ++i)
      services.push_back(file->service(i));
  }
  return FromServices(services);
}

}  // namespace nastavnik::gateway
