#include "services/review/store/run_store.h"

#include <utility>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "common/crypto/hash.h"
#include "common/pg/operation.h"
#include "review_sql/sql.h"
#include "services/review/domain/errors.h"
#include "services/review/domain/events.h"
#include "services/review/domain/sealing.h"
#include "services/review/store/deployment.h"
#include "services/review/store/plan_rows.h"
#include "services/review/store/records.h"

namespace nastavnik::review {
namespace {

using State = AssignmentRun::State;

constexpr size_t kItemsPerStatement = 1000;
constexpr char kApprove[] = "approve";
constexpr absl::Duration kPatience = absl::Seconds(60);  // of writing a whole plan

void TurnRun(pg::Changes& changes, const AssignmentRun& run, State from, absl::string_view verb,
             PersonId actor, absl::string_view reason) {
  changes.Run(sql::kInsertAssignmentRunTransition, run.season, run.id,
              from == run.state ? "" : NameOf(from), NameOf(run.state), verb, OrNull(actor),
              reason);
}

}  // namespace

absl::StatusOr<pg::Answer> RunStore::Create(const pg::WriteKey& write, const AssignmentRun& run,
                                            const Progress& progress) {
  const std::vector<pg::Query> reads = {
      pg::Query(sql::kSelectSeasonForUpdate, run.season),
      pg::Query(sql::kSelectRunningRuns, run.season, run.stage, run.nominations)};
  return db_.Write(
      write, reads,
      [&](const pg::ReadRows& rows, pg::Changes& changes) -> absl::StatusOr<std::string> {
        if (rows[0].empty()) return NotFound();
        if (!rows[1].empty())
          return RunInProgress(RunName(run.season, rows[1][0].IdOf<RunId>("run_id")));
        AssignmentRun made = run;
        made.create_time = rows.Now();
        changes.RunExactly(1, sql::kInsertAssignmentRun, made.season, made.id, made.stage,
                           made.nominations, made.operation, made.author, made.create_time);
        TurnRun(changes, made, made.state, "create", made.author, "");
        pg::InsertOperation(changes, {.id = pg::OperationId(made.operation),
                                      .season = made.season,
                                      .kind = "assignmentRun",
                                      .owner = made.author,
                                      .metadata = progress.metadata});
        return progress.answer(made);
      });
}

absl::StatusOr<AssignmentRun> RunStore::Get(absl::string_view season, RunId run,
                                            absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(pg::Query(sql::kSelectAssignmentRun, season, run), deadline));
  ASSIGN_OR_RETURN(const pg::Row row, rows.One(NotFound()));
  return RunFrom(row);
}

absl::StatusOr<std::vector<ProposedPair>> RunStore::ListPairs(absl::string_view season, RunId run,
                                                              ApplicationId after_application,
                                                              ExpertId after_expert, int limit,
                                                              absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(pg::Query(sql::kSelectProposedAssignments, season, run,
                                      after_application, after_expert, limit),
                            deadline));
  return PairsFrom(rows);
}

absl::StatusOr<std::optional<AssignmentRun>> RunStore::Claim(absl::Time deadline) {
  std::optional<AssignmentRun> claimed;
  ASSIGN_OR_RETURN(
      const pg::Answer answer,
      db_.Write(
          pg::WriteKey::Job("claimAssignmentRun"), {pg::Query(sql::kUpdateAssignmentRunClaimed)},
          [&](const pg::ReadRows& rows, pg::Changes& changes) -> absl::StatusOr<std::string> {
            if (rows[0].empty()) return "";
            const pg::Row row = rows[0][0];
            if (row.View("former") == "PENDING") {
              changes.Run(sql::kInsertAssignmentRunTransition, row.Text("season_id"),
                          row.Uuid("run_id"), "PENDING", "SOLVING", "solve", std::nullopt, "");
            }
            return row.Text("season_id") + "/" + row.Text("run_id");
          }));
  if (answer.bytes.empty()) return claimed;
  const std::pair<std::string, std::string> found = absl::StrSplit(answer.bytes, '/');
  ASSIGN_OR_RETURN(claimed,
                   Get(found.first, RunId::Parse(found.second).value_or(RunId()), deadline));
  return claimed;
}

absl::Status RunStore::SaveItems(const AssignmentRun& run, const Round& round,
                                 const std::vector<FetchedItem>& items) {
  for (size_t begin = 0; begin < items.size(); begin += kItemsPerStatement) {
    std::vector<ApplicationId> applications;
    std::vector<NominationId> nominations;
    std::vector<std::optional<OrganizationId>> organizations;
    std::vector<std::string> regions, people, keywords, states;
    std::vector<int> versions;
    for (size_t i = begin; i < std::min(items.size(), begin + kItemsPerStatement); ++i) {
      applications.push_back(items[i].application);
      nominations.push_back(items[i].nomination);
      organizations.push_back(OrNull(items[i].organization));
      regions.push_back(items[i].region);
      people.push_back(absl::StrJoin(items[i].people, ","));
      keywords.push_back(absl::StrJoin(items[i].keywords, ","));
      states.push_back(items[i].state);
      versions.push_back(items[i].version);
    }
    RETURN_IF_ERROR(
        db_.Write(pg::WriteKey::Job("saveRoundItems"), {},
                  [&](const pg::ReadRows&, pg::Changes& changes) -> absl::StatusOr<std::string> {
                    changes.Run(sql::kUpsertRoundItems, run.season, run.stage,
                                round.reviews_per_application, applications, nominations,
                                organizations, regions, people, keywords, states, versions);
                    return "";
                  })
            .status());
  }
  return absl::OkStatus();
}

absl::StatusOr<PlanInput> RunStore::Inputs(const AssignmentRun& run, const Round& round,
                                           const SeasonRules& rules, const Districts& districts,
                                           absl::Time deadline) {
  ASSIGN_OR_RETURN(const std::vector<pg::Rows> answers,
                   db_.ReadAll(PlanRows::Queries(run, round), deadline));
  return PlanRows::Read(answers, 0, run, round, rules, districts);
}

absl::StatusOr<AssignmentRun> RunStore::Freeze(const AssignmentRun& run, const std::string& input,
                                               int config_version) {
  AssignmentRun after = run;
  after.config_version = config_version;
  after.inputs_sha256 = crypto::Sha256(input);
  after.version = run.version + 1;
  const std::string zipped = Zip(input);
  const auto freeze = [&](const pg::ReadRows& rows,
                          pg::Changes& changes) -> absl::StatusOr<std::string> {
    if (RunFrom(rows[0][0]).version != run.version) return absl::AbortedError("FENCED");
    changes.RunExactly(1, sql::kUpdateAssignmentRunFrozen, run.season, run.id, config_version,
                       pg::Bytes{after.inputs_sha256}, run.version);
    changes.Run(sql::kInsertAssignmentRunFile, run.season, run.id, NameOf(RunFile::kInput),
                pg::Bytes{zipped});
    return "";
  };
  RETURN_IF_ERROR(db_.Write(pg::WriteKey::Job("freezeAssignmentRun", kPatience),
                            {pg::Query(sql::kSelectAssignmentRunForUpdate, run.season, run.id)},
                            freeze)
                      .status());
  return after;
}

absl::StatusOr<std::string> RunStore::ReadFile(absl::string_view season, RunId run, RunFile file,
                                               absl::Time deadline) {
  ASSIGN_OR_RETURN(
      const pg::Rows rows,
      db_.Read(pg::Query(sql::kSelectAssignmentRunFile, season, run, NameOf(file)), deadline));
  ASSIGN_OR_RETURN(const pg::Row row, rows.One(NotFound()));
  return Unzip(row.Bytes("content"));
}

absl::StatusOr<std::string> RunStore::StageSecret(absl::string_view season, const StageId& stage,
                                                  absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(pg::Query(sql::kSelectStageSecret, season, stage), deadline));
  ASSIGN_OR_RETURN(const pg::Row row, rows.One(NotFound()));
  return Unseal(row.Bytes("sealed_secret"));
}

absl::Status RunStore::KeepLease(const AssignmentRun& run, absl::Duration lease,
                                 absl::string_view metadata) {
  const auto keep = [&](const pg::ReadRows& rows,
                        pg::Changes& changes) -> absl::StatusOr<std::string> {
    if (RunFrom(rows[0][0]).version != run.version) return absl::AbortedError("FENCED");
    changes.RunExactly(1, sql::kUpdateAssignmentRunLease, run.season, run.id, run.version, lease);
    if (!metadata.empty()) pg::SetProgress(changes, pg::OperationId(run.operation), metadata);
    return "";
  };
  return db_
      .Write(pg::WriteKey::Job("keepAssignmentRun"),
             {pg::Query(sql::kSelectAssignmentRunForUpdate, run.season, run.id)}, keep)
      .status();
}

absl::Status RunStore::SaveProposal(const AssignmentRun& run, const ProposalRows& proposal,
                                    const Result& result) {
  const std::string zipped = Zip(result.file);
  const auto save = [&](const pg::ReadRows& rows,
                        pg::Changes& changes) -> absl::StatusOr<std::string> {
    AssignmentRun after = run;
    after.state = State::kProposed;
    after.result_sha256 = crypto::Sha256(result.file);
    after.metrics = result.metrics;
    after.version = run.version + 1;
    if (RunFrom(rows[0][0]).version != run.version) return absl::AbortedError("FENCED");
    changes.RunExactly(1, sql::kUpdateAssignmentRunProposed, run.season, run.id,
                       pg::Bytes{after.result_sha256}, result.metrics, run.version);
    changes.Run(sql::kInsertAssignmentRunFile, run.season, run.id, NameOf(RunFile::kResult),
                pg::Bytes{zipped});
    InsertProposal(changes, run, proposal);
    TurnRun(changes, after, State::kSolving, "propose", PersonId(), "");
    changes.Emit(RunEvent(after));
    pg::Succeed(changes, pg::OperationId(run.operation), result.operation_type,
                result.encode(after));
    return "";
  };
  return db_
      .Write(pg::WriteKey::Job("proposeAssignments", kPatience),
             {pg::Query(sql::kSelectAssignmentRunForUpdate, run.season, run.id)}, save)
      .status();
}

absl::Status RunStore::Fail(const AssignmentRun& run, const absl::Status& error) {
  const auto fail = [&](const pg::ReadRows& rows,
                        pg::Changes& changes) -> absl::StatusOr<std::string> {
    if (RunFrom(rows[0][0]).version != run.version) return absl::AbortedError("FENCED");
    AssignmentRun after = run;
    after.state = State::kFailed;
    after.error = ErrorFrom(error).reason;
    changes.RunExactly(1, sql::kUpdateAssignmentRunFailed, run.season, run.id, after.error,
                       run.version);
    TurnRun(changes, after, State::kSolving, "fail", PersonId(), after.error);
    changes.Emit(RunEvent(after));
    pg::Fail(changes, pg::OperationId(run.operation), error);
    return "";
  };
  return db_
      .Write(pg::WriteKey::Job("failAssignmentRun"),
             {pg::Query(sql::kSelectAssignmentRunForUpdate, run.season, run.id)}, fail)
      .status();
}

absl::StatusOr<pg::Answer> RunStore::Approve(const pg::WriteKey& write, const AssignmentRun& run,
                                             const Round& round, const SeasonRules& rules,
                                             const Approval& approval,
                                             const EncodeApproved& encode) {
  const std::string object = RunName(run.season, run.id);
  std::vector<pg::Query> reads = {pg::Query(sql::kSelectAssignmentRunForUpdate, run.season, run.id),
                                  pg::SelectProposal(run.season, object, kApprove)};
  const int first = static_cast<int>(reads.size());
  Deployment::AddReads(reads, run, round);
  const pg::Proposal act{
      .season = run.season,
      .object = object,
      .verb = kApprove,
      .payload_hash = crypto::Sha256(approval.inputs_sha256 + (approval.drop_invalid ? "+" : "-")),
      .proposer = approval.actor};
  return db_.Write(
      write, reads,
      [&](const pg::ReadRows& rows, pg::Changes& changes) -> absl::StatusOr<std::string> {
        ASSIGN_OR_RETURN(const pg::Row row, rows[0].One(NotFound()));
        AssignmentRun now = RunFrom(row);
        if (now.state != State::kProposed) return IllegalTransition(NameOf(now.state), kApprove);
        if (now.inputs_sha256 != approval.inputs_sha256) return InputsChanged({});
        if (approval.two_persons) {
          ASSIGN_OR_RETURN(const pg::Approval decided,
                           pg::Approve(pg::ProposalFrom(rows[1]), act, rows.Now()));
          if (!decided.carry_out) {
            pg::StoreProposal(changes, decided.proposal);
            return encode(now, decided.proposal);
          }
        }
        pg::DeleteProposal(changes, act);
        RETURN_IF_ERROR(
            Deployment(rows, first, now, round, rules, approval.drop_invalid).Write(changes));
        changes.RunExactly(1, sql::kUpdateAssignmentRunDeployed, now.season, now.id, rows.Now(),
                           now.version);
        now.state = State::kDeployed;
        now.deploy_time = rows.Now();
        now.version += 1;
        TurnRun(changes, now, State::kProposed, kApprove, approval.actor, "");
        changes.Emit(RunEvent(now));
        return encode(now, std::nullopt);
      });
}

absl::StatusOr<std::optional<pg::Proposal>> RunStore::Waiting(absl::string_view season, RunId run,
                                                              absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows, db_.Read(pg::Query(sql::kSelectWaitingApproval, season,
                                                           RunName(season, run), kApprove),
                                                 deadline));
  return pg::ProposalFrom(rows);
}

}  // namespace nastavnik::review
