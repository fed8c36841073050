#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/status/error.h"
#include "services/review/domain/ids.h"
#include "services/review/domain/rubric.h"

namespace nastavnik::review {

// What an expert says about an application.
struct ReviewContent {
  struct Mark {
    std::optional<int> mark;  // absent: not marked yet
    std::string comment;
    friend bool operator==(const Mark&, const Mark&) = default;
  };
  std::map<CriterionId, Mark> marks;
  std::string recommendation;  // id, or "" for none
  std::string comment;

  friend bool operator==(const ReviewContent&, const ReviewContent&) = default;
  bool HasMark() const;
};

// A review: one an assignment.
struct Review {
  enum class State { kDraft, kCompleted, kReopened, kAnnulled, kDiscarded };

  std::string season;
  ReviewId id;  // nil until something is saved
  AssignmentId assignment;
  State state = State::kDraft;
  ReviewContent draft;
  int revision = 0;          // completed revisions so far
  int total_hundredths = 0;  // of the revision in force
  absl::Time update_time = absl::InfinitePast();
  absl::Time complete_time = absl::InfinitePast();
  int version = 0;
};

// The parts of a draft that a save replaces.
struct ReviewPatch {
  std::optional<std::map<CriterionId, ReviewContent::Mark>> marks;
  std::optional<std::string> recommendation;
  std::optional<std::string> comment;
};

// Every mark outside its scale, unknown criterion, unknown recommendation and over-long comment:
// FIELD_INVALID with all of them. An incomplete draft is fine.
absl::Status CheckPatch(const ReviewPatch& patch, const Rubric& rubric);
// Saves into a draft. Refuses: ILLEGAL_TRANSITION unless the review is a draft or reopened.
absl::StatusOr<Review> Save(Review review, const ReviewPatch& patch, absl::Time now);
// DRAFT or REOPENED -> COMPLETED with the next revision. Refuses: ILLEGAL_TRANSITION;
// REVIEW_INCOMPLETE with every missing mark and comment.
absl::StatusOr<Review> Complete(Review review, const Rubric& rubric, absl::Time now);

// Sum of weight * mark / max over the scored criteria, in hundredths of a point, 0 .. 10000. Exact:
// a rubric loads only if 100 * weight is a multiple of max. Marks that are missing count as
// nothing.
int TotalHundredths(const ReviewContent& content, const Rubric& rubric);
// Everything that keeps `content` from being complete.
std::vector<FieldViolation> Missing(const ReviewContent& content, const Rubric& rubric);

// Canonical JSON of a content and back, as it is stored and hashed.
std::string Encode(const ReviewContent& content);
ReviewContent DecodeContent(absl::string_view json);

absl::string_view NameOf(Review::State state);
std::optional<Review::State> ParseReviewState(absl::string_view name);

}  // namespace nastavnik::review
