#include "services/review/domain/expert.h"

#include <utility>

#include "absl/strings/str_cat.h"

#include "services/review/domain/errors.h"
#include "services/review/domain/season_rules.h"

namespace nastavnik::review {
namespace {

using State = Expert::State;

constexpr std::pair<State, absl::string_view> kStates[] = {
    {State::kInvited, "INVITED"}, {State::kCandidate, "CANDIDATE"}, {State::kActive, "ACTIVE"},
    {State::kFailed, "FAILED"},   {State::kSuspended, "SUSPENDED"}, {State::kDeclined, "DECLINED"},
};

}  // namespace

void CheckProfile(const ExpertProfile& profile, const SeasonRules& rules,
                  std::vector<FieldViolation>& violations) {
  if (profile.competences.empty())
    violations.push_back({"competences", "TOO_FEW", "Укажите хотя бы одну номинацию."});
  for (const auto& [nomination, level] : profile.competences) {
    if (!rules.HasNomination(nomination)) {
      violations.push_back({"competences", "UNKNOWN_VALUE",
                            absl::StrCat("В сезоне нет номинации «", nomination.text(), "».")});
    }
  }
  for (const auto& keyword : profile.keywords) {
    if (!rules.KeywordIndex(keyword)) {
      violations.push_back({"keywords", "UNKNOWN_VALUE",
                            absl::StrCat("В сезоне нет ключевого слова «", keyword, "».")});
    }
  }
}

absl::Status CheckNominations(const std::vector<std::string>& nominations,
                              const SeasonRules& rules) {
  std::vector<FieldViolation> violations;
  for (const auto& nomination : nominations) {
    if (!rules.HasNomination(NominationId(nomination))) {
      violations.push_back({"nominations", "UNKNOWN_VALUE",
                            absl::StrCat("В сезоне нет номинации «", nomination, "».")});
    }
  }
  return FieldsInvalid(std::move(violations));
}

absl::StatusOr<Expert> AcceptInvitation(Expert expert, PersonId person, ExpertProfile profile,
                                        absl::Time now) {
  if (expert.state == State::kCandidate && expert.person == person) return expert;
  if (expert.state != State::kInvited) return IllegalTransition(NameOf(expert.state), "accept");
  expert.state = State::kCandidate;
  expert.person = person;
  expert.competences = std::move(profile.competences);
  expert.keywords = std::move(profile.keywords);
  expert.region = profile.region;
  expert.organization = profile.organization;
  expert.load_limit = profile.load_limit;
  expert.accept_time = now;
  return expert;
}

absl::StatusOr<Expert> Activate(Expert expert) {
  if (expert.state != State::kCandidate) return IllegalTransition(NameOf(expert.state), "activate");
  expert.state = State::kActive;
  return expert;
}

absl::string_view NameOf(Expert::State state) {
  for (const auto& [value, name] : kStates) {
    if (value == state) return name;
  }
  return "";
}

std::optional<Expert::State> ParseExpertState(absl::string_view name) {
  for (const auto& [value, known] : kStates) {
    if (known == name) return value;
  }
  return std::nullopt;
}

absl::string_view NameOf(Grade grade) {
  return grade == Grade::kLead ? "LEAD" : grade == Grade::kSenior ? "SENIOR" : "BASIC";
}

std::optional<Grade> ParseGrade(absl::string_view name) {
  if (name == "BASIC") return Grade::kBasic;
  if (name == "SENIOR") return Grade::kSenior;
  if (name == "LEAD") return Grade::kLead;
  return std::nullopt;
}

absl::string_view NameOf(Level level) { return level == Level::kPrimary ? "PRIMARY" : "SECONDARY"; }

std::optional<Level> ParseLevel(absl::string_view name) {
  if (name == "PRIMARY") return Level::kPrimary;
  if (name == "SECONDARY") return Level::kSecondary;
  return std::nullopt;
}

absl::string_view NameOf(Conflict::Kind kind) {
  return kind == Conflict::Kind::kReported ? "REPORTED" : "DECLARED";
}

}  // namespace nastavnik::review
