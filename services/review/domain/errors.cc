#include "services/review/domain/errors.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/time/civil.h"

namespace nastavnik::review {
namespace {

using absl::StatusCode;

}  // namespace

absl::Status NotFound() {
  return ToStatus({.code = StatusCode::kNotFound, .reason = "NOT_FOUND", .message = "Не найдено."});
}

absl::Status IllegalTransition(absl::string_view state, absl::string_view verb) {
  return ToStatus({.code = StatusCode::kFailedPrecondition,
                   .reason = "ILLEGAL_TRANSITION",
                   .message = "Сейчас это действие невозможно.",
                   .metadata = {{"state", std::string(state)}, {"verb", std::string(verb)}}});
}

absl::Status FeatureNotAvailable(absl::string_view feature) {
  return ToStatus({.code = StatusCode::kFailedPrecondition,
                   .reason = "FEATURE_NOT_AVAILABLE",
                   .message = "Эта возможность пока не поддерживается.",
                   .metadata = {{"feature", std::string(feature)}}});
}

absl::Status DocumentInvalid(std::vector<FieldViolation> violations) {
  return ToStatus({.code = StatusCode::kInvalidArgument,
                   .reason = "DOCUMENT_INVALID",
                   .message = "Документ сезона содержит ошибки.",
                   .violations = std::move(violations)});
}

absl::Status OneField(absl::string_view field, absl::string_view reason,
                      absl::string_view message) {
  return FieldsInvalid({{std::string(field), std::string(reason), std::string(message)}});
}

absl::Status StageNotOpen(absl::Time open_time) {
  return ToStatus({.code = StatusCode::kFailedPrecondition,
                   .reason = "STAGE_NOT_OPEN",
                   .message = "Экспертиза ещё не началась.",
                   .metadata = {{"openTime", time::FormatMicros(open_time)}}});
}

absl::Status StageClosed(absl::Time close_time) {
  return ToStatus({.code = StatusCode::kFailedPrecondition,
                   .reason = "STAGE_CLOSED",
                   .message = "Экспертиза завершена.",
                   .metadata = {{"closeTime", time::FormatMicros(close_time)}}});
}

absl::Status StageChanging() {
  return ToStatus({.code = StatusCode::kUnavailable,
                   .reason = "STAGE_CHANGING",
                   .message = "Этап меняется, повторите через секунду.",
                   .retry_after = absl::Seconds(1)});
}

absl::Status RunInProgress(absl::string_view run) {
  return ToStatus({.code = StatusCode::kAlreadyExists,
                   .reason = "ALREADY_EXISTS",
                   .message = "Распределение этой номинации уже считается.",
                   .metadata = {{"name", std::string(run)}}});
}

absl::Status AlreadyExpert(absl::string_view expert) {
  return ToStatus({.code = StatusCode::kAlreadyExists,
                   .reason = "ALREADY_EXISTS",
                   .message = "Вы уже эксперт этого сезона.",
                   .metadata = {{"name", std::string(expert)}}});
}

absl::Status ConsentRequired(const std::vector<std::string>& consents) {
  return ToStatus({.code = StatusCode::kFailedPrecondition,
                   .reason = "CONSENT_REQUIRED",
                   .message = "Нет действующего согласия на обработку персональных данных.",
                   .metadata = {{"consents", absl::StrJoin(consents, ",")}}});
}

absl::Status OfferLapsed() {
  return ToStatus({.code = StatusCode::kFailedPrecondition,
                   .reason = "ILLEGAL_TRANSITION",
                   .message = "Срок ответа на предложение истёк.",
                   .metadata = {{"state", "EXPIRED"}, {"verb", "accept"}}});
}

absl::Status NothingToClaim(int missing_reviews, int open_slots) {
  std::string message;
  if (missing_reviews == 0) {
    message = "Все заключения по вашим номинациям готовы.";
  } else if (open_slots > 0) {
    message = absl::StrCat("Экспертов ждут ещё заявки (", open_slots,
                           "), но вам их дать нельзя: нагрузка, регион, конфликт интересов или вы "
                           "их уже получали.");
  } else {
    message = "Сейчас все заявки у экспертов. Загляните позже: кто-то может отказаться.";
  }
  return ToStatus({.code = StatusCode::kFailedPrecondition,
                   .reason = "NOTHING_TO_CLAIM",
                   .message = std::move(message),
                   .metadata = {{"missingReviews", absl::StrCat(missing_reviews)},
                                {"openSlots", absl::StrCat(open_slots)}}});
}

absl::Status LoadExceeded(absl::string_view limit, int most) {
  return ToStatus(
      {.code = StatusCode::kFailedPrecondition,
       .reason = "LOAD_EXCEEDED",
       .message = limit == "CLAIMS"
                      ? absl::StrCat("Сначала завершите взятые заявки: одновременно их не больше ",
                                     most, ".")
                      : absl::StrCat("У вас уже столько заявок, сколько разрешено: ", most, "."),
       .metadata = {{"limit", std::string(limit)}, {"most", absl::StrCat(most)}}});
}

absl::Status InputsChanged(const std::vector<std::string>& pairs) {
  return ToStatus(
      {.code = StatusCode::kFailedPrecondition,
       .reason = "INPUTS_CHANGED",
       .message = "Исходные данные изменились после расчёта. Рассчитайте распределение заново.",
       .metadata = {{"pairs", absl::StrJoin(pairs, ",")}}});
}

absl::Status ReviewIncomplete(std::vector<FieldViolation> violations) {
  return ToStatus({.code = StatusCode::kFailedPrecondition,
                   .reason = "REVIEW_INCOMPLETE",
                   .message = "Заключение заполнено не полностью.",
                   .violations = std::move(violations)});
}

absl::Status NotAllowed() {
  return ToStatus({.code = StatusCode::kPermissionDenied,
                   .reason = "PERMISSION_DENIED",
                   .message = "Недостаточно прав."});
}

}  // namespace nastavnik::review
