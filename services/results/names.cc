#include "services/results/names.h"

#include "absl/time/clock.h"

#include "common/status/macros.h"

namespace nastavnik::results {

absl::StatusOr<Names::ByPerson> Names::Get(const SeasonId& season,
                                           const std::vector<PersonId>& people,
                                           absl::Time deadline) {
  const absl::Time now = absl::Now();
  ByPerson names;
  std::vector<PersonId> missing;
  {
    absl::MutexLock lock(&mutex_);
    for (const PersonId& person : people) {
      const Known& known = known_[person][season];
      if (known.ask_time == absl::Time() || now - known.ask_time >= kMaxAge) {
        missing.push_back(person);
      } else if (!known.name.empty()) {
        names[person] = known.name;
      }
    }
  }
  if (missing.empty()) return names;
  ASSIGN_OR_RETURN(const ByPerson fetched, fetch_(season, missing, deadline));
  absl::MutexLock lock(&mutex_);
  for (const PersonId& person : missing) {
    const auto name = fetched.find(person);
    known_[person][season] = {name == fetched.end() ? "" : name->second, now};
    if (name != fetched.end()) names[person] = name->second;
  }
  return names;
}

void Names::Drop(const PersonId& person) {
  absl::MutexLock lock(&mutex_);
  known_.erase(person);
}

}  // namespace nastavnik::results
