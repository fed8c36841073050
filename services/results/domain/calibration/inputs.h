#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace nastavnik::results {

// One review as calibration sees it.
struct ReviewTotal {
  int application = 0;  // indices into CalibrationInputs
  int expert = 0;
  int64_t total = 0;   // exact; points are total / denominator of the nomination
  bool counts = true;  // complete and not annulled; the others change nothing, not even the hash
};

// The marks of a season, whole or in part. Applications, experts and nominations are numbered in
// the order of their ids, so that an index sorts as its id does.
struct CalibrationInputs {
  struct Application {
    std::string id;
    int nomination = 0;
  };
  struct Nomination {
    std::string id;
    int64_t denominator = 100;  // of its totals, > 0; total / denominator lies in 0 .. 100 points
  };

  std::vector<Nomination> nominations;
  std::vector<Application> applications;
  std::vector<std::string> experts;
  std::vector<ReviewTotal> reviews;  // in any order
};

// Reviews that count, one line each: "application expert nomination total denominator", ids and
// whole numbers with one space between, in the order of application, expert, total. UTF-8, LF.
std::string CalibrationLines(const CalibrationInputs& inputs);

// SHA-256 of the lines: 32 bytes.
std::string CalibrationHash(const CalibrationInputs& inputs);

}  // namespace nastavnik::results
