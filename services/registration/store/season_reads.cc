// What is read of seasons, and how versions come into force.
#include <algorithm>

#include "common/json/json.h"
#include "common/time/civil.h"
#include "registration_sql/sql.h"
#include "services/registration/domain/errors.h"
#include "services/registration/domain/events.h"
#include "services/registration/store/season_rows.h"
#include "services/registration/store/season_store.h"

namespace nastavnik::registration {
namespace {

pg::WriteKey Job(absl::string_view name, absl::Time deadline) {
  pg::WriteKey key = pg::WriteKey::Job(name);
  key.deadline = deadline;
  return key;
}

}  // namespace

absl::StatusOr<ConfigVersion> SeasonStore::GetConfig(const SeasonId& season, int version,
                                                     absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(pg::Query(sql::kSelectConfig, season, version), deadline));
  ASSIGN_OR_RETURN(const pg::Row row, rows.One(NotFound()));
  return ConfigFrom(row);
}

absl::StatusOr<std::vector<SeasonFacts>> SeasonStore::ListSeasons(absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows, db_.Read(pg::Query(sql::kSelectSeasons), deadline));
  std::vector<SeasonFacts> seasons;
  for (const pg::Row row : rows) {
    SeasonFacts facts = FactsFrom(row);
    const std::vector<std::string> kinds = row.TextArray("milestone_kinds");
    const std::vector<std::string> micros = row.TextArray("milestone_micros");
    for (size_t i = 0; i < kinds.size() && i < micros.size(); ++i) {
      facts.milestones[kinds[i]] = absl::FromUnixMicros(std::stoll(micros[i]));
    }
    seasons.push_back(std::move(facts));
  }
  return seasons;
}

absl::StatusOr<SeasonStore::StoredDocument> SeasonStore::GetDocument(const SeasonId& season,
                                                                     int version,
                                                                     absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(pg::Query(sql::kSelectDocument, season, version), deadline));
  ASSIGN_OR_RETURN(const pg::Row row, rows.One(NotFound()));
  return StoredDocument{row.Text("document"), row.Bytes("sha256"),
                        DecodeFormVersions(row.View("form_versions"))};
}

absl::StatusOr<std::vector<SeasonStore::Uninstalled>> SeasonStore::ListUninstalled(
    absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows, db_.Read(pg::Query(sql::kSelectUninstalled), deadline));
  std::vector<Uninstalled> versions;
  for (const pg::Row row : rows) {
    versions.push_back({row.IdOf<SeasonId>("season_id"), row.Int("version"), row.Text("document"),
                        row.TextArray("stored"), row.TextArray("confirmed")});
  }
  return versions;
}

absl::Status SeasonStore::MarkStored(const SeasonId& season, int version,
                                     const std::string& service, absl::Time deadline) {
  return db_.Run(pg::Query(sql::kInsertInstall, season, version, service), deadline).status();
}

absl::Status SeasonStore::MarkConfirmed(const SeasonId& season, int version,
                                        const std::string& service, absl::Time deadline) {
  const std::vector<pg::Query> reads = {pg::Query(sql::kSelectSeasonForUpdate, season),
                                        pg::Query(sql::kSelectInstalls, season, version)};
  const auto confirm = [&](const pg::ReadRows& rows,
                           pg::Changes& changes) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(const pg::Row row, rows[0].One(NotFound()));
    changes.Run(sql::kConfirmInstall, season, version, service);
    const bool all = std::all_of(std::begin(kDecidingServices), std::end(kDecidingServices),
                                 [&](const char* needed) {
                                   if (service == needed) return true;
                                   for (const pg::Row install : rows[1]) {
                                     if (install.View("service") == needed)
                                       return install.Bool("confirmed");
                                   }
                                   return false;
                                 });
    if (!all || row.Int("in_force_version") >= version) return "";
    changes.RunExactly(1, sql::kUpdateInForceVersion, season, version);
    changes.Emit(ConfigActivated(season, version));
    return "";
  };
  return db_.Write(Job("confirmInstall", deadline), reads, confirm).status();
}

absl::Status SeasonStore::ReachMilestone(const pg::WriteKey& write, const SeasonId& season,
                                         const std::string& milestone, absl::Time when) {
  const std::vector<pg::Query> reads = {pg::Query(sql::kSelectSeasonForUpdate, season),
                                        pg::Query(sql::kSelectMilestone, season, milestone)};
  const auto reach = [&](const pg::ReadRows& rows,
                         pg::Changes& changes) -> absl::StatusOr<std::string> {
    if (rows[0].empty() || !rows[1].empty()) return "";
    changes.Run(sql::kInsertMilestone, season, milestone, when);
    changes.Emit(MilestoneReached(season, milestone));
    return "";
  };
  return db_.Write(write, reads, reach).status();
}

}  // namespace nastavnik::registration
