#include "services/review/domain/matching/score.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

#include "common/crypto/hash.h"

namespace nastavnik::review {
namespace {

constexpr uint64_t kGolden = 0x9E3779B97F4A7C15;

// Finaliser of SplitMix64.
uint64_t Mix(uint64_t z) {
  z ^= z >> 30;
  z *= 0xBF58476D1CE4E5B9;
  z ^= z >> 27;
  z *= 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

int RegionScore(const RegionId& a, const RegionId& b, ConflictRule::Region rule,
                const Districts& districts) {
  if (rule == ConflictRule::Region::kAny) return 1000;
  const auto district_a = districts.find(a);
  const auto district_b = districts.find(b);
  const bool same_district =
      a == b || (district_a != districts.end() && district_b != districts.end() &&
                 district_a->second == district_b->second);
  if (rule == ConflictRule::Region::kDifferent) return same_district ? 500 : 1000;
  return a == b ? 1000 : same_district ? 700 : 300;
}

}  // namespace

Noise::Noise(absl::string_view seed) : key_(0) {
  const std::string digest = crypto::Sha256(absl::StrCat(seed, "noise"));
  for (int i = 0; i < 8; ++i) key_ = key_ << 8 | static_cast<uint8_t>(digest[i]);
}

int Noise::Of(uint32_t application, uint32_t expert) const {
  const uint64_t pair = (uint64_t{application} << 32) + expert + 1;
  return static_cast<int>(Mix(key_ + kGolden * pair) % 100);
}

int BaseScore(const Candidate& candidate, const RoundItem& item, const Round& round,
              const Districts& districts) {
  const int wanted = item.keywords.Count();
  const int k = wanted == 0 ? 500 : 1000 * item.keywords.CountCommon(candidate.keywords) / wanted;
  const auto competence = candidate.expert.competences.find(item.nomination);
  const bool primary =
      competence != candidate.expert.competences.end() && competence->second == Level::kPrimary;
  const int c = primary ? 1000 : 600;
  const int g = RegionScore(item.region, candidate.expert.region, round.conflict.region, districts);
  const Grade grade = candidate.expert.grade;
  const int n = grade == Grade::kLead ? 1000 : grade == Grade::kSenior ? 700 : 0;
  const int most = std::max(1, candidate.MaxLoad(round));
  const int l = 1000 * std::max(0, most - candidate.held_round) / most;
  return (4000 * k + 3000 * c + 1000 * g + 1000 * n + 900 * l) / 1000;
}

}  // namespace nastavnik::review
