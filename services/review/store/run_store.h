#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/pg/approval.h"
#include "common/pg/database.h"
#include "services/review/domain/matching/planner.h"
#include "services/review/domain/run.h"
#include "services/review/domain/season_rules.h"
#include "services/review/store/run_files.h"

namespace nastavnik::review {

// An application as submission tells it, for a round.
struct FetchedItem {
  ApplicationId application;
  NominationId nomination;
  OrganizationId organization;
  std::string region;
  std::vector<std::string> people;
  std::vector<std::string> keywords;
  std::string state;
  int version = 0;
};

// Assignment runs: asked for, solved, deployed. Thread-safe.
class RunStore {
 public:
  explicit RunStore(pg::Database& db) : db_(db) {}

  // A new run, PENDING, with its operation. Refuses: ALREADY_EXISTS while another run of the stage
  // with one of the nominations is being solved.
  using EncodeRun = std::function<std::string(const AssignmentRun&)>;
  struct Progress {
    std::string metadata;  // JSON of the operation
    EncodeRun answer;      // of the call
  };
  absl::StatusOr<pg::Answer> Create(const pg::WriteKey& write, const AssignmentRun& run,
                                    const Progress& progress);

  absl::StatusOr<AssignmentRun> Get(absl::string_view season, RunId run, absl::Time deadline);
  absl::StatusOr<std::vector<ProposedPair>> ListPairs(absl::string_view season, RunId run,
                                                      ApplicationId after_application,
                                                      ExpertId after_expert, int limit,
                                                      absl::Time deadline);

  // Takes the oldest run that waits to be solved, or whose solver died; nullopt when there is none.
  absl::StatusOr<std::optional<AssignmentRun>> Claim(absl::Time deadline);
  // Keeps what submission told of the round's applications.
  absl::Status SaveItems(const AssignmentRun& run, const Round& round,
                         const std::vector<FetchedItem>& items);
  // Everything the plan is made from, in one snapshot.
  absl::StatusOr<PlanInput> Inputs(const AssignmentRun& run, const Round& round,
                                   const SeasonRules& rules, const Districts& districts,
                                   absl::Time deadline);
  // Keeps the canonical text that the run will be solved from, read under `config_version`. From
  // now on the run shows its hash, and whoever takes the run over solves this text and no other.
  absl::StatusOr<AssignmentRun> Freeze(const AssignmentRun& run, const std::string& input,
                                       int config_version);
  // NOT_FOUND for a file that does not exist yet.
  absl::StatusOr<std::string> ReadFile(absl::string_view season, RunId run, RunFile file,
                                       absl::Time deadline);
  // The 32 bytes that the seeds of a stage's runs are derived from.
  absl::StatusOr<std::string> StageSecret(absl::string_view season, const StageId& stage,
                                          absl::Time deadline);
  // Keeps the run in the hands of the process that solves it for so long, and says how far it is
  // (JSON of the operation's metadata; "": no news). ABORTED when it is in the hands of another.
  absl::Status KeepLease(const AssignmentRun& run, absl::Duration lease,
                         absl::string_view metadata = "");
  // SOLVING -> PROPOSED with the plan and its file; ends the operation with `encode`.
  struct Result {
    std::string file;            // canonical text
    std::string metrics;         // EncodeMetrics
    std::string operation_type;  // full name of the message that `encode` writes
    EncodeRun encode;
  };
  absl::Status SaveProposal(const AssignmentRun& run, const ProposalRows& proposal,
                            const Result& result);
  // SOLVING -> FAILED; ends the operation with the error.
  absl::Status Fail(const AssignmentRun& run, const absl::Status& error);

  // PROPOSED -> DEPLOYED: every pair is checked again, all assignments are offered in this
  // transaction. With `two_persons` the first call only proposes. Refuses: INPUTS_CHANGED when the
  // hash is another or, unless `drop_invalid`, a pair is not eligible any more; ILLEGAL_TRANSITION;
  // SECOND_PERSON_REQUIRED.
  struct Approval {
    std::string inputs_sha256;
    bool drop_invalid = false;
    bool two_persons = false;
    PersonId actor;
  };
  using EncodeApproved =
      std::function<std::string(const AssignmentRun&, const std::optional<pg::Proposal>& waiting)>;
  absl::StatusOr<pg::Answer> Approve(const pg::WriteKey& write, const AssignmentRun& run,
                                     const Round& round, const SeasonRules& rules,
                                     const Approval& approval, const EncodeApproved& encode);
  // The proposal that waits for a second person, if there is one.
  absl::StatusOr<std::optional<pg::Proposal>> Waiting(absl::string_view season, RunId run,
                                                      absl::Time deadline);

 private:
  pg::Database& db_;
};

}  // namespace nastavnik::review
