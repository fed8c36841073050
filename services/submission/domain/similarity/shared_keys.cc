#include "services/submission/domain/similarity/shared_keys.h"

#include <algorithm>
#include <iterator>

namespace nastavnik::submission {
namespace {

constexpr int kDocumentBits = 32;

uint32_t DocumentOf(uint64_t entry) { return static_cast<uint32_t>(entry); }
uint64_t KeyBitsOf(uint64_t entry) { return entry >> kDocumentBits; }

// Sorts by the key bits; entries of one key stay in their order.
void RadixSort(std::vector<uint64_t>& entries, std::vector<uint64_t>& scratch) {
  constexpr int kDigitBits = 11;
  constexpr size_t kDigits = size_t{1} << kDigitBits;
  scratch.resize(entries.size());
  for (int shift = kDocumentBits; shift < 64; shift += kDigitBits) {
    std::array<uint32_t, kDigits> ends{};
    for (const uint64_t entry : entries) ++ends[(entry >> shift) % kDigits];
    uint32_t sum = 0;
    for (uint32_t& end : ends) {
      const uint32_t count = end;
      end = sum;  // the start until entries are placed
      sum += count;
    }
    for (const uint64_t entry : entries) scratch[ends[(entry >> shift) % kDigits]++] = entry;
    entries.swap(scratch);
  }
}

}  // namespace

KeySet::KeySet(std::vector<uint64_t> keys) : keys_(std::move(keys)) {
  std::sort(keys_.begin(), keys_.end());
  keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
}

bool KeySet::Contains(uint64_t hash) const {
  return std::binary_search(keys_.begin(), keys_.end(), KeyOf(hash));
}

void KeySet::Merge(const KeySet& other) {
  std::vector<uint64_t> merged;
  merged.reserve(keys_.size() + other.keys_.size());
  std::set_union(keys_.begin(), keys_.end(), other.keys_.begin(), other.keys_.end(),
                 std::back_inserter(merged));
  keys_ = std::move(merged);
}

SharedKeys::Builder::Builder() = default;

void SharedKeys::Builder::Add(uint64_t hash, uint32_t document) {
  Blocks& blocks = parts_[hash >> 56];
  if (blocks.empty() || blocks.back().size() == kBlock) {
    blocks.emplace_back();
    if (blocks.size() > 1) blocks.back().reserve(kBlock);  // the first one grows
  }
  blocks.back().push_back((KeySet::KeyOf(hash) << kDocumentBits) | document);
}

SharedKeys SharedKeys::Builder::Build(uint32_t documents, uint32_t limit) && {
  SharedKeys index;
  index.counts_.resize(documents);
  std::vector<uint64_t> skipped;
  std::vector<uint64_t> entries;
  std::vector<uint64_t> scratch;
  for (int part = 0; part < kParts; ++part) {
    entries.clear();
    for (const auto& block : parts_[part])
      entries.insert(entries.end(), block.begin(), block.end());
    Blocks().swap(parts_[part]);  // memory is given back
    RadixSort(entries, scratch);
    entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
    index.AddPart(entries, static_cast<uint64_t>(part), limit, skipped);
  }
  index.skipped_ = KeySet(std::move(skipped));
  index.LinkDocuments();
  return index;
}

void SharedKeys::AddPart(const std::vector<uint64_t>& entries, uint64_t part, uint32_t limit,
                         std::vector<uint64_t>& skipped) {
  entries_ += entries.size();
  for (size_t begin = 0; begin < entries.size();) {
    const uint64_t key = KeyBitsOf(entries[begin]);
    size_t end = begin + 1;
    while (end < entries.size() && KeyBitsOf(entries[end]) == key) ++end;
    if (end - begin > limit) {
      skipped.push_back((part << kDocumentBits) | key);
    } else {
      for (size_t i = begin; i < end; ++i) ++counts_[DocumentOf(entries[i])];
      if (end - begin > 1) {
        for (size_t i = begin; i < end; ++i) members_.push_back(DocumentOf(entries[i]));
        members_.back() |= kLast;
      }
    }
    begin = end;
  }
}

void SharedKeys::LinkDocuments() {
  starts_.assign(counts_.size() + 1, 0);
  for (const uint32_t member : members_) ++starts_[(member & ~kLast) + 1];
  for (size_t d = 1; d < starts_.size(); ++d) starts_[d] += starts_[d - 1];
  places_.resize(members_.size());
  std::vector<uint32_t> next(starts_.begin(), starts_.end() - 1);
  for (size_t i = 0; i < members_.size(); ++i)
    places_[next[members_[i] & ~kLast]++] = static_cast<uint32_t>(i);
}

void SharedKeys::CollectLater(uint32_t document, std::vector<uint32_t>& shared,
                              std::vector<uint32_t>& others) const {
  for (uint32_t i = starts_[document]; i < starts_[document + 1]; ++i) {
    for (uint32_t place = places_[i]; !(members_[place] & kLast); ++place) {
      const uint32_t other = members_[place + 1] & ~kLast;
      if (shared[other]++ == 0) others.push_back(other);
    }
  }
  std::sort(others.begin(), others.end());
}

}  // namespace nastavnik::submission
