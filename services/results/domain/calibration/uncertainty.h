#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/results/domain/calibration/calibrate.h"

namespace nastavnik::results {

inline constexpr int kSamples = 200;          // for standard deviations
inline constexpr int kSamplesAtClose = 1000;  // when a stage closes

struct Uncertainty {
  std::vector<double> sd;   // of f, points, by application; 0 without a review
  std::vector<double> top;  // share of samples in which it is within the places of its nomination
};

// Draws from the posterior of the additive model by perturb and solve (Papandreou and Yuille 2010):
// a season drawn from the model is fitted, and the error of that fit is an error of this one.
// `places` by nomination. A sample's random numbers depend on `seed` and its number alone.
Uncertainty SampleUncertainty(const Calibration& calibration, const std::vector<int>& places,
                              uint64_t seed, int samples);

// The seed that belongs to a hash of inputs: its first 8 bytes, big endian.
uint64_t SeedOf(const std::string& hash);

// Whether the jury should discuss the application: chances of a place neither small nor large.
bool IsGrey(double top);

// Quick estimate of `top` for an application `f` when the last place is at `cut`; all in points.
double TopProbability(double f, double cut, double sd);

}  // namespace nastavnik::results
