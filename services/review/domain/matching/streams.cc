#include "services/review/domain/matching/streams.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

#include "common/crypto/hash.h"

namespace nastavnik::review {
namespace {

constexpr uint64_t kGolden = 0x9E3779B97F4A7C15;

// Finalizer of SplitMix64.
uint64_t Mix(uint64_t z) {
  z ^= z >> 30;
  z *= 0xBF58476D1CE4E5B9;
  z ^= z >> 27;
  z *= 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

}  // namespace

Stream::Stream(absl::string_view seed, absl::string_view label) : key_(0) {
  const std::string digest = crypto::Sha256(absl::StrCat(seed, label));
  for (int i = 0; i < 8; ++i) key_ = key_ << 8 | static_cast<uint8_t>(digest[i]);
}

uint64_t Stream::At(uint64_t i) const { return Mix(key_ + kGolden * (i + 1)); }

uint64_t Stream::OfPair(uint32_t application, uint32_t expert) const {
  return At((uint64_t{application} << 32) + expert);
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
