#pragma once

#include <vector>

namespace nastavnik::bench {

// Kendall's tau-b of two lists of equal length, in O(n log n) (Knight 1966). 0 where one is
// constant.
double KendallTau(const std::vector<double>& x, const std::vector<double>& y);

// How well `value` orders applications of known `quality`.
struct Scores {
  double tau = 0;      // within nominations, weighted by their size
  double tau_all = 0;  // over all
  double top = 0;      // share of the true best `top_share` of each nomination that was found
};

Scores ScoreOf(const std::vector<double>& value, const std::vector<double>& quality,
               const std::vector<int>& nomination, double top_share = 0.05);

}  // namespace nastavnik::bench
