#include "services/results/domain/ranking/lines.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace nastavnik::results {
namespace {

template <typename T>
std::string OrDash(const std::optional<T>& number) {
  return number ? absl::StrCat(*number) : "-";
}

std::string OrDash(absl::string_view text) { return text.empty() ? "-" : std::string(text); }

absl::string_view Name(OneWin one_win) {
  switch (one_win) {
    case OneWin::kNone:
      return "NONE";
    case OneWin::kDirection:
      return "DIRECTION";
    case OneWin::kSeason:
      return "SEASON";
  }
  return "";
}

absl::string_view Name(Contestant::State state) {
  switch (state) {
    case Contestant::State::kAdmitted:
      return "ADMITTED";
    case Contestant::State::kNotAdmitted:
      return "NOT_ADMITTED";
    case Contestant::State::kWithdrawn:
      return "WITHDRAWN";
    case Contestant::State::kDisqualified:
      return "DISQUALIFIED";
  }
  return "";
}

std::string Name(const TieBreak& tie_break) {
  switch (tie_break.kind) {
    case TieBreak::Kind::kCriterion:
      return absl::StrCat("criterion:", tie_break.criterion);
    case TieBreak::Kind::kEarlierSubmission:
      return "earlierSubmission";
    case TieBreak::Kind::kProtocol:
      return "protocol";
  }
  return "";
}

void AppendRule(std::string& out, const RankingRule& rule) {
  absl::StrAppend(&out, "rule ", rule.id, " win=", Name(rule.one_win), " void=", rule.void_below,
                  " reserve=", rule.reserve, " value>=", OrDash(rule.pass.value),
                  " each>=", OrDash(rule.pass.each));
  for (const auto& [criterion, threshold] : rule.pass.criteria)
    absl::StrAppend(&out, " ", criterion, ">=", threshold);
  const std::string then = absl::StrJoin(
      rule.tie_breaks, ",",
      [](std::string* text, const TieBreak& tie_break) { absl::StrAppend(text, Name(tie_break)); });
  absl::StrAppend(&out, " then=", OrDash(then), "\n");
}

void AppendQuotas(std::string& out, const RankingRule& rule) {
  for (const auto& [award, quota] : rule.quotas) {
    absl::StrAppend(&out, "quota ", rule.id, " ", award, " total=", OrDash(quota.total),
                    " region=", OrDash(quota.max_per_region),
                    " regionTotal=", OrDash(quota.max_per_region_total),
                    " floor=", quota.min_per_region);
    for (const auto& [nomination, places] : quota.nominations) {
      absl::StrAppend(&out, " ", nomination.text(), "=", places);
    }
    absl::StrAppend(&out, "\n");
  }
}

void AppendContestant(std::string& out, const Contestant& contestant) {
  absl::StrAppend(&out, "application ", contestant.application.ToString(), " ",
                  contestant.nomination.text(), " ", OrDash(contestant.region.text()), " ",
                  Name(contestant.state), " reached=", contestant.reached_last_round ? 1 : 0);
  absl::StrAppend(&out, " demand=", contestant.demand,
                  " submit=", absl::ToUnixMillis(contestant.submit_time),
                  " reviews=", contestant.reviews, " sum=", contestant.total_sum,
                  " lowest=", contestant.lowest_total, " corrected=", OrDash(contestant.corrected));
  const std::string criteria =
      absl::StrJoin(contestant.criteria, ",", [](std::string* text, const CriterionSum& sum) {
        absl::StrAppend(text, sum.criterion, ":", sum.sum);
      });
  std::vector<PersonId> people = contestant.people;
  std::sort(people.begin(), people.end());
  const std::string persons = absl::StrJoin(
      people, ",",
      [](std::string* text, const PersonId& person) { absl::StrAppend(text, person.ToString()); });
  absl::StrAppend(&out, " criteria=", OrDash(criteria), " people=", OrDash(persons), "\n");
}

}  // namespace

std::string InputLines(const Inputs& inputs, const Rules& rules) {
  std::string out = "nastavnik ranking inputs v1\n";
  for (const RankingRule& rule : rules.rules) AppendRule(out, rule);
  for (const RankedNomination& nomination : rules.nominations) {  // their order counts
    absl::StrAppend(&out, "nomination ", nomination.id.text(), " ", OrDash(nomination.direction),
                    " ", rules.rules[nomination.rule].id, "\n");
  }
  for (const AwardClass& award : rules.classes) {
    absl::StrAppend(&out, "class ", award.id, " ", award.win ? "win" : "-", "\n");
  }
  for (const RankingRule& rule : rules.rules) AppendQuotas(out, rule);

  std::vector<const Contestant*> sorted;
  for (const Contestant& contestant : inputs.contestants) sorted.push_back(&contestant);
  std::sort(sorted.begin(), sorted.end(), [](const Contestant* a, const Contestant* b) {
    return a->application < b->application;
  });
  for (const Contestant* contestant : sorted) AppendContestant(out, *contestant);
  for (const Contestant* contestant : sorted) {
    if (contestant->protocol_order == 0) continue;
    absl::StrAppend(&out, "order ", contestant->application.ToString(), " ",
                    contestant->protocol_order, "\n");
  }
  return out;
}

std::string ResultLine(const Entry& entry) {
  const std::string value = entry.corrected ? absl::StrCat(*entry.corrected, "/10000")
                                            : absl::StrCat(entry.total_sum, "/", entry.reviews);
  return absl::StrCat("application ", entry.application.ToString(), " ", entry.nomination.text(),
                      " ", value, " place=", entry.place, " award=", OrDash(entry.award),
                      " reason=", OrDash(ReasonName(entry.reason)), " reserve=", entry.reserve,
                      "\n");
}

std::string ResultLines(const std::vector<Entry>& entries) {
  std::string out = "nastavnik ranking result v1\n";
  for (const Entry& entry : entries) out += ResultLine(entry);
  return out;
}

}  // namespace nastavnik::results
