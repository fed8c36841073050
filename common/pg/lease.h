#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/id/id.h"
#include "common/pg/database.h"

namespace nastavnik::pg {

// An election: of all processes that ask for `name`, one holds it until its term ends or it gives
// it back. The row in `lease` decides by the database's clock. A holder that was stopped and woken
// may still believe in its term for a moment: work under a lease must be safe to do twice.
class Election {
 public:
  Election(Database& db, std::string name, absl::Duration term = absl::Seconds(10));
  ~Election();  // Release()
  Election(const Election&) = delete;
  Election& operator=(const Election&) = delete;

  // Takes the lease or, once a third of the term has passed, renews it; whether we hold it now. One
  // thread at a time.
  absl::StatusOr<bool> Hold();
  // Gives the lease back, so that another takes over at once.
  void Release();

 private:
  Database& db_;
  const std::string name_;
  const absl::Duration term_;
  const Uuid holder_ = NewUuid();
  absl::Time held_since_ = absl::InfinitePast();  // our clock, before we asked
};

}  // namespace nastavnik::pg
