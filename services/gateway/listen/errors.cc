#include "services/gateway/listen/errors.h"

#include "absl/strings/str_cat.h"

#include "common/status/error.h"

namespace nastavnik::gateway {
namespace {

absl::Status Make(absl::StatusCode code, absl::string_view reason, absl::string_view message) {
  Error error;
  error.code = code;
  error.reason = std::string(reason);
  error.message = std::string(message);
  return ToStatus(error);
}

}  // namespace

absl::Status RouteNotFound() {
  return Make(absl::StatusCode::kNotFound, "ROUTE_NOT_FOUND", "Такого адреса нет.");
}

absl::Status MethodNotAllowed() {
  return Make(absl::StatusCode::kUnimplemented, "METHOD_NOT_ALLOWED",
              "Этот адрес не отвечает на такой метод.");
}

absl::Status MethodNotFound() {
  return Make(absl::StatusCode::kUnimplemented, "ROUTE_NOT_FOUND", "Такого метода нет.");
}

absl::Status UnsupportedMediaType() {
  return Make(absl::StatusCode::kInvalidArgument, "UNSUPPORTED_MEDIA_TYPE",
              "Тело запроса передаётся как application/json.");
}

absl::Status BodyTooLarge() {
  return Make(absl::StatusCode::kInvalidArgument, "BODY_TOO_LARGE", "Тело запроса больше 1 МиБ.");
}

absl::Status MetadataTooLarge() {
  return Make(absl::StatusCode::kResourceExhausted, "BODY_TOO_LARGE", "Метаданные больше 16 КиБ.");
}

absl::Status MalformedBody(absl::string_view what) {
  return Make(absl::StatusCode::kInvalidArgument, "MALFORMED_BODY", what);
}

absl::Status MalformedRequest() {
  return Make(absl::StatusCode::kInvalidArgument, "MALFORMED_BODY",
              "Запрос не соответствует HTTP/1.1.");
}

absl::Status RequestInvalid(size_t violations) {
  return Make(absl::StatusCode::kInvalidArgument, "FIELD_INVALID",
              violations == 1 ? "Одно поле заполнено неверно."
                              : absl::StrCat("Полей с ошибками: ", violations, "."));
}

absl::Status IdempotencyKeyRequired() {
  return Make(absl::StatusCode::kInvalidArgument, "IDEMPOTENCY_KEY_REQUIRED",
              "Добавьте заголовок Idempotency-Key: от 1 до 64 видимых знаков ASCII.");
}

absl::Status IfMatchRequired() {
  return Make(absl::StatusCode::kFailedPrecondition, "IF_MATCH_REQUIRED",
              "Добавьте заголовок If-Match с версией объекта, которую вы видели.");
}

absl::Status OperationNotFound() {
  return Make(absl::StatusCode::kNotFound, "NOT_FOUND", "Не найдено.");
}

absl::Status Overloaded() {
  return Make(absl::StatusCode::kUnavailable, "UNAVAILABLE",
              "Сервис перегружен, повторите запрос немного позже.");
}

absl::Status Worded(const absl::Status& status) {
  return ReasonOf(status).empty() ? absl::Status(status.code(), "") : status;
}

absl::Status CsrfTokenInvalid() {
  return Make(absl::StatusCode::kPermissionDenied, "CSRF_TOKEN_INVALID",
              "Запрос пришёл не с нашей страницы. Обновите страницу и повторите.");
}

}  // namespace nastavnik::gateway
