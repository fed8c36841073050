#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace nastavnik {

// 16 bytes of a UUID. Ordered as bytes, so UUIDv7 order is creation order.
struct Uuid {
  std::array<uint8_t, 16> bytes{};

  bool IsNil() const { return *this == Uuid{}; }
  std::string ToString() const;  // 36 lower-case characters
  friend auto operator<=>(const Uuid&, const Uuid&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const Uuid& id) {
    return H::combine(std::move(h), id.bytes);
  }
};

// A new UUIDv7: 48 bits of Unix milliseconds, then random bits. Thread-safe.
Uuid NewUuid();
// Instant inside a UUIDv7, to the millisecond.
absl::Time TimeOf(const Uuid& uuid);
// Only the canonical form: 36 characters, lower case, dashes in place.
std::optional<Uuid> ParseUuid(absl::string_view text);

// Id of a row that we create. Each kind of thing has a type of its own: `using ReviewId = Id<struct
// ReviewTag>`.
template <typename Tag>
class Id {
 public:
  Id() = default;  // nil
  explicit Id(const Uuid& uuid) : uuid_(uuid) {}
  static Id New() { return Id(NewUuid()); }
  static std::optional<Id> Parse(absl::string_view text) {
    const auto uuid = ParseUuid(text);
    return uuid ? std::optional<Id>(Id(*uuid)) : std::nullopt;
  }

  const Uuid& uuid() const { return uuid_; }
  bool IsNil() const { return uuid_.IsNil(); }
  std::string ToString() const { return uuid_.ToString(); }
  friend auto operator<=>(const Id&, const Id&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const Id& id) {
    return H::combine(std::move(h), id.uuid_);
  }

 private:
  Uuid uuid_;
};

// Id that the season document gives: `using NominationId = TextId<struct NominationTag>`. Empty
// means none.
template <typename Tag>
class TextId {
 public:
  TextId() = default;
  explicit TextId(absl::string_view text) : text_(text) {}

  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }
  friend auto operator<=>(const TextId&, const TextId&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const TextId& id) {
    return H::combine(std::move(h), id.text_);
  }

 private:
  std::string text_;
};

// Whether `text` may be an id of the season document: [a-z0-9][a-z0-9-]{0,38}.
bool IsDocumentId(absl::string_view text);

// Ids that more than one service speaks of.
using PersonId = Id<struct PersonTag>;
using OrganizationId = Id<struct OrganizationTag>;
using ApplicationId = Id<struct ApplicationTag>;
using SeasonId = TextId<struct SeasonTag>;
using NominationId = TextId<struct NominationTag>;
using StageId = TextId<struct StageTag>;
using RegionId = TextId<struct RegionTag>;

}  // namespace nastavnik
