#include "services/gateway/listen/decode.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "google/protobuf/field_mask.pb.h"

#include "common/status/macros.h"
#include "services/gateway/listen/errors.h"
#include "services/gateway/transcode/query.h"
#include "services/gateway/transcode/reader.h"

namespace nastavnik::gateway {
namespace {

namespace pb = google::protobuf;

bool IsJson(absl::string_view content_type) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(content_type, absl::MaxSplits(';', 1));
  const std::string parameter = absl::AsciiStrToLower(absl::StripAsciiWhitespace(parts.second));
  return absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(parts.first), "application/json") &&
         (parameter.empty() || parameter == "charset=utf-8" || parameter == "charset=\"utf-8\"");
}

void Blame(absl::string_view field, absl::string_view reason, absl::string_view text,
           Violations& violations) {
  Violation violation;
  violation.field = std::string(field);
  violation.reason = std::string(reason);
  violation.message = std::string(text);
  violations.Add(std::move(violation));
}

absl::Status ReadBody(const http::Request& request, const Route& route, pb::Message& message,
                      std::vector<std::string>* mask, Violations& violations) {
  if (request.body.empty()) return absl::OkStatus();
  if (!route.TakesBody()) return MalformedBody("У этого запроса не бывает тела.");
  if (!IsJson(request.Header("content-type"))) return UnsupportedMediaType();
  ReadOptions options;
  pb::Message* target = &message;
  const Shape* shape = route.method->request_shape;
  if (route.body_field != nullptr) {
    options.body_field = route.body_field->json_name;
    options.mask = mask;
    target = message.GetReflection()->MutableMessage(&message, route.body_field->field);
    shape = route.body_field->message;
  }
  const std::string fault = ReadJson(request.body, *shape, options, *target, violations);
  return fault.empty() ? absl::OkStatus() : MalformedBody(fault);
}

// A name in the body may repeat the path's, never differ from it.
void BindPath(const Router::Match& match, pb::Message& message, Violations& violations) {
  for (size_t i = 0; i < match.values.size(); ++i) {
    const Route::FieldPath& path = match.route->variables[i];
    const pb::Message* holder = &message;
    std::string field;
    for (size_t step = 0; step < path.size(); ++step) {
      absl::StrAppend(&field, step > 0 ? "." : "", path[step]->json_name());
      if (step + 1 < path.size())
        holder = &holder->GetReflection()->GetMessage(*holder, path[step]);
    }
    const std::string before = holder->GetReflection()->GetString(*holder, path.back());
    if (!before.empty() && before != match.values[i])
      Blame(field, "CONFLICTS", "Имя в теле не совпадает с адресом.", violations);
    SetPath(match.values[i], path, message, violations);
  }
}

// The value of a header into a field of the request; false when neither has one.
bool BindHeader(absl::string_view value, const pb::FieldDescriptor* field, pb::Message& message,
                Violations& violations) {
  if (field == nullptr) return false;
  const auto* reflection = message.GetReflection();
  const std::string before = reflection->GetString(message, field);
  if (value.empty()) return !before.empty();
  if (!before.empty() && before != value)
    Blame(field->json_name(), "CONFLICTS", "Значение в теле не совпадает с заголовком.",
          violations);
  reflection->SetString(&message, field, std::string(value));
  return true;
}

bool IsKey(absl::string_view text) {
  return text.size() <= 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isgraph(c); });
}

void InferMask(const Method& method, std::vector<std::string> mask, pb::Message& message) {
  if (method.update_mask == nullptr ||
      message.GetReflection()->HasField(message, method.update_mask))
    return;
  auto& paths = static_cast<pb::FieldMask&>(
      *message.GetReflection()->MutableMessage(&message, method.update_mask));
  for (std::string& path : mask) {
    if (path != "name" && path != "etag") paths.add_paths(std::move(path));
  }
}

}  // namespace

std::string EtagIn(absl::string_view header) {
  header = absl::StripAsciiWhitespace(header);
  absl::ConsumePrefix(&header, "W/");
  if (header.size() < 3 || !absl::ConsumePrefix(&header, "\"") ||
      !absl::ConsumeSuffix(&header, "\""))
    return "";
  return header.find('"') == absl::string_view::npos ? std::string(header) : "";
}

bool NamesEtag(absl::string_view if_none_match, absl::string_view etag) {
  if (absl::StripAsciiWhitespace(if_none_match) == "*") return true;
  for (const absl::string_view part : absl::StrSplit(if_none_match, ',')) {
    if (const std::string named = EtagIn(part); !named.empty() && named == etag) return true;
  }
  return false;
}

absl::Status DecodeRequest(const http::Request& request, const Router::Match& match,
                           pb::Message& message, Decoded& decoded) {
  const Route& route = *match.route;
  const Method& method = *route.method;
  Violations& violations = decoded.violations;
  std::vector<std::string> mask;
  RETURN_IF_ERROR(ReadBody(request, route, message, &mask, violations));
  std::string fields;
  const size_t question = request.target.find('?');
  if (question != std::string::npos) {
    ReadQuery(absl::string_view(request.target).substr(question + 1), *method.request_shape,
              route.taken, message, &fields, violations);
  }
  const bool in_query = !fields.empty();
  decoded.selection =
      Selection::Parse(in_query ? fields : request.Header("x-fields"), *method.response_shape,
                       in_query ? "fields" : "X-Fields", violations);
  BindPath(match, message, violations);
  const absl::string_view key = request.Header("idempotency-key");
  const absl::string_view if_match = request.Header("if-match");
  const std::string etag = EtagIn(if_match);
  if (!IsKey(key))
    Blame("Idempotency-Key", "INVALID_FORMAT", "От 1 до 64 видимых знаков ASCII.", violations);
  if (!if_match.empty() && etag.empty())
    Blame("If-Match", "INVALID_FORMAT", "Одна версия в кавычках, как в заголовке ETag.",
          violations);
  const bool has_key = BindHeader(key, method.request_id, message, violations);
  const bool has_etag = BindHeader(etag, method.etag, message, violations);
  // A browser that connects again asks the address it began with, and says how far it came.
  if (const absl::string_view last = request.Header("last-event-id");
      method.resume_token != nullptr && !last.empty())
    message.GetReflection()->SetString(&message, method.resume_token, std::string(last));
  if (route.verb == "PATCH") InferMask(method, std::move(mask), message);
  if (!violations.empty()) return RequestInvalid(violations.all().size());
  if (method.rule.key_required() && !has_key) return IdempotencyKeyRequired();
  if (method.rule.etag_required() && !has_etag) return IfMatchRequired();
  decoded.etag_from_header = !etag.empty();
  decoded.repeatable = route.verb == "GET" || has_key;
  return absl::OkStatus();
}

}  // namespace nastavnik::gateway
