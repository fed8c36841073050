#include "services/submission/store/stage_store.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/crypto/hash.h"
#include "common/status/fault.h"
#include "common/status/macros.h"
#include "services/submission/domain/events.h"
#include "services/submission/domain/freeze.h"
#include "services/submission/domain/limits.h"
#include "services/submission/store/rows.h"
#include "submission_sql/sql.h"

namespace nastavnik::submission {
namespace {

using pg::Query;
using Stages = std::map<StageId, Stage>;

constexpr absl::Duration kFreezeTimeout = absl::Seconds(10);

Stages ReadStages(const pg::Rows& rows) {
  Stages stages;
  for (const pg::Row row : rows) stages.emplace(row.IdOf<StageId>("stage_id"), ReadStage(row));
  return stages;
}

bool SameWindow(const Stage& stage, const StageRule& rule) {
  return stage.open_time == rule.open_time && stage.close_time == rule.close_time &&
         stage.grace == rule.grace;
}

// What is frozen stays as it is: the document may not move it, and reopening is an act of its own.
bool Moves(const Stages& stages, const StageRule& rule) {
  if (!DecidesStage(rule.kind)) return false;
  const auto stage = stages.find(rule.id);
  return stage == stages.end() || (!stage->second.frozen && !SameWindow(stage->second, rule));
}

void PutInForce(const Season& season, const Stages& stages, pg::Changes& changes) {
  changes.Run(sql::kCreateNumberSequence, season.id);
  for (const StageRule& rule : season.stages) {
    if (!Moves(stages, rule)) continue;
    const auto stage = stages.find(rule.id);
    const int version = stage == stages.end() ? 1 : stage->second.version + 1;
    changes.RunExactly(1, sql::kUpsertStage, season.id, rule.id, rule.kind, version, rule.open_time,
                       rule.close_time, rule.grace, season.version);
    changes.Run(sql::kDeleteStageGate, season.id, rule.id);
  }
  for (const auto& [id, nomination] : season.nominations) {
    changes.Run(sql::kUpdateApplicationsStage, season.id, nomination.id,
                nomination.application_stage);
  }
  changes.RunExactly(1, sql::kUpsertSeason, season.id, season.version);
}

// The nominations that a stage of formal check binds.
std::vector<NominationId> NominationsOf(const Season& season, const StageId& stage) {
  std::vector<NominationId> nominations;
  for (const auto& [id, nomination] : season.nominations) {
    if (nomination.check_stage == stage) nominations.push_back(nomination.id);
  }
  return nominations;
}

Query SetToFreeze(const Season& season, const StageId& stage) {
  const StageRule* rule = season.Find(stage);
  if (rule != nullptr && rule->kind == "FORMAL_CHECK") {
    return Query(sql::kSelectAdmittedToFreeze, season.id, NominationsOf(season, stage));
  }
  return Query(sql::kSelectVersionsToFreeze, season.id, stage);
}

}  // namespace

absl::StatusOr<int> StageStore::ApplyConfig(const Season& season, const std::string& document,
                                            bool activate, absl::Time deadline) {
  if (activate) RETURN_IF_ERROR(PutGates(season, deadline));
  const std::vector<Query> reads = {Query(sql::kSelectSeasonForUpdate, season.id),
                                    Query(sql::kSelectStagesForUpdate, season.id)};
  const auto decide = [&](const pg::ReadRows& rows,
                          pg::Changes& changes) -> absl::StatusOr<std::string> {
    int in_force = rows[0].empty() ? 0 : rows[0][0].Int("config_version");
    changes.Run(sql::kInsertSeasonConfig, season.id, season.version, document,
                pg::Bytes{crypto::Sha256(document)});
    if (activate && season.version > in_force) {
      PutInForce(season, ReadStages(rows[1]), changes);
      in_force = season.version;
    }
    return absl::StrCat(in_force);
  };
  ASSIGN_OR_RETURN(
      const pg::Answer answer,
      db_.Write(pg::WriteKey::Job("applyConfig", deadline - absl::Now()), reads, decide));
  return std::stoi(answer.bytes);
}

absl::Status StageStore::MarkPublished(const pg::WriteKey& key, const SeasonId& season) {
  return db_
      .Write(key, {},
             [&](const pg::ReadRows&, pg::Changes& changes) -> absl::StatusOr<std::string> {
               changes.RunExactly(1, sql::kUpdateSeasonPublished, season);
               return "";
             })
      .status();
}

// Only stages that exist and move need one.
absl::Status StageStore::PutGates(const Season& season, absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows, db_.Read(Query(sql::kSelectStages, season.id), deadline));
  const Stages stages = ReadStages(rows);
  for (const StageRule& rule : season.stages) {
    if (stages.count(rule.id) > 0 && Moves(stages, rule))
      RETURN_IF_ERROR(PutGate(season.id, rule.id));
  }
  return absl::OkStatus();
}

absl::Status StageStore::PutGate(const SeasonId& season, const StageId& stage) {
  if (Fault("close_without_gate")) return absl::OkStatus();
  return db_
      .Write(pg::WriteKey::Job("putGate"), {},
             [&](const pg::ReadRows&, pg::Changes& changes) -> absl::StatusOr<std::string> {
               changes.Run(sql::kInsertStageGate, season, stage, kGateTerm);
               return "";
             })
      .status();
}

absl::StatusOr<std::vector<StageStore::Due>> StageStore::ListDue(absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows, db_.Read(Query(sql::kSelectDueStages), deadline));
  std::vector<Due> due;
  for (const pg::Row row : rows) {
    due.push_back({row.IdOf<SeasonId>("season_id"), row.IdOf<StageId>("stage_id"),
                   row.Bool("opens"), row.Bool("ends")});
  }
  return due;
}

absl::Status StageStore::TellOpened(const SeasonId& season, const StageId& stage) {
  const auto decide = [&](const pg::ReadRows& rows,
                          pg::Changes& changes) -> absl::StatusOr<std::string> {
    if (rows[0].empty() || rows[0][0].Bool("opened")) return "";
    changes.RunExactly(1, sql::kUpdateStageOpened, season, stage);
    changes.Emit(StageOpened(season, ReadStage(rows[0][0])));
    return "";
  };
  return db_
      .Write(pg::WriteKey::Job("tellStageOpened"),
             {Query(sql::kSelectStageForUpdate, season, stage)}, decide)
      .status();
}

absl::Status StageStore::Freeze(const Season& season, const StageId& stage) {
  RETURN_IF_ERROR(PutGate(season.id, stage));
  const std::vector<Query> reads = {Query(sql::kSelectStageForUpdate, season.id, stage),
                                    SetToFreeze(season, stage)};
  const auto decide = [&](const pg::ReadRows& rows,
                          pg::Changes& changes) -> absl::StatusOr<std::string> {
    changes.Run(sql::kDeleteStageGate, season.id, stage);
    if (rows[0].empty()) return "";
    const pg::Row row = rows[0][0];
    const Stage held = ReadStage(row);
    if (held.frozen || rows.Now() < held.GraceUntil()) return "";
    std::vector<FrozenVersion> versions;
    for (const pg::Row version : rows[1]) {
      versions.push_back({version.IdOf<ApplicationId>("application_id"), version.Int("version"),
                          version.Bytes("content_sha256")});
    }
    const int number = row.Int("freezes") + 1;
    const int count = static_cast<int>(versions.size());
    changes.RunExactly(1, sql::kFreezeStage, season.id, stage, number, rows.Now(), count,
                       pg::Bytes{RootOf(versions)});
    changes.Emit(StageFrozen(season.id, held, number, count));
    return "";
  };
  return db_.Write(pg::WriteKey::Job("freezeStage", kFreezeTimeout), reads, decide).status();
}

}  // namespace nastavnik::submission
