#include "services/review/store/deployment.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

#include "review_sql/sql.h"
#include "services/review/domain/errors.h"
#include "services/review/domain/events.h"
#include "services/review/domain/matching/eligibility.h"
#include "services/review/domain/stage.h"
#include "services/review/store/plan_rows.h"
#include "services/review/store/records.h"

namespace nastavnik::review {
namespace {

constexpr size_t kMostNamed = 20;

}  // namespace

std::vector<ProposedPair> PairsFrom(const pg::Rows& rows) {
  std::vector<ProposedPair> pairs;
  for (const pg::Row row : rows) {
    pairs.push_back({row.IdOf<ApplicationId>("application_id"), row.IdOf<ExpertId>("expert_id"),
                     row.IdOf<NominationId>("nomination_id"), row.Int("score")});
  }
  return pairs;
}

void InsertProposal(pg::Changes& changes, const AssignmentRun& run, const ProposalRows& proposal) {
  std::vector<ApplicationId> applications;
  std::vector<ExpertId> experts;
  std::vector<NominationId> nominations;
  std::vector<int> scores, ranks;
  for (const ProposedPair& pair : proposal.pairs) {
    applications.push_back(pair.application);
    experts.push_back(pair.expert);
    nominations.push_back(pair.nomination);
    scores.push_back(pair.score);
  }
  changes.Run(sql::kInsertProposedAssignments, run.season, run.id, applications, experts,
              nominations, scores);
  applications.clear(), experts.clear(), scores.clear();
  for (const Alternate& alternate : proposal.alternates) {
    applications.push_back(alternate.application);
    ranks.push_back(alternate.rank);
    experts.push_back(alternate.expert);
    scores.push_back(alternate.score);
  }
  changes.Run(sql::kInsertAlternates, run.season, run.id, applications, ranks, experts, scores);
}

void Deployment::AddReads(std::vector<pg::Query>& reads, const AssignmentRun& run,
                          const Round& round) {
  reads.push_back(pg::Query(sql::kSelectPlanItemsForShare, run.season, run.stage, run.nominations));
  reads.push_back(pg::Query(sql::kSelectPlanExpertsForUpdate, run.season, run.id));
  reads.push_back(pg::Query(sql::kSelectStage, run.season, run.stage));
  reads.push_back(pg::Query(sql::kSelectAllProposedAssignments, run.season, run.id));
  for (pg::Query& query : PlanRows::Queries(run, round)) reads.push_back(std::move(query));
}

Deployment::Deployment(const pg::ReadRows& rows, int first, const AssignmentRun& run,
                       const Round& round, const SeasonRules& rules, bool drop_invalid)
    : run_(run),
      round_(round),
      drop_invalid_(drop_invalid),
      stage_(rows[first + 2].empty() ? Stage{} : StageFrom(rows[first + 2][0])),
      now_(rows.Now()),
      input_(PlanRows::Read(rows, first + 4, run, round, rules, {})),
      taken_slots_(PlanRows::TakenSlots(rows[first + 4])),
      pairs_(PairsFrom(rows[first + 3])) {
  for (const RoundItem& item : input_.items) items_[item.application] = &item;
  for (Candidate& candidate : input_.candidates) candidates_[candidate.expert.id] = &candidate;
}

absl::Status Deployment::Write(pg::Changes& changes) {
  if (!TakesOffers(stage_, now_)) return StageClosed(stage_.close_time);
  std::vector<std::string> invalid;
  for (const ProposedPair& pair : pairs_) {
    if (Join(pair)) continue;
    if (invalid.size() < kMostNamed) {
      invalid.push_back(absl::StrCat(pair.application.ToString(), ":", pair.expert.ToString()));
    }
  }
  if (!invalid.empty() && !drop_invalid_) return InputsChanged(invalid);
  WriteRows(changes);
  WriteEvents(changes);
  return absl::OkStatus();
}

// Takes the pair into what is known, as if it were offered already: the next ones are checked
// against it.
bool Deployment::Join(const ProposedPair& pair) {
  const auto item = items_.find(pair.application);
  const auto found = candidates_.find(pair.expert);
  if (item == items_.end() || found == candidates_.end()) return false;
  Candidate& candidate = *found->second;
  const PairFacts facts = input_.history.Of(candidate, *item->second);
  if (WhyNot(candidate, *item->second, facts, round_, input_.season_max) != Ineligible::kNone)
    return false;
  std::vector<int>& taken = taken_slots_[pair.application];
  int slot = 1;
  while (std::find(taken.begin(), taken.end(), slot) != taken.end()) ++slot;
  if (slot > round_.reviews_per_application) return false;
  taken.push_back(slot);
  ++candidate.held_round;
  ++candidate.held_season;
  input_.history.held[pair.application].push_back({pair.expert, candidate.expert.organization});
  made_.push_back(MakeAssignment(pair, slot));
  return true;
}

Assignment Deployment::MakeAssignment(const ProposedPair& pair, int slot) const {
  Assignment assignment;
  assignment.season = run_.season;
  assignment.id = AssignmentId::New();
  assignment.stage = run_.stage;
  assignment.application = pair.application;
  assignment.nomination = pair.nomination;
  assignment.slot = slot;
  assignment.code = NewAssignmentCode();
  assignment.origin = Assignment::Origin::kRun;
  assignment.run = run_.id;
  return Offer(std::move(assignment), pair.expert, candidates_.at(pair.expert)->expert.person,
               round_, now_);
}

void Deployment::WriteRows(pg::Changes& changes) const {
  std::vector<AssignmentId> ids;
  std::vector<ApplicationId> applications;
  std::vector<NominationId> nominations;
  std::vector<int> slots;
  std::vector<std::string> codes;
  std::vector<ExpertId> experts;
  for (const Assignment& assignment : made_) {
    ids.push_back(assignment.id);
    applications.push_back(assignment.application);
    nominations.push_back(assignment.nomination);
    slots.push_back(assignment.slot);
    codes.push_back(assignment.code);
    experts.push_back(assignment.expert);
  }
  changes.Run(sql::kInsertAssignments, run_.season, run_.stage, run_.id, now_,
              now_ + round_.response_term, ids, applications, nominations, slots, codes);
  changes.Run(sql::kInsertAssignmentParties, run_.season, run_.stage, ids, applications, experts);
  changes.Run(sql::kInsertAssignmentFirstTransitions, run_.season, ids, std::nullopt);
}

void Deployment::WriteEvents(pg::Changes& changes) const {
  std::map<ExpertId, int> count;
  for (const Assignment& assignment : made_) ++count[assignment.expert];
  for (const auto& [expert, offered] : count) {
    changes.Emit(AssignmentsOffered(run_.season, expert, candidates_.at(expert)->expert.person,
                                    run_.id, offered));
  }
}

}  // namespace nastavnik::review
