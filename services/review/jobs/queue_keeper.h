#pragma once

#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

#include "common/jobs/loop.h"
#include "common/pg/lease.h"
#include "common/queue/queue.h"
#include "common/redis/client.h"
#include "services/review/env.h"
#include "services/review/store/assignment_queue.h"

namespace nastavnik::review {

// Keeps the queue of every season going. Each method is the body of a loop.
class QueueKeeper {
 public:
  QueueKeeper(Env& env, redis::Client& redis);

  // Finds experts for slots that wait; every process.
  absl::Status Dispatch(jobs::Run& run);
  // Ends what is past its term; every process.
  absl::Status ActDue(jobs::Run& run);
  // Brings to Redis what has changed; one process.
  absl::Status Relay(jobs::Run& run);
  // Finds what was lost; one process.
  absl::Status Sweep(jobs::Run& run);

 private:
  struct Season {
    std::unique_ptr<AssignmentQueue> source;
    std::unique_ptr<queue::Queue> queue;
  };
  // Runs `round` for the queue of every season.
  template <typename Round>
  absl::Status ForEach(Round round);
  queue::Queue& QueueOf(const std::string& season);
  absl::Status DispatchOne(const std::string& season, AssignmentId assignment, int64_t token);
  absl::Status ExpireOne(const std::string& season, AssignmentId assignment);

  Env& env_;
  redis::Client& redis_;
  const std::string worker_;
  pg::Election relay_election_, sweep_election_;
  absl::Mutex mutex_;
  std::map<std::string, Season> seasons_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace nastavnik::review
