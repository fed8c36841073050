#include "services/review/store/review_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"

#include "common/crypto/hash.h"
#include "review_sql/sql.h"
#include "services/review/domain/errors.h"
#include "services/review/domain/events.h"
#include "services/review/domain/stage.h"
#include "services/review/store/records.h"

namespace nastavnik::review {
namespace {

// The review of a locked row, or a new one.
Review ReviewOr(const pg::Rows& rows, const Assignment& assignment) {
  if (!rows.empty()) return ReviewFrom(rows[0]);
  Review review;
  review.season = assignment.season;
  review.assignment = assignment.id;
  return review;
}

absl::StatusOr<const Rubric*> RubricFor(const SeasonRules& rules, const Assignment& assignment) {
  const Rubric* rubric = rules.RubricOf(assignment.nomination);
  if (rubric == nullptr) return NotFound();
  return rubric;
}

void InsertRevision(pg::Changes& changes, const Review& review, int config_version) {
  changes.RunExactly(1, sql::kInsertReviewRevision, review.season, review.id, review.revision,
                     config_version, review.total_hundredths, review.draft.recommendation,
                     review.draft.comment, pg::Bytes{crypto::Sha256(Encode(review.draft))},
                     review.complete_time);
  std::vector<CriterionId> criteria;
  std::vector<std::optional<int>> marks;
  std::vector<std::string> comments;
  for (const auto& [criterion, mark] : review.draft.marks) {
    criteria.push_back(criterion);
    marks.push_back(mark.mark);
    comments.push_back(mark.comment);
  }
  changes.Run(sql::kInsertCriterionMarks, review.season, review.id, review.revision, criteria,
              marks, comments);
}

void UpdateRow(pg::Changes& changes, const Review& before, const Review& after) {
  changes.RunExactly(1, sql::kUpdateReview, after.season, after.id, NameOf(after.state),
                     Encode(after.draft), after.revision, after.total_hundredths, after.update_time,
                     OrNull(after.complete_time), before.version);
}

void TurnReview(pg::Changes& changes, const Review& review, absl::string_view from,
                absl::string_view verb, PersonId actor) {
  changes.Run(sql::kInsertReviewTransition, review.season, review.id, from, NameOf(review.state),
              verb, actor, "");
}

}  // namespace

absl::StatusOr<Review> ReviewStore::Get(absl::string_view season, AssignmentId assignment,
                                        absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(pg::Query(sql::kSelectReview, season, assignment), deadline));
  Assignment owner;
  owner.season = std::string(season);
  owner.id = assignment;
  return ReviewOr(rows, owner);
}

absl::StatusOr<pg::Answer> ReviewStore::Update(const pg::WriteKey& write, const SeasonRules& rules,
                                               AssignmentId assignment, PersonId person,
                                               const CheckVersion& check, const ReviewPatch& patch,
                                               const Encode& encode) {
  const std::vector<pg::Query> reads = {
      pg::Query(sql::kSelectStageOfAssignment, rules.season(), assignment),
      pg::Query(sql::kSelectOwnAssignmentForUpdate, rules.season(), assignment, person),
      pg::Query(sql::kSelectReviewForUpdate, rules.season(), assignment)};
  return db_.Write(
      write, reads,
      [&](const pg::ReadRows& rows, pg::Changes& changes) -> absl::StatusOr<std::string> {
        ASSIGN_OR_RETURN(const pg::Row row, rows[1].One(NotFound()));
        const Assignment held = AssignmentFrom(row);
        RETURN_IF_ERROR(CheckInWork(held, "update", rows.Now()));
        RETURN_IF_ERROR(CheckOpen(StageFrom(rows[0][0]), rows.Now()));
        ASSIGN_OR_RETURN(const Rubric* rubric, RubricFor(rules, held));
        const Review before = ReviewOr(rows[2], held);
        RETURN_IF_ERROR(check(before.version));
        RETURN_IF_ERROR(CheckPatch(patch, *rubric));
        ASSIGN_OR_RETURN(Review after, Save(before, patch, rows.Now()));
        if (before.id.IsNil()) {
          after.id = ReviewId::New();
          changes.RunExactly(1, sql::kInsertReview, after.season, after.id, after.assignment,
                             review::Encode(after.draft), after.update_time);
          TurnReview(changes, after, "", "create", person);
        } else {
          UpdateRow(changes, before, after);
        }
        if (held.state == Assignment::State::kAccepted && after.draft.HasMark()) {
          ChangeAssignment(changes, held, Start(held), "start", person);
        }
        after.version = before.version + 1;
        return encode(after);
      });
}

absl::StatusOr<pg::Answer> ReviewStore::Complete(const pg::WriteKey& write,
                                                 const SeasonRules& rules, AssignmentId assignment,
                                                 PersonId person, std::optional<absl::Time> arrived,
                                                 const CheckVersion& check, const Encode& encode) {
  const std::vector<pg::Query> reads = {
      pg::Query(sql::kSelectStageOfAssignmentForShare, rules.season(), assignment),
      pg::Query(sql::kSelectStageOfAssignment, rules.season(), assignment),
      pg::Query(sql::kSelectOwnAssignmentForUpdate, rules.season(), assignment, person),
      pg::Query(sql::kSelectReviewForUpdate, rules.season(), assignment)};
  return db_.Write(
      write, reads,
      [&](const pg::ReadRows& rows, pg::Changes& changes) -> absl::StatusOr<std::string> {
        ASSIGN_OR_RETURN(const pg::Row row, rows[2].One(NotFound()));
        const Assignment held = AssignmentFrom(row);
        const Review before = ReviewOr(rows[3], held);
        RETURN_IF_ERROR(check(before.version));
        const absl::Time came = std::min(arrived.value_or(rows.Now()), rows.Now());
        RETURN_IF_ERROR(CheckInWork(held, "complete", came));
        // Without a lock on the stage there is a gate: the stage is being closed.
        if (rows[0].empty()) return rows[1].empty() ? NotFound() : StageChanging();
        RETURN_IF_ERROR(CheckInTime(StageFrom(rows[0][0]), arrived, rows.Now()));
        ASSIGN_OR_RETURN(const Rubric* rubric, RubricFor(rules, held));
        ASSIGN_OR_RETURN(Review after, review::Complete(before, *rubric, rows.Now()));
        UpdateRow(changes, before, after);
        InsertRevision(changes, after, rules.version());
        TurnReview(changes, after, NameOf(before.state), "complete", person);
        // The legal path runs through IN_PROGRESS, which the first mark has set.
        ChangeAssignment(changes, held, Finish(held), "complete", person);
        changes.Emit(ReviewCompleted(after, held));
        after.version = before.version + 1;
        return encode(after);
      });
}

absl::StatusOr<std::vector<CompletedReview>> ReviewStore::ListCompleted(absl::string_view season,
                                                                        const StageId& stage,
                                                                        ReviewId after, int limit,
                                                                        absl::Time deadline) {
  ASSIGN_OR_RETURN(
      const pg::Rows rows,
      db_.Read(pg::Query(sql::kSelectCompletedReviews, season, stage, after, limit), deadline));
  std::vector<CompletedReview> reviews;
  for (const pg::Row row : rows) {
    CompletedReview review{.id = row.IdOf<ReviewId>("review_id"),
                           .application = row.IdOf<ApplicationId>("application_id"),
                           .expert = row.IdOf<ExpertId>("expert_id"),
                           .revision = row.Int("revision"),
                           .total_hundredths = row.Int("total_hundredths"),
                           .complete_time = row.Time("complete_time")};
    const auto criteria = row.TextArray("criteria");
    const auto marks = row.TextArray("marks");
    for (size_t i = 0; i < criteria.size(); ++i) {
      int mark = 0;
      if (absl::SimpleAtoi(marks[i], &mark)) review.marks.emplace_back(criteria[i], mark);
    }
    reviews.push_back(std::move(review));
  }
  return reviews;
}

}  // namespace nastavnik::review
