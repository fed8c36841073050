#include "services/results/store/season_store.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "common/crypto/hash.h"
#include "common/json/json.h"
#include "common/status/macros.h"
#include "results_sql/sql.h"
#include "services/results/domain/errors.h"

namespace nastavnik::results {
namespace {

absl::StatusOr<Season> Read(absl::string_view document) {
  ASSIGN_OR_RETURN(const json::Value value, json::Parse(document));
  return ReadSeason(value);
}

}  // namespace

absl::StatusOr<int> SeasonStore::Apply(const pg::WriteKey& key, const SeasonId& season, int version,
                                       absl::string_view document, bool activate) {
  ASSIGN_OR_RETURN(const Season content, Read(document));
  const auto decide = [&](const pg::ReadRows& rows,
                          pg::Changes& changes) -> absl::StatusOr<std::string> {
    const auto in_force = rows[0].One();
    const int before = in_force ? in_force->Int("config_version") : 0;
    changes.Run(sql::kInsertSeasonConfig, season, version, document,
                pg::Bytes{crypto::Sha256(document)});
    if (!activate || version <= before) return absl::StrCat(before);
    changes.Run(sql::kUpsertSeason, season, version);
    for (const StageWindow& stage : content.stages) {
      changes.Run(sql::kUpsertStage, season, stage.id, stage.kind, version, stage.open_time,
                  stage.close_time);
    }
    return absl::StrCat(version);
  };
  ASSIGN_OR_RETURN(const pg::Answer answer,
                   db_.Write(key, {pg::Query(sql::kSelectSeasonForUpdate, season)}, decide));
  int in_force = 0;
  if (!absl::SimpleAtoi(answer.bytes, &in_force))
    return absl::InternalError("answer of ApplyConfig");
  return in_force;
}

absl::StatusOr<Config> SeasonStore::InForce(const SeasonId& season, absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(pg::Query(sql::kSelectConfigInForce, season), deadline));
  ASSIGN_OR_RETURN(const pg::Row row, rows.One(SeasonNotFound()));
  Config config;
  config.version = row.Int("version");
  ASSIGN_OR_RETURN(config.season, Read(row.View("document")));
  return config;
}

}  // namespace nastavnik::results
