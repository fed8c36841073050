#include "common/pg/errors.h"

#include "common/status/error.h"

namespace nastavnik::pg {
namespace {

constexpr absl::Duration kRetryAfter = absl::Seconds(1);

}  // namespace

absl::Status Unavailable() {
  return ToStatus({.code = absl::StatusCode::kUnavailable,
                   .reason = "UNAVAILABLE",
                   .message = "Сервис временно недоступен, повторите через секунду.",
                   .retry_after = kRetryAfter});
}

absl::Status DeadlineExceeded() {
  return ToStatus({.code = absl::StatusCode::kDeadlineExceeded,
                   .reason = "DEADLINE_EXCEEDED",
                   .message = "Время ожидания истекло, повторите запрос."});
}

absl::Status Internal() {
  return ToStatus(
      {.code = absl::StatusCode::kInternal, .reason = "INTERNAL", .message = "Внутренняя ошибка."});
}

absl::Status RequestInProgress() {
  return ToStatus({.code = absl::StatusCode::kAborted,
                   .reason = "REQUEST_IN_PROGRESS",
                   .message = "Такой же запрос ещё выполняется, повторите через секунду.",
                   .retry_after = kRetryAfter});
}

absl::Status KeyReused() {
  return ToStatus({.code = absl::StatusCode::kInvalidArgument,
                   .reason = "IDEMPOTENCY_KEY_REUSED",
                   .message = "Этот ключ повтора уже использован для другого запроса."});
}

}  // namespace nastavnik::pg
