#pragma once

#include <vector>

#include "services/results/domain/calibration/review_table.h"
#include "services/results/domain/ranking/fraction.h"

namespace nastavnik::results {

// Values of applications without a model, in points. An application without a review has {0, 1}.

// Exact.
std::vector<Fraction> MeanValues(const ReviewTable& table);
// Exact: the middle total, or the mean of the two in the middle.
std::vector<Fraction> MedianValues(const ReviewTable& table);
// Exact: the mean without one lowest and one highest from 4 reviews on, else the mean.
std::vector<Fraction> TrimmedValues(const ReviewTable& table);

// mu + s * mean of the standard scores (y - mean of the expert) / s.d. of the expert, which is 0
// where that s.d. is below 1e-6; mu and s are mean and s.d. of all reviews. Population s.d.
std::vector<double> ZScoreValues(const ReviewTable& table);
// Mean of 100 * (rank + 0.5) / n over reviews, where rank from 0 is that of the mark among the n of
// its expert; tied marks share their middle rank.
std::vector<double> BordaValues(const ReviewTable& table);

}  // namespace nastavnik::results
