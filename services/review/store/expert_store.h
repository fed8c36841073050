#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/pg/database.h"
#include "services/review/domain/expert.h"
#include "services/review/domain/ids.h"

namespace nastavnik::review {

// A row of the list of experts.
struct ListedExpert {
  Expert expert;
  int held = 0;  // open and completed assignments of the season
};

// An invitation that registration has not been told of yet. `email` is sealed.
struct WaitingInvitation {
  std::string season;
  ExpertId expert;
  std::string email;
};

// Experts and their conflicts of interest. Thread-safe.
class ExpertStore {
 public:
  template <typename T>
  using Encode = std::function<std::string(const T&)>;

  explicit ExpertStore(pg::Database& db) : db_(db) {}

  // A new expert, INVITED, and the invitation that waits to be handed over. The answer's bytes.
  absl::StatusOr<pg::Answer> Invite(const pg::WriteKey& write, const Expert& expert,
                                    absl::string_view sealed_email, PersonId actor,
                                    const Encode<Expert>& encode);
  absl::StatusOr<std::vector<WaitingInvitation>> Waiting(absl::string_view season, ExpertId after,
                                                         absl::Time deadline);
  absl::Status MarkHandedOver(const WaitingInvitation& invitation);

  absl::StatusOr<Expert> Get(absl::string_view season, ExpertId expert, absl::Time deadline);
  // In no order; unknown ones are left out.
  absl::StatusOr<std::vector<Expert>> BatchGet(absl::string_view season,
                                               const std::vector<ExpertId>& experts,
                                               absl::Time deadline);
  // The expert that the person is; NOT_FOUND when none.
  absl::StatusOr<ExpertId> OfPerson(absl::string_view season, PersonId person, absl::Time deadline);

  // Changes an expert in a transaction; `change` decides. Refuses: NOT_FOUND, ALREADY_EXISTS when
  // the person is another expert of the season, and what `change` refuses with. An unchanged expert
  // writes nothing.
  using Change = std::function<absl::StatusOr<Expert>(const Expert& before, absl::Time now)>;
  absl::StatusOr<pg::Answer> Update(const pg::WriteKey& write, absl::string_view season,
                                    ExpertId expert, PersonId actor, absl::string_view verb,
                                    absl::string_view reason, const Change& change,
                                    const Encode<Expert>& encode);

  // At most `limit` experts after `after`. `nominations`: only those competent in one of them;
  // nullopt: all.
  absl::StatusOr<std::vector<ListedExpert>> List(
      absl::string_view season, ExpertId after,
      const std::optional<std::vector<std::string>>& nominations, absl::string_view state,
      int limit, absl::Time deadline);

  // Records a conflict and revokes the open assignments that it touches; their slots are queued
  // again.
  absl::StatusOr<pg::Answer> AddConflict(const pg::WriteKey& write, const Conflict& conflict,
                                         PersonId actor, const Encode<Conflict>& encode);
  absl::StatusOr<std::vector<Conflict>> Conflicts(absl::string_view season, ExpertId expert,
                                                  ConflictId after, int limit, absl::Time deadline);

 private:
  pg::Database& db_;
};

}  // namespace nastavnik::review
