#include "services/review/store/season_store.h"

#include <utility>

#include "absl/strings/str_cat.h"

#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "common/crypto/merkle.h"
#include "review_sql/sql.h"
#include "services/review/domain/errors.h"
#include "services/review/domain/events.h"
#include "services/review/domain/matching/run_seed.h"
#include "services/review/domain/sealing.h"
#include "services/review/store/records.h"

namespace nastavnik::review {
namespace {

constexpr size_t kSecretBytes = 32;

void InsertRounds(pg::Changes& changes, const SeasonRules& rules) {
  std::vector<StageId> stages;
  std::vector<int> reviews, max_load, season_max;
  std::vector<bool> fresh, one, region;
  for (const Round& round : rules.rounds()) {
    stages.push_back(round.stage);
    reviews.push_back(round.reviews_per_application);
    max_load.push_back(round.max_load);
    season_max.push_back(rules.season_max());
    fresh.push_back(round.fresh_experts);
    one.push_back(round.conflict.one_per_organization);
    region.push_back(round.conflict.region == ConflictRule::Region::kDifferent);
  }
  changes.Run(sql::kInsertReviewRounds, rules.season(), rules.version(), stages, reviews, max_load,
              season_max, fresh, one, region);
}

void InsertCriteria(pg::Changes& changes, const SeasonRules& rules) {
  std::vector<NominationId> nominations;
  std::vector<CriterionId> criteria;
  std::vector<int> least, most, weight, comment_min;
  std::vector<bool> informative;
  std::vector<std::optional<int>> at_most, at_least;
  for (const auto& [nomination, rubric] : rules.rubrics()) {
    for (const Criterion& criterion : rubric.criteria) {
      nominations.push_back(nomination);
      criteria.push_back(criterion.id);
      least.push_back(criterion.min);
      most.push_back(criterion.max);
      weight.push_back(criterion.weight);
      informative.push_back(criterion.informative);
      at_most.push_back(rubric.comment.required_at_most);
      at_least.push_back(rubric.comment.required_at_least);
      comment_min.push_back(rubric.comment.min_length);
    }
  }
  changes.Run(sql::kInsertRubricCriteria, rules.season(), rules.version(), nominations, criteria,
              least, most, weight, informative, at_most, at_least, comment_min);
}

void UpsertStages(pg::Changes& changes, const SeasonRules& rules) {
  std::vector<StageId> ids;
  std::vector<std::string> kinds;
  std::vector<absl::Time> opens, closes;
  std::vector<absl::Duration> graces;
  for (const StageWindow& stage : rules.stages()) {
    ids.push_back(stage.id);
    kinds.push_back(stage.kind);
    opens.push_back(stage.open_time);
    closes.push_back(stage.close_time);
    graces.push_back(stage.grace);
  }
  changes.Run(sql::kUpsertStages, rules.season(), rules.version(), ids, kinds, opens, closes,
              graces);
}

// A secret for each review stage that has none, and what binds it.
void InsertSeeds(pg::Changes& changes, const SeasonRules& rules) {
  std::vector<StageId> stages;
  std::vector<std::string> secrets, commitments;
  for (const Round& round : rules.rounds()) {
    const std::string secret = crypto::RandomBytes(kSecretBytes);
    stages.push_back(round.stage);
    secrets.push_back(crypto::HexEncode(Seal(secret)));
    commitments.push_back(crypto::HexEncode(SeedCommitment(
        absl::StrCat("seasons/", rules.season(), "/stages/", round.stage.text()), secret)));
  }
  changes.Run(sql::kInsertStageSeeds, rules.season(), stages, secrets, commitments);
}

// Stages that exist and get another window. What is frozen stays as it is.
std::vector<StageId> MovedStages(const pg::Rows& stored, const SeasonRules& rules) {
  std::vector<StageId> moved;
  for (const pg::Row row : stored) {
    const Stage stage = StageFrom(row);
    if (stage.state == Stage::State::kFrozen) continue;
    for (const StageWindow& window : rules.stages()) {
      if (window.id == stage.id &&
          (window.open_time != stage.open_time || window.close_time != stage.close_time ||
           window.grace != stage.grace)) {
        moved.push_back(stage.id);
      }
    }
  }
  return moved;
}

void TurnStage(pg::Changes& changes, const Stage& before, Stage::State state,
               absl::string_view verb) {
  Stage after = before;
  after.state = state;
  changes.RunExactly(1, sql::kUpdateStageState, before.season, before.id, NameOf(state),
                     before.version);
  changes.Run(sql::kInsertStageTransition, before.season, before.id, NameOf(before.state),
              NameOf(state), verb);
  changes.Emit(StageEvent(after));
}

}  // namespace

absl::StatusOr<int> SeasonStore::Apply(const pg::WriteKey& write, const std::string& season,
                                       int version, absl::string_view document, bool activate) {
  ASSIGN_OR_RETURN(const Rules rules, SeasonRules::Read(document, version));
  if (rules->season() != season) return OneField("season", "CONFLICTS", "Документ другого сезона.");
  std::vector<StageId> moved;
  if (activate) {
    ASSIGN_OR_RETURN(moved, GateMoved(*rules, write.deadline));
  }
  ASSIGN_OR_RETURN(
      const pg::Answer answer,
      db_.Write(write, {pg::Query(sql::kSelectSeasonForUpdate, season)},
                [&](const pg::ReadRows& rows, pg::Changes& changes) -> absl::StatusOr<std::string> {
                  const int in_force = rows[0].empty() ? 0 : rows[0][0].Int("config_version");
                  for (const StageId& stage : moved)
                    changes.Run(sql::kDeleteStageGate, season, stage);
                  changes.Run(sql::kInsertSeasonConfig, season, version, document);
                  InsertRounds(changes, *rules);
                  InsertCriteria(changes, *rules);
                  if (!activate || version <= in_force) return absl::StrCat(in_force);
                  changes.Run(sql::kUpsertSeason, season, version);
                  UpsertStages(changes, *rules);
                  InsertSeeds(changes, *rules);
                  return absl::StrCat(version);
                }));
  return std::stoi(answer.bytes);
}

// Whoever completes a review holds its stage; without a gate new ones keep coming, and a window
// waits for ever to be moved.
absl::StatusOr<std::vector<StageId>> SeasonStore::GateMoved(const SeasonRules& rules,
                                                            absl::Time deadline) {
  ASSIGN_OR_RETURN(const std::vector<pg::Rows> rows,
                   db_.ReadAll({pg::Query(sql::kSelectActiveConfigVersion, rules.season()),
                                pg::Query(sql::kSelectStages, rules.season())},
                               deadline));
  if (!rows[0].empty() && rules.version() <= rows[0][0].Int("config_version"))
    return std::vector<StageId>();
  std::vector<StageId> moved = MovedStages(rows[1], rules);
  for (const StageId& stage : moved) RETURN_IF_ERROR(PutGate(rules.season(), stage));
  return moved;
}

absl::Status SeasonStore::PutGate(const std::string& season, const StageId& stage) {
  return db_
      .Write(pg::WriteKey::Job("gateStage"), {},
             [&](const pg::ReadRows&, pg::Changes& changes) -> absl::StatusOr<std::string> {
               changes.Run(sql::kUpsertStageGate, season, stage);
               return "";
             })
      .status();
}

absl::StatusOr<std::vector<std::string>> SeasonStore::Seasons(absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows, db_.Read(pg::Query(sql::kSelectSeasons), deadline));
  std::vector<std::string> seasons;
  for (const pg::Row row : rows) seasons.push_back(row.Text("season_id"));
  return seasons;
}

absl::StatusOr<Rules> SeasonStore::RulesOf(const std::string& season, absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows version,
                   db_.Read(pg::Query(sql::kSelectActiveConfigVersion, season), deadline));
  if (version.empty()) return NotFound();
  {
    const absl::MutexLock lock(&mutex_);
    const auto found = cached_.find(season);
    if (found != cached_.end() && found->second->version() == version[0].Int("config_version"))
      return found->second;
  }
  ASSIGN_OR_RETURN(const pg::Rows config,
                   db_.Read(pg::Query(sql::kSelectActiveConfig, season), deadline));
  if (config.empty()) return NotFound();
  ASSIGN_OR_RETURN(const Rules rules,
                   SeasonRules::Read(config[0].View("document"), config[0].Int("version")));
  const absl::MutexLock lock(&mutex_);
  Rules& cached = cached_[season];
  if (cached == nullptr || cached->version() < rules->version()) cached = rules;
  return rules;
}

absl::StatusOr<Stage> SeasonStore::StageOf(const std::string& season, const StageId& stage,
                                           absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(pg::Query(sql::kSelectStage, season, stage), deadline));
  ASSIGN_OR_RETURN(const pg::Row row, rows.One(NotFound()));
  return StageFrom(row);
}

absl::StatusOr<int> SeasonStore::TurnStages(absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows, db_.Read(pg::Query(sql::kSelectStagesToTurn), deadline));
  for (const pg::Row row : rows) {
    const std::string season = row.Text("season_id");
    const StageId stage = row.IdOf<StageId>("stage_id");
    RETURN_IF_ERROR(row.Bool("opens") ? Open(season, stage) : Freeze(season, stage));
  }
  return rows.size();
}

absl::Status SeasonStore::Open(const std::string& season, const StageId& stage) {
  return db_
      .Write(pg::WriteKey::Job("openStage"), {pg::Query(sql::kSelectStageForUpdate, season, stage)},
             [&](const pg::ReadRows& rows, pg::Changes& changes) -> absl::StatusOr<std::string> {
               ASSIGN_OR_RETURN(const pg::Row row, rows[0].One(NotFound()));
               const Stage before = StageFrom(row);
               if (before.state != Stage::State::kPlanned || rows.Now() < before.open_time)
                 return "";
               TurnStage(changes, before, Stage::State::kOpen, "open");
               return "";
             })
      .status();
}

// Two steps: the gate lets nobody join, then the update waits only for those who are in. Reviews
// that are not complete by then end with the round; applications that lack some are listed.
absl::Status SeasonStore::Freeze(const std::string& season, const StageId& stage) {
  RETURN_IF_ERROR(PutGate(season, stage));
  const std::vector<pg::Query> reads = {
      pg::Query(sql::kSelectStageForUpdate, season, stage),
      pg::Query(sql::kSelectStageAssignmentsForUpdate, season, stage),
      pg::Query(sql::kSelectFreezeRevisions, season, stage),
      pg::Query(sql::kSelectFreezeShortfall, season, stage)};
  const auto freeze = [&](const pg::ReadRows& rows,
                          pg::Changes& changes) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(const pg::Row row, rows[0].One(NotFound()));
    const Stage before = StageFrom(row);
    changes.Run(sql::kDeleteStageGate, season, stage);
    if (before.state != Stage::State::kOpen || rows.Now() < before.close_time + before.grace)
      return "";
    RevokeAll(changes, rows[1], "ROUND_FROZEN", PersonId());
    std::vector<std::string> leaves;
    for (const pg::Row revision : rows[2])
      leaves.push_back(crypto::MerkleLeaf(revision.Bytes("sha256")));
    changes.Run(sql::kInsertStageFreeze, season, stage, rows.Now(), rows[2].size(),
                pg::Bytes{crypto::MerkleRoot(leaves)});
    std::vector<ApplicationId> applications;
    std::vector<int> demand, completed;
    for (const pg::Row shortfall : rows[3]) {
      applications.push_back(shortfall.IdOf<ApplicationId>("application_id"));
      demand.push_back(shortfall.Int("demand"));
      completed.push_back(shortfall.Int("completed"));
    }
    changes.Run(sql::kInsertStageShortfall, season, stage, applications, demand, completed);
    TurnStage(changes, before, Stage::State::kFrozen, "freeze");
    return "";
  };
  return db_.Write(pg::WriteKey::Job("freezeStage", absl::Seconds(30)), reads, freeze).status();
}

}  // namespace nastavnik::review
