#include "services/results/domain/errors.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace nastavnik::results {
namespace {

absl::Status Refuse(absl::StatusCode code, absl::string_view reason, std::string message,
                    std::vector<std::pair<std::string, std::string>> metadata = {}) {
  return ToStatus({.code = code,
                   .reason = std::string(reason),
                   .message = std::move(message),
                   .metadata = std::move(metadata)});
}

constexpr absl::StatusCode kPrecondition = absl::StatusCode::kFailedPrecondition;

}  // namespace

absl::Status RankingNotFound() {
  return Refuse(absl::StatusCode::kNotFound, "NOT_FOUND", "Не найдено.");
}

absl::Status ResultNotFound() { return RankingNotFound(); }  // the same bytes, whatever is missing
absl::Status SeasonNotFound() { return RankingNotFound(); }

absl::Status DocumentInvalid(std::vector<FieldViolation> violations) {
  return ToStatus(
      {.code = absl::StatusCode::kInvalidArgument,
       .reason = "DOCUMENT_INVALID",
       .message = absl::StrCat("Документ сезона содержит ошибки: ", violations.size(), "."),
       .violations = std::move(violations)});
}

absl::Status FeatureNotAvailable(const std::set<std::string>& features) {
  return Refuse(kPrecondition, "FEATURE_NOT_AVAILABLE",
                "Правила рейтинга этого сезона пока не поддерживаются.",
                {{"feature", absl::StrJoin(features, ", ")}});
}

absl::Status StageNotFrozen(const StageId& stage) {
  return Refuse(kPrecondition, "STAGE_NOT_FROZEN",
                "Экспертиза ещё не закрыта: рейтинг считается после фиксации тура.",
                {{"stage", stage.text()}});
}

absl::Status IllegalTransition(absl::string_view state, absl::string_view verb) {
  return Refuse(kPrecondition, "ILLEGAL_TRANSITION", "Сейчас это действие с рейтингом невозможно.",
                {{"state", std::string(state)}, {"verb", std::string(verb)}});
}

absl::Status InputsChanged() {
  return Refuse(kPrecondition, "INPUTS_CHANGED",
                "С момента расчёта данные изменились. Рассчитайте рейтинг заново.");
}

absl::Status TieUnresolved(const std::vector<std::string>& nominations) {
  return Refuse(kPrecondition, "TIE_UNRESOLVED",
                "Равенство баллов не разрешено: порядок определяет протокол.",
                {{"nominations", absl::StrJoin(nominations, ", ")}});
}

absl::Status OtherStatement() {
  return FieldsInvalid(
      {{"statement_sha256", "UNKNOWN_VALUE", "Это контрольная сумма другого текста."}});
}

absl::Status AlreadySigned() {
  return Refuse(absl::StatusCode::kAlreadyExists, "ALREADY_EXISTS", "Эта подпись уже поставлена.");
}

absl::Status DutiesNotSeparate() {
  return Refuse(absl::StatusCode::kPermissionDenied, "PERMISSION_DENIED",
                "Кто подписал рейтинг как председатель, не может его публиковать.");
}

absl::Status PublishTimePassed() {
  return FieldsInvalid({{"publishTime", "OUT_OF_RANGE", "Это время уже прошло."}});
}

}  // namespace nastavnik::results
