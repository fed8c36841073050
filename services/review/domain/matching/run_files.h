#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "services/review/domain/matching/run_input.h"

// The two files of an assignment run, in UTF-8, LF, columns separated by tabs. There is one text
// for each content, so the SHA-256 of a file names what it says. Whoever has both and the published
// secret can check the run without this program.
namespace nastavnik::review {

//   nastavnik assignment input v1
//   param <name> <value>                                       sorted by name
//   application <index> <id> <nomination> <region> <organization> <keywords> <k>
//   expert <index> <id> <competences> <region> <organization> <keywords> <seniority> <m> <c> <held>
//   forbid <application> <expert> <reason>                     sorted
//   never <expert> <expert>                                    the lower first, sorted
//   pin <application> <expert>                                 sorted
// Parameters: alternates, balance, district.<region>, lists, mode, nominations, onePerOrganization,
// region, scope, seniors, stage. "-" stands for no region, organization, competence or nomination;
// keywords are 32 hexadecimal digits; k counts the open slots, m and c the new assignments.
std::string WriteInput(const RunInput& input);
// The reverse: WriteInput(*ReadInput(text)) == text. Refuses everything else with INVALID_ARGUMENT
// and a message that names the line, what is wrong, and what would be right.
absl::StatusOr<RunInput> ReadInput(absl::string_view text);

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
