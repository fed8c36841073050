// Prints runs of assignments for the second implementation to check.
//   assignment-runs FIRST COUNT                    random ones, seeds FIRST .. FIRST + COUNT - 1
//   assignment-runs SEED 1 APPLICATIONS EXPERTS    one of that size
// Each run: the stage's secret and the public line of text that its seed comes from, a line each;
// "---", the input file, "---", the result file, "===".
#include <cstdio>
#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"

#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "services/review/domain/matching/input_file.h"
#include "services/review/domain/matching/planner.h"
#include "services/review/domain/matching/run_seed.h"
#include "tests/verifier/assignments/random_run.h"

namespace nastavnik::review {
namespace {

bool Print(uint64_t seed, const RunInput& run) {
  const std::string secret = crypto::Sha256(absl::StrCat("secret ", seed));
  const std::string entropy = seed % 3 == 0 ? absl::StrCat("тираж ", seed, ": 5 17 23") : "";
  const std::string input = WriteInput(run);
  const std::string digest = crypto::Sha256(input);
  const int number = static_cast<int>(1 + seed % 20);
  const std::string run_seed = RunSeed(secret, number, digest, entropy);
  const auto proposal = Propose(run, run_seed);
  if (!proposal.ok()) return false;
  RunResult result = ResultOf(*proposal);
  result.commitment = SeedCommitment(run.stage, secret);
  result.number = number;
  result.input_sha256 = digest;
  result.seed = run_seed;
  std::printf("%s\n%s\n---\n", crypto::HexEncode(secret).c_str(), entropy.c_str());
  std::printf("%s---\n%s===\n", input.c_str(), WriteResult(result).c_str());
  return true;
}

}  // namespace
}  // namespace nastavnik::review

int main(int argc, char** argv) {
  using namespace nastavnik::review;
  if (argc != 3 && argc != 5) {
    std::fprintf(stderr, "usage: assignment-runs FIRST COUNT [APPLICATIONS EXPERTS]\n");
    return 2;
  }
  const uint64_t first = std::strtoull(argv[1], nullptr, 10);
  if (argc == 5)
    return Print(first, testing::LargeRun(first, std::atoi(argv[3]), std::atoi(argv[4]))) ? 0 : 1;
  const uint64_t end = first + std::strtoull(argv[2], nullptr, 10);
  for (uint64_t seed = first; seed < end; ++seed) {
    if (!Print(seed, testing::RandomRun(seed))) return 1;
  }
  return 0;
}
