#include "services/review/jobs/solver.h"

#include <sys/resource.h>

#include "absl/time/clock.h"

#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "common/status/macros.h"
#include "services/review/domain/errors.h"
#include "services/review/domain/matching/input_file.h"
#include "services/review/domain/matching/metrics_json.h"
#include "services/review/domain/matching/run_seed.h"
#include "services/review/handlers/convert.h"

namespace nastavnik::review {
namespace {

constexpr absl::Duration kPatience = absl::Minutes(2);  // of the questions that a run asks
constexpr absl::Duration kLease = absl::Minutes(2);     // of a run in work, as Claim gives it
constexpr absl::Duration kNewsEvery = absl::Seconds(5);
constexpr absl::string_view kEntropy = "";  // no public line of text is mixed into the seed

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

// Most memory that this process has had, in MB.
int PeakMemoryMb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<int>(usage.ru_maxrss / 1024);
}

// Keeps a run in this process's hands while it is solved, and tells how far it is.
class Watch {
 public:
  Watch(Env& env, const AssignmentRun& run, const jobs::Run& loop)
      : env_(env), run_(run), loop_(loop) {}

  // Whether to go on: not when the process ends, nor when another process has the run.
  bool Continue(int done, int total) {
    if (loop_.Stopping()) return false;
    if (absl::Now() < told_ + kNewsEvery) return true;
    told_ = absl::Now();
    kept_ = env_.runs.KeepLease(run_, kLease, ProgressOf(run_, "solving", done, total));
    return !absl::IsAborted(kept_);
  }
  // ABORTED when another process has the run.
  const absl::Status& kept() const { return kept_; }

 private:
  Env& env_;
  const AssignmentRun& run_;
  const jobs::Run& loop_;
  absl::Time told_ = absl::Now();
  absl::Status kept_;
};

}  // namespace

absl::Status Solver::Run(jobs::Run& run) {
  if (!claimed_) {
    ASSIGN_OR_RETURN(claimed_, env_.runs.Claim(absl::Now() + absl::Seconds(5)));
    if (!claimed_) return absl::OkStatus();
  }
  absl::Status status = Solve(*claimed_, run);
  if (absl::IsCancelled(status) && run.Stopping()) {
    // Others need not wait for the lease to end.
    return env_.runs.KeepLease(*claimed_, absl::ZeroDuration());
  }
  if (Passes(status)) return status;
  if (!status.ok() && !absl::IsAborted(status)) status = env_.runs.Fail(*claimed_, status);
  if (Passes(status)) return status;
  claimed_.reset();  // done, failed for good, or in the hands of another
  run.Again();
  return absl::OkStatus();
}

absl::Status Solver::Solve(AssignmentRun& run, const jobs::Run& loop) {
  if (run.inputs_sha256.empty()) {
    ASSIGN_OR_RETURN(run, Freeze(run));
  }
  return SolveFrozen(run, loop);
}

absl::StatusOr<AssignmentRun> Solver::Freeze(const AssignmentRun& run) {
  const absl::Time deadline = absl::Now() + kPatience;
  ASSIGN_OR_RETURN(const Rules rules, env_.seasons.RulesOf(run.season, deadline));
  const Round* round = rules->RoundOfStage(run.stage);
  if (round == nullptr) return NotFound();
  RETURN_IF_ERROR(round->CheckSupported());
  ASSIGN_OR_RETURN(const auto items, env_.peers.GetAdmitted(run.season, run.nominations, deadline));
  RETURN_IF_ERROR(env_.runs.SaveItems(run, *round, items));
  ASSIGN_OR_RETURN(const Districts districts, env_.peers.GetDistricts(deadline));
  ASSIGN_OR_RETURN(const PlanInput input,
                   env_.runs.Inputs(run, *round, *rules, districts, deadline));
  return env_.runs.Freeze(run, WriteInput(Number(input)), rules->version());
}

absl::Status Solver::SolveFrozen(const AssignmentRun& run, const jobs::Run& loop) {
  const absl::Time deadline = absl::Now() + kPatience;
  ASSIGN_OR_RETURN(const std::string text,
                   env_.runs.ReadFile(run.season, run.id, RunFile::kInput, deadline));
  ASSIGN_OR_RETURN(const RunInput input, ReadInput(text));
  ASSIGN_OR_RETURN(const std::string secret,
                   env_.runs.StageSecret(run.season, run.stage, deadline));
  const std::string seed = RunSeed(secret, run.number, run.inputs_sha256, kEntropy);
  Watch watch(env_, run, loop);
  const absl::Time begun = absl::Now();
  const auto proposal =
      Propose(input, seed, [&watch](int done, int total) { return watch.Continue(done, total); });
  if (absl::IsAborted(watch.kept())) return watch.kept();
  RETURN_IF_ERROR(proposal.status());
  return Save(run, input, seed, *proposal, absl::Now() - begun);
}

absl::Status Solver::Save(const AssignmentRun& run, const RunInput& input, const std::string& seed,
                          const Proposal& proposal, absl::Duration took) {
  SolveSeconds().Observe(absl::ToDoubleSeconds(took));
  log::Info("assignment run solved", {{"run", run.id.ToString()},
                                      {"demand", proposal.metrics.demand},
                                      {"assigned", proposal.metrics.assigned},
                                      {"duration_ms", took}});
  RunResult result = ResultOf(proposal);
  result.commitment = run.seed_commitment;
  result.number = run.number;
  result.input_sha256 = run.inputs_sha256;
  result.seed = seed;
  PlanMetrics metrics = proposal.metrics;
  metrics.peak_memory_mb = PeakMemoryMb();
  return env_.runs.SaveProposal(
      run, RowsOf(input, proposal),
      {.file = WriteResult(result),
       .metrics = EncodeMetrics(metrics, static_cast<int>(absl::ToInt64Milliseconds(took))),
       .operation_type = pb::AssignmentRun::descriptor()->full_name(),
       .encode = [](const AssignmentRun& after) { return ToProto(after).SerializeAsString(); }});
}

}  // namespace nastavnik::review
