#include "services/registration/domain/errors.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/status/error.h"

namespace nastavnik::registration {
namespace {

using absl::StatusCode;

absl::Status IllegalTransition(absl::string_view state, absl::string_view verb,
                               absl::string_view message) {
  return ToStatus({.code = StatusCode::kFailedPrecondition,
                   .reason = "ILLEGAL_TRANSITION",
                   .message = std::string(message),
                   .metadata = {{"state", std::string(state)}, {"verb", std::string(verb)}}});
}

}  // namespace

absl::Status NotFound() {
  return ToStatus({.code = StatusCode::kNotFound, .reason = "NOT_FOUND", .message = "Не найдено."});
}

absl::Status CodeInvalid() {
  return ToStatus({.code = StatusCode::kFailedPrecondition,
                   .reason = "CODE_INVALID",
                   .message = "Код неверен, использован или устарел. Запросите новый."});
}

absl::Status SignInFailed() {
  return ToStatus({.code = StatusCode::kUnauthenticated,
                   .reason = "SIGN_IN_FAILED",
                   .message = "Неверный адрес или пароль."});
}

absl::Status SessionEnded() {
  return ToStatus({.code = StatusCode::kUnauthenticated,
                   .reason = "UNAUTHENTICATED",
                   .message = "Сеанс завершён, войдите снова."});
}

absl::Status RefreshInProgress() {
  return ToStatus({.code = StatusCode::kAborted,
                   .reason = "REQUEST_IN_PROGRESS",
                   .message = "Сеанс уже продлевается в другом окне.",
                   .retry_after = absl::Seconds(1)});
}

absl::Status PasswordsBusy() {
  return ToStatus({.code = StatusCode::kUnavailable,
                   .reason = "UNAVAILABLE",
                   .message = "Сейчас входит очень много людей, повторите через секунду.",
                   .retry_after = absl::Seconds(1)});
}

absl::Status NotOwnGrant() {
  return ToStatus({.code = StatusCode::kPermissionDenied,
                   .reason = "PERMISSION_DENIED",
                   .message = "Свои роли назначает и снимает другой администратор."});
}

absl::Status AdministratorsExist() {
  return IllegalTransition("ACTIVE", "create",
                           "Два администратора уже есть: следующих назначают они.");
}

absl::Status OfficesExclude(absl::string_view held, absl::string_view wanted) {
  return ToStatus({.code = StatusCode::kFailedPrecondition,
                   .reason = "ILLEGAL_TRANSITION",
                   .message = absl::StrCat("Роли ", held, " и ", wanted, " несовместимы."),
                   .metadata = {{"state", std::string(held)}, {"verb", "grantRole"}}});
}

absl::Status AlreadyExists(const std::string& name) {
  return ToStatus({.code = StatusCode::kAlreadyExists,
                   .reason = "ALREADY_EXISTS",
                   .message = "Уже существует.",
                   .metadata = {{"name", name}}});
}

absl::Status ConsentRequired(const std::vector<std::string>& consents) {
  return ToStatus({.code = StatusCode::kFailedPrecondition,
                   .reason = "CONSENT_REQUIRED",
                   .message = "Сначала нужно дать согласие.",
                   .metadata = {{"consents", absl::StrJoin(consents, ",")}}});
}

absl::Status AccountNotActive(absl::string_view state) {
  return IllegalTransition(state, "update", "Учётная запись закрыта.");
}

absl::Status BaseVersionStale(int latest) {
  return ToStatus({.code = StatusCode::kAborted,
                   .reason = "BASE_VERSION_STALE",
                   .message = absl::StrCat("Последняя версия — ", latest, "."),
                   .metadata = {{"latestVersion", absl::StrCat(latest)}}});
}

absl::Status VersionNotNewer(int active) {
  return ToStatus(
      {.code = StatusCode::kFailedPrecondition,
       .reason = "BASE_VERSION_STALE",
       .message = absl::StrCat("Уже включена версия ", active, ": назад версии не идут."),
       .metadata = {{"activeVersion", absl::StrCat(active)}}});
}

absl::Status NoActiveVersion() {
  return IllegalTransition("DRAFT", "announce", "У сезона нет действующей версии документа.");
}

absl::Status ReasonRequired() {
  return FieldsInvalid({{"reason", "REQUIRED", "Сезон уже идёт: укажите причину изменения."}});
}

absl::Status OrganizerRequired() {
  return ToStatus({.code = StatusCode::kPermissionDenied,
                   .reason = "PERMISSION_DENIED",
                   .message = "Изменение идущего сезона подтверждает организатор."});
}

absl::Status ActivationNotAsked() {
  return IllegalTransition("STORED", "activate",
                           "Включение этой версии ещё не предложил администратор.");
}

absl::Status SeasonAnnounced() {
  return IllegalTransition("ANNOUNCED", "announce", "Сезон уже объявлен.");
}

absl::Status SeasonsNotLoaded() {
  return ToStatus({.code = StatusCode::kUnavailable,
                   .reason = "UNAVAILABLE",
                   .message = "Сервис запускается, повторите через секунду.",
                   .retry_after = absl::Seconds(1)});
}

}  // namespace nastavnik::registration
