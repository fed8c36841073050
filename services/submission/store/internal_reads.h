#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/id/id.h"
#include "common/pg/database.h"
#include "services/submission/domain/application.h"

namespace nastavnik::submission {

// What assignment and ranking need of an application.
struct RoundItem {
  ApplicationId application;
  NominationId nomination;
  std::optional<OrganizationId> organization;
  RegionId region;
  std::vector<PersonId> people;
  std::vector<std::string> keywords;
  std::string state;
  int version = 0;
  absl::Time submit_time;
};

// The version in force of an application.
struct VersionInForce {
  ApplicationId application;
  NominationId nomination;
  StageId stage;
  std::string number;
  std::string state;
  int version = 0;
  int config_version = 0;
  std::string content;         // canonical JSON
  std::string content_sha256;  // 32 bytes
  std::string title;
  std::string region;
  std::vector<PersonId> people;
  absl::Time submit_time;
};

// Batch reads for the other services.
class InternalReads {
 public:
  explicit InternalReads(pg::Database& db) : db_(db) {}

  // The given ones, in any state.
  absl::StatusOr<std::vector<RoundItem>> RoundItems(const SeasonId& season,
                                                    const std::vector<ApplicationId>& ids,
                                                    absl::Time deadline);
  // The admitted ones of a nomination (empty: every one), in the order of their ids.
  absl::StatusOr<std::vector<RoundItem>> AdmittedItems(const SeasonId& season,
                                                       const NominationId& nomination,
                                                       std::optional<ApplicationId> after,
                                                       int limit, absl::Time deadline);
  // In the order of `ids`; unknown ones are left out.
  absl::StatusOr<std::vector<VersionInForce>> Versions(const SeasonId& season,
                                                       const std::vector<ApplicationId>& ids,
                                                       absl::Time deadline);

 private:
  pg::Database& db_;
};

}  // namespace nastavnik::submission
