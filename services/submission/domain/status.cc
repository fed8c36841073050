#include "services/submission/domain/status.h"

namespace nastavnik::submission {
namespace {

using State = Application::State;

bool HasOpened(const Season& season, const StageId& stage, absl::Time now) {
  const StageRule* rule = season.Find(stage);
  return rule != nullptr && now >= rule->open_time;
}

bool HasClosed(const Season& season, const StageId& stage, absl::Time now) {
  const StageRule* rule = season.Find(stage);
  return rule != nullptr && now >= rule->close_time + rule->grace;
}

}  // namespace

std::string StatusForOwner(const Application& application, const Season& season, absl::Time now) {
  switch (application.state) {
    case State::kWithdrawn:
      return "Отозвана участником";
    case State::kDraft:
      return HasClosed(season, application.stage, now) ? "Не подана в срок" : "Черновик";
    case State::kSubmitted:
      return "Принята, идёт формальная проверка";
    case State::kAdmitted:
      break;
  }
  const Nomination* nomination = season.Find(application.nomination);
  const bool in_review = nomination != nullptr && HasOpened(season, nomination->review_stage, now);
  return in_review ? "На экспертизе" : "Допущена";
}

std::string StatusForStaff(const Application& application) {
  switch (application.state) {
    case State::kWithdrawn:
      return "Отозвана участником";
    case State::kDraft:
      return "Черновик";
    case State::kSubmitted:
      return "Подана";
    case State::kAdmitted:
      return "Допущена";
  }
  return "";
}

}  // namespace nastavnik::submission
