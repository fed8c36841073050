#pragma once

#include <map>
#include <string>
#include <vector>

#include "services/review/store/assignment_store.h"
#include "services/review/store/expert_store.h"
#include "services/review/store/review_store.h"
#include "services/review/store/run_store.h"
#include "services/review/store/season_store.h"
#include "tests/support/database.h"

// A review round in the database of review.
namespace nastavnik::review {

support::ServiceDatabase& Db();

inline const char kSeason[] = "2027";
inline const StageId kStage("review-1");

// The demonstration season with the round open. `patch`: a merge patch on top.
std::string Document(const std::string& patch = "{}");

pg::WriteKey Key(absl::string_view method, PersonId person);

// Names of the invariants that do not hold, "" when all do.
std::string Broken();

struct ExpertWish {
  std::string region = "ru-77";
  OrganizationId organization = {};
  std::vector<std::string> nominations = {"production"};
  int load_limit = 0;
  Grade grade = Grade::kBasic;
  std::vector<std::string> keywords = {"onboarding"};
};

// Starts empty, with the season in force.
class Scene {
 public:
  explicit Scene(const std::string& patch = "{}");

  // An active expert; the person is persons[expert].
  ExpertId AddExpert(const ExpertWish& wish = {});
  // `count` active experts of different regions and organizations.
  std::vector<ExpertId> AddExperts(int count, const ExpertWish& wish = {});
  // An admitted application, not saved yet.
  FetchedItem MakeItem(const std::string& nomination = "production",
                       const std::string& region = "ru-16");
  std::vector<FetchedItem> MakeItems(int count, const std::string& nomination = "production");

  AssignmentRun CreateRun(const std::vector<std::string>& nominations = {"production"});
  // Claims the run, saves the items, freezes the input.
  AssignmentRun Freeze(const AssignmentRun& run, const std::vector<FetchedItem>& items);
  // Solves the frozen input and proposes.
  AssignmentRun Solve(const AssignmentRun& run);
  // All of it.
  AssignmentRun Propose(const AssignmentRun& run, const std::vector<FetchedItem>& items);
  absl::StatusOr<pg::Answer> Approve(const AssignmentRun& run, bool two_persons = false,
                                     PersonId actor = PersonId::New(), bool drop_invalid = false);
  // All of it.
  AssignmentRun Deploy(const std::vector<FetchedItem>& items,
                       const std::vector<std::string>& nominations = {"production"});

  std::vector<Assignment> AssignmentsOf(ExpertId expert, const std::string& state = "");
  std::vector<Assignment> All(const std::string& state = "");
  absl::Status Accept(const Assignment& assignment);
  absl::Status Decline(const Assignment& assignment, const std::string& reason = "NO_TIME");
  // Saves every mark and completes.
  absl::Status Complete(const Assignment& assignment, int mark = 5);
  ReviewPatch FullPatch(int mark) const;
  // Moves the terms of an assignment into the past.
  void MakeOverdue(AssignmentId assignment);

  SeasonStore seasons{*Db()};
  ExpertStore experts{*Db()};
  RunStore runs{*Db()};
  AssignmentStore assignments{*Db()};
  ReviewStore reviews{*Db()};
  Rules rules;
  std::map<ExpertId, PersonId> persons;
};

}  // namespace nastavnik::review
