#include "services/review/jobs/solver.h"

#include "absl/time/clock.h"

#include "common/crypto/hash.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "common/status/macros.h"
#include "services/review/domain/errors.h"
#include "services/review/domain/matching/metrics_json.h"
#include "services/review/handlers/convert.h"

namespace nastavnik::review {
namespace {

constexpr absl::Duration kPatience = absl::Minutes(2);  // of the questions that a run asks

bool Passes(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsCancelled(status) || absl::IsResourceExhausted(status);
}

metrics::Histogram& SolveSeconds() {
  static auto& family =
      metrics::Default().Histograms("nastavnik_assignment_solve_seconds",
                                    "Time of solving one plan", {0.01, 0.1, 0.5, 1, 5, 15, 60});
  return family.One();
}

}  // namespace

absl::Status Solver::Run(jobs::Run& run) {
  if (!claimed_) {
    ASSIGN_OR_RETURN(claimed_, env_.runs.Claim(absl::Now() + absl::Seconds(5)));
    if (!claimed_) return absl::OkStatus();
  }
  absl::Status status = Solve(*claimed_);
  if (Passes(status)) return status;
  if (!status.ok() && !absl::IsAborted(status)) status = env_.runs.Fail(*claimed_, status);
  if (Passes(status)) return status;
  claimed_.reset();  // done, failed for good, or in the hands of another
  run.Again();
  return absl::OkStatus();
}

absl::Status Solver::Solve(const AssignmentRun& run) {
  const absl::Time deadline = absl::Now() + kPatience;
  ASSIGN_OR_RETURN(const Rules rules, env_.seasons.RulesOf(run.season, deadline));
  const Round* round = rules->RoundOfStage(run.stage);
  if (round == nullptr) return NotFound();
  RETURN_IF_ERROR(round->CheckSupported());
  ASSIGN_OR_RETURN(const auto items, env_.peers.GetAdmitted(run.season, run.nominations, deadline));
  RETURN_IF_ERROR(env_.runs.SaveItems(run, *round, items));
  return Plan(run, *round, *rules);
}

absl::Status Solver::Plan(const AssignmentRun& run, const Round& round, const SeasonRules& rules) {
  const absl::Time deadline = absl::Now() + kPatience;
  ASSIGN_OR_RETURN(const Districts districts, env_.peers.GetDistricts(deadline));
  ASSIGN_OR_RETURN(const PlanInput input, env_.runs.Inputs(run, round, rules, districts, deadline));
  const absl::Time begun = absl::Now();
  const Proposal proposal = Propose(input);
  const absl::Duration took = absl::Now() - begun;
  SolveSeconds().Observe(absl::ToDoubleSeconds(took));
  log::Info("assignment run solved", {{"run", run.id.ToString()},
                                      {"demand", proposal.metrics.demand},
                                      {"assigned", proposal.metrics.assigned},
                                      {"duration_ms", took}});
  const RunStore::Result result{
      .inputs_sha256 = crypto::Sha256(InputText(input)),
      .result_sha256 = crypto::Sha256(ResultText(proposal)),
      .metrics = EncodeMetrics(proposal.metrics, static_cast<int>(absl::ToInt64Milliseconds(took))),
      .config_version = rules.version(),
      .operation_type = pb::AssignmentRun::descriptor()->full_name(),
      .encode = [](const AssignmentRun& after) { return ToProto(after).SerializeAsString(); }};
  return env_.runs.SaveProposal(run, proposal, result);
}

}  // namespace nastavnik::review
