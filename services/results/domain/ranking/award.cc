#include "services/results/domain/ranking/award.h"

#include <algorithm>
#include <limits>

namespace nastavnik::results {
namespace {

constexpr int kSeason = -1;
constexpr int kNoLimit = std::numeric_limits<int>::max();

template <typename Key>
int CountOf(const std::map<Key, int>& counts, const Key& key) {
  const auto at = counts.find(key);
  return at == counts.end() ? 0 : at->second;
}

const Quota* QuotaOf(const RankingRule& rule, const AwardClass& award) {
  const auto at = rule.quotas.find(award.id);
  return at == rule.quotas.end() ? nullptr : &at->second;
}

}  // namespace

Awarding::Awarding(const Rules& rules, const std::vector<std::vector<Contender>>& nominations,
                   std::vector<Entry>& entries)
    : rules_(&rules), entries_(&entries), stopped_(nominations.size(), false) {
  std::map<std::string, int> directions;
  for (const RankedNomination& nomination : rules.nominations) {
    direction_.push_back(
        directions.emplace(nomination.direction, static_cast<int>(directions.size()))
            .first->second);
  }
  for (const std::vector<Contender>& contenders : nominations) {
    if (contenders.empty() ||
        static_cast<int>(contenders.size()) < RuleOf(contenders[0]).void_below)
      continue;
    for (const Contender& contender : contenders) {
      const bool tied = !ties_.empty() && ties_.back()[0]->nomination == contender.nomination &&
                        ties_.back()[0]->place == contender.place;
      if (!tied) ties_.emplace_back();
      ties_.back().push_back(&contender);
    }
  }
  std::stable_sort(ties_.begin(), ties_.end(),
                   [](const Group& a, const Group& b) { return a[0]->place < b[0]->place; });
}

void Awarding::AwardAll() {
  for (const AwardClass& award : rules_->classes) AwardClassTo(award);
}

void Awarding::AwardClassTo(const AwardClass& award) {
  given_ = {};
  FillFloors(award);
  for (const Group& tied : ties_) Decide(award, tied, kNoLimit);
}

void Awarding::FillFloors(const AwardClass& award) {
  for (size_t rule = 0; rule < rules_->rules.size(); ++rule) {
    const Quota* quota = QuotaOf(rules_->rules[rule], award);
    if (quota == nullptr || quota->min_per_region == 0) continue;
    std::set<RegionId> regions;
    for (const Group& tied : ties_) {
      for (const Contender* contender : tied) regions.insert(contender->contestant->region);
    }
    for (const RegionId& region : regions) {
      FillFloor(award, static_cast<int>(rule), region, quota->min_per_region);
    }
  }
}

void Awarding::FillFloor(const AwardClass& award, int rule, const RegionId& region, int floor) {
  for (const Group& tied : ties_) {
    const int room = floor - CountOf(given_.by_region_rule, {rule, region});
    if (room <= 0) return;
    if (rules_->nominations[tied[0]->nomination].rule != rule) continue;
    Group local;
    std::copy_if(
        tied.begin(), tied.end(), std::back_inserter(local),
        [&](const Contender* contender) { return contender->contestant->region == region; });
    if (!local.empty()) Decide(award, local, room);
  }
}

Awarding::Group Awarding::Candidates(const AwardClass& award, const Group& tied) {
  Group candidates;
  for (const Contender* contender : tied) {
    Entry& entry = EntryOf(*contender);
    if (!entry.award.empty() || !contender->passes)
      continue;  // has its award, or its reason, already
    if (award.win && HasWin(*contender, wins_)) {
      entry.reason = Reason::kAlreadyAwarded;
    } else {
      candidates.push_back(contender);
    }
  }
  return candidates;
}

void Awarding::Decide(const AwardClass& award, const Group& tied, int room) {
  const Group candidates = Candidates(award, tied);
  const int nomination = tied[0]->nomination;
  // Who would get it if they came one after the other. Nothing of this stays.
  Group fitting;
  Wins wins;
  if (!stopped_[nomination]) {
    for (const Contender* contender : candidates) {
      Reason reason = WhyNoPlace(award, *contender);
      if (reason == Reason::kNone && static_cast<int>(fitting.size()) >= room)
        reason = Reason::kRegionQuota;
      if (award.win && HasWin(*contender, wins)) reason = Reason::kAlreadyAwarded;
      EntryOf(*contender).reason = reason;
      if (reason != Reason::kNone) continue;
      fitting.push_back(contender);
      Count(*contender, 1);
      if (candidates.size() > 1) AddWins(*contender, wins);
    }
    for (const Contender* contender : fitting) Count(*contender, -1);
    if (!fitting.empty() && fitting.size() < candidates.size()) stopped_[nomination] = true;
  }
  for (const Contender* contender : candidates) {
    if (stopped_[nomination]) {
      EntryOf(*contender).reason = Reason::kTieUnresolved;
    } else if (!fitting.empty()) {
      Give(award, *contender);
    }
  }
}

Reason Awarding::WhyNoPlace(const AwardClass& award, const Contender& contender) const {
  const Quota* quota = QuotaOf(RuleOf(contender), award);
  if (quota == nullptr) return Reason::kNone;
  const RankedNomination& nomination = rules_->nominations[contender.nomination];
  const RegionId& region = contender.contestant->region;
  const auto places = quota->nominations.find(nomination.id);
  if (places != quota->nominations.end() &&
      CountOf(given_.by_nomination, contender.nomination) >= places->second) {
    return Reason::kQuotaFull;
  }
  if (quota->total && CountOf(given_.by_rule, nomination.rule) >= *quota->total)
    return Reason::kQuotaFull;
  if (quota->max_per_region && CountOf(given_.by_region_nomination,
                                       {contender.nomination, region}) >= *quota->max_per_region) {
    return Reason::kRegionQuota;
  }
  if (quota->max_per_region_total &&
      CountOf(given_.by_region_rule, {nomination.rule, region}) >= *quota->max_per_region_total) {
    return Reason::kRegionQuota;
  }
  return Reason::kNone;
}

void Awarding::Count(const Contender& contender, int change) {
  const int rule = rules_->nominations[contender.nomination].rule;
  const RegionId& region = contender.contestant->region;
  given_.by_rule[rule] += change;
  given_.by_nomination[contender.nomination] += change;
  given_.by_region_nomination[{contender.nomination, region}] += change;
  given_.by_region_rule[{rule, region}] += change;
}

bool Awarding::HasWin(const Contender& contender, const Wins& wins) const {
  const OneWin one_win = RuleOf(contender).one_win;
  if (one_win == OneWin::kNone) return false;
  const int where = one_win == OneWin::kSeason ? kSeason : direction_[contender.nomination];
  const std::vector<PersonId>& people = contender.contestant->people;
  return std::any_of(people.begin(), people.end(), [&](const PersonId& person) {
    return wins.count({where, person}) > 0;
  });
}

void Awarding::AddWins(const Contender& contender, Wins& wins) const {
  for (const PersonId& person : contender.contestant->people) {
    wins.insert({kSeason, person});
    wins.insert({direction_[contender.nomination], person});
  }
}

void Awarding::Give(const AwardClass& award, const Contender& contender) {
  EntryOf(contender).award = award.id;
  EntryOf(contender).reason = Reason::kNone;
  Count(contender, 1);
  if (award.win) AddWins(contender, wins_);
}

const RankingRule& Awarding::RuleOf(const Contender& contender) const {
  return rules_->rules[rules_->nominations[contender.nomination].rule];
}

}  // namespace nastavnik::results
