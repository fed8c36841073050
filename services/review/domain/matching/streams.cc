#include "services/review/domain/matching/streams.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

#include "common/crypto/hash.h"

namespace nastavnik::review {

Stream::Stream(absl::string_view seed, absl::string_view label) : key_(0) {
  const std::string digest = crypto::Sha256(absl::StrCat(seed, label));
  for (int i = 0; i < 8; ++i) key_ = key_ << 8 | static_cast<uint8_t>(digest[i]);
}

std::vector<int> Stream::Order(int count) const {
  std::vector<std::pair<uint64_t, int>> keyed;
  keyed.reserve(count);
  for (int i = 0; i < count; ++i) keyed.emplace_back(At(i), i);
  std::sort(keyed.begin(), keyed.end());
  std::vector<int> order;
  order.reserve(count);
  for (const auto& [number, i] : keyed) order.push_back(i);
  return order;
}

}  // namespace nastavnik::review
