#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"

#include "common/pg/batch.h"
#include "common/pg/pool.h"
#include "common/pg/write.h"

namespace nastavnik::pg {

// Writes of calls that share transactions while many come at once: the more wait, the larger the
// groups. A call that comes alone has a transaction of its own. In a group each write keeps its own
// key, reads, decision and answer; begin, clock, keys, events, answers and the commit are there
// once. Whatever fails a group is looked for by running each of its writes alone, so that nobody
// pays for a neighbour.
//
// kLeaders threads lead at a time. Who finds no place among them waits until a leader takes its
// write along, or leaves room. A group has one write of a principal, in the order of principals, so
// that two groups lock rows in the same order.
class GroupCommit {
 public:
  explicit GroupCommit(Pool& pool) : pool_(pool) {}

  // Answers as Database::Write does.
  absl::StatusOr<Answer> Write(const WriteKey& key, const std::vector<Query>& reads, Decide decide);
  // How many writes no leader has taken yet.
  int Waiting() const;

 private:
  struct Item {
    const WriteKey& key;
    const std::vector<Query>& reads;
    const Decide decide;
    std::optional<absl::StatusOr<Answer>> answer = {};  // none after the group: to be run alone
    bool commit_unknown = false;  // a group with it was lost while it committed
    bool taken = false;           // some leader has it
    bool done = false;
    absl::CondVar changed = {};
  };
  using Group = std::vector<Item*>;

  static constexpr int kLeaders = 4;
  static constexpr size_t kMost = 16;
  // A write with less time left goes alone: it would cut the others short.
  static constexpr absl::Duration kPatience = absl::Seconds(1);

  // Waits until the item is done (true) or leads.
  absl::StatusOr<bool> AwaitTurn(Item& item) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Group TakeGroup(Item& leader) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void EndTurn(const Group& group);
  void Run(const Group& group);
  void RunOn(Pool::Lease& lease, const Group& group, absl::Time deadline);
  // Second pipeline: what the claimed items have decided.
  bool Commit(Pool::Lease& lease, const Group& claimed,
              const std::vector<absl::StatusOr<std::string>>& decisions,
              std::vector<Changes>& changes, absl::Time deadline);
  absl::StatusOr<Answer> RunAlone(const Item& item);

  Pool& pool_;
  mutable absl::Mutex mutex_;
  std::deque<Item*> waiting_ ABSL_GUARDED_BY(mutex_);
  int leaders_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace nastavnik::pg
