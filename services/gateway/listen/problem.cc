#include "services/gateway/listen/problem.h"

#include <cmath>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/random/random.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "google/rpc/code.pb.h"

#include "common/status/error.h"
#include "nastavnik/common/v1/errors.pb.h"
#include "services/gateway/transcode/writer.h"

namespace nastavnik::gateway {
namespace {

using common::v1::ErrorText;

const ErrorText& TextOf(const std::string& reason) {
  static const auto& texts = *[] {
    auto* all = new absl::flat_hash_map<std::string, ErrorText>;
    const auto* reasons = common::v1::Reason_descriptor();
    for (int i = 0; i < reasons->value_count(); ++i) {
      (*all)[reasons->value(i)->name()] =
          reasons->value(i)->options().GetExtension(common::v1::error);
    }
    return all;
  }();
  const auto found = texts.find(reason);
  return found == texts.end() ? texts.at("INTERNAL") : found->second;
}

int HttpStatusOfCode(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kOk:
      return 200;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
      return 400;
    case absl::StatusCode::kUnauthenticated:
      return 401;
    case absl::StatusCode::kPermissionDenied:
      return 403;
    case absl::StatusCode::kNotFound:
      return 404;
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kAlreadyExists:
      return 409;
    case absl::StatusCode::kResourceExhausted:
      return 429;
    case absl::StatusCode::kCancelled:
      return 499;
    case absl::StatusCode::kUnimplemented:
      return 501;
    case absl::StatusCode::kUnavailable:
      return 503;
    case absl::StatusCode::kDeadlineExceeded:
      return 504;
    default:
      return 500;
  }
}

// English for a violation: services word theirs in Russian.
absl::string_view EnglishOf(absl::string_view reason) {
  static const auto& texts = *new absl::flat_hash_map<std::string, absl::string_view>{
      {"REQUIRED", "A value is required."},
      {"TOO_LONG", "Too long."},
      {"TOO_SHORT", "Too short."},
      {"OUT_OF_RANGE", "Out of range."},
      {"UNKNOWN_FIELD", "There is no such field."},
      {"WRONG_TYPE", "A value of another type is expected."},
      {"INVALID_FORMAT", "Not in the expected form."},
      {"DUPLICATE_KEY", "The same key twice."},
      {"UNKNOWN_VALUE", "Not one of the values offered."},
      {"TOO_FEW", "Too few entries."},
      {"TOO_MANY", "Too many entries."},
      {"INVALID_TEXT", "A control character or a broken code point."},
      {"READ_ONLY", "Set by the platform."},
      {"CONFLICTS", "Not allowed together with another value."},
  };
  const auto found = texts.find(reason);
  return found == texts.end() ? "Invalid." : found->second;
}

// "application.errors[2].title" -> "/errors/2/title" when the body is `application`; "" for what
// the body did not bring.
std::string PointerOf(const std::string& field, const Route* route) {
  if (route == nullptr || !route->TakesBody()) return "";
  absl::string_view rest = field;
  if (!route->whole_body) {
    const std::string& body = route->body_field->json_name;
    if (!absl::StartsWith(rest, body) || (rest.size() > body.size() && rest[body.size()] != '.'))
      return "";
    rest.remove_prefix(std::min(rest.size(), body.size() + 1));
  }
  if (rest.empty()) return "";
  return absl::StrCat(
      "/",
      absl::StrReplaceAll(rest, {{"~", "~0"}, {"/", "~1"}, {".", "/"}, {"[", "/"}, {"]", ""}}));
}

void Put(absl::string_view name, absl::string_view value, std::string* out) {
  absl::StrAppend(out, out->back() == '{' ? "\"" : ",\"", name, "\":");
  WriteText(value, out);
}

void PutViolations(const std::vector<Violation>& violations, Language language, std::string* out) {
  absl::StrAppend(out, ",\"errors\":[");
  for (size_t i = 0; i < violations.size(); ++i) {
    const Violation& violation = violations[i];
    absl::StrAppend(out, i > 0 ? ",{" : "{");
    Put("field", violation.field, out);
    if (!violation.pointer.empty()) Put("pointer", violation.pointer, out);
    Put("reason", violation.reason, out);
    Put("message", language == Language::kRussian ? violation.message : EnglishOf(violation.reason),
        out);
    out->push_back('}');
  }
  out->push_back(']');
}

std::string BodyOf(const Error& error, int status, const ProblemContext& context,
                   const std::vector<Violation>& violations) {
  const ErrorText& text = TextOf(error.reason);
  const bool russian = context.language == Language::kRussian;
  std::string body = "{";
  Put("type", absl::StrCat("/docs/errors/", error.reason), &body);
  Put("title", russian ? text.ru() : text.en(), &body);
  absl::StrAppend(&body, ",\"status\":", status);
  Put("detail",
      russian && !error.message.empty() ? error.message
      : russian                         ? text.ru() + "."
                                        : text.hint(),
      &body);
  Put("instance", context.instance, &body);
  Put("code", google::rpc::Code_Name(static_cast<google::rpc::Code>(error.code)), &body);
  Put("reason", error.reason, &body);
  Put("domain", "nastavnik", &body);
  absl::StrAppend(&body, ",\"metadata\":{");
  for (const auto& [key, value] : error.metadata) Put(key, value, &body);
  body.push_back('}');
  Put("requestId", context.request_id, &body);
  Put("traceId", context.trace_id, &body);
  if (error.reason == "RATE_LIMITED") {
    absl::StrAppend(&body, ",\"violatedPolicies\":[");
    for (const auto& [key, value] : error.metadata)
      if (key == "policy") WriteText(value, &body);
    body.push_back(']');
  }
  PutViolations(violations, context.language, &body);
  body.push_back('}');
  return body;
}

// Whole seconds; where the error does not say, one to three, so that callers do not come back
// together.
std::string RetryAfter(const Error& error) {
  if (error.retry_after) {
    return absl::StrCat(std::max<int64_t>(
        1, static_cast<int64_t>(std::ceil(absl::ToDoubleSeconds(*error.retry_after)))));
  }
  thread_local absl::BitGen random;
  return absl::StrCat(absl::Uniform(absl::IntervalClosed, random, 1, 3));
}

}  // namespace

Language LanguageOf(absl::string_view accept_language) {
  double russian = -1, english = -1;
  for (absl::string_view part : absl::StrSplit(accept_language, ',')) {
    const std::pair<absl::string_view, absl::string_view> halves =
        absl::StrSplit(part, absl::MaxSplits(';', 1));
    const std::string tag = absl::AsciiStrToLower(absl::StripAsciiWhitespace(halves.first));
    double q = 1;
    const absl::string_view weight = absl::StripAsciiWhitespace(halves.second);
    if (absl::StartsWith(weight, "q=") && !absl::SimpleAtod(weight.substr(2), &q)) q = 0;
    if (tag == "ru" || absl::StartsWith(tag, "ru-")) russian = std::max(russian, q);
    if (tag == "en" || absl::StartsWith(tag, "en-")) english = std::max(english, q);
  }
  return english > 0 && english > russian ? Language::kEnglish : Language::kRussian;
}

int HttpStatusOf(const absl::Status& status, bool etag_from_header) {
  const std::string reason = status.ok() ? "" : ErrorFrom(status).reason;
  if (reason == "ETAG_MISMATCH" && etag_from_header) return 412;
  if (!reason.empty() && TextOf(reason).http() != 0) return TextOf(reason).http();
  return HttpStatusOfCode(status.code());
}

http::Response ProblemOf(const absl::Status& status, const ProblemContext& context,
                         const std::vector<Violation>& violations) {
  Error error = ErrorFrom(status);
  std::vector<Violation> all = violations;
  for (FieldViolation& violation : error.violations) {
    // Other reasons name parts of what is stored: a season document, an application.
    std::string pointer =
        error.reason == "FIELD_INVALID" ? PointerOf(violation.field, context.route) : "";
    all.push_back({std::move(violation), std::move(pointer)});
  }
  http::Response response;
  response.status = HttpStatusOf(status, context.etag_from_header);
  if (response.status == 500)
    error.message.clear();  // what went wrong inside is nobody's business outside
  response.headers = {{"Content-Type", "application/problem+json"}};
  response.headers.emplace_back("Content-Language",
                                context.language == Language::kRussian ? "ru" : "en");
  if (response.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  if (response.status == 429 || response.status == 503 || error.retry_after) {
    response.headers.emplace_back("Retry-After", RetryAfter(error));
  }
  response.body = BodyOf(error, response.status, context, all);
  return response;
}

}  // namespace nastavnik::gateway
