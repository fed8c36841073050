#include "common/auth/minter.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace nastavnik::auth {
namespace {

constexpr absl::Duration kLife = absl::Seconds(60);
constexpr absl::Duration kReuse = absl::Seconds(30);
constexpr size_t kMostTokens = 20'000;

}  // namespace

std::string Minter::Mint(CallToken token) {
  const absl::Time now = absl::Now();
  token.from = process_;
  token.expire_time = now + kLife;
  if (token.receive_time) return signer_.Sign(token);
  std::string key =
      absl::StrCat(token.to, " ", token.method, " ", token.person.ToString(), " ", token.session,
                   " ", token.epoch, " ", absl::ToUnixSeconds(token.password_time));
  {
    absl::ReaderMutexLock lock(&mutex_);
    if (const auto found = minted_.find(key);
        found != minted_.end() && found->second.good_until > now) {
      return found->second.token;
    }
  }
  std::string signed_token = signer_.Sign(token);
  absl::MutexLock lock(&mutex_);
  if (minted_.size() >= kMostTokens) minted_.clear();
  minted_[std::move(key)] = {signed_token, now + kReuse};
  return signed_token;
}

}  // namespace nastavnik::auth
