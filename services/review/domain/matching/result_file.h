#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

// What an assignment run answered: a canonical text as that of its input (input_file.h), whose hash
// it names.
namespace nastavnik::review {

// What a run answered. Numbers of applications and experts are those of the input file.
struct RunResult {
  struct Candidate {
    int expert = 0;
    int application = 0;
    int score = 0;

    friend bool operator==(const Candidate&, const Candidate&) = default;
  };

  std::string commitment;                     // 32 bytes, see run_seed.h
  int number = 0;                             // of the run in its stage, from 1
  std::string input_sha256;                   // 32 bytes, of the input file
  std::string seed;                           // 32 bytes
  int64_t primal = 0;                         // objective of the plan
  int64_t bound = 0;                          // no plan has more
  std::vector<std::pair<int, int>> assigned;  // application, expert; sorted. FULL and FILL
  std::vector<Candidate> candidates;          // by expert, then in the order of the list. PULL
  std::vector<int64_t> price;                 // by expert

  friend bool operator==(const RunResult&, const RunResult&) = default;
};

//   nastavnik assignment result v1
//   commitment <hex>
//   number <integer>
//   input <hex>
//   seed <hex>
//   primal <integer>
//   bound <integer>
//   assign <application> <expert>                              sorted
//   candidate <expert> <application> <score>                   instead of assign
//   price <expert> <integer>                                   every expert
std::string WriteResult(const RunResult& result);
absl::StatusOr<RunResult> ReadResult(absl::string_view text);

}  // namespace nastavnik::review
