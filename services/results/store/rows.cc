#include "services/results/store/rows.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/json/json.h"
#include "common/json/reader.h"
#include "results_sql/sql.h"

namespace nastavnik::results {
namespace {

// What Row answers for a column that may be null.
std::string OptionalBytes(const pg::Row& row, const char* column) {
  return row.IsNull(column) ? "" : row.Bytes(column);
}

Reason ParseReason(absl::string_view name) {
  for (int i = 0; i <= static_cast<int>(Reason::kTieUnresolved); ++i) {
    if (ReasonName(static_cast<Reason>(i)) == name) return static_cast<Reason>(i);
  }
  return Reason::kNone;
}

void AddNominations(const pg::Rows& nominations, const pg::Rows& awards, Ranking& ranking) {
  for (const pg::Row& row : nominations) {
    NominationFigures figures;
    figures.nomination = row.IdOf<NominationId>("nomination_id");
    figures.contenders = row.Int("contenders");
    figures.excluded = row.Int("excluded");
    figures.is_void = row.Bool("is_void");
    figures.tie_unresolved = row.Bool("tie_unresolved");
    for (const pg::Row& award : awards) {
      if (award.View("nomination_id") != row.View("nomination_id")) continue;
      figures.awards[award.Text("award")] = award.Int("awarded");
    }
    ranking.nominations.push_back(std::move(figures));
  }
}

template <typename Answers>
std::optional<Ranking> ReadRanking(const SeasonId& season, const Answers& answers) {
  const auto row = answers[0].One();
  if (!row) return std::nullopt;
  Ranking ranking;
  ranking.id = row->template IdOf<RankingId>("ranking_id");
  ranking.season = season;
  ranking.state = *ParseState(row->View("state"));  // the column has a CHECK
  ranking.version = row->Int64("version");
  ranking.config_version = row->Int("config_version");
  ranking.inputs_sha256 = row->Bytes("inputs_sha256");
  ranking.result_sha256 = row->Bytes("result_sha256");
  ranking.root = OptionalBytes(*row, "root");
  ranking.statement = row->Text("statement");
  ranking.create_time = row->Time("create_time");
  ranking.freeze_time = row->OptionalTime("freeze_time");
  ranking.sign_time = row->OptionalTime("sign_time");
  AddNominations(answers[1], answers[2], ranking);
  for (const pg::Row& signature : answers[3]) {
    ranking.signatures.push_back({signature.IdOf<NominationId>("nomination_id"),
                                  signature.IdOf<PersonId>("person_id"),
                                  signature.Time("sign_time")});
  }
  if (const auto publication = answers[4].One()) {
    ranking.publication =
        Publication{publication->Int("version"), publication->Time("publish_time")};
  }
  return ranking;
}

}  // namespace

std::vector<pg::Query> SelectRanking(const SeasonId& season, const RankingId& id, bool lock) {
  return {pg::Query(lock ? sql::kSelectRankingForUpdate : sql::kSelectRanking, season, id),
          pg::Query(sql::kSelectRankingNominations, season, id),
          pg::Query(sql::kSelectRankingAwards, season, id),
          pg::Query(sql::kSelectRankingSignatures, season, id),
          pg::Query(sql::kSelectPublicationOfRanking, season, id)};
}

std::optional<Ranking> RankingFrom(const SeasonId& season, const std::vector<pg::Rows>& answers) {
  return ReadRanking(season, answers);
}
std::optional<Ranking> RankingFrom(const SeasonId& season, const pg::ReadRows& answers) {
  return ReadRanking(season, answers);
}

Entry EntryFrom(const pg::Row& row) {
  Entry entry;
  entry.application = row.IdOf<ApplicationId>("application_id");
  entry.nomination = row.IdOf<NominationId>("nomination_id");
  entry.region = row.IdOf<RegionId>("region_id");
  entry.reviews = row.Int("reviews");
  entry.total_sum = row.Int64("total_sum");
  entry.place = row.Int("place");
  entry.award = row.Text("award");
  entry.reason = ParseReason(row.View("reason"));
  entry.reserve = row.Int("reserve");
  const auto criteria = json::Parse(row.View("criteria"));
  if (!criteria.ok()) return entry;
  json::Violations violations;
  json::Reader reader(*criteria, violations);
  for (const auto& member : criteria->get_object()) {
    const std::string criterion(member.key().data(), member.key().size());
    entry.criteria.push_back({criterion, reader.Int(criterion)});
  }
  return entry;
}

std::string EncodeCriteria(const std::vector<CriterionSum>& criteria) {
  boost::json::object sums;
  for (const CriterionSum& criterion : criteria) sums[criterion.criterion] = criterion.sum;
  return json::Canonical(sums);
}

std::string EncodeMeans(const std::vector<Outcome::Mean>& means) {
  boost::json::array list;
  for (const Outcome::Mean& mean : means) {
    list.push_back({{"criterion", mean.criterion},
                    {"title", mean.title},
                    {"max", mean.max},
                    {"sum", mean.sum}});
  }
  return json::Canonical(list);
}

std::vector<Outcome::Mean> DecodeMeans(absl::string_view text) {
  std::vector<Outcome::Mean> means;
  const auto list = json::Parse(text);
  if (!list.ok() || !list->is_array()) return means;
  json::Violations violations;
  for (const json::Value& value : list->get_array()) {
    json::Reader mean(value, violations);
    means.push_back({mean.Text("criterion"), mean.Text("title"), static_cast<int>(mean.Int("max")),
                     mean.Int("sum")});
  }
  return means;
}

std::string EncodePeople(const std::vector<PersonId>& people) {
  return absl::StrCat("{",
                      absl::StrJoin(people, ",",
                                    [](std::string* out, const PersonId& person) {
                                      absl::StrAppend(out, person.ToString());
                                    }),
                      "}");
}

}  // namespace nastavnik::results
