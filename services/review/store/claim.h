#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/pg/database.h"
#include "services/review/domain/assignment.h"
#include "services/review/domain/matching/score.h"
#include "services/review/domain/season_rules.h"

namespace nastavnik::review {

// An expert who asks for work takes a slot that waits for one. Thread-safe.
class ClaimStore {
 public:
  using Encode = std::function<std::string(const Assignment&)>;

  explicit ClaimStore(pg::Database& db) : db_(db) {}

  // Gives the expert, ACCEPTED, the slot with the largest PullKey, SeniorGain included, among the
  // waiting ones that the expert may have; of more than 300 in the expert's nominations, among
  // those that wait longest. Refuses: ILLEGAL_TRANSITION unless the expert is ACTIVE; LOAD_EXCEEDED
  // at a limit of the round, the season or kMostClaims; STAGE_CLOSED when no stage takes offers;
  // NOTHING_TO_CLAIM; and UNAVAILABLE when others were faster ten times in a row.
  absl::StatusOr<pg::Answer> ClaimNext(const pg::WriteKey& write, const SeasonRules& rules,
                                       const Districts& districts, ExpertId expert,
                                       const Encode& encode);

 private:
  struct Claimant;
  // What a search found outside any lock: slots of a round to try, best first, or why there are
  // none.
  struct Found {
    const Round* round = nullptr;
    std::vector<AssignmentId> slots;
    absl::Status refusal;
  };

  absl::StatusOr<Found> Find(const SeasonRules& rules, const Districts& districts, ExpertId expert,
                             absl::Time deadline);
  // The best slots of a round; none when there is nothing for the claimant.
  absl::StatusOr<std::vector<AssignmentId>> Rank(const Claimant& claimant, const Round& round,
                                                 const SeasonRules& rules,
                                                 const Districts& districts, absl::Time deadline);
  // NOTHING_TO_CLAIM with what the stages still want: by completed reviews, for a claim may lapse.
  absl::Status Nothing(const Claimant& claimant, const std::vector<StageId>& stages,
                       absl::Time deadline);
  // Takes the first free one of the slots; checks everything again under locks. Sets `gone` and
  // answers UNAVAILABLE when all are gone, so that another search may find one.
  absl::StatusOr<pg::Answer> Take(const pg::WriteKey& write, const SeasonRules& rules,
                                  ExpertId expert, const Found& found, const Encode& encode,
                                  bool& gone);

  pg::Database& db_;
};

}  // namespace nastavnik::review
