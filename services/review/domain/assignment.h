#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/id/id.h"
#include "services/review/domain/ids.h"
#include "services/review/domain/season_rules.h"
#include "services/review/domain/stage.h"

namespace nastavnik::review {

// One slot of an application in a round, and the expert who fills it. A slot that is given up gets
// a new row; the old one stays, and its expert never gets that application again.
struct Assignment {
  enum class State {
    kQueued,
    kOffered,
    kAccepted,
    kInProgress,
    kCompleted,
    kDeclined,
    kExpired,
    kRevoked,
    kDead
  };
  enum class Origin { kRun, kRefill, kPull, kExtra, kManual };

  std::string season;
  AssignmentId id;
  StageId stage;
  ApplicationId application;
  NominationId nomination;
  int slot = 0;
  std::string code;  // what the expert calls the application
  Origin origin = Origin::kRun;
  State state = State::kQueued;
  RunId run;        // whose alternates serve the slot; nil: none
  ExpertId expert;  // nil while queued
  PersonId person;  // the expert's
  absl::Time offer_time = absl::InfinitePast();
  absl::Time response_due_time = absl::InfinitePast();
  absl::Time due_time = absl::InfinitePast();
  absl::Time late_until_time = absl::InfinitePast();
  std::string end_reason;
  absl::Time create_time;
  int version = 0;

  // Holds its slot: queued, offered, accepted, in progress or completed.
  bool Active() const;
  // Held by an expert who has not finished: offered, accepted or in progress.
  bool Open() const;
};

// Most unfinished assignments that an expert holds by claiming them. Such a one was never offered:
// it has no offer time.
inline constexpr int kMostClaims = 3;

// OFFERED -> ACCEPTED. The review is due after the round's working days, counted from the opening
// of the stage at the earliest, and at the latest when the stage closes. Accepting again changes
// nothing. Refuses: ILLEGAL_TRANSITION, also when the offer has lapsed.
absl::StatusOr<Assignment> Accept(Assignment assignment, const Round& round,
                                  const SeasonRules& rules, const Stage& stage, absl::Time now);
// QUEUED -> ACCEPTED by `expert`, who asked for it; due as after Accept.
Assignment Claim(Assignment assignment, ExpertId expert, PersonId person, const Round& round,
                 const SeasonRules& rules, const Stage& stage, absl::Time now);
// Open -> DECLINED. Declining again changes nothing.
absl::StatusOr<Assignment> Decline(Assignment assignment, absl::string_view reason);
// ACCEPTED -> IN_PROGRESS, at the first saved mark.
Assignment Start(Assignment assignment);
// Whether an act on the review that came at `came` is in time: ACCEPTED or IN_PROGRESS, before the
// late term ends. Refuses: ILLEGAL_TRANSITION, with EXPIRED also when nobody has ended the
// assignment yet.
absl::Status CheckInWork(const Assignment& assignment, absl::string_view verb, absl::Time came);
// IN_PROGRESS or ACCEPTED -> COMPLETED.
Assignment Finish(Assignment assignment);
// Queued or open -> REVOKED.
absl::StatusOr<Assignment> Revoke(Assignment assignment, absl::string_view reason);
// OFFERED past its response term, ACCEPTED or IN_PROGRESS past the late term -> EXPIRED; nullopt
// when it is not time.
std::optional<Assignment> Expire(Assignment assignment, absl::Time now);
// A free slot or QUEUED -> OFFERED to `expert`.
Assignment Offer(Assignment assignment, ExpertId expert, PersonId person, const Round& round,
                 absl::Time now);
// The row that follows one that was given up: same slot, QUEUED.
Assignment Successor(const Assignment& ended, absl::Time now);

// A code of eight letters and digits, easy to read out, from the bytes of a random id.
std::string NewAssignmentCode();

absl::string_view NameOf(Assignment::State state);
absl::string_view NameOf(Assignment::Origin origin);
std::optional<Assignment::State> ParseAssignmentState(absl::string_view name);
std::optional<Assignment::Origin> ParseOrigin(absl::string_view name);

}  // namespace nastavnik::review
