// Prints random seasons and their rankings for the second implementation to compute again.
//   ranking-seasons FIRST COUNT      seeds FIRST .. FIRST + COUNT - 1, 2 to 400 applications each
// Each season: its input lines, "---", its result lines, "===".
#include <cstdio>
#include <cstdlib>

#include "services/results/domain/ranking/lines.h"
#include "tests/unit/results/season.h"

int main(int argc, char** argv) {
  using namespace nastavnik::results;
  if (argc != 3) {
    std::fprintf(stderr, "usage: ranking-seasons FIRST COUNT\n");
    return 2;
  }
  const uint64_t first = std::strtoull(argv[1], nullptr, 10);
  const uint64_t end = first + std::strtoull(argv[2], nullptr, 10);
  for (uint64_t seed = first; seed < end; ++seed) {
    // Many small seasons, some large ones: the interesting cases are at the edges of quotas.
    const int applications = 2 + static_cast<int>(seed * 7919 % (seed % 8 == 0 ? 399 : 60));
    const auto season = testing::Generate(seed, applications);
    std::fputs(InputLines(season.inputs, season.rules).c_str(), stdout);
    std::fputs("---\n", stdout);
    std::fputs(ResultLines(Rank(season.inputs, season.rules)).c_str(), stdout);
    std::fputs("===\n", stdout);
  }
  return 0;
}
