#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"

#include "services/submission/domain/similarity/comparison.h"
#include "services/submission/domain/similarity/minhash.h"
#include "services/submission/domain/similarity/normal_text.h"
#include "services/submission/domain/similarity/shared_keys.h"

namespace nastavnik::submission {

// SHA-256 of the normalized text: equal for texts that are copies to the letter. 32 bytes.
std::string DigestOf(const NormalText& text);

// Texts in which a fingerprint may occur before it counts as boilerplate.
inline constexpr uint32_t kMaxFingerprintTexts = 25;
// Least share of the smaller set of fingerprints that a pair must have in common.
inline constexpr uint32_t kMinSharedPercent = 12;

struct ScanResult {
  // Equal texts, each group ascending, by their first one. Only that one is in pairs.
  std::vector<std::vector<uint32_t>> equal;
  // Texts that share enough fingerprints to be compared, by first, then second.
  std::vector<SharingPair> pairs;
  // What Compare must ignore.
  KeySet boilerplate;
  size_t fingerprints = 0;         // of all texts, boilerplate among them
  size_t common_fingerprints = 0;  // distinct ones left out for being in too many texts
};

// Finds copies among all texts of a season by their fingerprints. The texts themselves are not
// kept: about as many bytes of memory as characters. Nothing is found by a text that is empty or
// has no fingerprint but those of templates.
class CorpusScan {
 public:
  explicit CorpusScan(const std::vector<NormalText>& templates);

  // Texts are numbered 0, 1, 2 .. as they come: in the order of their ids.
  void Add(const NormalText& text);
  ScanResult Finish() &&;

 private:
  KeySet templates_;
  uint32_t texts_ = 0;
  SharedKeys::Builder fingerprints_;
  absl::flat_hash_map<std::string, uint32_t> first_;     // number of the first text, by digest
  std::vector<std::pair<uint32_t, uint32_t>> repeated_;  // number of the first equal text, own one
};

// Pairs whose signatures are alike enough to be compared, by first, then second; `shared` counts
// equal values.
struct NearCopies {
  std::vector<SharingPair> pairs;
  size_t skipped_buckets = 0;  // bands that more than kMaxBucket texts have
};

// Finds near copies by their signatures; texts are numbered by their place.
NearCopies FindNearCopies(const std::vector<std::optional<Signature>>& signatures);

}  // namespace nastavnik::submission
