#include "services/registration/domain/season/check.h"

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "services/registration/domain/season/check_rules.h"

namespace nastavnik::season {
namespace {

// What one nomination has exactly one of: the most exact match wins, two of one rank are a fault.
template <typename Entries, typename Wanted>
void CheckOne(const Document& document, const Entries& entries, absl::string_view part,
              absl::string_view what, Wanted wanted, Checker& checker) {
  for (const auto& [id, nomination] : document.nominations) {
    int best = 0, best_count = 0;
    for (const auto& [entry_id, entry] : entries) {
      if (!wanted(entry)) continue;
      const int rank = entry.applies_to.Rank(id, nomination.direction);
      if (rank > best) best_count = 0;
      if (rank > 0 && rank >= best) ++best_count;
      best = std::max(best, rank);
    }
    if (best == 0)
      checker.Fail(part, "REQUIRED", absl::StrCat("Для номинации «", id, "» нет: ", what, "."));
    if (best_count > 1) {
      checker.Fail(part, "CONFLICTS",
                   absl::StrCat("Для номинации «", id, "» подходит несколько: ", what, "."));
    }
  }
}

void CheckSelectors(const Document& document, Checker& checker) {
  const auto check = [&](absl::string_view part, const auto& entries) {
    for (const auto& [id, entry] : entries) {
      const std::vector<std::string>& terms = entry.applies_to.terms();
      for (size_t i = 0; i < terms.size(); ++i) {
        absl::string_view term = terms[i];
        const bool known = term == "*" || (absl::ConsumePrefix(&term, "direction:")
                                               ? document.directions.count(std::string(term)) > 0
                                               : document.nominations.count(terms[i]) > 0);
        const std::string path = json::Join(absl::StrCat(part, ".", id, ".appliesTo"), i);
        if (!known) checker.Fail(path, "UNKNOWN_VALUE", "Такой номинации или направления нет.");
      }
    }
  };
  check("eligibility", document.eligibility);
  check("stages", document.stages);
  check("forms", document.forms);
  check("rubrics", document.rubrics);
  check("reviewRounds", document.rounds);
  check("rankingRules", document.ranking_rules);
}

void CheckNominations(const Document& document, Checker& checker) {
  if (document.nominations.empty())
    checker.Fail("nominations", "TOO_FEW", "Нужна хотя бы одна номинация.");
  if (document.nominations.size() > kMaxNominations) {
    checker.Fail("nominations", "TOO_MANY",
                 absl::StrCat("Не более ", kMaxNominations, " номинаций."));
  }
  for (const auto& [id, nomination] : document.nominations) {
    checker.Known(absl::StrCat("nominations.", id, ".direction"), nomination.direction,
                  document.directions);
  }
  const auto any = [](const auto&) { return true; };
  const auto kind = [](absl::string_view kind) {
    return [kind](const Stage& stage) { return stage.kind == kind; };
  };
  CheckOne(document, document.stages, "stages", "этап приёма заявок (APPLICATION)",
           kind("APPLICATION"), checker);
  CheckOne(document, document.stages, "stages", "этап формальной проверки (FORMAL_CHECK)",
           kind("FORMAL_CHECK"), checker);
  CheckOne(document, document.forms, "forms", "форма заявки", any, checker);
  CheckOne(document, document.rubrics, "rubrics", "лист оценки", any, checker);
  CheckOne(document, document.ranking_rules, "rankingRules", "правило рейтинга", any, checker);
}

void CheckSections(const Form& form, const std::string& path, Checker& checker) {
  std::set<std::string> placed;
  for (size_t i = 0; i < form.sections.size(); ++i) {
    for (size_t j = 0; j < form.sections[i].fields.size(); ++j) {
      const std::string& field = form.sections[i].fields[j];
      const std::string at =
          json::Join(absl::StrCat(json::Join(path + ".sections", i), ".fields"), j);
      checker.Known(at, field, form.fields);
      if (!placed.insert(field).second)
        checker.Fail(at, "CONFLICTS", "Поле уже стоит в другом разделе.");
    }
  }
  for (const auto& [id, field] : form.fields) {
    if (placed.count(id) == 0)
      checker.Fail(absl::StrCat(path, ".fields.", id), "CONFLICTS", "Поля нет ни в одном разделе.");
  }
}

// Follows shownIf from a field; false when it comes back to where it was.
bool EndsSomewhere(const Form& form, const Field& start) {
  std::set<std::string> seen = {start.id};
  const Field* at = &start;
  while (at->shown_if) {
    const auto next = form.fields.find(at->shown_if->field);
    if (next == form.fields.end()) return true;
    if (!seen.insert(next->first).second) return false;
    at = &next->second;
  }
  return true;
}

void CheckField(const Document& document, const Form& form, const Field& field,
                const std::string& path, Checker& checker) {
  for (const auto& [nomination, by] : field.by) {
    checker.Known(absl::StrCat(path, ".by.", nomination), nomination, document.nominations);
  }
  if (!field.shown_if) return;
  const std::string at = path + ".shownIf.field";
  checker.Known(at, field.shown_if->field, form.fields);
  if (!EndsSomewhere(form, field))
    checker.Fail(at, "CONFLICTS", "Поля скрывают друг друга по кругу.");
}

void CheckForms(const Document& document, Checker& checker) {
  for (const auto& [id, form] : document.forms) {
    const std::string path = absl::StrCat("forms.", id);
    CheckSections(form, path, checker);
    int keyword_fields = 0;
    for (const auto& [field_id, field] : form.fields) {
      const std::string at = absl::StrCat(path, ".fields.", field_id);
      CheckField(document, form, field, at, checker);
      if (field.options_from == "keywords" && ++keyword_fields > 1) {
        checker.Fail(at + ".optionsFrom", "CONFLICTS", "Поле ключевых слов в форме одно.");
      }
      if (field.options_from == "keywords" && document.keywords.empty()) {
        checker.Fail(at + ".optionsFrom", "REQUIRED", "В документе нет ключевых слов (keywords).");
      }
    }
  }
}

void CheckEligibility(const Document& document, Checker& checker) {
  for (const auto& [id, rule] : document.eligibility) {
    if (rule.kind != "FIELD") continue;
    const bool known = std::any_of(
        document.forms.begin(), document.forms.end(),
        [&rule = rule](const auto& form) { return form.second.fields.count(rule.field) > 0; });
    if (!known)
      checker.Fail(absl::StrCat("eligibility.", id, ".field"), "UNKNOWN_VALUE", "Такого поля нет.");
  }
}

}  // namespace

void CheckDocument(const Document& document, json::Violations& violations) {
  Checker checker(violations);
  CheckSelectors(document, checker);
  CheckNominations(document, checker);
  CheckForms(document, checker);
  CheckEligibility(document, checker);
  CheckRubrics(document, checker);
  CheckRounds(document, checker);
  CheckRanking(document, checker);
}

std::vector<std::string> Warnings(const Document* former, const Document& document) {
  std::vector<std::string> warnings;
  for (const Nomination* nomination : document.OrderedNominations()) {
    if (former == nullptr || former->nominations.count(nomination->id) > 0) continue;
    for (const auto& [id, round] : document.rounds) {
      if (!round.source_round.empty() || round.load_max == 0) continue;
      if (!round.applies_to.Matches(nomination->id, nomination->direction)) continue;
      warnings.push_back(absl::StrCat("Номинация «", nomination->title,
                                      "»: экспертов с такой специализацией ещё нет. На каждые ",
                                      round.load_max, " заявок их нужно не меньше ", round.reviews,
                                      " (тур ", id, ")."));
    }
  }
  return warnings;
}

}  // namespace nastavnik::season
