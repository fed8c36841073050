#pragma once

#include "absl/time/time.h"

namespace nastavnik::gateway {

// `burst` tokens at once, and one more every `interval`.
struct Rate {
  int burst = 1;
  absl::Duration interval;

  // How far the bucket's TAT may be ahead of now: that of an empty bucket.
  absl::Duration room() const { return burst * interval; }
};

// A bucket of tokens by the generic cell rate algorithm (ITU-T I.371, annex A), whose whole state
// is one instant, the theoretical arrival time (TAT) at which the bucket will be full again. In any
// span of time s at most burst + s / interval tokens are given.
class Gcra {
 public:
  // Tokens that are there.
  int Free(const Rate& rate, absl::Time now) const;
  // Takes as many of `wanted` tokens as there are.
  int Take(const Rate& rate, absl::Time now, int wanted = 1);
  // Until a token is there; zero when one is.
  absl::Duration Wait(const Rate& rate, absl::Time now) const;
  // Until the bucket is full.
  absl::Duration FullAfter(absl::Time now) const;

 private:
  // TAT, and never further ahead than that of an empty bucket: a clock that was set back takes
  // nobody's tokens for longer than room().
  absl::Time Tat(const Rate& rate, absl::Time now) const;

  absl::Time tat_ = absl::InfinitePast();
};

}  // namespace nastavnik::gateway
