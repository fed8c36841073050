#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "services/review/domain/matching/eligibility.h"
#include "services/review/domain/matching/plan_input.h"

namespace nastavnik::review {

// What a run is solved from: exactly what its input file holds (see input_file.h). Applications and
// experts are indices in the order of their ids, nominations indices in the season's order.
struct RunInput {
  struct Application {
    ApplicationId id;
    int nomination = 0;
    RegionId region;              // empty: none
    OrganizationId organization;  // nil: none
    KeywordSet keywords;
    int demand = 0;  // open slots, 0 .. kMostDemand

    friend bool operator==(const Application&, const Application&) = default;
  };
  struct Expert {
    ExpertId id;
    std::vector<std::pair<int, Level>> competences;  // nominations in the order of their ids
    RegionId region;
    OrganizationId organization;
    KeywordSet keywords;
    Grade grade = Grade::kBasic;
    int min_load = 0;  // soft minimum of new assignments; 0 <= min_load <= max_load
    int max_load = 0;  // most new assignments, 0 .. kMostLoad
    int held = 0;      // assignments of the round already, 0 .. kMostLoad

    friend bool operator==(const Expert&, const Expert&) = default;
  };
  struct Forbidden {
    int application = 0;
    int expert = 0;
    Ineligible reason = Ineligible::kConflict;  // OWN_APPLICATION, CONFLICT, DECLINED_BEFORE or
                                                // ALREADY_REVIEWED

    friend bool operator==(const Forbidden&, const Forbidden&) = default;
  };

  static constexpr int kMostDemand = 10;
  static constexpr int kMostLoad = 10'000;
  static constexpr int kMostAlternates = 20;

  std::string stage;  // full name
  RunMode mode = RunMode::kFull;
  RunScope scope = RunScope::kNomination;
  RunBalance balance = RunBalance::kNone;
  bool seniors = false;  // every application wants one senior or lead
  int alternates = 0;
  bool one_per_organization = false;
  ConflictRule::Region region = ConflictRule::Region::kDifferent;
  bool drawn = false;   // more than kMostScoredPairs eligible pairs: see lists.h
  Districts districts;  // of the regions that occur
  std::vector<NominationId> nominations;
  std::vector<Application> applications;
  std::vector<Expert> experts;
  std::vector<Forbidden> forbidden;         // by application, then expert; each pair once
  std::vector<std::pair<int, int>> never;   // experts, the lower first; sorted, each once
  std::vector<std::pair<int, int>> pinned;  // application and expert who holds a slot; sorted

  friend bool operator==(const RunInput&, const RunInput&) = default;
};

// The facts in numbers: applications of the nominations, and the experts who may serve one of them
// or hold one. The order of the facts does not matter.
RunInput Number(const PlanInput& input);

}  // namespace nastavnik::review
