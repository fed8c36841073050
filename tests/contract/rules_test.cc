// What every proto file has to keep, whatever it says otherwise.
#include <google/api/field_behavior.pb.h>

#include <catch2/catch.hpp>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/contract/surface.h"

namespace nastavnik::contract {
namespace {

using access::v1::AccessRule;
using access::v1::Audience;

bool IsOurs(const Descriptor& message) {
  return absl::StartsWith(message.full_name(), "nastavnik.");
}

// Whether `path` ("name", "user.name") leads to a single text.
bool HasText(const Descriptor& message, const std::string& path) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(path, absl::MaxSplits('.', 1));
  const FieldDescriptor* field = message.FindFieldByName(parts.first);
  if (field == nullptr || field->is_repeated()) return false;
  if (field->message_type() != nullptr) return HasText(*field->message_type(), parts.second);
  return field->type() == FieldDescriptor::TYPE_STRING && parts.second.empty();
}

// The platform writes the field; a caller may not send it.
bool IsOutputOnly(const FieldDescriptor& field) {
  const auto& options = field.options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == google::api::OUTPUT_ONLY)
      return true;
  }
  return false;
}

// Fields of `message` and of all inside it that a caller may send.
void CollectInputs(const Descriptor& message, std::set<const FieldDescriptor*>& fields) {
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor* field = message.field(i);
    if (IsOutputOnly(*field) || !fields.insert(field).second) continue;
    if (field->message_type() != nullptr && IsOurs(*field->message_type()))
      CollectInputs(*field->message_type(), fields);
  }
}

// Messages that anybody outside the platform sends or gets.
std::set<const Descriptor*> PublishedMessages() {
  std::set<const Descriptor*> messages;
  for (const MethodDescriptor* method : Methods()) {
    if (IsInternal(*method->service())) continue;
    messages.merge(Reach(*method->input_type()));
    messages.merge(Reach(*method->output_type()));
  }
  return messages;
}

TEST_CASE("Every method has an access rule with a name of its own and at least one way in") {
  std::set<std::string> actions;
  for (const MethodDescriptor* method : Methods()) {
    INFO(method->full_name());
    const AccessRule& rule = RuleOf(*method);
    CHECK_FALSE(rule.action().empty());
    CHECK(rule.any_of_size() > 0);
    CHECK((rule.object().empty() || HasText(*method->input_type(), rule.object())));
    CHECK((!rule.key_required() || HasText(*method->input_type(), "request_id")));
    CHECK((!rule.etag_required() || HasText(*method->input_type(), "etag")));
  }
}

TEST_CASE(
    "Internal services have no route and let only named services in; all others have one route a "
    "method") {
  for (const MethodDescriptor* method : Methods()) {
    INFO(method->full_name());
    const AccessRule& rule = RuleOf(*method);
    if (IsInternal(*method->service())) {
      CHECK(RoutesOf(*method).empty());
      CHECK(rule.grpc_only());
      REQUIRE(rule.any_of_size() == 1);
      CHECK(rule.any_of(0).role() == access::v1::Grant::SERVICE);
      CHECK(rule.services_size() > 0);
    } else {
      CHECK(RoutesOf(*method).empty() == rule.grpc_only());
      for (const auto& grant : rule.any_of()) CHECK(grant.role() != access::v1::Grant::SERVICE);
    }
  }
}

TEST_CASE("No two methods share a route, and what only offices may call stands under /v1/staff") {
  std::set<std::string> seen;
  for (const MethodDescriptor* method : Methods()) {
    for (const Route& route : RoutesOf(*method)) {
      INFO(method->full_name() << " " << route.verb << " " << route.path);
      CHECK(seen.insert(absl::StrCat(route.verb, " ", route.path)).second);
      CHECK(absl::StartsWith(route.path, "/v1/"));
      CHECK(absl::StartsWith(route.path, "/v1/staff/") == IsStaffOnly(RuleOf(*method)));
    }
  }
}

TEST_CASE("Reading changes nothing, and what changes something carries a key") {
  for (const MethodDescriptor* method : Methods()) {
    if (IsInternal(*method->service())) continue;
    for (const Route& route : RoutesOf(*method)) {
      INFO(method->full_name());
      if (route.verb == "GET") CHECK_FALSE(RuleOf(*method).key_required());
      if (route.verb == "GET") CHECK(route.body.empty());
    }
  }
}

TEST_CASE("Every answer says who may read it") {
  for (const MethodDescriptor* method : Methods()) {
    const Descriptor& answer = *method->output_type();
    if (!IsOurs(answer)) continue;  // Empty, Operation
    INFO(method->full_name() << " answers " << answer.full_name());
    CHECK(AudienceOf(answer) != access::v1::AUDIENCE_UNSPECIFIED);
    if (!IsInternal(*method->service())) CHECK(AudienceOf(answer) != access::v1::INTERNAL);
  }
}

TEST_CASE("What the public, experts and partners read names no person and holds nothing stricter") {
  std::set<const Descriptor*> messages;
  for (const MethodDescriptor* method : Methods()) messages.merge(Reach(*method->output_type()));
  for (const Descriptor* message : messages) {
    const Audience audience = AudienceOf(*message);
    if (audience != access::v1::PUBLIC && audience != access::v1::BLIND &&
        audience != access::v1::PARTNER)
      continue;
    for (const Descriptor* inner : Reach(*message)) {
      INFO(message->full_name() << " reaches " << inner->full_name());
      const Audience of_inner = AudienceOf(*inner);
      CHECK((of_inner == audience || of_inner == access::v1::PUBLIC ||
             of_inner == access::v1::AUDIENCE_UNSPECIFIED));
      for (int i = 0; i < inner->field_count(); ++i) {
        INFO(inner->field(i)->full_name());
        CHECK_FALSE(inner->field(i)->options().GetExtension(access::v1::personal));
      }
    }
  }
}

TEST_CASE("No message of ours has a floating-point field, no published one a 64-bit one") {
  const std::set<const Descriptor*> published = PublishedMessages();
  std::set<const Descriptor*> messages;
  for (const MethodDescriptor* method : Methods()) {
    messages.merge(Reach(*method->input_type()));
    messages.merge(Reach(*method->output_type()));
  }
  for (const Descriptor* message : messages) {
    if (!IsOurs(*message)) continue;
    for (int i = 0; i < message->field_count(); ++i) {
      const auto type = message->field(i)->cpp_type();
      INFO(message->field(i)->full_name());
      CHECK((type != FieldDescriptor::CPPTYPE_DOUBLE && type != FieldDescriptor::CPPTYPE_FLOAT));
      if (!published.contains(message)) continue;
      CHECK((type != FieldDescriptor::CPPTYPE_INT64 && type != FieldDescriptor::CPPTYPE_UINT64));
    }
  }
}

TEST_CASE("Every enum that is sent begins with a value that states nothing") {
  for (const Descriptor* message : PublishedMessages()) {
    if (!IsOurs(*message)) continue;
    for (int i = 0; i < message->field_count(); ++i) {
      const EnumDescriptor* type = message->field(i)->enum_type();
      if (type == nullptr || !absl::StartsWith(type->full_name(), "nastavnik.")) continue;
      INFO(type->full_name());
      CHECK(absl::EndsWith(type->value(0)->name(), "_UNSPECIFIED"));
      CHECK(type->value(0)->number() == 0);
    }
  }
}

TEST_CASE("Every text and every list that a caller sends has a limit") {
  // These are read as a whole by a form of their own: resource names, tags, keys, seals.
  const std::set<std::string> formed = {"name", "parent", "etag", "request_id", "page_token"};
  std::set<const FieldDescriptor*> inputs;
  for (const MethodDescriptor* method : Methods()) {
    if (!IsInternal(*method->service())) CollectInputs(*method->input_type(), inputs);
  }
  for (const FieldDescriptor* field : inputs) {
    const auto& limits = field->options().GetExtension(access::v1::limits);
    INFO(field->full_name());
    if (field->is_repeated()) CHECK(limits.max_items() > 0);
    if (field->type() == FieldDescriptor::TYPE_STRING && !formed.contains(field->name())) {
      CHECK(limits.max_length() > 0);
    }
  }
}

}  // namespace
}  // namespace nastavnik::contract
