#include "common/rpc/method.h"
#include "common/crypto/hash.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "common/auth/token.h"
#include "common/status/error.h"

namespace nastavnik::rpc {
namespace {

using access::v1::AccessRule;
using access::v1::Grant;
using google::protobuf::FieldDescriptor;

constexpr absl::Duration kFresh = absl::Minutes(5);
constexpr size_t kLongestKey = 64;

absl::Status Refuse(absl::StatusCode code, absl::string_view reason, absl::string_view message) {
  Error error;
  error.code = code;
  error.reason = std::string(reason);
  error.message = std::string(message);
  return ToStatus(error);
}

const FieldDescriptor* TextField(const google::protobuf::Descriptor& type,
                                 const std::string& name) {
  const FieldDescriptor* field = type.FindFieldByName(name);
  const bool text =
      field != nullptr && field->type() == FieldDescriptor::TYPE_STRING && !field->is_repeated();
  return text ? field : nullptr;
}

// Path "application.name" as fields; empty when the message has no such path.
std::vector<const FieldDescriptor*> PathTo(const google::protobuf::Descriptor& type,
                                           const std::string& path) {
  std::vector<const FieldDescriptor*> fields;
  const google::protobuf::Descriptor* at = &type;
  for (absl::string_view part : absl::StrSplit(path, '.')) {
    const FieldDescriptor* field = at == nullptr ? nullptr : at->FindFieldByName(std::string(part));
    if (field == nullptr || field->is_repeated()) return {};
    fields.push_back(field);
    at = field->message_type();
  }
  return at == nullptr && fields.back()->type() == FieldDescriptor::TYPE_STRING
             ? fields
             : std::vector<const FieldDescriptor*>{};
}

std::vector<const FieldDescriptor*> ObjectPath(const google::protobuf::Descriptor& type,
                                               const AccessRule& rule) {
  for (const std::string& path :
       {rule.object(), std::string("name"), std::string("parent"), std::string("season")}) {
    if (path.empty()) continue;
    if (auto fields = PathTo(type, path); !fields.empty()) return fields;
  }
  return {};
}

std::string TextAt(const google::protobuf::Message& message,
                   const std::vector<const FieldDescriptor*>& path) {
  const google::protobuf::Message* at = &message;
  for (size_t i = 0; i + 1 < path.size(); ++i) at = &at->GetReflection()->GetMessage(*at, path[i]);
  return path.empty() ? "" : at->GetReflection()->GetString(*at, path.back());
}

std::vector<absl::StatusCode> CodesOf(const AccessRule& rule, bool open) {
  std::vector<absl::StatusCode> codes = metrics::kServerCodes;
  codes.push_back(absl::StatusCode::kInvalidArgument);
  if (!open) {
    codes.push_back(absl::StatusCode::kUnauthenticated);
    codes.push_back(absl::StatusCode::kPermissionDenied);
  }
  if (!rule.object().empty()) codes.push_back(absl::StatusCode::kNotFound);
  return codes;
}

bool Admits(const Grant& grant, const AccessRule& rule, const auth::Caller& caller,
            absl::string_view season) {
  switch (grant.role()) {
    case Grant::ANYONE:
      return true;
    case Grant::PARTICIPANT:
    case Grant::EXPERT:
      return caller.IsPerson();
    case Grant::SERVICE:
      return !caller.service.empty() && absl::c_linear_search(rule.services(), caller.service);
    default:
      return caller.Has(grant.role(), season);
  }
}

// SHA-256 of the request without its key and without passwords, which a fast hash would give away;
// maps in a fixed order, so equal requests have equal bytes.
std::string Fingerprint(const google::protobuf::Message& request,
                        const FieldDescriptor* request_id) {
  std::unique_ptr<google::protobuf::Message> copy(request.New());
  copy->CopyFrom(request);
  if (request_id != nullptr) copy->GetReflection()->ClearField(copy.get(), request_id);
  for (int i = 0; i < request.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = request.GetDescriptor()->field(i);
    if (field->options().GetExtension(access::v1::secret))
      copy->GetReflection()->ClearField(copy.get(), field);
  }
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    copy->SerializeToCodedStream(&coded);
  }
  return crypto::Sha256(bytes);
}

AccessRule StockRule(absl::string_view action, Grant::Role role) {
  AccessRule rule;
  rule.set_action(std::string(action));
  rule.add_any_of()->set_role(role);
  if (role == Grant::PARTICIPANT) rule.mutable_any_of(0)->add_all_of(Grant::OWN);
  rule.set_priority(AccessRule::BROWSE);
  return rule;
}

}  // namespace

Method::Method(const google::protobuf::MethodDescriptor& descriptor, AccessRule rule,
               Pipeline::Handler handler, Pipeline::Where where)
    : full_name_(absl::StrCat(descriptor.service()->full_name(), "/", descriptor.name())),
      rule_(std::move(rule)),
      handler_(std::move(handler)),
      where_(where),
      check_(*descriptor.input_type()),
      open_to_all_(absl::c_any_of(
          rule_.any_of(), [](const Grant& grant) { return grant.role() == Grant::ANYONE; })),
      request_id_(TextField(*descriptor.input_type(), "request_id")),
      etag_(TextField(*descriptor.input_type(), "etag")),
      object_(ObjectPath(*descriptor.input_type(), rule_)),
      metrics_(metrics::Default(), metrics::GrpcMethod::Side::kServer, full_name_,
               CodesOf(rule_, open_to_all_)) {}

absl::Status Method::CheckAccess(const auth::Caller& caller, absl::string_view season,
                                 absl::Time now) const {
  const bool admitted = absl::c_any_of(
      rule_.any_of(), [&](const Grant& grant) { return Admits(grant, rule_, caller, season); });
  if (!admitted) {
    const bool nobody = !caller.IsPerson() && caller.service.empty();
    return nobody ? auth::Unauthenticated()
                  : Refuse(absl::StatusCode::kPermissionDenied, "PERMISSION_DENIED",
                           "Недостаточно прав.");
  }
  if (rule_.factor() == AccessRule::FRESH && caller.IsPerson() &&
      now - caller.password_time > kFresh) {
    return Refuse(absl::StatusCode::kPermissionDenied, "FRESH_FACTOR_REQUIRED",
                  "Для этого действия введите пароль ещё раз.");
  }
  return absl::OkStatus();
}

absl::Status Method::CheckRequest(google::protobuf::Message& request,
                                  const auth::Caller& caller) const {
  RETURN_IF_ERROR(check_.Run(request));
  if (rule_.key_required()) {
    const std::string key =
        request_id_ == nullptr ? "" : request.GetReflection()->GetString(request, request_id_);
    if (key.empty()) {
      return Refuse(absl::StatusCode::kInvalidArgument, "IDEMPOTENCY_KEY_REQUIRED",
                    "Нужен ключ повтора: заголовок Idempotency-Key или поле request_id.");
    }
    const bool anonymous = !caller.IsPerson() && caller.service.empty();
    if (key.size() > kLongestKey || !absl::c_all_of(key, absl::ascii_isgraph) ||
        (anonymous && !ParseUuid(key))) {
      return FieldsInvalid({{"requestId", "INVALID_FORMAT",
                             anonymous ? "До входа в систему ключ повтора — UUID строчными буквами."
                                       : "Ключ повтора: от 1 до 64 видимых знаков ASCII."}});
    }
  }
  if (rule_.etag_required() &&
      (etag_ == nullptr || request.GetReflection()->GetString(request, etag_).empty())) {
    return Refuse(absl::StatusCode::kFailedPrecondition, "IF_MATCH_REQUIRED",
                  "Укажите версию объекта, которую вы видели: заголовок If-Match или поле etag.");
  }
  return absl::OkStatus();
}

std::string Method::SeasonOf(const google::protobuf::Message& request) const {
  if (object_.empty()) return "";
  const std::string text = TextAt(request, object_);
  if (object_.back()->name() == "season" && !absl::StrContains(text, '/')) return text;
  absl::string_view rest = text;
  if (!absl::ConsumePrefix(&rest, "seasons/")) return "";
  return std::string(rest.substr(0, rest.find('/')));
}

pg::WriteKey Method::WriteKeyOf(const google::protobuf::Message& request, absl::string_view season,
                                PersonId person) const {
  pg::WriteKey key;
  key.kind = pg::WriteKey::Kind::kCall;
  key.season = std::string(season);
  key.principal = person.uuid();
  key.method = full_name_;
  if (request_id_ != nullptr) key.key = request.GetReflection()->GetString(request, request_id_);
  if (!key.key.empty()) key.fingerprint = Fingerprint(request, request_id_);
  // A write without the caller's key has one for its own retries; handlers in memory write nothing.
  if (key.key.empty() && where_ == Pipeline::Where::kPool) key.key = NewUuid().ToString();
  return key;
}

absl::StatusOr<AccessRule> RuleOf(const google::protobuf::MethodDescriptor& method) {
  const std::string& service = method.service()->full_name();
  if (service == "google.longrunning.Operations") {
    return StockRule(absl::StrCat("operations.", absl::AsciiStrToLower(method.name())),
                     Grant::PARTICIPANT);
  }
  const AccessRule& rule = method.options().GetExtension(access::v1::rule);
  if (rule.any_of().empty()) {
    return absl::FailedPreconditionError(absl::StrCat(method.full_name(), " has no access rule"));
  }
  return rule;
}

}  // namespace nastavnik::rpc
