#include "services/submission/domain/eligibility.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

#include "common/status/macros.h"
#include "services/submission/domain/errors.h"
#include "services/submission/domain/form/formats.h"

namespace nastavnik::submission {
namespace {

// Who applies until teams and organizations may.
constexpr absl::string_view kApplicantKind = "PERSON";

bool Contains(const std::vector<std::string>& values, absl::string_view value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// Numbers compare as numbers, decimals and texts as they are written.
bool FieldMeets(const Eligibility& rule, const Nomination& nomination, const Content& content) {
  const json::Value* value = content.if_contains(boost::json::string_view(rule.field));
  if (value == nullptr) return false;
  if (rule.op == "EQ") return *value == rule.value;
  if (rule.op == "NE") return *value != rule.value;
  if (rule.op == "IN") {
    const auto* list = rule.value.if_array();
    return list != nullptr && std::find(list->begin(), list->end(), *value) != list->end();
  }
  int64_t left = 0, right = 0;
  if (value->is_int64() && rule.value.is_int64()) {
    left = value->get_int64();
    right = rule.value.get_int64();
  } else if (const Field* field = nomination.form.Find(rule.field);
             field != nullptr && value->is_string() && rule.value.is_string()) {
    const auto a = ParseDecimal(value->get_string().c_str(), field->scale);
    const auto b = ParseDecimal(rule.value.get_string().c_str(), field->scale);
    if (!a || !b) return false;
    left = *a;
    right = *b;
  } else {
    return false;
  }
  if (rule.op == "LT") return left < right;
  if (rule.op == "LE") return left <= right;
  if (rule.op == "GT") return left > right;
  return rule.op == "GE" && left >= right;
}

// What earlier seasons awarded is asked of nobody yet.
bool IsAnswerable(const Eligibility& rule) { return rule.kind != "NOT_AWARDED"; }

bool AsksContent(const Eligibility& rule) {
  return rule.kind == "FIELD" || rule.kind == "REGION_IN" || rule.kind == "REGION_NOT_IN";
}

// Rules of teams bind teams only, so they hold; what nobody can answer does not.
bool Meets(const Eligibility& rule, const Nomination& nomination, const Applicant& applicant,
           const Content& content, absl::CivilDay today) {
  const absl::CivilDay day = rule.on.value_or(today);
  const std::string region = RegionOf(nomination.form, content);
  if (rule.kind == "MIN_AGE")
    return applicant.birth_date && AgeOn(*applicant.birth_date, day) >= rule.years;
  if (rule.kind == "MAX_AGE")
    return applicant.birth_date && AgeOn(*applicant.birth_date, day) <= rule.years;
  if (rule.kind == "APPLICANT_KIND") return Contains(rule.values, kApplicantKind);
  if (rule.kind == "REGION_IN")
    return Contains(rule.values, region.empty() ? applicant.region : region);
  if (rule.kind == "REGION_NOT_IN")
    return !Contains(rule.values, region.empty() ? applicant.region : region);
  if (rule.kind == "FIELD") return FieldMeets(rule, nomination, content);
  if (rule.kind == "GUARDIAN_CONSENT") {
    const bool adult = applicant.birth_date && AgeOn(*applicant.birth_date, day) >= rule.years;
    return adult || Contains(applicant.purposes, "GUARDIAN");
  }
  return IsAnswerable(rule);
}

bool BindsAt(Eligibility::Gate rule, Eligibility::Gate gate) {
  if (gate == Eligibility::Gate::kSubmit) return rule != Eligibility::Gate::kFlag;
  return rule == gate;
}

}  // namespace

int AgeOn(absl::CivilDay birth, absl::CivilDay day) {
  const int years = static_cast<int>(day.year() - birth.year());
  const bool birthday_passed =
      std::make_pair(day.month(), day.day()) >= std::make_pair(birth.month(), birth.day());
  return birthday_passed ? years : years - 1;
}

json::Violations FailedRules(const Nomination& nomination, Eligibility::Gate gate,
                             const Applicant& applicant, const Content& content,
                             absl::CivilDay today) {
  json::Violations failed;
  if (gate != Eligibility::Gate::kFlag && !Contains(nomination.applicant_kinds, kApplicantKind)) {
    failed.push_back({"eligibility.applicant-kinds", "NOT_ELIGIBLE",
                      "В этом направлении так подать заявку нельзя."});
  }
  for (const Eligibility& rule : nomination.eligibility) {
    if (!BindsAt(rule.gate, gate) || Meets(rule, nomination, applicant, content, today)) continue;
    failed.push_back(
        {absl::StrCat("eligibility.", rule.id), "NOT_ELIGIBLE",
         IsAnswerable(rule) ? rule.message : absl::StrCat("Не проверено: ", rule.message)});
  }
  return failed;
}

bool NeedsContent(const Nomination& nomination, Eligibility::Gate gate) {
  return std::any_of(
      nomination.eligibility.begin(), nomination.eligibility.end(),
      [&](const Eligibility& rule) { return BindsAt(rule.gate, gate) && AsksContent(rule); });
}

absl::Status CheckAnswerable(const Nomination& nomination, Eligibility::Gate gate) {
  for (const Eligibility& rule : nomination.eligibility) {
    if (BindsAt(rule.gate, gate) && !IsAnswerable(rule))
      return RuleNotAvailable(rule.id, rule.kind);
  }
  return absl::OkStatus();
}

std::vector<std::string> MissingConsents(const Season& season, Eligibility::Gate gate,
                                         const Applicant& applicant) {
  std::vector<std::string> missing;
  for (const ConsentRule& consent : season.consents) {
    const bool needed = consent.purpose == "PROCESSING" ||
                        (consent.to_submit && gate == Eligibility::Gate::kSubmit);
    if (needed && !Contains(applicant.consents, consent.id)) missing.push_back(consent.id);
  }
  return missing;
}

absl::Status CheckApplicant(const Season& season, const Nomination& nomination,
                            Eligibility::Gate gate, const Applicant& applicant,
                            const Content& content, absl::CivilDay today) {
  RETURN_IF_ERROR(CheckAnswerable(nomination, gate));
  if (!applicant.active || !applicant.registered) return NotRegistered();
  if (const auto missing = MissingConsents(season, gate, applicant); !missing.empty())
    return ConsentRequired(missing);
  json::Violations failed = FailedRules(nomination, gate, applicant, content, today);
  return failed.empty() ? absl::OkStatus() : NotEligible(std::move(failed));
}

}  // namespace nastavnik::submission
