// How long does a ranking of 100,000 applications with quotas take, and are its bytes the same
// whatever the order of its inputs? Beside it std::sort of as many numbers, as the machine's
// measure.
#include <algorithm>
#include <cstdio>
#include <random>

#include "absl/time/clock.h"

#include "services/results/domain/ranking/lines.h"
#include "tests/unit/results/season.h"

namespace nastavnik::results {
namespace {

constexpr int kApplications = 100'000;
constexpr int kRounds = 5;

template <typename Work>
double Seconds(const Work& work) {
  const absl::Time begun = absl::Now();
  work();
  return absl::ToDoubleSeconds(absl::Now() - begun);
}

int Run() {
  std::mt19937_64 random(1);
  std::vector<uint64_t> numbers(kApplications);
  double slowest = 0, sort_seconds = 0;
  bool same = true;
  for (int round = 0; round < kRounds; ++round) {
    testing::Generated season = testing::Generate(3 + round, kApplications);
    std::string first;
    for (int order = 0; order < 2; ++order) {
      std::shuffle(season.inputs.contestants.begin(), season.inputs.contestants.end(), random);
      std::vector<Entry> entries;
      slowest = std::max(slowest, Seconds([&] { entries = Rank(season.inputs, season.rules); }));
      const std::string lines = ResultLines(entries);
      if (order == 0) first = lines;
      same = same && lines == first;
    }
    std::generate(numbers.begin(), numbers.end(), random);
    sort_seconds += Seconds([&] { std::sort(numbers.begin(), numbers.end()); }) / kRounds;
  }
  const bool fast = slowest <= 1;
  std::printf("ranking of 100,000 applications   %.3f s (at most 1 s)   %s\n", slowest,
              fast ? "ok" : "MISSED");
  std::printf("  std::sort of 100,000 numbers    %.3f s, ratio %.0f\n", sort_seconds,
              slowest / sort_seconds);
  std::printf("same bytes in any order           %s\n", same ? "ok" : "MISSED");
  return fast && same ? 0 : 1;
}

}  // namespace
}  // namespace nastavnik::results

int main() { return nastavnik::results::Run(); }
