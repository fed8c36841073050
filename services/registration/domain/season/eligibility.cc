#include "services/registration/domain/season/eligibility.h"

#include <algorithm>

namespace nastavnik::season {
namespace {

bool Contains(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

bool Fails(const EligibilityRule& rule, const Applicant& applicant) {
  if (rule.kind == "MIN_AGE" || rule.kind == "MAX_AGE") {
    if (!applicant.birth_date) return true;
    const int age = AgeOn(*applicant.birth_date, rule.on.value_or(applicant.today));
    return rule.kind == "MIN_AGE" ? age < rule.years : age > rule.years;
  }
  if (rule.kind == "APPLICANT_KIND") return !Contains(rule.kinds, applicant.kind);
  if (rule.kind == "REGION_IN") return !Contains(rule.regions, applicant.region);
  if (rule.kind == "REGION_NOT_IN") return Contains(rule.regions, applicant.region);
  return false;
}

}  // namespace

int AgeOn(absl::CivilDay birth, absl::CivilDay day) {
  const bool had_birthday =
      day.month() > birth.month() || (day.month() == birth.month() && day.day() >= birth.day());
  return static_cast<int>(day.year() - birth.year()) - (had_birthday ? 0 : 1);
}

std::vector<EligibilityFailure> CheckEligibility(const Document& document,
                                                 const Nomination& nomination,
                                                 const Applicant& applicant) {
  std::vector<EligibilityFailure> failures;
  const auto direction = document.directions.find(nomination.direction);
  if (direction != document.directions.end() &&
      !Contains(direction->second.applicant_kinds, applicant.kind)) {
    failures.push_back(
        {"applicant-kinds", "DRAFT", "В этом направлении так подать заявку нельзя."});
  }
  for (const auto& [id, rule] : document.eligibility) {
    if (!rule.applies_to.Matches(nomination.id, nomination.direction)) continue;
    if (Fails(rule, applicant)) failures.push_back({id, rule.gate, rule.message});
  }
  return failures;
}

}  // namespace nastavnik::season
