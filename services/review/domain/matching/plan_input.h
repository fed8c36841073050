#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"

#include "services/review/domain/matching/facts.h"
#include "services/review/domain/matching/run_options.h"
#include "services/review/domain/matching/score.h"

namespace nastavnik::review {

// What is known of pairs: who may not meet, who met before, who meets now.
struct PairHistory {
  enum class Past { kHad, kDeclined };
  struct Holder {  // an expert who holds a slot
    ExpertId expert;
    OrganizationId organization;  // nil: none
  };

  absl::flat_hash_set<std::pair<ExpertId, Uuid>>
      conflicts;  // with an application, a person or an organization
  absl::flat_hash_map<std::pair<ExpertId, ApplicationId>, Past> past;
  absl::flat_hash_map<ApplicationId, std::vector<Holder>> held;
  std::set<std::pair<ExpertId, ExpertId>> never_together;  // the lower id first

  PairFacts Of(const Candidate& candidate, const RoundItem& item) const;
};

// Everything a plan is made from, as it is stored.
struct PlanInput {
  std::string season;
  Round round;
  int season_max = 0;
  std::vector<NominationId> nominations;  // in the season's order
  std::vector<RoundItem> items;
  std::vector<Candidate> candidates;  // everybody who may serve or holds something
  PairHistory history;
  Districts districts;
  RunMode mode = RunMode::kFull;
  RunScope scope = RunScope::kNomination;
  RunBalance balance = RunBalance::kNone;
};

}  // namespace nastavnik::review
