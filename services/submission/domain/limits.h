#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"

namespace nastavnik::submission {

// Code points of a text whose field sets no limit: a heading, and about four printed pages.
inline constexpr int64_t kMaxTextLength = 500;
inline constexpr int64_t kMaxLongTextLength = 10000;
// Role of a person in a practice, as the form's type says.
inline constexpr int64_t kMaxRoleLength = 100;
// Entries of a list whose field sets no limit: a table that still prints on two pages.
inline constexpr int64_t kMaxItems = 100;
// Fields that one save may name: twice those of the largest form, for copies that moved from
// another nomination.
inline constexpr size_t kMaxPatchFields = 240;
// Bytes of a working copy: every field of the largest form at its limit, twice over.
inline constexpr size_t kMaxContentBytes = 512 * 1024;

// A stamp of the gateway later than the clock by more than this, or older than the grace and this,
// is not believed.
inline constexpr absl::Duration kStampSkew = absl::Milliseconds(250);
inline constexpr absl::Duration kStampAge = absl::Seconds(5);

// A gate that nobody took away opens by itself: the closer may die between its steps.
inline constexpr absl::Duration kGateTerm = absl::Seconds(15);

}  // namespace nastavnik::submission
