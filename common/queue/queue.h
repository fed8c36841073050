#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/queue/source.h"
#include "common/redis/client.h"

// Ids in Redis, truth in PostgreSQL. Losing all of Redis makes things slower, never wrong: without
// it workers read the table, and afterwards the keys are filled again from it.
namespace nastavnik::queue {

struct Options {
  std::string name;    // label of the metrics: "assignment"
  std::string prefix;  // of the keys: "review:{2027}" gives review:{2027}:dispatch, :due, :epoch
};

// One queue. All methods are short rounds for loops, in any number of processes; Sweep and Rebuild
// are for one elected process at a time, though two at once do no harm. An UNAVAILABLE Redis is no
// error: the round is made without.
class Queue {
 public:
  static constexpr int kBatch = 1000;
  static constexpr absl::Duration kPendingIdle =
      absl::Seconds(60);  // an entry that a dead worker still holds

  Queue(redis::Client& redis, Source& source, Options options);

  // Brings to Redis what the table has and Redis has not: new entries, changed instants. Rebuilds
  // when the epoch differs.
  absl::Status Relay();
  // Gives back ended leases, finds lost entries, acts on what is overdue.
  absl::Status Sweep();
  // Fills all keys again under a new epoch; batches into new keys, renamed into place, the epoch's
  // key last.
  absl::Status Rebuild(absl::string_view reason);

  // Takes up to `count` rows that wait, at most `wait` for the first, and works on them one by one.
  // How many it took.
  absl::StatusOr<int> Dispatch(const std::string& worker, int count, absl::Duration wait);
  // Acts on rows whose instant has come. On how many; those that fail come again with the sweep.
  absl::StatusOr<int> ActDue(int count);

 private:
  struct Entry {
    std::string entry;  // stream entry, "" without Redis
    std::string id;
  };
  std::string Key(absl::string_view part) const;
  // Whether Redis shows the epoch of the table; rebuilds when it does not.
  absl::Status CheckEpoch(std::string& epoch);
  absl::Status RelayRows(const std::string& epoch);
  absl::Status RelayTimes();
  absl::Status Fill(const std::string& stream, const std::string& due, const std::string& epoch);
  absl::Status FillStream(const std::string& key, const std::string& epoch);
  absl::Status FillTimes(const std::string& key);
  int ActOn(const std::vector<std::string>& ids);
  absl::Status Add(const std::string& key, const std::string& epoch,
                   const std::vector<std::string>& ids);
  absl::StatusOr<std::vector<Entry>> ReadEntries(const std::string& worker, int count,
                                                 absl::Duration wait);
  absl::StatusOr<int> DispatchWithout(int count);
  absl::Status WorkOn(const Entry& entry);
  absl::Status Finish(const Entry& entry);
  absl::Status ReclaimPending();
  absl::Status FindLost();

  redis::Client& redis_;
  Source& source_;
  const Options options_;
};

}  // namespace nastavnik::queue
