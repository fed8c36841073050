#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/auth/keys.h"
#include "common/id/id.h"

namespace nastavnik::auth {

// Tokens are JWTs with alg EdDSA only. A token says who somebody is, never what they may do.

// What a person's access token says. Ten minutes; made by registration.
struct AccessToken {
  PersonId person;
  std::string session;
  int epoch = 0;             // void when the account's epoch is larger
  absl::Time password_time;  // when the password was last entered, whole seconds
  absl::Time expire_time;    // whole seconds
};

// What a call between two processes of the platform says. At most 60 s; good for one method, so
// that a replay can only repeat what was asked, and writes are keyed.
struct CallToken {
  std::string from;    // process that calls
  std::string to;      // service that is called
  std::string method;  // "/nastavnik.review.v1.AssignmentService/AcceptAssignment"
  PersonId person;     // person it acts for; nil for the platform itself
  std::string session;
  int epoch = 0;
  absl::Time password_time = absl::UnixEpoch();
  std::optional<absl::Time> receive_time;  // microseconds
  absl::Time expire_time;
};

// Signs with one key.
class Signer {
 public:
  Signer(std::string kid, const SecretKey& key) : kid_(std::move(kid)), key_(key) {}

  std::string Sign(const AccessToken& token) const;
  std::string Sign(const CallToken& token) const;

 private:
  std::string SignClaims(absl::string_view type, absl::string_view claims) const;

  std::string kid_;
  SecretKey key_;
};

// The claims of a token that is signed by a known key, of the right type and in time; else
// UNAUTHENTICATED with one constant text. Anything but the exact header {alg: EdDSA, typ, kid} is
// refused: no other algorithm, no embedded keys.
absl::StatusOr<AccessToken> VerifyAccessToken(const Keys& keys, absl::string_view token,
                                              absl::Time now);
// `to` and `method` must be those of the call, and the signer's kid the process named in `from`.
absl::StatusOr<CallToken> VerifyCallToken(const Keys& keys, absl::string_view token,
                                          absl::string_view to, absl::string_view method,
                                          absl::Time now);

// The one answer to every bad token.
absl::Status Unauthenticated();

}  // namespace nastavnik::auth
