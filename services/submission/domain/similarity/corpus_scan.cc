#include "services/submission/domain/similarity/corpus_scan.h"

#include <algorithm>

#include "common/crypto/hash.h"
#include "services/submission/domain/similarity/winnowing.h"

namespace nastavnik::submission {
namespace {

// `repeated` as groups: those with the same first text, ascending.
std::vector<std::vector<uint32_t>> GroupsOf(std::vector<std::pair<uint32_t, uint32_t>> repeated) {
  std::sort(repeated.begin(), repeated.end());
  std::vector<std::vector<uint32_t>> groups;
  for (const auto& [first, text] : repeated) {
    if (groups.empty() || groups.back().front() != first) groups.push_back({first});
    groups.back().push_back(text);
  }
  return groups;
}

}  // namespace

std::string DigestOf(const NormalText& text) { return crypto::Sha256(text.ToUtf8()); }

CorpusScan::CorpusScan(const std::vector<NormalText>& templates)
    : templates_(BoilerplateOf(templates)) {}

void CorpusScan::Add(const NormalText& text) {
  const uint32_t number = texts_++;
  if (text.empty()) return;
  const auto [at, is_new] = first_.try_emplace(DigestOf(text), number);
  bool own = false;
  bool any = false;
  ForEachFingerprint(text, [&](uint64_t hash, size_t) {
    any = true;
    if (templates_.Contains(hash)) return;
    own = true;
    if (is_new) fingerprints_.Add(hash, number);
  });
  const bool only_template = any && !own;
  if (!is_new && !only_template) repeated_.push_back({at->second, number});
}

ScanResult CorpusScan::Finish() && {
  absl::flat_hash_map<std::string, uint32_t>().swap(first_);
  const SharedKeys index = std::move(fingerprints_).Build(texts_, kMaxFingerprintTexts);
  ScanResult result;
  result.equal = GroupsOf(std::move(repeated_));
  index.ForEachPair([&](const SharingPair& pair) {
    const uint32_t smaller = std::min(index.CountKeys(pair.first), index.CountKeys(pair.second));
    if (uint64_t{pair.shared} * 100 >= uint64_t{smaller} * kMinSharedPercent)
      result.pairs.push_back(pair);
  });
  result.fingerprints = index.entries();
  result.common_fingerprints = index.skipped().size();
  result.boilerplate = std::move(templates_);
  result.boilerplate.Merge(index.skipped());
  return result;
}

NearCopies FindNearCopies(const std::vector<std::optional<Signature>>& signatures) {
  SharedKeys::Builder buckets;
  for (uint32_t i = 0; i < signatures.size(); ++i) {
    if (!signatures[i]) continue;
    for (const uint64_t band : BandsOf(*signatures[i])) buckets.Add(band, i);
  }
  const SharedKeys index =
      std::move(buckets).Build(static_cast<uint32_t>(signatures.size()), kMaxBucket);
  NearCopies result;
  result.skipped_buckets = index.skipped().size();
  index.ForEachPair([&](const SharingPair& pair) {
    const int equal = CountEqual(*signatures[pair.first], *signatures[pair.second]);
    if (equal >= kMinEqualValues)
      result.pairs.push_back({pair.first, pair.second, static_cast<uint32_t>(equal)});
  });
  return result;
}

}  // namespace nastavnik::submission
