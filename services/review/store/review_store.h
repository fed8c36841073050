#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/pg/database.h"
#include "services/review/domain/assignment.h"
#include "services/review/domain/review.h"
#include "services/review/domain/season_rules.h"

namespace nastavnik::review {

// A completed review, for results.
struct CompletedReview {
  ReviewId id;
  ApplicationId application;
  ExpertId expert;
  int revision = 0;
  std::vector<std::pair<std::string, int>> marks;
  int total_hundredths = 0;
  absl::Time complete_time;
};

// Reviews: drafts that experts save, revisions that count. Thread-safe.
class ReviewStore {
 public:
  using Encode = std::function<std::string(const Review&)>;

  explicit ReviewStore(pg::Database& db) : db_(db) {}

  // The review of an assignment; one without id when nothing is saved yet.
  absl::StatusOr<Review> Get(absl::string_view season, AssignmentId assignment,
                             absl::Time deadline);

  // Saves into the draft. The first save makes the review, the first mark starts the assignment.
  // Refuses: NOT_FOUND unless the person holds the assignment, ILLEGAL_TRANSITION unless it is
  // accepted, STAGE_* outside the stage's window, and what `check` (of the review's version) and
  // Save refuse with.
  using CheckVersion = std::function<absl::Status(int version)>;
  absl::StatusOr<pg::Answer> Update(const pg::WriteKey& write, const SeasonRules& rules,
                                    AssignmentId assignment, PersonId person,
                                    const CheckVersion& check, const ReviewPatch& patch,
                                    const Encode& encode);
  // Completes the draft: the next revision, which never changes. In time counts from `arrived`,
  // when the call was stamped.
  absl::StatusOr<pg::Answer> Complete(const pg::WriteKey& write, const SeasonRules& rules,
                                      AssignmentId assignment, PersonId person,
                                      std::optional<absl::Time> arrived, const CheckVersion& check,
                                      const Encode& encode);

  // Completed reviews of a stage after `after`, in the order of their ids.
  absl::StatusOr<std::vector<CompletedReview>> ListCompleted(absl::string_view season,
                                                             const StageId& stage, ReviewId after,
                                                             int limit, absl::Time deadline);

 private:
  pg::Database& db_;
};

}  // namespace nastavnik::review
