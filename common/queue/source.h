#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace nastavnik::queue {

// A row that a worker holds: an effect with an older token changes nothing.
struct Leased {
  std::string id;
  int64_t token = 0;
};

// The instant at which a row wants attention next; nullopt: not any more.
struct NextTime {
  std::string id;
  std::optional<absl::Time> time;
};

// The table that a queue projects, by its owner's SQL: rows that wait for a worker (queued), and
// rows with an instant at which something has to happen (due). PostgreSQL decides everything; its
// clock is the only one. Thread-safe.
class Source {
 public:
  virtual ~Source() = default;

  // The epoch that Redis must show; "" before the first. A new one makes every place in Redis void.
  virtual absl::StatusOr<std::string> Epoch() = 0;
  virtual absl::Status BeginEpoch(const std::string& epoch) = 0;

  // Queued rows without a live lease, by id, after `after` ("" from the start).
  virtual absl::StatusOr<std::vector<std::string>> Queued(const std::string& after, int limit) = 0;
  // Of those, the ones without a place in `epoch`.
  virtual absl::StatusOr<std::vector<std::string>> Unplaced(const std::string& epoch,
                                                            int limit) = 0;
  // Of those with one, the ones whose place lies before stream entry `first`; all of them when it
  // is "".
  virtual absl::StatusOr<std::vector<std::string>> Lost(const std::string& epoch,
                                                        const std::string& first, int limit) = 0;
  // Remembers the stream entry of each row, or forgets it.
  virtual absl::Status Place(const std::string& epoch, const std::vector<std::string>& ids,
                             const std::vector<std::string>& entries) = 0;
  virtual absl::Status Unplace(const std::vector<std::string>& ids) = 0;

  // Takes the lease of a queued row, counts the attempt; nullopt when it is not queued or somebody
  // holds it.
  virtual absl::StatusOr<std::optional<Leased>> Lease(const std::string& id) = 0;
  // Takes up to `limit` leases without Redis.
  virtual absl::StatusOr<std::vector<Leased>> Poll(int limit) = 0;
  // The effect, in one transaction that holds only while the token does. An error leaves the row to
  // its lease's end.
  virtual absl::Status Work(const Leased& leased) = 0;
  // Gives rows back whose lease has ended, without their place, or ends those with too many
  // attempts.
  struct Released {
    int again = 0;
    int dead = 0;
  };
  virtual absl::StatusOr<Released> ReleaseExpired() = 0;

  // Rows with a next instant, by id, after `after`.
  virtual absl::StatusOr<std::vector<NextTime>> NextTimes(const std::string& after, int limit) = 0;
  // Rows whose next instant is not the one that PlaceTimes was told last.
  virtual absl::StatusOr<std::vector<NextTime>> ChangedTimes(int limit) = 0;
  virtual absl::Status PlaceTimes(const std::vector<NextTime>& times) = 0;
  // Rows whose next instant has passed by more than `slack`.
  virtual absl::StatusOr<std::vector<std::string>> Overdue(absl::Duration slack, int limit) = 0;
  // Does what the instant asks for, if it has come. Repeating it does nothing.
  virtual absl::Status Act(const std::string& id) = 0;

  virtual absl::StatusOr<absl::Time> Now() = 0;
};

}  // namespace nastavnik::queue
