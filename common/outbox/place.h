#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace nastavnik::outbox {

// Place of an event in the feed of its service: its transaction and its number inside it. Written
// "1.<xid>.<n>", 1 being the form; "" is the place before the first event.
struct Place {
  uint64_t xid = 0;
  int n = 0;

  auto operator<=>(const Place&) const = default;

  std::string ToToken() const { return absl::StrCat("1.", xid, ".", n); }
  static std::optional<Place> Parse(absl::string_view token) {
    Place place;
    if (token.empty()) return place;
    const std::vector<absl::string_view> parts = absl::StrSplit(token, '.');
    const bool whole = parts.size() == 3 && parts[0] == "1" &&
                       absl::SimpleAtoi(parts[1], &place.xid) &&
                       absl::SimpleAtoi(parts[2], &place.n);
    return whole ? std::optional(place) : std::nullopt;
  }
};

}  // namespace nastavnik::outbox
