#include "services/gateway/events/places.h"

#include <sodium.h>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "common/status/error.h"

namespace nastavnik::gateway {
namespace {

constexpr absl::Duration kLife = absl::Hours(24 * 30);
constexpr absl::string_view kPurpose = "nastavnik resume tokens v1";

std::array<uint8_t, page::Tokens::kKeyBytes> Derive(const auth::SecretKey& key) {
  std::array<uint8_t, page::Tokens::kKeyBytes> derived;
  crypto_generichash(derived.data(), derived.size(),
                     reinterpret_cast<const unsigned char*>(kPurpose.data()), kPurpose.size(),
                     key.data(), crypto_generichash_KEYBYTES_MAX);
  return derived;
}

page::Scope ScopeOf(PersonId person) { return {"events", person.uuid(), ""}; }

}  // namespace

static_assert(std::tuple_size_v<auth::SecretKey> == crypto_generichash_KEYBYTES_MAX);

ResumeTokens::ResumeTokens(const auth::SecretKey& key) : tokens_(Derive(key)) {}

std::string ResumeTokens::Seal(PersonId person, const Places& places, absl::Time now) const {
  page::Key key = {absl::StrCat(absl::ToUnixSeconds(now))};
  for (const auto& place : places) key.push_back(place ? place->ToToken() : "-");
  return tokens_.Seal(ScopeOf(person), key);
}

absl::StatusOr<Places> ResumeTokens::Open(PersonId person, absl::string_view token,
                                          absl::string_view field, absl::Time now) const {
  const auto key = tokens_.Open(ScopeOf(person), token);
  int64_t made = 0;
  if (!key.ok() || key->size() != kSources.size() + 1 || !absl::SimpleAtoi(key->front(), &made)) {
    return FieldsInvalid(
        {{std::string(field), "INVALID_FORMAT", "Закладка не от этой ленты событий."}});
  }
  if (now - absl::FromUnixSeconds(made) > kLife) {
    return ToStatus({.code = absl::StatusCode::kOutOfRange,
                     .reason = "RESUME_TOKEN_EXPIRED",
                     .message = "Закладка старше тридцати дней: начните с пустой."});
  }
  Places places;
  for (size_t i = 0; i < places.size(); ++i) places[i] = outbox::Place::Parse((*key)[i + 1]);
  return places;
}

}  // namespace nastavnik::gateway
