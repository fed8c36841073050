#include "tests/bench/assignment/generator/generator.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "services/review/domain/matching/quota.h"
#include "services/review/domain/matching/streams.h"

namespace nastavnik::review {
namespace {

constexpr int kRegions = 89;
constexpr int kKeywords = 24;
constexpr double kShares[kGeneratedNominations] = {0.35, 0.35, 0.2, 0.1};

class Random {
 public:
  explicit Random(uint32_t seed) : stream_(std::to_string(seed), "generator") {}

  double Unit() { return static_cast<double>(stream_.At(next_++) >> 11) * 0x1p-53; }
  int Below(int count) { return static_cast<int>(Unit() * count); }
  int Between(int low, int high) { return low + Below(high - low + 1); }

 private:
  const Stream stream_;
  uint64_t next_ = 0;
};

struct Person {
  int region = 0;
  int organization = 0;
  uint32_t keywords = 0;
  double seniority = 0;
};

struct Scored {
  int expert;
  int score;
};

class Generator {
 public:
  explicit Generator(const GeneratorOptions& options)
      : options_(options), random_(options.seed), seen_(options.experts, -1) {
    double sum = 0;
    for (int r = 0; r < kRegions; ++r) region_sum_[r] = sum += 1 / (1 + 0.08 * r);
  }

  GeneratedInstance Run() {
    DrawExperts();
    Instance& instance = result_.instance;
    const int n = options_.applications;
    instance.demand.assign(n, options_.demand);
    instance.offset.reserve(n + 1);
    instance.offset.push_back(0);
    instance.expert.reserve(size_t{1} * n * options_.list_size);
    instance.score.reserve(size_t{1} * n * options_.list_size);
    result_.nomination.reserve(n);
    for (int a = 0; a < n; ++a) DrawApplication(a);
    return std::move(result_);
  }

 private:
  int DrawRegion() {
    const double at = random_.Unit() * region_sum_[kRegions - 1];
    return static_cast<int>(std::upper_bound(region_sum_, region_sum_ + kRegions - 1, at) -
                            region_sum_);
  }

  int DrawNomination() {
    double at = random_.Unit();
    for (int q = 0; q < kGeneratedNominations - 1; ++q) {
      if (at < kShares[q]) return q;
      at -= kShares[q];
    }
    return kGeneratedNominations - 1;
  }

  Person DrawPerson(int keywords) {
    Person person;
    person.region = DrawRegion();
    const int organizations = std::max(40, options_.experts / 8) / kRegions + 1;
    person.organization = person.region * 1000 + random_.Below(organizations);
    for (int i = 0; i < keywords; ++i) person.keywords |= 1u << random_.Below(kKeywords);
    return person;
  }

  void DrawExperts() {
    Instance& instance = result_.instance;
    std::vector<double> weight;
    for (int e = 0; e < options_.experts; ++e) {
      experts_.push_back(DrawPerson(random_.Between(3, 6)));
      experts_[e].seniority = random_.Unit();
      int serves = 1 << DrawNomination();
      if (random_.Unit() < 0.25) serves |= 1 << DrawNomination();
      result_.expert_serves.push_back(serves);
      weight.push_back(0.6 + 0.8 * random_.Unit());
      instance.group.push_back(experts_[e].organization);
      for (int q = 0; q < kGeneratedNominations; ++q) {
        if ((serves >> q & 1) == 0) continue;
        pool_[q].push_back(e);
        ++in_region_[q][experts_[e].region];
      }
    }
    const double demand = 1.0 * options_.applications * options_.demand;
    const double sum = std::accumulate(weight.begin(), weight.end(), 0.0);
    for (const double w : weight) {
      const double share = demand * w / sum;
      instance.max_load.push_back(static_cast<int>(std::ceil(options_.slack * share)));
      instance.min_load.push_back(std::min(static_cast<int>(share / 2), instance.max_load.back()));
    }
  }

  void DrawApplication(int a) {
    const int q = DrawNomination();
    const int draws = random_.Between(2, 4);
    const Person item = DrawPerson(draws);
    result_.nomination.push_back(q);
    Sample(a, q, item, draws);
    Shorten();
    Instance& instance = result_.instance;
    for (const Scored& pair : row_) {
      instance.expert.push_back(pair.expert);
      instance.score.push_back(pair.score);
    }
    instance.offset.push_back(static_cast<int>(instance.expert.size()));
  }

  // Scores up to 4 lists of the nomination's experts from elsewhere.
  void Sample(int a, int q, const Person& item, int draws) {
    const std::vector<int>& pool = pool_[q];
    const int eligible = static_cast<int>(pool.size()) - in_region_[q][item.region];
    const int wanted = std::min(eligible, 4 * options_.list_size + 8);
    row_.clear();
    const auto add = [&](int e) {
      const double k = 1.0 * __builtin_popcount(experts_[e].keywords & item.keywords) / draws;
      const double score =
          10000 * (0.15 + 0.55 * k + 0.2 * experts_[e].seniority + 0.1 * random_.Unit());
      row_.push_back({e, std::min(static_cast<int>(score), 10000)});
    };
    if (2 * wanted >= eligible) {
      for (const int e : pool) {
        if (experts_[e].region != item.region) add(e);
      }
      for (int i = 0; i < wanted; ++i) {
        std::swap(row_[i], row_[i + random_.Below(static_cast<int>(row_.size()) - i)]);
      }
      row_.resize(wanted);
      return;
    }
    while (static_cast<int>(row_.size()) < wanted) {
      const int e = pool[random_.Below(static_cast<int>(pool.size()))];
      if (seen_[e] == a || experts_[e].region == item.region) continue;
      seen_[e] = a;
      add(e);
    }
  }

  // Keeps the best three quarters of the list and, of the others, as many as come first: they are
  // in random order already.
  void Shorten() {
    const size_t keep = static_cast<size_t>(options_.list_size);
    if (row_.size() > keep) {
      const size_t best = keep * 3 / 4;
      std::stable_sort(row_.begin(), row_.end(),
                       [](const Scored& x, const Scored& y) { return x.score > y.score; });
      for (size_t i = best; i < keep; ++i) {
        std::swap(row_[i], row_[i + random_.Below(static_cast<int>(row_.size() - i))]);
      }
      row_.resize(keep);
    }
    std::sort(row_.begin(), row_.end(),
              [](const Scored& x, const Scored& y) { return x.expert < y.expert; });
  }

  const GeneratorOptions options_;
  Random random_;
  double region_sum_[kRegions] = {};
  std::vector<Person> experts_;
  std::vector<int> pool_[kGeneratedNominations];  // experts, ascending
  int in_region_[kGeneratedNominations][kRegions] = {};
  std::vector<int> seen_;  // by expert: the application that drew it last
  std::vector<Scored> row_;
  GeneratedInstance result_;
};

}  // namespace

GeneratedInstance Generate(const GeneratorOptions& options) { return Generator(options).Run(); }

std::vector<Instance> SplitByNomination(const GeneratedInstance& generated) {
  const Instance& whole = generated.instance;
  std::vector<int64_t> demand(kGeneratedNominations), supply(kGeneratedNominations);
  for (int a = 0; a < whole.applications(); ++a) demand[generated.nomination[a]] += whole.demand[a];
  const auto serves = [&](int e, int q) { return generated.expert_serves[e] >> q & 1; };
  for (int e = 0; e < whole.experts(); ++e) {
    for (int q = 0; q < kGeneratedNominations; ++q) {
      if (serves(e, q)) supply[q] += whole.max_load[e];
    }
  }
  std::vector<Instance> parts(kGeneratedNominations);
  for (int e = 0; e < whole.experts(); ++e) {
    std::vector<int64_t> weight(kGeneratedNominations);
    for (int q = 0; q < kGeneratedNominations; ++q) {
      if (serves(e, q)) weight[q] = NominationWeight(demand[q], supply[q]);
    }
    const auto most = SplitByLargestRemainder(whole.max_load[e], weight);
    const auto least = SplitByLargestRemainder(whole.min_load[e], weight);
    for (int q = 0; q < kGeneratedNominations; ++q) {
      parts[q].max_load.push_back(most[q]);
      parts[q].min_load.push_back(std::min(least[q], most[q]));
      parts[q].group.push_back(whole.group[e]);
    }
  }
  for (Instance& part : parts) part.offset.push_back(0);
  for (int a = 0; a < whole.applications(); ++a) {
    Instance& part = parts[generated.nomination[a]];
    part.demand.push_back(whole.demand[a]);
    for (int i = whole.offset[a]; i < whole.offset[a + 1]; ++i) {
      if (part.max_load[whole.expert[i]] == 0) continue;
      part.expert.push_back(whole.expert[i]);
      part.score.push_back(whole.score[i]);
    }
    part.offset.push_back(static_cast<int>(part.expert.size()));
  }
  return parts;
}

}  // namespace nastavnik::review
