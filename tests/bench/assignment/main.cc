// How fast do the solvers of the assignment problem work, in how much memory, and how far from the
// optimum? Every case runs in a process of its own, on one core; times are its CPU seconds.
// With --full also the largest instances. A part of a title runs only those cases.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <functional>
#include <vector>

#include "services/review/domain/matching/assign.h"
#include "services/review/domain/matching/auction.h"
#include "services/review/domain/matching/certificate.h"
#include "services/review/domain/matching/refill.h"
#include "services/review/domain/matching/repair.h"
#include "services/review/domain/matching/solver.h"
#include "services/review/domain/matching/streams.h"
#include "tests/bench/assignment/generator/generator.h"
#include "tests/bench/assignment/season.h"
#include "tests/bench/assignment/shortest_path.h"

namespace nastavnik::review {
namespace {

constexpr GeneratorOptions k2k = {.applications = 2000, .experts = 300, .list_size = 60, .seed = 1};
constexpr GeneratorOptions k5k = {.applications = 5000, .experts = 750, .list_size = 60, .seed = 5};
constexpr GeneratorOptions k20k = {
    .applications = 20'000, .experts = 2000, .list_size = 100, .seed = 2};
constexpr GeneratorOptions k100k = {
    .applications = 100'000, .experts = 5000, .list_size = 100, .seed = 3};
constexpr GeneratorOptions k1m = {
    .applications = 1'000'000, .experts = 20'000, .list_size = 50, .seed = 4};

double CpuSeconds() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double Timed(const std::function<void()>& work) {
  const double start = CpuSeconds();
  work();
  return CpuSeconds() - start;
}

double PeakMegabytes() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void Print(const char* what, double figure, const char* unit, const char* relation, double target,
           bool ok) {
  std::printf("  %-34s %10.4g %-4s target %s %.4g %s  %s\n", what, figure, unit, relation, target,
              unit, ok ? "ok" : "MISSED");
}

void AtMost(const char* what, double figure, const char* unit, double target) {
  Print(what, figure, unit, "<=", target, figure <= target);
}

void AtLeast(const char* what, double figure, const char* unit, double target) {
  Print(what, figure, unit, ">=", target, figure >= target);
}

const char* wanted = "";  // part of the titles of the cases to run

// Runs a case in a child, so that memory and heap of one case do not touch another.
void Case(const char* title, const std::function<void()>& run) {
  if (std::strstr(title, wanted) == nullptr) return;
  std::printf("%s\n", title);
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    run();
    std::fflush(stdout);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (status != 0) std::printf("  ended badly  MISSED\n");
}

Instance MaximumOnly(Instance instance) {
  std::fill(instance.min_load.begin(), instance.min_load.end(), 0);
  return instance;
}

std::vector<int> OrderOf(const Instance& instance) {
  return Stream("bench", kOrderStream).Order(instance.applications());
}

void ExactByNomination() {
  const std::vector<Instance> parts = SplitByNomination(Generate(k20k));
  size_t pairs = 0;
  double seconds = 0;
  int open = 0;
  for (const Instance& part : parts) {
    Plan plan;
    seconds += Timed([&] { plan = Solve(part); });
    pairs += part.expert.size();
    open += part.applications() * k20k.demand - plan.Assigned();
  }
  std::printf("  %zu pairs, %d slots open\n", pairs, open);
  AtMost("solve", seconds, "s", 2.6);
  AtMost("peak memory", PeakMegabytes(), "MB", 110);
}

void ByAuction(const GeneratorOptions& options, bool minimum, int eps, double most_seconds,
               double most_gap) {
  Instance instance = Generate(options).instance;
  if (!minimum) std::fill(instance.min_load.begin(), instance.min_load.end(), 0);
  const std::vector<int> order = OrderOf(instance);
  AuctionResult result;
  const double seconds = Timed([&] { result = Auction(instance, order, {.eps = eps}); });
  const int gap = GapPpm(Bound(instance, result.plan.price), result.plan.Objective(instance),
                         result.plan.ScoreSum(instance));
  const int slots = instance.applications() * options.demand;
  std::printf("  %zu pairs, %d of %d slots, %.1f bids per slot, %.0f MB%s\n",
              instance.expert.size(), result.plan.Assigned(), slots,
              static_cast<double>(result.bids) / slots, PeakMegabytes(),
              result.exhausted ? ", OUT OF BUDGET" : "");
  AtMost("auction", seconds, "s", most_seconds);
  AtMost("gap", gap / 10'000.0, "%", most_gap);
}

// One expert in a hundred leaves a plan without violations; the slots are filled, nobody moves.
void RepairAndRefill() {
  Instance instance = Generate(k20k).instance;
  const Stream random("bench", "never together");
  const auto experts = static_cast<uint64_t>(instance.experts());
  for (uint64_t i = 0; i < experts / 5; ++i) {
    const int x = static_cast<int>(random.At(2 * i) % experts);
    const int y = static_cast<int>(random.At(2 * i + 1) % experts);
    if (x != y) instance.never_together.emplace_back(x, y);
  }
  Plan plan = Auction(instance, OrderOf(instance)).plan;
  const int64_t before = plan.ScoreSum(instance);
  RepairCount count;
  const double repair = Timed([&] { count = RepairSideConstraints(instance, plan); });
  const double loss =
      100.0 * static_cast<double>(before - plan.ScoreSum(instance)) / static_cast<double>(before);
  std::printf("  %d exchanges, %d slots opened\n", count.repaired, count.unresolved);
  AtMost("repair", repair, "s", 1.1);
  AtMost("score sum lost by repair", loss, "%", 0.03);

  int freed = 0;
  for (int e = 0; e < instance.experts(); e += 100) {
    freed += plan.load[e];
    plan.load[e] = instance.max_load[e] = instance.min_load[e] = 0;
  }
  for (auto& chosen : plan.chosen) {
    std::erase_if(chosen, [&](int i) { return instance.max_load[instance.expert[i]] == 0; });
  }
  const Plan pinned = plan;
  std::vector<Refilled> joined;
  const double refill =
      Timed([&] { joined = Refill(instance, Stream("bench", kOrderStream), plan); });
  int moved = 0;
  for (int a = 0; a < instance.applications(); ++a) {
    moved += !std::includes(plan.chosen[a].begin(), plan.chosen[a].end(), pinned.chosen[a].begin(),
                            pinned.chosen[a].end());
  }
  std::printf("  %d slots freed, %zu filled\n", freed, joined.size());
  AtMost("refill", 1000 * refill, "ms", 50);
  AtMost("applications that lost somebody", moved, "", 0);
}

// Everything that a run does between reading its inputs and storing its proposal.
void WholeRun(int applications, int experts, double most_seconds, double most_memory,
              double most_gap) {
  const RunInput input = Number(MakeSeason(applications, experts, 3));
  Proposal proposal;
  const double seconds = Timed([&] { proposal = *Propose(input, "bench"); });
  const PlanMetrics& metrics = proposal.metrics;
  std::printf("  %d of %d slots, %d repaired, %d unresolved, %d experts under minimum%s\n",
              metrics.assigned, metrics.demand, metrics.repaired, metrics.unresolved,
              metrics.experts_under_minimum, input.drawn ? ", pairs drawn" : "");
  AtMost("lists, plan, repair, certificate", seconds, "s", most_seconds);
  AtMost("peak memory", PeakMegabytes(), "MB", most_memory);
  AtMost("gap over all eligible pairs", metrics.gap_ppm / 10'000.0, "%", most_gap);
}

// Loads for seven slots of ten: no price war, the exact solver at once.
void Shortage() {
  Instance instance = Generate(k2k).instance;
  for (int e = 0; e < instance.experts(); ++e) {
    instance.max_load[e] = instance.max_load[e] * 7 / 13;
    instance.min_load[e] = std::min(instance.min_load[e], instance.max_load[e]);
  }
  Assignment assignment;
  const double seconds = Timed(
      [&] { assignment = Assign(instance, Stream("bench", kOrderStream), /*auction_from=*/0); });
  std::printf("  %d of %d slots, %s\n", assignment.plan.Assigned(),
              instance.applications() * k2k.demand,
              assignment.method == Method::kExact ? "exact" : "BY AUCTION  MISSED");
  AtMost("solve", seconds, "s", 2);
}

void Ratio(const GeneratorOptions& options) {
  const Instance instance = MaximumOnly(Generate(options).instance);
  const std::vector<int> order = OrderOf(instance);
  Plan reference, exact;
  const double slow = Timed([&] { reference = SolveByShortestPaths(instance); });
  const double simplex = Timed([&] { exact = Solve(instance); });
  constexpr int kTimes = 20;
  const double auction = Timed([&] {
                           for (int i = 0; i < kTimes; ++i) Auction(instance, order);
                         }) /
                         kTimes;
  const bool same = reference.Objective(instance) == exact.Objective(instance);
  std::printf("  shortest paths %.3f s, exact %.4f s, auction %.5f s; optimum %s\n", slow, simplex,
              auction, same ? "the same  ok" : "DIFFERS  MISSED");
  AtLeast("exact, times faster", slow / simplex, "x", 50);
  AtLeast("auction, times faster", slow / auction, "x", 500);
}

void Main(bool full, const char* part) {
  wanted = part;
  Case("exact, 20k x 2k x 3 by nomination", ExactByNomination);
  Case("auction without minimum loads, 20k x 2k", [] { ByAuction(k20k, false, 20, 0.3, 0.01); });
  Case("auction without minimum loads, 100k x 5k", [] { ByAuction(k100k, false, 20, 1.7, 0.01); });
  Case("auction with minimum loads, 20k x 2k", [] { ByAuction(k20k, true, 20, 2.2, 0.01); });
  Case("auction with minimum loads, 100k x 5k", [] { ByAuction(k100k, true, 20, 17, 0.01); });
  Case("repair and refill, 20k x 2k", RepairAndRefill);
  Case("a whole run, 2k x 300", [] { WholeRun(2000, 300, 0.5, 60, 0.2); });
  Case("a whole run, 20k x 2k", [] { WholeRun(20'000, 2000, 10, 400, 0.02); });
  Case("a shortage, 2k x 300", Shortage);
  Case("against successive shortest paths, 2k x 300", [] { Ratio(k2k); });
  Case("against successive shortest paths, 5k x 750", [] { Ratio(k5k); });
  if (!full) return;
  Case("a whole run, 100k x 5k", [] { WholeRun(100'000, 5000, 60, 800, 0.02); });
  Case("a whole run, 1M x 20k", [] { WholeRun(1'000'000, 20'000, 180, 1500, 0.02); });
  Case("auction without minimum loads, 1M x 20k", [] { ByAuction(k1m, false, 20, 16, 0.01); });
  Case("auction with minimum loads, 1M x 20k, eps 200", [] { ByAuction(k1m, true, 200, 70, 0.1); });
}

}  // namespace
}  // namespace nastavnik::review

int main(int argc, char** argv) {
  const bool full = argc > 1 && std::strcmp(argv[1], "--full") == 0;
  nastavnik::review::Main(full, argc > 1 + full ? argv[1 + full] : "");
}
