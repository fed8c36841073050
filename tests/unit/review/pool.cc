#include "tests/unit/review/pool.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "catch2/catch.hpp"

#include "services/review/domain/matching/eligibility.h"

namespace nastavnik::review {

Proposal Pool::Solve() const {
  auto proposal = review::Propose(Number(input), seed);
  REQUIRE(proposal.ok());
  return *std::move(proposal);
}

ProposalRows Pool::Rows() const { return RowsOf(Number(input), Solve()); }

void AddObstacles(Pool& pool, int count) {
  auto& history = pool.input.history;
  const int experts = static_cast<int>(pool.input.candidates.size());
  const int items = static_cast<int>(pool.input.items.size());
  for (int i = 0; i < count; ++i) {
    const Candidate& candidate = pool.input.candidates[pool.Draw(0, experts - 1)];
    RoundItem& item = pool.input.items[pool.Draw(0, items - 1)];
    const ExpertId expert = candidate.expert.id;
    switch (i % 8) {
      case 0:
        history.conflicts.insert({expert, item.application.uuid()});
        break;
      case 1:
        history.conflicts.insert({expert, item.people[0].uuid()});
        break;
      case 2:
        history.conflicts.insert({expert, item.organization.uuid()});
        break;
      case 3:
        history.past[{expert, item.application}] = PairHistory::Past::kDeclined;
        break;
      case 4:
        history.past[{expert, item.application}] = PairHistory::Past::kHad;
        break;
      case 5:
        history.past[{expert, item.application}] = PairHistory::Past::kHad;
        history.held[item.application].push_back({expert, candidate.expert.organization});
        break;
      case 6: {
        const Candidate& other = pool.input.candidates[pool.Draw(0, experts - 1)];
        if (other.expert.id != expert)
          history.never_together.insert(std::minmax(expert, other.expert.id));
        break;
      }
      default:
        item.people.push_back(candidate.expert.person);
    }
  }
}

// Lets `pairs` stand as held, and counts the open slots down.
void Hold(PlanInput& input, const std::vector<ProposedPair>& pairs) {
  for (const ProposedPair& pair : pairs) {
    auto& item = *std::find_if(input.items.begin(), input.items.end(), [&](const RoundItem& i) {
      return i.application == pair.application;
    });
    auto& candidate = *std::find_if(input.candidates.begin(), input.candidates.end(),
                                    [&](Candidate& c) { return c.expert.id == pair.expert; });
    --item.demand;
    ++candidate.held_round;
    ++candidate.held_season;
    input.history.held[pair.application].push_back({pair.expert, candidate.expert.organization});
    input.history.past[{pair.expert, pair.application}] = PairHistory::Past::kHad;
  }
}

// The expert gives up a held application.
void Decline(PlanInput& input, const ProposedPair& pair) {
  auto& holders = input.history.held[pair.application];
  std::erase_if(holders, [&](const auto& holder) { return holder.expert == pair.expert; });
  input.history.past[{pair.expert, pair.application}] = PairHistory::Past::kDeclined;
  for (RoundItem& item : input.items) item.demand += item.application == pair.application;
  for (Candidate& candidate : input.candidates) {
    const int one = candidate.expert.id == pair.expert;
    candidate.held_round -= one;
    candidate.held_season -= one;
  }
}

std::string WhyWrong(const Pool& pool, const std::vector<ProposedPair>& pairs) {
  PlanInput input = pool.input;  // its history gets every pair that stands already
  std::map<ExpertId, int> load;
  std::map<ApplicationId, int> reviews;
  for (const ProposedPair& pair : pairs) {
    const auto item = std::find_if(input.items.begin(), input.items.end(), [&](const RoundItem& i) {
      return i.application == pair.application;
    });
    const auto candidate =
        std::find_if(input.candidates.begin(), input.candidates.end(),
                     [&](const Candidate& c) { return c.expert.id == pair.expert; });
    const PairFacts facts = input.history.Of(*candidate, *item);
    const Ineligible reason = WhyNot(*candidate, *item, facts, input.round, input.season_max);
    if (reason != Ineligible::kNone)
      return absl::StrCat("not eligible for the reason ", static_cast<int>(reason));
    if (++load[pair.expert] > candidate->Room(input.round, input.season_max))
      return "more than the expert may have";
    if (++reviews[pair.application] > item->demand) return "more than the application wants";
    input.history.held[pair.application].push_back({pair.expert, candidate->expert.organization});
  }
  return "";
}

void CheckPlan(const Pool& pool, const std::vector<ProposedPair>& pairs) {
  REQUIRE(WhyWrong(pool, pairs) == "");
}

}  // namespace nastavnik::review
