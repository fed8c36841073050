#include "services/review/domain/matching/pair_rows.h"

#include <array>

namespace nastavnik::review {

PairRows::PairRows(const PlanInput& input)
    : input_(input), noise_(input.seed), blocked_(input.candidates.size(), kNone) {
  for (const Candidate& candidate : input.candidates) {
    if (!candidate.expert.organization.IsNil())
      organizations_.try_emplace(candidate.expert.organization,
                                 static_cast<int>(organizations_.size()));
  }
  blocked_organization_.assign(organizations_.size(), kNone);
  AddServers();
  AddRegions();
  AddBlocks();
}

void PairRows::AddServers() {
  for (size_t e = 0; e < input_.candidates.size(); ++e) {
    const Candidate& candidate = input_.candidates[e];
    if (candidate.expert.state != Expert::State::kActive) continue;
    if (!input_.round.grades.contains(candidate.expert.grade)) continue;
    if (candidate.Room(input_.round, input_.season_max) == 0) continue;
    for (const auto& [nomination, level] : candidate.expert.competences) {
      servers_[nomination].push_back({.expert = static_cast<int>(e),
                                      .region = RegionOf(candidate.expert.region),
                                      .organization = OrganizationOf(candidate.expert.organization),
                                      .fixed = FixedScore(candidate, nomination, input_.round),
                                      .keywords = candidate.keywords});
    }
  }
}

void PairRows::AddRegions() {
  for (const RoundItem& item : input_.items) item_region_.push_back(RegionOf(item.region));
  const auto rule = input_.round.conflict.region;
  region_score_.resize(regions_.size() * regions_.size());
  for (const auto& [of_item, i] : regions_) {
    for (const auto& [of_expert, j] : regions_) {
      const bool barred = rule == ConflictRule::Region::kDifferent && !of_item.empty() && i == j;
      region_score_[i * regions_.size() + j] =
          barred ? kNone : RegionScore(of_item, of_expert, rule, input_.districts);
    }
  }
}

void PairRows::AddBlocks() {
  absl::flat_hash_map<ExpertId, int> index;
  for (size_t e = 0; e < input_.candidates.size(); ++e) {
    index[input_.candidates[e].expert.id] = static_cast<int>(e);
    by_person_[input_.candidates[e].expert.person].push_back(static_cast<int>(e));
  }
  // The orders of these hash sets reach the lists of experts, but those are only marked from.
  for (const auto& [expert, target] : input_.history.conflicts) {
    const auto found = index.find(expert);
    if (found != index.end() && !target.IsNil()) conflicting_[target].push_back(found->second);
  }
  for (const auto& [pair, past] : input_.history.past) {
    const auto found = index.find(pair.first);
    if (found != index.end()) had_before_[pair.second].push_back(found->second);
  }
}

int PairRows::RegionOf(const RegionId& region) {
  return regions_.try_emplace(region, static_cast<int>(regions_.size())).first->second;
}

int PairRows::OrganizationOf(const OrganizationId& organization) const {
  const auto found = organizations_.find(organization);
  return found == organizations_.end() ? kNone : found->second;
}

void PairRows::BlockTarget(const Uuid& target) {
  if (const auto found = conflicting_.find(target); found != conflicting_.end()) {
    for (const int e : found->second) blocked_[e] = blocking_;
  }
}

void PairRows::Block(int a) {
  const RoundItem& item = input_.items[a];
  blocking_ = a;
  BlockTarget(item.application.uuid());
  BlockTarget(item.organization.uuid());
  for (const PersonId& person : item.people) {
    BlockTarget(person.uuid());
    if (const auto found = by_person_.find(person); found != by_person_.end()) {
      for (const int e : found->second) blocked_[e] = a;
    }
  }
  if (const auto found = had_before_.find(item.application); found != had_before_.end()) {
    for (const int e : found->second) blocked_[e] = a;
  }
  const auto block_organization = [&](const OrganizationId& organization) {
    const int o = OrganizationOf(organization);
    if (o != kNone) blocked_organization_[o] = a;
  };
  block_organization(item.organization);
  if (!input_.round.conflict.one_per_organization) return;
  const auto taken = input_.history.organizations.find(item.application);
  if (taken == input_.history.organizations.end()) return;
  for (const OrganizationId& organization : taken->second) block_organization(organization);
}

void PairRows::Append(int a, const std::vector<int>& max_load, std::vector<ScoredExpert>& row) {
  const RoundItem& item = input_.items[a];
  const auto servers = servers_.find(item.nomination);
  if (servers == servers_.end()) return;
  Block(a);
  const int wanted = item.keywords.Count();
  std::array<int, 129> keyword_score;
  for (int common = 0; common <= wanted; ++common)
    keyword_score[common] = KeywordScore(common, wanted);
  const int* region_score = region_score_.data() + item_region_[a] * regions_.size();
  for (const Server& server : servers->second) {
    const int e = server.expert;
    const int region = region_score[server.region];
    if (region == kNone || blocked_[e] == a || max_load[e] <= 0) continue;
    if (server.organization != kNone && blocked_organization_[server.organization] == a) continue;
    const int keywords = keyword_score[item.keywords.CountCommon(server.keywords)];
    row.push_back({e, SumScore(keywords, region, server.fixed) +
                          noise_.Of(static_cast<uint32_t>(a), static_cast<uint32_t>(e))});
  }
}

}  // namespace nastavnik::review
