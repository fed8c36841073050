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
#include "services/review/domain/expert.h"
#include "services/review/domain/matching/score.h"
#include "services/review/domain/season_rules.h"

namespace nastavnik::review {

// Assignments: what an expert does with them, and what happens to them by themselves. Thread-safe.
class AssignmentStore {
 public:
  using Encode = std::function<std::string(const Assignment&)>;

  explicit AssignmentStore(pg::Database& db) : db_(db) {}

  // The person's own assignments after `after`, in the order of their ids; `state` "" means all.
  absl::StatusOr<std::vector<Assignment>> ListOwn(absl::string_view season, PersonId person,
                                                  AssignmentId after, absl::string_view state,
                                                  int limit, absl::Time deadline);
  // NOT_FOUND unless it is the person's own.
  absl::StatusOr<Assignment> GetOwn(absl::string_view season, AssignmentId assignment,
                                    PersonId person, absl::Time deadline);
  struct Filter {
    std::optional<std::vector<std::string>> nominations;  // nullopt: all
    std::string state;
    std::optional<ExpertId> expert;
  };
  absl::StatusOr<std::vector<Assignment>> List(absl::string_view season, AssignmentId after,
                                               const Filter& filter, int limit,
                                               absl::Time deadline);

  absl::StatusOr<pg::Answer> Accept(const pg::WriteKey& write, const SeasonRules& rules,
                                    AssignmentId assignment, PersonId person, const Encode& encode);
  // Offers that wait for an answer of these people; nothing for those who have none.
  struct OpenOffers {
    PersonId person;
    int count = 0;
    StageId stage;
    absl::Time response_due_time;  // the first
  };
  absl::StatusOr<std::vector<OpenOffers>> ListOpenOffers(absl::string_view season,
                                                         const std::vector<PersonId>& people,
                                                         absl::Time deadline);

  // Ends the assignment and refills its slot in the same transaction. Reason CONFLICT also records
  // a conflict.
  absl::StatusOr<pg::Answer> Decline(const pg::WriteKey& write, const SeasonRules& rules,
                                     AssignmentId assignment, PersonId person,
                                     absl::string_view reason, absl::string_view text,
                                     const Encode& encode);
  // Ends an assignment whose term has passed, and refills its slot; otherwise does nothing.
  absl::Status ExpireIfDue(const SeasonRules& rules, AssignmentId assignment);

  // Those of the applications (season, id) that are in a round.
  absl::StatusOr<std::set<ApplicationId>> InRounds(
      const std::vector<std::pair<std::string, ApplicationId>>& applications, absl::Time deadline);
  // An application's state has changed at submission: when it is not admitted any more, its open
  // assignments end.
  absl::Status ApplicationChanged(const pg::WriteKey& write, const std::string& season,
                                  ApplicationId application, absl::string_view state, int version);

  // Finds the best expert for a queued assignment and offers it, while `lease_token` holds. Errors:
  // ABORTED when another worker has it, NOT_FOUND when nobody may have it now.
  absl::Status Dispatch(const SeasonRules& rules, const Districts& districts,
                        AssignmentId assignment, int64_t lease_token);

 private:
  absl::StatusOr<std::vector<ExpertId>> RankCandidates(const SeasonRules& rules,
                                                       const Districts& districts,
                                                       AssignmentId assignment,
                                                       absl::Time deadline);

  pg::Database& db_;
};

}  // namespace nastavnik::review
