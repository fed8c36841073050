#pragma once

#include <vector>

#include "services/review/domain/matching/streams.h"

namespace nastavnik::review {

// What one review more of an application takes off its key: about two thirds of what a perfect fit
// exceeds a poor one by, so that reviews stay level without losing what experts know.
inline constexpr int kPullPerReview = 1500;
// What an application gains that waited for somebody in vain.
inline constexpr int kPullAfterLapse = 1000;

// An application that an expert may claim.
struct PullCandidate {
  int application = 0;
  int score = 0;               // of the pair, 0 .. 10000
  int count = 0;               // live claims and completed reviews
  int demand = 0;              // reviews wanted
  bool lapsed_before = false;  // a claim on it lapsed or was declined
};

// The larger the sooner an expert gets the application: counts stay level while experts come and
// go, then the best fit wins.
constexpr int PullKey(int score, int count, bool lapsed_before) {
  return score - kPullPerReview * count + (lapsed_before ? kPullAfterLapse : 0);
}

// Positions of the `most` candidates of `expert` with the largest keys among those that want
// somebody, best first; ties by the stream "noise", then by the number of the application.
std::vector<int> BestToPull(const std::vector<PullCandidate>& candidates, int expert,
                            const Stream& noise, int most);

}  // namespace nastavnik::review
