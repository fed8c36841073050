#include "common/status/error.h"

#include <cstdint>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace nastavnik {
namespace {

constexpr absl::string_view kPayload = "nastavnik/error";

void Put(std::string& out, absl::string_view text) {
  absl::StrAppend(&out, text.size(), ":", text);
}

void PutNumber(std::string& out, int64_t number) { absl::StrAppend(&out, number, ";"); }

// Reads what Put and PutNumber wrote; a damaged input leaves empty values and never reads past the
// end.
class Reader {
 public:
  explicit Reader(absl::string_view bytes) : rest_(bytes) {}

  std::string Text() {
    const size_t size = static_cast<size_t>(Until(':'));
    std::string text(rest_.substr(0, size));
    rest_.remove_prefix(text.size());
    return text;
  }
  int64_t Number() { return Until(';'); }

 private:
  int64_t Until(char end) {
    const size_t at = rest_.find(end);
    if (at == absl::string_view::npos) {
      rest_ = {};
      return 0;
    }
    int64_t number = 0;
    if (!absl::SimpleAtoi(rest_.substr(0, at), &number)) number = 0;
    rest_.remove_prefix(at + 1);
    return number;
  }

  absl::string_view rest_;
};

const char* ReasonOfCode(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
      return "FIELD_INVALID";
    case absl::StatusCode::kNotFound:
      return "NOT_FOUND";
    case absl::StatusCode::kUnauthenticated:
      return "UNAUTHENTICATED";
    case absl::StatusCode::kPermissionDenied:
      return "PERMISSION_DENIED";
    case absl::StatusCode::kAlreadyExists:
      return "ALREADY_EXISTS";
    case absl::StatusCode::kFailedPrecondition:
      return "ILLEGAL_TRANSITION";
    case absl::StatusCode::kAborted:
      return "ETAG_MISMATCH";
    case absl::StatusCode::kResourceExhausted:
      return "RATE_LIMITED";
    case absl::StatusCode::kUnavailable:
      return "UNAVAILABLE";
    case absl::StatusCode::kDeadlineExceeded:
      return "DEADLINE_EXCEEDED";
    case absl::StatusCode::kCancelled:
      return "CANCELLED";
    case absl::StatusCode::kUnimplemented:
      return "ROUTE_NOT_FOUND";
    default:
      return "INTERNAL";
  }
}

std::string EncodeDetails(const Error& error) {
  std::string out;
  Put(out, error.reason);
  PutNumber(out, error.retry_after ? absl::ToInt64Milliseconds(*error.retry_after) : -1);
  PutNumber(out, static_cast<int64_t>(error.metadata.size()));
  for (const auto& [key, value] : error.metadata) {
    Put(out, key);
    Put(out, value);
  }
  PutNumber(out, static_cast<int64_t>(error.violations.size()));
  for (const FieldViolation& violation : error.violations) {
    Put(out, violation.field);
    Put(out, violation.reason);
    Put(out, violation.message);
  }
  return out;
}

}  // namespace

absl::Status ToStatus(const Error& error) {
  absl::Status status(
      error.code == absl::StatusCode::kOk ? absl::StatusCode::kInternal : error.code,
      error.message);
  status.SetPayload(kPayload, absl::Cord(EncodeDetails(error)));
  return status;
}

Error ErrorFrom(const absl::Status& status) {
  Error error;
  error.code = status.code();
  error.message = std::string(status.message());
  error.reason = ReasonOfCode(status.code());
  const auto payload = status.GetPayload(kPayload);
  if (!payload) return error;
  const std::string bytes(*payload);
  Reader reader(bytes);
  error.reason = reader.Text();
  if (const int64_t ms = reader.Number(); ms >= 0) error.retry_after = absl::Milliseconds(ms);
  for (int64_t n = reader.Number(); n > 0; --n) {
    std::string key = reader.Text();
    error.metadata.emplace_back(std::move(key), reader.Text());
  }
  for (int64_t n = reader.Number(); n > 0; --n) {
    FieldViolation violation;
    violation.field = reader.Text();
    violation.reason = reader.Text();
    violation.message = reader.Text();
    error.violations.push_back(std::move(violation));
  }
  return error;
}

std::string ReasonOf(const absl::Status& status) {
  if (status.ok()) return "";
  const auto payload = status.GetPayload(kPayload);
  return payload ? Reader(std::string(*payload)).Text() : "";
}

absl::Status FieldsInvalid(std::vector<FieldViolation> violations) {
  if (violations.empty()) return absl::OkStatus();
  Error error;
  error.code = absl::StatusCode::kInvalidArgument;
  error.reason = "FIELD_INVALID";
  error.message = violations.size() == 1
                      ? "Одно поле заполнено неверно."
                      : absl::StrCat("Полей с ошибками: ", violations.size(), ".");
  error.violations = std::move(violations);
  return ToStatus(error);
}

std::string EncodeStatus(const absl::Status& status) {
  std::string out;
  PutNumber(out, status.raw_code());
  if (status.ok()) return out;
  Put(out, status.message());
  Put(out, EncodeDetails(ErrorFrom(status)));
  return out;
}

absl::Status DecodeStatus(absl::string_view bytes) {
  Reader reader(bytes);
  const auto code = static_cast<absl::StatusCode>(reader.Number());
  if (code == absl::StatusCode::kOk) return absl::OkStatus();
  absl::Status status(code, reader.Text());
  status.SetPayload(kPayload, absl::Cord(reader.Text()));
  return status;
}

}  // namespace nastavnik
