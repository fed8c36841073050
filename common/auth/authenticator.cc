#include "common/auth/authenticator.h"

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/status/error.h"

namespace nastavnik::auth {
namespace {

constexpr size_t kMostTokens = 20'000;  // about 20 MB at 1 kB a token with its claims

}  // namespace

std::optional<Identity> Authenticator::Recall(absl::string_view key) const {
  absl::ReaderMutexLock lock(&mutex_);
  const auto found = remembered_.find(key);
  if (found == remembered_.end() || found->second.expire_time <= absl::Now()) return std::nullopt;
  return found->second.identity;
}

void Authenticator::Remember(std::string key, const Identity& identity,
                             absl::Time expire_time) const {
  absl::MutexLock lock(&mutex_);
  if (remembered_.size() >= kMostTokens) remembered_.clear();
  remembered_[std::move(key)] = {identity, expire_time};
}

absl::StatusOr<Identity> Authenticator::Identify(const Credentials& credentials) const {
  Identity identity;
  if (!credentials.call_token.empty()) {
    // Remembered for its method alone: it is good for no other.
    std::string key = absl::StrCat(credentials.method, " ", credentials.call_token);
    if (auto known = Recall(key)) return *known;
    ASSIGN_OR_RETURN(const CallToken token, VerifyCallToken(keys_, credentials.call_token, service_,
                                                            credentials.method, absl::Now()));
    identity.caller.person = token.person;
    identity.caller.session = token.session;
    identity.caller.password_time = token.password_time;
    if (token.person.IsNil()) identity.caller.service = token.from;
    identity.epoch = token.epoch;
    identity.receive_time = token.receive_time;
    if (!token.receive_time) Remember(std::move(key), identity, token.expire_time);
    return identity;
  }
  if (credentials.bearer.empty()) return identity;
  std::string key = absl::StrCat("bearer ", credentials.bearer);
  if (auto known = Recall(key)) return *known;
  ASSIGN_OR_RETURN(const AccessToken token,
                   VerifyAccessToken(keys_, credentials.bearer, absl::Now()));
  identity.caller.person = token.person;
  identity.caller.session = token.session;
  identity.caller.password_time = token.password_time;
  identity.epoch = token.epoch;
  identity.expire_time = token.expire_time;
  Remember(std::move(key), identity, token.expire_time);
  return identity;
}

bool Authenticator::CanComplete(const Identity& identity) const {
  return !identity.caller.IsPerson() || principals_.Cached(identity.caller.person) != nullptr;
}

absl::StatusOr<Caller> Authenticator::Complete(Identity identity, absl::Time deadline) const {
  if (!identity.caller.IsPerson()) return std::move(identity.caller);
  ASSIGN_OR_RETURN(const auto principal, principals_.Get(identity.caller.person, deadline));
  if (principal->state != "ACTIVE" || identity.epoch < principal->epoch ||
      absl::c_linear_search(principal->ended_sessions, identity.caller.session)) {
    return Unauthenticated();
  }
  identity.caller.grants = principal->grants;
  return std::move(identity.caller);
}

}  // namespace nastavnik::auth
