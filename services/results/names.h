#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

#include "common/id/id.h"

namespace nastavnik::results {

// Names that may be published at this moment, each known for a few seconds at most, so that a
// consent withdrawn hides the name within five. Thread-safe.
class Names {
 public:
  using ByPerson = std::map<PersonId, std::string>;  // who may not be named is left out
  using Fetch = std::function<absl::StatusOr<ByPerson>(
      const SeasonId& season, const std::vector<PersonId>& people, absl::Time deadline)>;
  static constexpr absl::Duration kMaxAge = absl::Seconds(4);

  explicit Names(Fetch fetch) : fetch_(std::move(fetch)) {}

  absl::StatusOr<ByPerson> Get(const SeasonId& season, const std::vector<PersonId>& people,
                               absl::Time deadline);
  // Forgets a person whose consents have changed.
  void Drop(const PersonId& person);

 private:
  struct Known {
    std::string name;  // "": may not be named
    absl::Time ask_time;
  };
  Fetch fetch_;
  absl::Mutex mutex_;
  std::map<PersonId, std::map<SeasonId, Known>> known_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace nastavnik::results
