#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/pg/database.h"
#include "common/queue/source.h"
#include "services/review/domain/ids.h"

namespace nastavnik::review {

// The assignments of one season as a queue: QUEUED ones wait for a worker, open ones have terms.
class AssignmentQueue : public queue::Source {
 public:
  static constexpr int kMostAttempts = 5;  // then the slot is shown as uncovered

  struct Effects {
    std::function<absl::Status(AssignmentId, int64_t token)> dispatch;
    std::function<absl::Status(AssignmentId)> expire;
  };
  AssignmentQueue(pg::Database& db, std::string season, Effects effects);

  absl::StatusOr<std::string> Epoch() override;
  absl::Status BeginEpoch(const std::string& epoch) override;
  absl::StatusOr<std::vector<std::string>> Queued(const std::string& after, int limit) override;
  absl::StatusOr<std::vector<std::string>> Unplaced(const std::string& epoch, int limit) override;
  absl::StatusOr<std::vector<std::string>> Lost(const std::string& epoch, const std::string& first,
                                                int limit) override;
  absl::Status Place(const std::string& epoch, const std::vector<std::string>& ids,
                     const std::vector<std::string>& entries) override;
  absl::Status Unplace(const std::vector<std::string>& ids) override;
  absl::StatusOr<std::optional<queue::Leased>> Lease(const std::string& id) override;
  absl::StatusOr<std::vector<queue::Leased>> Poll(int limit) override;
  absl::Status Work(const queue::Leased& leased) override;
  absl::StatusOr<Released> ReleaseExpired() override;
  absl::StatusOr<std::vector<queue::NextTime>> NextTimes(const std::string& after,
                                                         int limit) override;
  absl::StatusOr<std::vector<queue::NextTime>> ChangedTimes(int limit) override;
  absl::Status PlaceTimes(const std::vector<queue::NextTime>& times) override;
  absl::StatusOr<std::vector<std::string>> Overdue(absl::Duration slack, int limit) override;
  absl::Status Act(const std::string& id) override;
  absl::StatusOr<absl::Time> Now() override;

 private:
  absl::StatusOr<std::vector<std::string>> Ids(const pg::Query& query);
  absl::StatusOr<std::vector<queue::NextTime>> Times(const pg::Query& query);
  // One statement in a transaction of its own; the rows that it returns.
  absl::Status Run(absl::string_view name, const pg::Query& change);

  pg::Database& db_;
  const std::string season_;
  const Effects effects_;
};

}  // namespace nastavnik::review
