#include "services/submission/domain/errors.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/status/error.h"
#include "common/time/civil.h"

namespace nastavnik::submission {
namespace {

using Code = absl::StatusCode;

absl::Status NotFound(absl::string_view message) {
  return ToStatus(
      {.code = Code::kNotFound, .reason = "NOT_FOUND", .message = std::string(message)});
}

}  // namespace

// The words of common/rpc, so that an id of another form tells nothing either.
absl::Status ApplicationNotFound() { return NotFound("Объект не найден."); }
absl::Status SimilarityNotFound() { return NotFound("Объект не найден."); }
absl::Status ReceiptNotFound() { return NotFound("Квитанции нет: заявка ещё не подавалась."); }
absl::Status SeasonNotFound(const SeasonId& season) {
  return NotFound(absl::StrCat("Сезон ", season.text(), " не найден."));
}

absl::Status NominationUnknown() {
  return FieldsInvalid(
      {{"application.nomination", "UNKNOWN_VALUE", "Такой номинации в сезоне нет."}});
}

absl::Status IllegalTransition(absl::string_view state, absl::string_view verb) {
  return ToStatus({.code = Code::kFailedPrecondition,
                   .reason = "ILLEGAL_TRANSITION",
                   .message = "В этом состоянии заявки действие невозможно.",
                   .metadata = {{"state", std::string(state)}, {"verb", std::string(verb)}}});
}

absl::Status ResultsPublished(absl::string_view state) {
  return ToStatus({.code = Code::kFailedPrecondition,
                   .reason = "ILLEGAL_TRANSITION",
                   .message = "Итоги опубликованы: отозвать заявку уже нельзя.",
                   .metadata = {{"state", std::string(state)}, {"verb", "withdraw"}}});
}

absl::Status SimilarityDecided(absl::string_view state, absl::string_view verb) {
  return ToStatus({.code = Code::kFailedPrecondition,
                   .reason = "ILLEGAL_TRANSITION",
                   .message = "По этой паре заявок решение уже принято.",
                   .metadata = {{"state", std::string(state)}, {"verb", std::string(verb)}}});
}

absl::Status NominationFixed() {
  return FieldsInvalid(
      {{"application.nomination", "READ_ONLY", "Сменить номинацию можно только у черновика."}});
}

absl::Status NominationClosed() {
  return ToStatus({.code = Code::kFailedPrecondition,
                   .reason = "NOMINATION_CLOSED",
                   .message = "Номинация закрыта для новых заявок."});
}

absl::Status ContentTooLarge() {
  return FieldsInvalid({{"application.content", "TOO_LONG", "Заявка слишком велика."}});
}

absl::Status StageNotOpen(absl::Time open_time) {
  return ToStatus({.code = Code::kFailedPrecondition,
                   .reason = "STAGE_NOT_OPEN",
                   .message = "Этап ещё не начался.",
                   .metadata = {{"openTime", time::FormatMicros(open_time)}}});
}

absl::Status StageClosed(absl::Time close_time) {
  return ToStatus({.code = Code::kFailedPrecondition,
                   .reason = "STAGE_CLOSED",
                   .message = "Этап закрыт.",
                   .metadata = {{"closeTime", time::FormatMicros(close_time)}}});
}

absl::Status StageChanging() {
  return ToStatus({.code = Code::kUnavailable,
                   .reason = "STAGE_CHANGING",
                   .message = "Этап меняется, повторите через секунду.",
                   .retry_after = absl::Seconds(1)});
}

absl::Status NotRegistered() {
  return ToStatus({.code = Code::kFailedPrecondition,
                   .reason = "NOT_ELIGIBLE",
                   .message = "Сначала зарегистрируйтесь на сезон.",
                   .violations = {{"registration", "REQUIRED", "Нет регистрации на сезон."}}});
}

absl::Status NotEligible(json::Violations violations) {
  return ToStatus({.code = Code::kFailedPrecondition,
                   .reason = "NOT_ELIGIBLE",
                   .message = "Условия участия не выполнены.",
                   .violations = std::move(violations)});
}

absl::Status RuleNotAvailable(absl::string_view rule, absl::string_view kind) {
  return ToStatus({.code = Code::kFailedPrecondition,
                   .reason = "FEATURE_NOT_AVAILABLE",
                   .message = "Одно из условий участия пока нельзя проверить.",
                   .metadata = {{"feature", std::string(kind)}, {"rule", std::string(rule)}}});
}

absl::Status ConsentRequired(const std::vector<std::string>& consents) {
  return ToStatus({.code = Code::kFailedPrecondition,
                   .reason = "CONSENT_REQUIRED",
                   .message = "Нет действующего согласия.",
                   .metadata = {{"consents", absl::StrJoin(consents, ",")}}});
}

absl::Status ParticipationLimit(const SeasonId& season, const ApplicationId& active) {
  return ToStatus(
      {.code = Code::kFailedPrecondition,
       .reason = "PARTICIPATION_LIMIT",
       .message = "У вас уже есть действующая заявка.",
       .metadata = {{"application", absl::StrCat("seasons/", season.text(), "/applications/",
                                                 active.ToString())}}});
}

absl::Status ApplicationIncomplete(json::Violations violations) {
  return ToStatus({.code = Code::kFailedPrecondition,
                   .reason = "APPLICATION_INCOMPLETE",
                   .message = "Заявка заполнена не полностью.",
                   .violations = std::move(violations)});
}

absl::Status InBatch(size_t index, const absl::Status& status) {
  Error error = ErrorFrom(status);
  const std::string place = absl::StrCat("requests[", index, "]");
  if (error.violations.empty()) error.violations.push_back({"", error.reason, error.message});
  for (FieldViolation& violation : error.violations) {
    violation.field = violation.field.empty() ? place : absl::StrCat(place, ".", violation.field);
  }
  return ToStatus(error);
}

}  // namespace nastavnik::submission
