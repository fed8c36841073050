// Runs a target without libFuzzer: each file of the corpus, then mutations of them that are the
// same every time. `fuzz-json tests/fuzz/corpus/json [mutations]`; a file alone is run once.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

constexpr int kMutations = 20'000;
constexpr size_t kLongest = 4096;

void Run(const std::string& input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(input.data()), input.size());
}

std::string Read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

class Mutator {
 public:
  explicit Mutator(const std::vector<std::string>& corpus) : corpus_(corpus) {}

  std::string Next() {
    std::string input = corpus_[Up(corpus_.size() - 1)];
    for (size_t n = Up(3); n < 4; ++n) Change(input);
    if (input.size() > kLongest) input.resize(kLongest);
    return input;
  }

 private:
  size_t Up(size_t top) { return std::uniform_int_distribution<size_t>(0, top)(random_); }

  void Change(std::string& input) {
    const size_t at = Up(input.size());
    const size_t length = Up(std::min<size_t>(input.size() - at, 16));
    switch (Up(5)) {
      case 0:
        if (at < input.size()) input[at] = static_cast<char>(Up(255));
        return;
      case 1:
        if (at < input.size()) input[at] = static_cast<char>(input[at] ^ (1 << Up(7)));
        return;
      case 2:
        input.erase(at, length);
        return;
      case 3:
        input.insert(at, input.substr(at, length));
        return;
      case 4: {  // a piece of another input
        const std::string& other = corpus_[Up(corpus_.size() - 1)];
        const size_t from = Up(other.size());
        input.insert(at, other.substr(from, Up(24)));
        return;
      }
      default:
        input.insert(at, 1, "\"'{}[]:,.\\/%&=$0-eE \n\xD0\x00"[Up(22)]);
    }
  }

  const std::vector<std::string>& corpus_;
  std::mt19937 random_{1};
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  if (!std::filesystem::is_directory(argv[1])) {
    Run(Read(argv[1]));
    return 0;
  }
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1]))
    paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());  // the same order everywhere
  std::vector<std::string> corpus;
  for (const auto& path : paths) corpus.push_back(Read(path));
  if (corpus.empty()) {
    std::fprintf(stderr, "no corpus in %s\n", argv[1]);
    return 1;
  }
  for (const std::string& input : corpus) Run(input);
  Mutator mutator(corpus);
  const int mutations = argc > 2 ? std::atoi(argv[2]) : kMutations;
  for (int i = 0; i < mutations; ++i) Run(mutator.Next());
  std::printf("%zu inputs and %d mutations\n", corpus.size(), mutations);
  return 0;
}
