#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"

#include "common/pg/database.h"
#include "services/review/domain/assignment.h"
#include "services/review/domain/matching/planner.h"
#include "services/review/domain/run.h"
#include "services/review/domain/season_rules.h"

namespace nastavnik::review {

std::vector<ProposedPair> PairsFrom(const pg::Rows& rows);
// Writes the pairs and alternates of a plan.
void InsertProposal(pg::Changes& changes, const AssignmentRun& run, const ProposalRows& proposal);

// A plan on its way into force, within one transaction: items and experts are locked, then
// everything that makes a pair eligible is read again.
class Deployment {
 public:
  // Locks in the order of everybody else: round items, then experts.
  static void AddReads(std::vector<pg::Query>& reads, const AssignmentRun& run, const Round& round);

  Deployment(const pg::ReadRows& rows, int first, const AssignmentRun& run, const Round& round,
             const SeasonRules& rules, bool drop_invalid);

  // Offers every pair. Refuses with INPUTS_CHANGED, naming at most 20 pairs, when some are not
  // eligible any more and they may not be dropped; with STAGE_CLOSED when the stage takes no
  // offers.
  absl::Status Write(pg::Changes& changes);

 private:
  bool Join(const ProposedPair& pair);
  Assignment MakeAssignment(const ProposedPair& pair, int slot) const;
  void WriteRows(pg::Changes& changes) const;
  void WriteEvents(pg::Changes& changes) const;

  const AssignmentRun& run_;
  const Round& round_;
  const bool drop_invalid_;
  const Stage stage_;
  const absl::Time now_;
  PlanInput input_;
  std::map<ApplicationId, std::vector<int>> taken_slots_;
  std::vector<ProposedPair> pairs_;
  std::map<ApplicationId, const RoundItem*> items_;
  std::map<ExpertId, Candidate*> candidates_;
  std::vector<Assignment> made_;
};

}  // namespace nastavnik::review
