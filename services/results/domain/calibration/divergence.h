#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/results/domain/calibration/variances.h"

namespace nastavnik::results {

// When two reviews of an application are too far apart. A detector of errors and fraud, not a way
// to better ranks.
struct DivergenceRule {
  enum class Kind { kNone, kCalibrated, kPoints };
  Kind kind = Kind::kNone;
  double sd = 3;         // of kCalibrated: standard deviations of the difference
  int64_t at_least = 0;  // of kPoints: hundredths of a point
  // Fires when one review recommends the first and the other the second, whatever the marks.
  std::optional<std::pair<std::string, std::string>> opposite;
};

// A complete review in the revision in force.
struct CompleteReview {
  int64_t completion = 0;  // orders the reviews of an application: time or number
  int64_t total = 0;
  int64_t denominator = 100;   // total / denominator = points
  std::string recommendation;  // id of the rubric; "": none
  double severity = 0;         // of the expert, points; 0 if not calibrated
  int expert_reviews = 0;      // that the severity was estimated from; 0 if not calibrated
};

enum class DivergenceReason { kCalibrated, kPoints, kOppositeRecommendation };

struct DivergenceDecision {
  bool decided = false;                   // two reviews are complete: never asked again
  std::vector<DivergenceReason> reasons;  // an alarm if not empty
};

// Decides about an application, once: from the first two complete reviews, when there are two.
// `decided` says whether an earlier call did; then nothing fires again, whatever was reopened,
// annulled or added. `reviews` in any order; `reviews_per_application` is the mean of the fit.
DivergenceDecision DecideDivergence(bool decided, const std::vector<CompleteReview>& reviews,
                                    const DivergenceRule& rule, const Variances& variances,
                                    double reviews_per_application);

}  // namespace nastavnik::results
