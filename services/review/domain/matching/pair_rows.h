#pragma once

#include <map>
#include <vector>

#include "absl/container/flat_hash_map.h"

#include "services/review/domain/matching/certificate.h"
#include "services/review/domain/matching/planner.h"

namespace nastavnik::review {

// The eligible pairs of a round with their scores, application by application, as WhyNot, BaseScore
// and Noise give them, but with everything looked up beforehand: some nanoseconds a pair.
class PairRows {
 public:
  // `input` must outlive the rows.
  explicit PairRows(const PlanInput& input);

  // Appends the experts who may review item `a` and have `max_load` of 1 or more, ascending.
  void Append(int a, const std::vector<int>& max_load, std::vector<ScoredExpert>& row);

 private:
  struct Server {  // an expert who serves a nomination
    int expert;
    int region;
    int organization;
    int fixed;  // FixedScore
    KeywordSet keywords;
  };
  static constexpr int kNone = -1;

  void AddServers();
  void AddRegions();
  void AddBlocks();
  // Marks the experts and organizations that may not have item `a`.
  void Block(int a);
  void BlockTarget(const Uuid& target);
  int RegionOf(const RegionId& region);
  int OrganizationOf(const OrganizationId& organization) const;

  const PlanInput& input_;
  const Noise noise_;
  std::map<NominationId, std::vector<Server>> servers_;
  std::map<RegionId, int> regions_;
  std::vector<int> item_region_;   // by item
  std::vector<int> region_score_;  // of item's region * regions + expert's; kNone: may not
  std::map<OrganizationId, int> organizations_;                      // of experts
  absl::flat_hash_map<Uuid, std::vector<int>> conflicting_;          // experts by target
  absl::flat_hash_map<PersonId, std::vector<int>> by_person_;        // experts
  absl::flat_hash_map<ApplicationId, std::vector<int>> had_before_;  // experts
  std::vector<int> blocked_;               // by expert: the last item that may not have the expert
  std::vector<int> blocked_organization_;  // the same by organization
  int blocking_ = kNone;                   // the item in work
};

}  // namespace nastavnik::review
