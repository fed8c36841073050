#include "services/review/domain/matching/run_input.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"

#include "services/review/domain/matching/lists.h"
#include "services/review/domain/matching/pair_rows.h"

namespace nastavnik::review {
namespace {

class Numbering {
 public:
  explicit Numbering(const PlanInput& facts) : facts_(facts) {
    for (size_t q = 0; q < facts.nominations.size(); ++q)
      nomination_[facts.nominations[q]] = static_cast<int>(q);
  }

  RunInput Run() {
    AddParameters();
    AddApplications();
    FindHolders();
    AddExperts();
    AddForbidden();
    AddNever();
    AddPinned();
    AddDistricts();
    result_.drawn = CountsMoreThan(kMostScoredPairs);
    return std::move(result_);
  }

 private:
  void AddParameters() {
    const Round& round = facts_.round;
    result_.stage = absl::StrCat("seasons/", facts_.season, "/stages/", round.stage.text());
    result_.mode = facts_.mode;
    result_.scope = facts_.scope;
    result_.balance = facts_.balance;
    result_.seniors = round.seniors > 0;
    result_.alternates = round.alternates;
    result_.one_per_organization = round.conflict.one_per_organization;
    result_.region = round.conflict.region;
    result_.nominations = facts_.nominations;
  }

  void AddApplications() {
    for (const RoundItem& item : facts_.items) {
      if (nomination_.contains(item.nomination)) items_.push_back(&item);
    }
    std::sort(items_.begin(), items_.end(),
              [](auto* x, auto* y) { return x->application < y->application; });
    for (const RoundItem* item : items_) {
      result_.applications.push_back({.id = item->application,
                                      .nomination = nomination_[item->nomination],
                                      .region = item->region,
                                      .organization = item->organization,
                                      .keywords = item->keywords,
                                      .demand = item->demand});
    }
  }

  void FindHolders() {
    for (const RoundItem* item : items_) {
      const auto held = facts_.history.held.find(item->application);
      if (held == facts_.history.held.end()) continue;
      for (const PairHistory::Holder& holder : held->second) holders_.insert(holder.expert);
    }
  }

  bool MayServe(const Candidate& candidate) const {
    return candidate.expert.state == Expert::State::kActive &&
           facts_.round.grades.contains(candidate.expert.grade);
  }

  void AddExperts() {
    for (const Candidate& candidate : facts_.candidates) {
      const auto& competences = candidate.expert.competences;
      const bool serves =
          MayServe(candidate) &&
          std::any_of(competences.begin(), competences.end(),
                      [&](const auto& known) { return nomination_.contains(known.first); });
      if (serves || holders_.contains(candidate.expert.id)) candidates_.push_back(&candidate);
    }
    std::sort(candidates_.begin(), candidates_.end(),
              [](auto* x, auto* y) { return x->expert.id < y->expert.id; });
    for (const Candidate* candidate : candidates_) AddExpert(*candidate);
  }

  void AddExpert(const Candidate& candidate) {
    const Expert& expert = candidate.expert;
    RunInput::Expert numbered = {.id = expert.id,
                                 .region = expert.region,
                                 .organization = expert.organization,
                                 .keywords = candidate.keywords,
                                 .grade = expert.grade,
                                 .held = candidate.held_round};
    for (const auto& [nomination, level] : expert.competences) {
      const auto found = nomination_.find(nomination);
      if (found != nomination_.end()) numbered.competences.emplace_back(found->second, level);
    }
    if (MayServe(candidate)) {
      const Round& round = facts_.round;
      const int least = std::min(round.min_load, candidate.MaxLoad(round)) - candidate.held_round;
      numbered.max_load = candidate.Room(round, facts_.season_max);
      numbered.min_load = std::clamp(least, 0, numbered.max_load);
    }
    expert_[expert.id] = static_cast<int>(result_.experts.size());
    result_.experts.push_back(std::move(numbered));
  }

  // What bars pairs and is not told by the attributes of the file.
  void AddForbidden() {
    // The orders of these hash sets reach the lists of experts, but those are sorted afterwards.
    for (const auto& [expert, target] : facts_.history.conflicts) {
      const auto found = expert_.find(expert);
      if (found != expert_.end() && !target.IsNil()) conflicting_[target].push_back(found->second);
    }
    for (const auto& [pair, past] : facts_.history.past) {
      const auto found = expert_.find(pair.first);
      if (found != expert_.end()) past_[pair.second].emplace_back(found->second, past);
    }
    for (size_t e = 0; e < candidates_.size(); ++e) {
      const PersonId person = candidates_[e]->expert.person;
      if (!person.IsNil()) by_person_[person].push_back(static_cast<int>(e));
    }
    for (size_t a = 0; a < items_.size(); ++a) AddForbiddenOf(static_cast<int>(a));
  }

  void AddForbiddenOf(int a) {
    const RoundItem& item = *items_[a];
    reasons_.clear();
    const auto add_conflicts = [&](const Uuid& target) {
      const auto found = conflicting_.find(target);
      if (found == conflicting_.end()) return;
      for (const int e : found->second) AddReason(e, Ineligible::kConflict);
    };
    add_conflicts(item.application.uuid());
    add_conflicts(item.organization.uuid());
    for (const PersonId& person : item.people) {
      add_conflicts(person.uuid());
      const auto own = by_person_.find(person);
      if (own == by_person_.end()) continue;
      for (const int e : own->second) AddReason(e, Ineligible::kOwnApplication);
    }
    if (const auto past = past_.find(item.application); past != past_.end()) {
      for (const auto& [e, what] : past->second) {
        AddReason(e, what == PairHistory::Past::kDeclined ? Ineligible::kDeclinedBefore
                                                          : Ineligible::kAlreadyReviewed);
      }
    }
    for (const auto& [e, reason] : reasons_) {
      if (!ToldOtherwise(a, e, reason)) result_.forbidden.push_back({a, e, reason});
    }
  }

  void AddReason(int e, Ineligible reason) {
    const auto [known, added] = reasons_.try_emplace(e, reason);
    if (!added) known->second = std::min(known->second, reason);
  }

  // Whether the file tells a reason that comes before this one, or this one by a pin.
  bool ToldOtherwise(int a, int e, Ineligible reason) const {
    const RunInput::Application& application = result_.applications[a];
    const RunInput::Expert& expert = result_.experts[e];
    const bool competent =
        std::any_of(expert.competences.begin(), expert.competences.end(),
                    [&](const auto& known) { return known.first == application.nomination; });
    if (!competent) return true;
    if (reason == Ineligible::kOwnApplication) return false;
    if (!expert.organization.IsNil() && expert.organization == application.organization)
      return true;
    return reason == Ineligible::kAlreadyReviewed && Holds(a, expert.id);
  }

  bool Holds(int a, ExpertId expert) const {
    const auto held = facts_.history.held.find(result_.applications[a].id);
    return held != facts_.history.held.end() &&
           std::any_of(held->second.begin(), held->second.end(),
                       [&](const PairHistory::Holder& holder) { return holder.expert == expert; });
  }

  void AddNever() {
    for (const auto& [x, y] : facts_.history.never_together) {
      const auto first = expert_.find(x), second = expert_.find(y);
      if (first == expert_.end() || second == expert_.end() || x == y) continue;
      result_.never.push_back(std::minmax(first->second, second->second));
    }
    SortUnique(result_.never);
  }

  void AddPinned() {
    for (size_t a = 0; a < items_.size(); ++a) {
      const auto held = facts_.history.held.find(items_[a]->application);
      if (held == facts_.history.held.end()) continue;
      for (const PairHistory::Holder& holder : held->second) {
        const auto found = expert_.find(holder.expert);
        if (found != expert_.end()) result_.pinned.emplace_back(static_cast<int>(a), found->second);
      }
    }
    SortUnique(result_.pinned);
  }

  static void SortUnique(std::vector<std::pair<int, int>>& pairs) {
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  }

  void AddDistricts() {
    const auto add = [&](const RegionId& region) {
      const auto found = facts_.districts.find(region);
      if (found != facts_.districts.end()) result_.districts.insert(*found);
    };
    for (const auto& application : result_.applications) add(application.region);
    for (const auto& expert : result_.experts) add(expert.region);
  }

  // Whether there are more eligible pairs than `most`.
  bool CountsMoreThan(int64_t most) const {
    const auto experts = static_cast<int64_t>(result_.experts.size());
    if (static_cast<int64_t>(result_.applications.size()) * experts <= most) return false;
    PairRows rows(result_, /*seed=*/"");
    const std::vector<int> everybody(experts, 1);
    std::vector<ScoredExpert> row;
    int64_t count = 0;
    for (size_t a = 0; a < result_.applications.size() && count <= most; ++a) {
      row.clear();
      rows.Append(static_cast<int>(a), everybody, row);
      count += static_cast<int64_t>(row.size());
    }
    return count > most;
  }

  const PlanInput& facts_;
  RunInput result_;
  std::map<NominationId, int> nomination_;
  std::vector<const RoundItem*> items_;       // by application
  std::vector<const Candidate*> candidates_;  // by expert
  std::set<ExpertId> holders_;
  absl::flat_hash_map<ExpertId, int> expert_;
  absl::flat_hash_map<Uuid, std::vector<int>> conflicting_;    // experts by target
  absl::flat_hash_map<PersonId, std::vector<int>> by_person_;  // experts
  absl::flat_hash_map<ApplicationId, std::vector<std::pair<int, PairHistory::Past>>> past_;
  std::map<int, Ineligible> reasons_;  // by expert, of the application in work
};

}  // namespace

RunInput Number(const PlanInput& input) { return Numbering(input).Run(); }

}  // namespace nastavnik::review
