#include "services/submission/store/internal_reads.h"

#include <map>

#include "common/status/macros.h"
#include "submission_sql/sql.h"

namespace nastavnik::submission {
namespace {

using pg::Query;
using Ids = std::vector<ApplicationId>;

std::vector<RoundItem> ReadItems(const pg::Rows& rows) {
  std::vector<RoundItem> items;
  for (const pg::Row row : rows) {
    items.push_back({.application = row.IdOf<ApplicationId>("application_id"),
                     .nomination = row.IdOf<NominationId>("nomination_id"),
                     .organization = row.OptionalIdOf<OrganizationId>("organization_id"),
                     .region = row.IdOf<RegionId>("region_id"),
                     .people = row.IdArray<PersonId>("people"),
                     .keywords = row.TextArray("keywords"),
                     .state = row.Text("state"),
                     .version = row.Int("version"),
                     .submit_time = row.Time("submit_time")});
  }
  return items;
}

VersionInForce ReadVersion(const pg::Row& row) {
  return {.application = row.IdOf<ApplicationId>("application_id"),
          .nomination = row.IdOf<NominationId>("nomination_id"),
          .stage = row.IdOf<StageId>("stage_id"),
          .number = row.Text("number"),
          .state = row.Text("state"),
          .version = row.Int("version"),
          .config_version = row.Int("config_version"),
          .content = row.Text("content"),
          .content_sha256 = row.Bytes("content_sha256"),
          .title = row.Text("title"),
          .region = row.Text("region_id"),
          .people = row.IdArray<PersonId>("people"),
          .submit_time = row.Time("submit_time")};
}

}  // namespace

absl::StatusOr<std::vector<RoundItem>> InternalReads::RoundItems(const SeasonId& season,
                                                                 const Ids& ids,
                                                                 absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(Query(sql::kSelectRoundItems, season, std::optional(ids), "",
                                  std::nullopt, static_cast<int>(ids.size())),
                            deadline));
  return ReadItems(rows);
}

absl::StatusOr<std::vector<RoundItem>> InternalReads::AdmittedItems(
    const SeasonId& season, const NominationId& nomination, std::optional<ApplicationId> after,
    int limit, absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows, db_.Read(Query(sql::kSelectRoundItems, season, std::nullopt,
                                                       nomination, after, limit),
                                                 deadline));
  return ReadItems(rows);
}

absl::StatusOr<std::vector<VersionInForce>> InternalReads::Versions(const SeasonId& season,
                                                                    const Ids& ids,
                                                                    absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(Query(sql::kSelectVersionsInForce, season, ids), deadline));
  std::map<ApplicationId, VersionInForce> found;
  for (const pg::Row row : rows)
    found.emplace(row.IdOf<ApplicationId>("application_id"), ReadVersion(row));
  std::vector<VersionInForce> versions;
  for (const ApplicationId& id : ids) {
    const auto version = found.find(id);
    if (version != found.end()) versions.push_back(version->second);
  }
  return versions;
}

}  // namespace nastavnik::submission
