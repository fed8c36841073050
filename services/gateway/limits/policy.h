#pragma once

#include <array>
#include <cstddef>

#include "absl/time/time.h"

#include "services/gateway/limits/gcra.h"

namespace nastavnik::gateway {

// What calls are counted together, each person or address for itself.
enum class Bucket { kDefault, kStaff, kBulk, kAnonymous, kAuth };
inline constexpr size_t kBuckets = 5;

// `quota` calls at once, and again as many in every `window`.
struct Policy {
  const char* name;  // in headers, metrics, keys of Redis
  int quota;
  absl::Duration window;

  Rate rate() const { return {quota, window / quota}; }
};
using Policies = std::array<Policy, kBuckets>;

// A window is a minute, so that nobody is locked out for longer, whatever goes wrong.
//
// default: of a signed-in person. Who reviews 30 applications in ten minutes, each with a workspace
//   and an autosave every two seconds while typing, makes some 40 calls a minute; a page that polls
//   each second makes 60. Ten a second is a program.
// staff: of a signed-in person on the offices' listener, where programs work too: one that invites
//   3,000 experts makes two calls each, 80 a second.
// bulk: exports and reports of a person; each costs a service as much as hundreds of pages.
// anonymous: of an address without sign-in. A school of 500 people behind one address that opens
//   the public pages within ten minutes makes 250 calls a minute. Signed-in calls are not counted
//   by address at all: what others at that address do keeps nobody from submitting.
// auth: signing up, in and on, of an address. Those 500 people sign in within ten minutes and
//   renew their tokens every ten: 100 a minute. Each sign-in costs 24 ms of a core, so that one
//   address takes at most a twentieth of two cores.
inline constexpr Policies kPolicies = {{{"default", 600, absl::Seconds(60)},
                                        {"staff", 6000, absl::Seconds(60)},
                                        {"bulk", 30, absl::Seconds(60)},
                                        {"anonymous", 600, absl::Seconds(60)},
                                        {"auth", 150, absl::Seconds(60)}}};

}  // namespace nastavnik::gateway
