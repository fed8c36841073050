#include "services/review/domain/assignment.h"

#include <algorithm>
#include <utility>

#include "common/crypto/hash.h"
#include "services/review/domain/errors.h"

namespace nastavnik::review {
namespace {

using State = Assignment::State;
using Origin = Assignment::Origin;

constexpr std::pair<State, absl::string_view> kStates[] = {
    {State::kQueued, "QUEUED"},       {State::kOffered, "OFFERED"},
    {State::kAccepted, "ACCEPTED"},   {State::kInProgress, "IN_PROGRESS"},
    {State::kCompleted, "COMPLETED"}, {State::kDeclined, "DECLINED"},
    {State::kExpired, "EXPIRED"},     {State::kRevoked, "REVOKED"},
    {State::kDead, "DEAD"},
};
constexpr std::pair<Origin, absl::string_view> kOrigins[] = {
    {Origin::kRun, "RUN"},     {Origin::kRefill, "REFILL"}, {Origin::kPull, "PULL"},
    {Origin::kExtra, "EXTRA"}, {Origin::kManual, "MANUAL"},
};

// ACCEPTED at `now`, with its terms.
Assignment WithTerms(Assignment assignment, const Round& round, const SeasonRules& rules,
                     const Stage& stage, absl::Time now) {
  assignment.state = State::kAccepted;
  const absl::Time begin = std::max(now, stage.open_time);
  assignment.due_time =
      std::min(rules.working_days().TermEnd(begin, round.review_working_days), stage.close_time);
  assignment.late_until_time = std::min(assignment.due_time + round.late_term, stage.close_time);
  return assignment;
}

}  // namespace

bool Assignment::Active() const {
  return state == State::kQueued || state == State::kCompleted || Open();
}

bool Assignment::Open() const {
  return state == State::kOffered || state == State::kAccepted || state == State::kInProgress;
}

absl::StatusOr<Assignment> Accept(Assignment assignment, const Round& round,
                                  const SeasonRules& rules, const Stage& stage, absl::Time now) {
  if (assignment.state == State::kAccepted) return assignment;
  if (assignment.state != State::kOffered)
    return IllegalTransition(NameOf(assignment.state), "accept");
  if (now >= assignment.response_due_time) return OfferLapsed();
  return WithTerms(std::move(assignment), round, rules, stage, now);
}

Assignment Claim(Assignment assignment, ExpertId expert, PersonId person, const Round& round,
                 const SeasonRules& rules, const Stage& stage, absl::Time now) {
  assignment.expert = expert;
  assignment.person = person;
  return WithTerms(std::move(assignment), round, rules, stage, now);
}

absl::StatusOr<Assignment> Decline(Assignment assignment, absl::string_view reason) {
  if (assignment.state == State::kDeclined) return assignment;
  if (!assignment.Open()) return IllegalTransition(NameOf(assignment.state), "decline");
  assignment.state = State::kDeclined;
  assignment.end_reason = std::string(reason);
  return assignment;
}

Assignment Start(Assignment assignment) {
  if (assignment.state == State::kAccepted) assignment.state = State::kInProgress;
  return assignment;
}

absl::Status CheckInWork(const Assignment& assignment, absl::string_view verb, absl::Time came) {
  if (assignment.state != State::kAccepted && assignment.state != State::kInProgress)
    return IllegalTransition(NameOf(assignment.state), verb);
  if (came >= assignment.late_until_time) return IllegalTransition(NameOf(State::kExpired), verb);
  return absl::OkStatus();
}

Assignment Finish(Assignment assignment) {
  assignment.state = State::kCompleted;
  return assignment;
}

absl::StatusOr<Assignment> Revoke(Assignment assignment, absl::string_view reason) {
  if (!assignment.Open() && assignment.state != State::kQueued) {
    return IllegalTransition(NameOf(assignment.state), "revoke");
  }
  assignment.state = State::kRevoked;
  assignment.end_reason = std::string(reason);
  return assignment;
}

std::optional<Assignment> Expire(Assignment assignment, absl::Time now) {
  if (assignment.state == State::kOffered && now >= assignment.response_due_time) {
    assignment.end_reason = "RESPONSE_DUE";
  } else if ((assignment.state == State::kAccepted || assignment.state == State::kInProgress) &&
             now >= assignment.late_until_time) {
    assignment.end_reason = "REVIEW_DUE";
  } else {
    return std::nullopt;
  }
  assignment.state = State::kExpired;
  return assignment;
}

Assignment Offer(Assignment assignment, ExpertId expert, PersonId person, const Round& round,
                 absl::Time now) {
  assignment.state = State::kOffered;
  assignment.expert = expert;
  assignment.person = person;
  assignment.offer_time = now;
  assignment.response_due_time = now + round.response_term;
  return assignment;
}

Assignment Successor(const Assignment& ended, absl::Time now) {
  Assignment next;
  next.season = ended.season;
  next.id = AssignmentId::New();
  next.stage = ended.stage;
  next.application = ended.application;
  next.nomination = ended.nomination;
  next.slot = ended.slot;
  next.code = NewAssignmentCode();
  next.origin = Origin::kRefill;
  next.run = ended.run;
  next.create_time = now;
  return next;
}

std::string NewAssignmentCode() {
  constexpr absl::string_view kAlphabet =
      "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford: no I, L, O, U
  std::string code = crypto::RandomBytes(8);
  for (char& c : code) c = kAlphabet[static_cast<uint8_t>(c) % 32];
  return code;
}

absl::string_view NameOf(State state) {
  for (const auto& [value, name] : kStates) {
    if (value == state) return name;
  }
  return "";
}

absl::string_view NameOf(Origin origin) {
  for (const auto& [value, name] : kOrigins) {
    if (value == origin) return name;
  }
  return "";
}

std::optional<State> ParseAssignmentState(absl::string_view name) {
  for (const auto& [value, known] : kStates) {
    if (known == name) return value;
  }
  return std::nullopt;
}

std::optional<Origin> ParseOrigin(absl::string_view name) {
  for (const auto& [value, known] : kOrigins) {
    if (known == name) return value;
  }
  return std::nullopt;
}

}  // namespace nastavnik::review
