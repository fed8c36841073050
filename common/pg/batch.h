#pragma once

#include <deque>
#include <utility>
#include <vector>

#include "common/pg/connection.h"
#include "common/pg/database.h"

namespace nastavnik::pg {

// The statements of one pipeline, with the parameters that belong to nobody else.
class Batch {
 public:
  template <typename... Args>
  void Add(const Statement& statement, const Args&... args) {
    own_.push_back(ParamsOf(args...));
    steps_.push_back({&statement, &own_.back()});
  }
  // `query` must outlive the batch.
  void AddQuery(const Query& query, int rows = -1) {
    steps_.push_back(
        {query.statement, &query.params, query.text.empty() ? nullptr : &query.text, rows});
  }

  int size() const { return static_cast<int>(steps_.size()); }
  const std::vector<Step>& steps() const { return steps_; }

 private:
  std::deque<Params> own_;  // keeps addresses
  std::vector<Step> steps_;
};

// Adds what bounds every statement of the transaction: the time left until the deadline, and the
// lock timeout.
void AddLimits(Batch& batch, const DatabaseOptions& options, absl::Time deadline);

// What a failed pipeline means.
struct Verdict {
  absl::Status status;   // for the caller, unless a retry does better
  bool retry = false;    // the whole transaction may be run again
  bool discard = false;  // the connection cannot be used any more
};
Verdict Judge(const Reply& reply, const std::vector<Step>& steps);

// Whether another try may follow this one (from 1); waits a random part of a growing delay first.
bool Backoff(int attempt, absl::Time deadline);

}  // namespace nastavnik::pg
