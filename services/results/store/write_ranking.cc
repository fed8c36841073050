#include "services/results/store/write_ranking.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"

#include "results_sql/sql.h"
#include "services/results/store/rows.h"

namespace nastavnik::results {
namespace {

constexpr size_t kBatch = 5000;  // rows of one statement, well inside its time limit

// Columns of an INSERT ... SELECT ... FROM unnest(...).
struct EntryColumns {
  std::vector<ApplicationId> application;
  std::vector<NominationId> nomination;
  std::vector<int> position;
  std::vector<RegionId> region;
  std::vector<std::string> people, number, title;
  std::vector<int> reviews;
  std::vector<int64_t> total_sum;
  std::vector<std::string> criteria;
  std::vector<int> place;
  std::vector<std::string> award;
  std::vector<bool> win;
  std::vector<std::string> reason;
  std::vector<int> reserve;
};

// What rows say of a nomination, by its id.
std::map<NominationId, int> PositionsOf(const Rules& rules) {
  std::map<NominationId, int> positions;
  for (size_t i = 0; i < rules.nominations.size(); ++i)
    positions[rules.nominations[i].id] = static_cast<int>(i);
  return positions;
}

bool IsWin(const Rules& rules, const std::string& award) {
  return std::any_of(rules.classes.begin(), rules.classes.end(),
                     [&](const AwardClass& known) { return known.id == award && known.win; });
}

std::string OneWinScope(const Rules& rules, const RankedNomination& nomination) {
  switch (rules.rules[nomination.rule].one_win) {
    case OneWin::kNone:
      return "";
    case OneWin::kDirection:
      return absl::StrCat("direction:", nomination.direction);
    case OneWin::kSeason:
      return "season";
  }
  return "";
}

void RunInsertNominations(const Ranking& ranking, const Rules& rules, pg::Changes& changes) {
  for (size_t i = 0; i < rules.nominations.size(); ++i) {
    const RankedNomination& nomination = rules.nominations[i];
    const RankingRule& rule = rules.rules[nomination.rule];
    const NominationFigures& figures = ranking.nominations[i];
    changes.Run(sql::kInsertRankingNomination, ranking.season, ranking.id, nomination.id, i,
                rule.id, OneWinScope(rules, nomination), rule.pass.value, rule.void_below,
                figures.contenders, figures.excluded, figures.is_void, figures.tie_unresolved);
  }
}

void RunInsertQuotas(const Ranking& ranking, const RankingRule& rule, pg::Changes& changes) {
  for (const auto& [award, quota] : rule.quotas) {
    const auto insert = [&, &award = award](absl::string_view scope, absl::string_view nomination,
                                            int places) {
      changes.Run(sql::kInsertRankingQuota, ranking.season, ranking.id, rule.id, award, scope,
                  nomination, places);
    };
    for (const auto& [nomination, places] : quota.nominations)
      insert("NOMINATION", nomination.text(), places);
    if (quota.total) insert("TOTAL", "", *quota.total);
    if (quota.max_per_region) insert("REGION", "", *quota.max_per_region);
    if (quota.max_per_region_total) insert("REGION_TOTAL", "", *quota.max_per_region_total);
  }
}

void RunInsertEntries(const Ranking& ranking, const EntryColumns& rows, pg::Changes& changes) {
  changes.RunExactly(static_cast<int>(rows.application.size()), sql::kInsertRankingEntries,
                     ranking.season, ranking.id, rows.application, rows.nomination, rows.position,
                     rows.region, rows.people, rows.number, rows.title, rows.reviews,
                     rows.total_sum, rows.criteria, rows.place, rows.award, rows.win, rows.reason,
                     rows.reserve);
}

// Entries and contestants meet in the order of application ids.
void RunInsertAllEntries(const Ranking& ranking, const Computation& computation,
                         const PublicContents& contents, pg::Changes& changes) {
  const std::map<NominationId, int> positions = PositionsOf(computation.rules);
  std::map<ApplicationId, const Contestant*> contestants;
  for (const Contestant& contestant : computation.inputs.contestants)
    contestants[contestant.application] = &contestant;
  EntryColumns rows;
  for (const Entry& entry : computation.entries) {
    const auto position = positions.find(entry.nomination);
    const auto content = contents.find(entry.application);
    rows.application.push_back(entry.application);
    rows.nomination.push_back(entry.nomination);
    rows.position.push_back(position == positions.end() ? static_cast<int>(positions.size())
                                                        : position->second);
    rows.region.push_back(entry.region);
    rows.people.push_back(EncodePeople(contestants[entry.application]->people));
    rows.number.push_back(content == contents.end() ? "" : content->second.number);
    rows.title.push_back(content == contents.end() ? "" : content->second.title);
    rows.reviews.push_back(entry.reviews);
    rows.total_sum.push_back(entry.total_sum);
    rows.criteria.push_back(EncodeCriteria(entry.criteria));
    rows.place.push_back(entry.place);
    rows.award.push_back(entry.award);
    rows.win.push_back(IsWin(computation.rules, entry.award));
    rows.reason.emplace_back(ReasonName(entry.reason));
    rows.reserve.push_back(entry.reserve);
    if (rows.application.size() < kBatch) continue;
    RunInsertEntries(ranking, rows, changes);
    rows = {};
  }
  if (!rows.application.empty()) RunInsertEntries(ranking, rows, changes);
}

}  // namespace

void RunInsertRanking(const Ranking& ranking, const Computation& computation,
                      const PublicContents& contents, pg::Changes& changes) {
  changes.RunExactly(1, sql::kInsertRanking, ranking.season, ranking.id, ranking.config_version,
                     pg::Bytes{ranking.inputs_sha256}, pg::Bytes{ranking.result_sha256},
                     ranking.create_time);
  changes.Run(sql::kInsertRankingText, ranking.season, ranking.id, "INPUTS",
              pg::Bytes{computation.input_lines});
  changes.Run(sql::kInsertRankingText, ranking.season, ranking.id, "RESULT",
              pg::Bytes{computation.result_lines});
  RunInsertNominations(ranking, computation.rules, changes);
  for (const RankingRule& rule : computation.rules.rules) RunInsertQuotas(ranking, rule, changes);
  RunInsertAllEntries(ranking, computation, contents, changes);
}

void RunInsertOutcomes(const Ranking& ranking, const std::vector<Outcome>& outcomes,
                       pg::Changes& changes) {
  for (size_t from = 0; from < outcomes.size(); from += kBatch) {
    std::vector<ApplicationId> application;
    std::vector<std::string> nomination_title, award, award_title, criteria;
    std::vector<int> place, reviews;
    std::vector<bool> is_public, total_shown;
    std::vector<int64_t> total_sum;
    for (size_t i = from; i < std::min(outcomes.size(), from + kBatch); ++i) {
      const Outcome& outcome = outcomes[i];
      application.push_back(outcome.application);
      nomination_title.push_back(outcome.nomination_title);
      place.push_back(outcome.place);
      award.push_back(outcome.award);
      award_title.push_back(outcome.award_title);
      is_public.push_back(outcome.is_public);
      total_shown.push_back(outcome.total_shown);
      reviews.push_back(outcome.reviews);
      total_sum.push_back(outcome.total_sum);
      criteria.push_back(EncodeMeans(outcome.criteria));
    }
    changes.RunExactly(static_cast<int>(application.size()), sql::kInsertOutcomes, ranking.season,
                       ranking.id, application, nomination_title, place, award, award_title,
                       is_public, total_shown, reviews, total_sum, criteria);
  }
}

void RunUpdateRanking(const Ranking& ranking, int64_t version, pg::Changes& changes) {
  const auto root = ranking.root.empty() ? std::nullopt : std::optional(pg::Bytes{ranking.root});
  const auto statement =
      ranking.statement.empty() ? std::nullopt : std::optional(ranking.statement);
  changes.RunExactly(1, sql::kUpdateRanking, ranking.season, ranking.id, version,
                     NameOf(ranking.state), root, statement, ranking.freeze_time,
                     ranking.sign_time);
}

}  // namespace nastavnik::results
