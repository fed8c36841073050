#pragma once

#include "absl/time/time.h"

namespace nastavnik::registration {

// How long the code of a mail works, and how often it may be guessed: a million codes, five tries.
inline constexpr absl::Duration kCodeLife = absl::Minutes(15);
inline constexpr int kCodeTries = 5;

// Access tokens are short because they cannot be called back at once.
inline constexpr absl::Duration kAccessLife = absl::Minutes(10);
// A refresh token slides this far with each use, and no session lasts longer than its end.
inline constexpr absl::Duration kRefreshLife = absl::Hours(24 * 14);
inline constexpr absl::Duration kSessionLife = absl::Hours(24 * 30);
// People with an office sign in every working day.
inline constexpr absl::Duration kOfficeSessionLife = absl::Hours(8);
// Two tabs that refresh at once are no theft: a token spent just now is refused, one spent earlier
// ends the session.
inline constexpr absl::Duration kRefreshRace = absl::Seconds(10);

inline constexpr absl::Duration kInvitationLife = absl::Hours(24 * 30);

// Passwords: characters at least, bytes at most (argon2id reads them all).
inline constexpr size_t kPasswordMinLength = 8;
inline constexpr size_t kPasswordMaxBytes = 1024;

inline constexpr size_t kNameLength = 100;

// How long an activation waits for the other services before it names who is missing.
inline constexpr absl::Duration kInstallWait = absl::Seconds(5);

}  // namespace nastavnik::registration
