#pragma once

#include <array>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/auth/keys.h"
#include "common/id/id.h"
#include "common/outbox/place.h"
#include "common/page/page.h"

namespace nastavnik::gateway {

// The services whose feeds are merged, in the order of everything that counts them.
inline constexpr std::array<absl::string_view, 4> kSources = {"registration", "submission",
                                                              "review", "results"};

// How far each feed has been told; nothing: from wherever it ends.
using Places = std::array<std::optional<outbox::Place>, kSources.size()>;

// Places as callers keep them: sealed, good for one person and thirty days, the same for every
// process of an installation.
class ResumeTokens {
 public:
  // The key is derived from the one that signs the gateway's calls.
  explicit ResumeTokens(const auth::SecretKey& key);

  std::string Seal(PersonId person, const Places& places, absl::Time now) const;
  // FIELD_INVALID for `field` when it is none of ours; RESUME_TOKEN_EXPIRED.
  absl::StatusOr<Places> Open(PersonId person, absl::string_view token, absl::string_view field,
                              absl::Time now) const;

 private:
  page::Tokens tokens_;
};

}  // namespace nastavnik::gateway
