#include "services/submission/domain/similarity/winnowing.h"

#include <algorithm>

namespace nastavnik::submission {

std::vector<Fingerprint> FingerprintsOf(const NormalText& text) {
  std::vector<Fingerprint> fingerprints;
  ForEachFingerprint(text, [&](uint64_t hash, size_t position) {
    fingerprints.push_back({hash, static_cast<uint32_t>(position)});
  });
  std::sort(fingerprints.begin(), fingerprints.end(), [](const auto& a, const auto& b) {
    return a.hash != b.hash ? a.hash < b.hash : a.position < b.position;
  });
  const auto same = [](const Fingerprint& a, const Fingerprint& b) { return a.hash == b.hash; };
  fingerprints.erase(std::unique(fingerprints.begin(), fingerprints.end(), same),
                     fingerprints.end());
  return fingerprints;
}

}  // namespace nastavnik::submission
