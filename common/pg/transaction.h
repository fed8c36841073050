#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/pg/batch.h"
#include "common/pg/pool.h"

namespace nastavnik::pg {

// One Database::Write. Run makes one try; after it retry() says whether another may do better.
class Transaction {
 public:
  Transaction(Pool& pool, const WriteKey& key, const std::vector<Query>& reads, Decide decide)
      : pool_(pool), key_(key), reads_(reads), decide_(decide) {}

  absl::StatusOr<Answer> Run();
  bool retry() const { return retry_; }

 private:
  absl::StatusOr<Answer> RunOn(Pool::Lease& lease);
  absl::StatusOr<Answer> Commit(Pool::Lease& lease, const absl::StatusOr<std::string>& decision,
                                Changes& changes);
  absl::StatusOr<Answer> Replay(Pool::Lease& lease);
  absl::Status GiveUp(Pool::Lease& lease, const Reply& reply, const std::vector<Step>& steps);
  void Rollback(Pool::Lease& lease);

  void AddClaim(Batch& batch) const;
  bool IsTaken(const Reply& reply) const;
  void AddAnswer(Batch& batch, const absl::StatusOr<std::string>& decision) const;
  void AddEvents(Batch& batch, const std::vector<Event>& events) const;

  Pool& pool_;
  const WriteKey& key_;
  const std::vector<Query>& reads_;
  const Decide decide_;
  bool retry_ = false;
  bool commit_sent_ = false;  // in an earlier try whose outcome nobody knows
};

}  // namespace nastavnik::pg
