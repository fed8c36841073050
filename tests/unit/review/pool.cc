#include "tests/unit/review/pool.h"

#include <map>
#include <set>
#include <utility>

#include "catch2/catch.hpp"

#include "services/review/domain/matching/eligibility.h"

namespace nastavnik::review {

void CheckPlan(const Pool& pool, const Proposal& proposal) {
  std::map<ExpertId, int> load;
  std::map<ApplicationId, std::set<OrganizationId>> organizations;
  std::map<ApplicationId, int> reviews;
  std::set<std::pair<ApplicationId, ExpertId>> pairs;
  for (const ProposedPair& pair : proposal.pairs) {
    REQUIRE(pairs.insert({pair.application, pair.expert}).second);
    const auto item =
        std::find_if(pool.input.items.begin(), pool.input.items.end(),
                     [&](const RoundItem& i) { return i.application == pair.application; });
    const auto candidate =
        std::find_if(pool.input.candidates.begin(), pool.input.candidates.end(),
                     [&](const Candidate& c) { return c.expert.id == pair.expert; });
    const PairFacts facts = pool.input.history.Of(*candidate, *item);
    REQUIRE(WhyNot(*candidate, *item, facts, pool.input.round, pool.input.season_max) ==
            Ineligible::kNone);
    REQUIRE(++load[pair.expert] <= candidate->Room(pool.input.round, pool.input.season_max));
    REQUIRE(++reviews[pair.application] <= item->demand);
    if (!candidate->expert.organization.IsNil()) {
      REQUIRE(organizations[pair.application].insert(candidate->expert.organization).second);
    }
  }
}

}  // namespace nastavnik::review
