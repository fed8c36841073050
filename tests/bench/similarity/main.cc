// How well and how fast are copies found? Recall by kind of copy, precision, time and memory, on
// texts with planted copies. Making the texts is not counted. One core.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <time.h>

#include "services/submission/domain/similarity/comparison.h"
#include "services/submission/domain/similarity/corpus_scan.h"
#include "services/submission/domain/similarity/minhash.h"
#include "services/submission/domain/similarity/normal_text.h"
#include "tests/bench/similarity/corpus/corpus.h"

namespace nastavnik::bench {
namespace {

namespace sub = nastavnik::submission;

constexpr uint64_t kSeed = 2027;
constexpr int kBatch = 1000;  // texts in memory at a time
constexpr double kMegabyte = 1e6;

// Seconds of processor time of this program, which has one thread and waits for nothing: what a
// clock shows on an idle machine.
double Now() {
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// Peak of resident memory in MB since the last ForgetPeak.
double PeakMegabytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("VmHWM:", 0) == 0) return std::stod(line.substr(6)) * 1024 / kMegabyte;
  }
  return 0;
}

void ForgetPeak() { std::ofstream("/proc/self/clear_refs") << "5"; }

void PrintAtMost(const char* what, double value, double target, const char* unit) {
  std::printf("  %-34s %10.3f %-8s target <= %-8g %s\n", what, value, unit, target,
              value <= target ? "ok" : "MISSED");
}

void PrintAtLeast(const char* what, double value, double target) {
  std::printf("  %-34s %10.3f %-8s target >= %-8g %s\n", what, value, "", target,
              value >= target ? "ok" : "MISSED");
}

// Calls `visit` with every text in order, in batches; `visit` is timed, making texts is not.
double TimeTexts(const Corpus& corpus, const std::function<void(const std::string&)>& visit) {
  double seconds = 0;
  std::vector<std::string> batch;
  for (int begin = 0; begin < corpus.texts(); begin += kBatch) {
    batch.clear();
    for (int i = begin; i < std::min(corpus.texts(), begin + kBatch); ++i)
      batch.push_back(corpus.Text(i));
    const double start = Now();
    for (const std::string& text : batch) visit(text);
    seconds += Now() - start;
  }
  return seconds;
}

// Planted pairs that were found, by class, and pairs that nobody planted.
class Tally {
 public:
  // Goes on with the pairs of this corpus, which must outlive them.
  void Start(const Corpus& corpus) {
    corpus_ = &corpus;
    for (int i = corpus.texts() - corpus.copies(); i < corpus.texts(); ++i)
      ++planted_[static_cast<int>(corpus.ClassOf(i))];
  }

  bool IsPlanted(uint32_t first, uint32_t second) const {
    const int copy = static_cast<int>(second);  // copies come last
    return corpus_->IsCopy(copy) && corpus_->SourceOf(copy) == static_cast<int>(first);
  }

  void Add(uint32_t first, uint32_t second) {
    if (IsPlanted(first, second)) {
      ++found_[static_cast<int>(corpus_->ClassOf(static_cast<int>(second)))];
    } else {
      ++strange_;
    }
  }

  double Recall(Copy copy) const {
    const int i = static_cast<int>(copy);
    return static_cast<double>(found_[i]) / planted_[i];
  }

  double Precision() const {
    int found = 0;
    for (const int count : found_) found += count;
    return found + strange_ == 0 ? 1 : static_cast<double>(found) / (found + strange_);
  }

 private:
  const Corpus* corpus_ = nullptr;
  std::array<int, kCopies> planted_{};
  std::array<int, kCopies> found_{};
  int strange_ = 0;
};

void PrintRecall(const char* what, const Tally& tally) {
  std::printf("  %s:", what);
  for (int i = 0; i < kCopies; ++i) {
    const auto copy = static_cast<Copy>(i);
    std::printf("  %s %.3f", NameOf(copy), tally.Recall(copy));
  }
  std::printf("\n");
}

// Seconds and counts of a search by signatures, over all corpora.
struct MinHashFigures {
  double normalizing = 0;
  double signing = 0;
  double searching = 0;
  size_t pairs = 0;
  size_t skipped_buckets = 0;
};

void SearchBySignatures(const Corpus& corpus, Tally& tally, MinHashFigures& figures) {
  std::vector<std::optional<sub::Signature>> signatures;
  TimeTexts(corpus, [&](const std::string& text) {
    const double start = Now();
    const sub::NormalText normal = sub::NormalizeFields({text});
    const double middle = Now();
    signatures.push_back(sub::SignatureOf(normal));
    figures.normalizing += middle - start;
    figures.signing += Now() - middle;
  });
  const double start = Now();
  const sub::NearCopies copies = sub::FindNearCopies(signatures);
  figures.searching += Now() - start;
  figures.pairs += copies.pairs.size();
  figures.skipped_buckets += copies.skipped_buckets;
  tally.Start(corpus);
  for (const sub::SharingPair& pair : copies.pairs) tally.Add(pair.first, pair.second);
}

void BenchMinHash(int texts, int chars) {
  constexpr int kCorpora = 4;  // 100 copies of a class in each are few
  std::printf("MinHash, %d times %d texts of %d characters\n", kCorpora, texts, chars);
  Tally tally;
  MinHashFigures figures;
  for (int i = 0; i < kCorpora; ++i)
    SearchBySignatures(Corpus(kSeed + static_cast<uint64_t>(i), texts, chars), tally, figures);
  const double all = static_cast<double>(kCorpora) * texts;
  std::printf("  %zu pairs, %zu buckets skipped, normalizing %.1f us a text, search %.2f s\n",
              figures.pairs, figures.skipped_buckets, figures.normalizing / all * 1e6,
              figures.searching);
  PrintAtMost("signature of a text", figures.signing / all * 1e3, 0.1, "ms");
  PrintAtMost("with normalizing", (figures.signing + figures.normalizing) / all * 1e3, 1, "ms");
  PrintRecall("recall", tally);
  for (const Copy copy : {Copy::kExact, Copy::kEdited5, Copy::kEdited10})
    PrintAtLeast(("recall, " + std::string(NameOf(copy))).c_str(), tally.Recall(copy), 0.98);
  PrintAtLeast("recall, 20 %", tally.Recall(Copy::kEdited20), 0.97);
  PrintAtLeast("precision", tally.Precision(), 0.99);
}

// Compares the pairs, whose texts are made anew without being timed; seconds.
double TimeCompare(const Corpus& corpus, const sub::ScanResult& result, Tally& shown) {
  double seconds = 0;
  for (const sub::SharingPair& pair : result.pairs) {
    const std::string a = corpus.Text(static_cast<int>(pair.first));
    const std::string b = corpus.Text(static_cast<int>(pair.second));
    const double start = Now();
    const sub::Comparison comparison =
        sub::Compare(sub::NormalizeFields({a}), sub::NormalizeFields({b}), result.boilerplate);
    seconds += Now() - start;
    if (comparison.CoveragePercent() >= sub::kShownPercent) shown.Add(pair.first, pair.second);
  }
  return seconds;
}

void BenchWinnowing(int texts, int chars, double target_seconds) {
  const Corpus corpus(kSeed, texts, chars);
  std::printf("winnowing, %d texts of %d characters\n", texts, chars);
  ForgetPeak();
  sub::CorpusScan scan({});
  const double adding =
      TimeTexts(corpus, [&](const std::string& text) { scan.Add(sub::NormalizeFields({text})); });
  const double start = Now();
  const sub::ScanResult result = std::move(scan).Finish();
  const double finishing = Now() - start;

  Tally candidates;
  Tally shown;
  candidates.Start(corpus);
  shown.Start(corpus);
  for (const auto& group : result.equal) {
    for (size_t i = 1; i < group.size(); ++i) {
      candidates.Add(group.front(), group[i]);
      shown.Add(group.front(), group[i]);
    }
  }
  for (const sub::SharingPair& pair : result.pairs) candidates.Add(pair.first, pair.second);
  const double comparing = TimeCompare(corpus, result, shown);

  std::printf("  %zu fingerprints, %zu of boilerplate, %zu pairs, %zu groups of equal texts\n",
              result.fingerprints, result.common_fingerprints, result.pairs.size(),
              result.equal.size());
  std::printf("  adding %.2f s, finding pairs %.2f s, comparing %.2f s\n", adding, finishing,
              comparing);
  PrintAtMost("time", adding + finishing + comparing, target_seconds, "s");
  PrintAtMost("peak memory of the process", PeakMegabytes(), 1000, "MB");
  PrintRecall("recall of candidates", candidates);
  PrintRecall("covered from 30 %", shown);
  for (int i = 0; i < kCopies; ++i) {
    const auto copy = static_cast<Copy>(i);
    PrintAtLeast(("recall, " + std::string(NameOf(copy))).c_str(), candidates.Recall(copy), 0.95);
  }
  std::printf("  precision of candidates %.3f\n", candidates.Precision());
  PrintAtLeast("precision, covered from 30 %", shown.Precision(), 0.99);
}

}  // namespace
}  // namespace nastavnik::bench

int main(int argc, char** argv) {
  const bool quick = argc > 1 && std::strcmp(argv[1], "--quick") == 0;
  using namespace nastavnik::bench;
  if (quick) {
    BenchMinHash(5'000, 3'900);
    BenchWinnowing(15'000, 1'900, 3);
  } else {
    BenchMinHash(20'000, 3'900);
    BenchWinnowing(25'000, 1'900, 3);
    BenchWinnowing(200'000, 1'900, 20);
  }
}
