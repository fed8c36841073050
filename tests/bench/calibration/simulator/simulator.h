#pragma once

#include <cstdint>
#include <vector>

#include "services/results/domain/calibration/inputs.h"
#include "services/results/domain/calibration/random.h"

namespace nastavnik::bench {

enum Scenario {
  kBias = 0,         // experts differ by a constant
  kSlopes = 1,       // also in slope and noise
  kSlopesPools = 2,  // the same; experts in pools a nomination, 15 % cross reviews
  kNoBias = 3,
  kRandomMarks = 4,   // kSlopes with 3 % random marks
  kDisconnected = 5,  // kSlopes, eight pools without cross reviews
  kNips = 6,          // the variances of NIPS 2014
  kNipsPools = 7,     // the same with pools
};

struct SimulationParameters {
  int applications = 0;
  int experts = 0;
  int reviews = 0;  // an application
  int scenario = kBias;
  uint64_t seed = 1;
  bool uniform = false;  // experts drawn uniformly, not the less loaded of two
  double errors = 0;     // share of marks that move by +-2.5 standard deviations of quality
};

// A season of marks whose truth is known.
class Simulator {
 public:
  struct Mark {
    int application = 0;
    int expert = 0;
    int points = 0;  // 0 .. 100
  };

  explicit Simulator(const SimulationParameters& parameters);

  // One more review of the application, by an expert drawn as before who has none of it.
  void AddReview(int application);

  const std::vector<Mark>& marks() const { return marks_; }
  const std::vector<double>& quality() const { return quality_; }  // 15 points a unit, 55 at 0
  const std::vector<int>& nomination() const { return nomination_; }
  int nominations() const { return pools_; }

  results::CalibrationInputs Inputs() const;

 private:
  struct Expert {
    double bias = 0;
    double slope = 1;
    double noise = 0;
    int load = 0;
  };

  void DrawExperts();
  void DrawApplication();
  int DrawExpert(int pool);
  int DrawCandidate(int pool, bool cross);
  void DrawMark(int application, int expert);

  SimulationParameters parameters_;
  bool has_pools_;
  int pools_;
  results::Random random_;
  std::vector<Expert> experts_;
  std::vector<int> nomination_;
  std::vector<double> quality_;
  std::vector<std::vector<int>> chosen_;  // experts by application
  std::vector<Mark> marks_;
};

}  // namespace nastavnik::bench
