#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/pg/batch.h"
#include "common/pg/pool.h"

namespace nastavnik::pg {

// One Database::Write: at most three tries. `commit_unknown`: it was sent to be committed before,
// and nobody knows what came of it.
absl::StatusOr<Answer> RunTransaction(Pool& pool, const WriteKey& key,
                                      const std::vector<Query>& reads, Decide decide,
                                      bool commit_unknown = false);

// Adds events to the outbox.
void AddEvents(Batch& batch, const std::vector<Event>& events);

// One write. Run makes one try; after it retry() says whether another may do better.
class Transaction {
 public:
  Transaction(Pool& pool, const WriteKey& key, const std::vector<Query>& reads, Decide decide,
              bool commit_unknown)
      : pool_(pool), key_(key), reads_(reads), decide_(decide), commit_sent_(commit_unknown) {}

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

  Pool& pool_;
  const WriteKey& key_;
  const std::vector<Query>& reads_;
  const Decide decide_;
  bool retry_ = false;
  bool commit_sent_;  // in an earlier try whose outcome nobody knows
};

}  // namespace nastavnik::pg
