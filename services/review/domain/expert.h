#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/id/id.h"
#include "common/status/error.h"
#include "services/review/domain/ids.h"

namespace nastavnik::review {

enum class Grade { kBasic, kSenior, kLead };

// Whether an expert of the grade is a senior where an application wants one.
inline bool IsSenior(Grade grade) { return grade != Grade::kBasic; }

// How well a nomination fits an expert.
enum class Level { kPrimary, kSecondary };

// A person who may be asked for reviews in a season.
struct Expert {
  enum class State { kInvited, kCandidate, kActive, kFailed, kSuspended, kDeclined };

  std::string season;
  ExpertId id;
  PersonId person;  // nil until the invitation is accepted
  State state = State::kInvited;
  Grade grade = Grade::kBasic;
  std::map<NominationId, Level> competences;
  std::vector<std::string> keywords;  // ids of the season's list
  RegionId region;
  OrganizationId organization;  // nil: none
  int load_limit = 0;           // own limit in a round; 0: the round's
  absl::Time create_time;
  absl::Time accept_time = absl::InfinitePast();
  int version = 0;
};

// What a person says when accepting.
struct ExpertProfile {
  std::map<NominationId, Level> competences;
  std::vector<std::string> keywords;
  RegionId region;
  OrganizationId organization;
  int load_limit = 0;
};

class SeasonRules;

// Notes what a profile lacks or names that the season does not know: nominations, keywords.
void CheckProfile(const ExpertProfile& profile, const SeasonRules& rules,
                  std::vector<FieldViolation>& violations);
// FIELD_INVALID with every nomination of an invitation that the season does not know.
absl::Status CheckNominations(const std::vector<std::string>& nominations,
                              const SeasonRules& rules);

// INVITED -> CANDIDATE. Refuses: ILLEGAL_TRANSITION; the same person accepting again changes
// nothing.
absl::StatusOr<Expert> AcceptInvitation(Expert expert, PersonId person, ExpertProfile profile,
                                        absl::Time now);
// CANDIDATE -> ACTIVE. Refuses: ILLEGAL_TRANSITION.
absl::StatusOr<Expert> Activate(Expert expert);

absl::string_view NameOf(Expert::State state);
absl::string_view NameOf(Grade grade);
absl::string_view NameOf(Level level);
std::optional<Expert::State> ParseExpertState(absl::string_view name);
std::optional<Grade> ParseGrade(absl::string_view name);
std::optional<Level> ParseLevel(absl::string_view name);

// A reason why an expert may not review some applications. Exactly one target is set.
struct Conflict {
  enum class Kind { kDeclared, kReported };
  std::string season;
  ConflictId id;
  ExpertId expert;
  Kind kind = Kind::kDeclared;
  ApplicationId application;
  OrganizationId organization;
  PersonId person;
  AssignmentId assignment;  // how the expert named the application; nil otherwise
  bool active = true;
  std::string reason;
  absl::Time create_time;
};

absl::string_view NameOf(Conflict::Kind kind);

}  // namespace nastavnik::review
