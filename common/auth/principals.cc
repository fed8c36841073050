#include "common/auth/principals.h"

#include "absl/time/clock.h"

#include "common/status/macros.h"

namespace nastavnik::auth {
namespace {

constexpr absl::Duration kFresh =
    absl::Seconds(5);  // the promise of how fast a lost right is noticed
constexpr size_t kMostEntries =
    50'000;  // about 10 MB; older entries are worthless after kFresh anyway

}  // namespace

std::shared_ptr<const Principal> Principals::Cached(PersonId person) const {
  absl::ReaderMutexLock lock(&mutex_);
  const auto found = entries_.find(person);
  if (found == entries_.end() || absl::Now() - found->second.read_time > kFresh) return nullptr;
  return found->second.principal;
}

absl::StatusOr<std::shared_ptr<const Principal>> Principals::Get(PersonId person,
                                                                 absl::Time deadline) {
  if (auto cached = Cached(person)) return cached;
  const absl::Time asked = absl::Now();  // age counts from the question, not from the answer
  ASSIGN_OR_RETURN(Principal fetched, fetch_(person, deadline));
  return Keep(person, std::move(fetched), asked);
}

std::shared_ptr<const Principal> Principals::Keep(PersonId person, Principal principal,
                                                  absl::Time asked) {
  auto kept = std::make_shared<const Principal>(std::move(principal));
  absl::MutexLock lock(&mutex_);
  if (entries_.size() >= kMostEntries) entries_.clear();
  entries_[person] = {kept, asked};
  return kept;
}

void Principals::Drop(PersonId person) {
  absl::MutexLock lock(&mutex_);
  entries_.erase(person);
}

}  // namespace nastavnik::auth
