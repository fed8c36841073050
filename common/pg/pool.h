#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/pg/connection.h"
#include "common/pg/database.h"

namespace nastavnik::pg {

// The connections of a Database, and a thread with a connection of its own that looks twice a
// second whether the primary takes writes.
class Pool {
 public:
  explicit Pool(DatabaseOptions options);
  ~Pool();

  // A connection for one thread; goes back when destroyed, or is closed if a transaction is still
  // open on it.
  class Lease {
   public:
    Lease(Pool* pool, std::unique_ptr<Connection> connection)
        : pool_(pool), connection_(std::move(connection)) {}
    Lease(Lease&& other) = default;
    ~Lease() {
      if (connection_ != nullptr) pool_->Release(std::move(connection_));
    }
    Connection* operator->() const { return connection_.get(); }
    // Closes the connection; the lease is of no more use.
    void Discard() {
      connection_.reset();
      pool_->Release(nullptr);
    }

   private:
    Pool* pool_;
    std::unique_ptr<Connection> connection_;
  };

  // UNAVAILABLE when PostgreSQL is away, DEADLINE_EXCEEDED when no connection was free in time.
  absl::StatusOr<Lease> Acquire(absl::Time deadline);
  // Exchange with metrics. After a lost connection the idle ones are closed too: the server has
  // likely restarted.
  Reply Exchange(Lease& lease, const std::vector<Step>& steps, absl::Time deadline);

  bool Ready() const { return ready_; }
  const DatabaseOptions& options() const { return options_; }

 private:
  absl::Status WaitForPlace(absl::Time deadline, std::unique_ptr<Connection>& idle);
  void Release(std::unique_ptr<Connection> connection);
  void DropIdle();
  void ShowConnections();  // holds mutex_
  void Watch(std::stop_token stop);
  bool Look(std::unique_ptr<Connection>& connection);  // whether the primary takes writes

  const DatabaseOptions options_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Connection>> idle_;  // the one used last is used first
  int places_;                                     // connections that may still be handed out
  std::atomic<bool> ready_{false};
  std::condition_variable_any stopped_;
  std::jthread watch_;  // last: starts when all else is there
};

}  // namespace nastavnik::pg
