// Experts, assignments, reviews and stages as state machines.
#include "absl/strings/str_cat.h"
#include "catch2/catch.hpp"

#include "common/status/error.h"
#include "services/review/domain/assignment.h"
#include "services/review/domain/events.h"
#include "services/review/domain/review.h"
#include "services/review/domain/stage.h"
#include "tests/unit/review/season.h"

namespace nastavnik::review {
namespace {

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2027, 5, 28, 12, 0, 0),
                                        absl::FixedTimeZone(3 * 3600));  // Friday

Stage OpenStage() {
  return {.season = "2027",
          .id = StageId("review-1"),
          .kind = "REVIEW",
          .open_time = kNow - absl::Hours(100),
          .close_time = kNow + absl::Hours(24 * 30),
          .grace = absl::Seconds(120),
          .state = Stage::State::kOpen};
}

Assignment Offered(const Round& round) {
  Assignment assignment;
  assignment.season = "2027";
  assignment.id = AssignmentId::New();
  assignment.stage = round.stage;
  return Offer(assignment, ExpertId::New(), PersonId::New(), round, kNow);
}

std::string ReasonOf(const absl::Status& status) {
  return status.ok() ? "" : ErrorFrom(status).reason;
}

TEST_CASE(
    "an accepted review is due at the end of the fifth working day, 24 hours later it is gone") {
  const auto rules = ReadSeason();
  const Round& round = rules->rounds().front();
  const Assignment offered = Offered(round);
  CHECK(offered.response_due_time == kNow + absl::Hours(48));
  const auto accepted = Accept(offered, round, *rules, OpenStage(), kNow + absl::Hours(1));
  REQUIRE(accepted.ok());
  // Friday 28 May + 5 working days = Friday 4 June, 18:00 in Moscow.
  const absl::Time due =
      absl::FromCivil(absl::CivilSecond(2027, 6, 4, 18, 0, 0), absl::FixedTimeZone(3 * 3600));
  CHECK(accepted->due_time == due);
  CHECK(accepted->late_until_time == due + absl::Hours(24));
  CHECK_FALSE(Expire(*accepted, due + absl::Hours(23)));
  CHECK(Expire(*accepted, due + absl::Hours(24))->end_reason == "REVIEW_DUE");
}

TEST_CASE("no term goes beyond the close of the stage") {
  const auto rules = ReadSeason();
  const Round& round = rules->rounds().front();
  Stage stage = OpenStage();
  stage.close_time = kNow + absl::Hours(30);
  const auto accepted = Accept(Offered(round), round, *rules, stage, kNow);
  REQUIRE(accepted.ok());
  CHECK(accepted->due_time == stage.close_time);
  CHECK(accepted->late_until_time == stage.close_time);
}

TEST_CASE("every verb meets every state of an assignment") {
  const auto rules = ReadSeason();
  const Round& round = rules->rounds().front();
  using State = Assignment::State;
  for (const State state :
       {State::kQueued, State::kOffered, State::kAccepted, State::kInProgress, State::kCompleted,
        State::kDeclined, State::kExpired, State::kRevoked, State::kDead}) {
    Assignment assignment = Offered(round);
    assignment.state = state;
    INFO(std::string(NameOf(state)));
    const bool open =
        state == State::kOffered || state == State::kAccepted || state == State::kInProgress;
    CHECK(Accept(assignment, round, *rules, OpenStage(), kNow).ok() ==
          (state == State::kOffered || state == State::kAccepted));
    CHECK(Decline(assignment, "NO_TIME").ok() == (open || state == State::kDeclined));
    CHECK(Revoke(assignment, "CONFLICT").ok() == (open || state == State::kQueued));
    CHECK(ParseAssignmentState(NameOf(state)) == state);
    assignment.late_until_time = kNow;
    CHECK(Expire(assignment, kNow + absl::Hours(1000)).has_value() == open);
  }
}

TEST_CASE("work on a review ends with the late term, whoever has noticed it") {
  Assignment assignment;
  assignment.state = Assignment::State::kInProgress;
  assignment.late_until_time = kNow;
  CHECK(CheckInWork(assignment, "update", kNow - absl::Microseconds(1)).ok());
  const absl::Status late = CheckInWork(assignment, "update", kNow);
  CHECK(ReasonOf(late) == "ILLEGAL_TRANSITION");
  CHECK(ErrorFrom(late).metadata[0].second == "EXPIRED");
  assignment.state = Assignment::State::kOffered;
  CHECK(ReasonOf(CheckInWork(assignment, "update", kNow - absl::Hours(1))) == "ILLEGAL_TRANSITION");
}

TEST_CASE("every state that is reached has its type of event") {
  using State = Assignment::State;
  const auto assignment = [](State state) {
    Assignment reached;
    reached.state = state;
    return AssignmentEvent(reached).type;
  };
  for (int state = 0; state <= static_cast<int>(State::kDead); ++state)
    CHECK(assignment(static_cast<State>(state)) != "");
  CHECK(assignment(State::kInProgress) == "assignment.started");
  CHECK(ExpertEvent({.state = Expert::State::kInvited}).type == "expert.invited");
  CHECK(ExpertEvent({.state = Expert::State::kCandidate}).type == "expert.accepted");
  CHECK(ExpertEvent({.state = Expert::State::kActive}).type == "expert.activated");
  CHECK(RunEvent({.state = AssignmentRun::State::kProposed}).type == "assignment_run.proposed");
  CHECK(RunEvent({.state = AssignmentRun::State::kDeployed}).type == "assignment_run.deployed");
  CHECK(RunEvent({.state = AssignmentRun::State::kFailed}).type == "assignment_run.failed");
  CHECK(StageEvent({.state = Stage::State::kOpen}).type == "stage.opened");
  CHECK(StageEvent({.state = Stage::State::kFrozen}).type == "stage.frozen");
}

TEST_CASE("a successor takes the slot and nothing of the expert") {
  const auto rules = ReadSeason();
  Assignment ended = Offered(rules->rounds().front());
  ended.slot = 2;
  ended.run = RunId::New();
  const Assignment next = Successor(ended, kNow);
  CHECK(next.state == Assignment::State::kQueued);
  CHECK(next.slot == 2);
  CHECK(next.run == ended.run);
  CHECK(next.expert.IsNil());
  CHECK(next.id != ended.id);
  CHECK(next.code != ended.code);
  CHECK(next.code.size() == 8);
}

TEST_CASE("totals are exact hundredths, whatever the weights and scales") {
  const auto rules = ReadSeason();
  const Rubric& rubric = *rules->RubricOf(NominationId("production"));
  ReviewContent content;
  for (const char* id : {"a1", "a2", "b1", "b2", "c1", "c2"})
    content.marks[CriterionId(id)].mark = 10;
  CHECK(TotalHundredths(content, rubric) == 10000);
  content.marks[CriterionId("b1")].mark = 7;  // weight 25
  CHECK(TotalHundredths(content, rubric) == 10000 - 750);
  content.marks[CriterionId("ready")].mark = 3;  // informative
  CHECK(TotalHundredths(content, rubric) == 9250);
  content.marks.clear();
  CHECK(TotalHundredths(content, rubric) == 0);
}

TEST_CASE("what is missing is all named: marks, and words at the ends of the scale") {
  const auto rules = ReadSeason();
  const Rubric& rubric = *rules->RubricOf(NominationId("production"));
  CHECK(Missing({}, rubric).size() == 6);
  ReviewContent content;
  for (const char* id : {"a1", "a2", "b1", "b2", "c1", "c2"})
    content.marks[CriterionId(id)].mark = 5;
  CHECK(Missing(content, rubric).empty());
  content.marks[CriterionId("a1")].mark = 3;
  content.marks[CriterionId("a2")].mark = 9;
  content.marks[CriterionId("a2")].comment = "Коротко.";
  auto missing = Missing(content, rubric);
  REQUIRE(missing.size() == 2);
  CHECK(missing[0].reason == "REQUIRED");
  CHECK(missing[1].reason == "TOO_SHORT");
  std::string words;
  for (int i = 0; i < 100; ++i) words += "й";  // 100 code points, 200 bytes
  content.marks[CriterionId("a1")].comment = content.marks[CriterionId("a2")].comment = words;
  CHECK(Missing(content, rubric).empty());
  content.marks[CriterionId("ready")].mark = 0;  // informative: never asks for words
  CHECK(Missing(content, rubric).empty());
}

TEST_CASE("drafts are saved part by part, a completed review is not") {
  const auto rules = ReadSeason();
  const Rubric& rubric = *rules->RubricOf(NominationId("production"));
  Review review;
  ReviewPatch patch;
  patch.comment = "Черновик";
  review = *Save(review, patch, kNow);
  CHECK(ReasonOf(Complete(review, rubric, kNow).status()) == "REVIEW_INCOMPLETE");
  ReviewPatch marks;
  marks.marks.emplace();
  for (const char* id : {"a1", "a2", "b1", "b2", "c1", "c2"})
    (*marks.marks)[CriterionId(id)].mark = 6;
  review = *Save(review, marks, kNow);
  CHECK(review.draft.comment == "Черновик");
  const auto completed = Complete(review, rubric, kNow);
  REQUIRE(completed.ok());
  CHECK(completed->revision == 1);
  CHECK(completed->total_hundredths == 6000);
  CHECK(ReasonOf(Save(*completed, patch, kNow).status()) == "ILLEGAL_TRANSITION");
  CHECK(ReasonOf(Complete(*completed, rubric, kNow).status()) == "ILLEGAL_TRANSITION");
  CHECK(DecodeContent(Encode(review.draft)) == review.draft);
}

TEST_CASE("an act that came in time may commit within the grace") {
  Stage stage = OpenStage();
  const absl::Time close = stage.close_time;
  CHECK(CheckInTime(stage, close - absl::Seconds(1), close + absl::Seconds(119)).ok());
  CHECK(ReasonOf(CheckInTime(stage, close, close + absl::Seconds(1))) == "STAGE_CLOSED");
  CHECK(ReasonOf(CheckInTime(stage, close - absl::Seconds(1), close + absl::Seconds(120))) ==
        "STAGE_CLOSED");
  CHECK(ReasonOf(CheckInTime(stage, std::nullopt, close)) == "STAGE_CLOSED");
  CHECK(ReasonOf(CheckInTime(stage, close + absl::Hours(1), close)) ==
        "STAGE_CLOSED");  // a stamp from the future
  CHECK(ReasonOf(CheckInTime(stage, std::nullopt, stage.open_time - absl::Seconds(1))) ==
        "STAGE_NOT_OPEN");
  CHECK(ReasonOf(CheckOpen(stage, close)) == "STAGE_CLOSED");  // editing has no grace
  stage.gated = true;
  CHECK(ReasonOf(CheckInTime(stage, std::nullopt, kNow)) == "STAGE_CHANGING");
  stage.gated = false;
  stage.state = Stage::State::kFrozen;
  CHECK(ReasonOf(CheckInTime(stage, std::nullopt, kNow)) == "STAGE_CLOSED");
  CHECK_FALSE(TakesOffers(stage, kNow));
}

TEST_CASE("an invitation is accepted once, by one person") {
  const auto rules = ReadSeason();
  Expert expert{.season = "2027", .id = ExpertId::New()};
  const PersonId person = PersonId::New();
  const ExpertProfile profile{.competences = {{NominationId("social"), Level::kPrimary}},
                              .region = RegionId("ru-16")};
  std::vector<FieldViolation> violations;
  CheckProfile(profile, *rules, violations);
  CHECK(violations.empty());
  const auto accepted = AcceptInvitation(expert, person, profile, kNow);
  REQUIRE(accepted.ok());
  CHECK(accepted->state == Expert::State::kCandidate);
  CHECK(AcceptInvitation(*accepted, person, profile, kNow).ok());
  CHECK_FALSE(AcceptInvitation(*accepted, PersonId::New(), profile, kNow).ok());
  const auto active = Activate(*accepted);
  REQUIRE(active.ok());
  CHECK_FALSE(Activate(*active).ok());
  CHECK_FALSE(Activate(expert).ok());
  const ExpertProfile wrong{.competences = {{NominationId("nope"), Level::kPrimary}},
                            .keywords = {"craft", "magic"}};
  CheckProfile(wrong, *rules, violations);
  CHECK(violations.size() == 2);
  CHECK(ErrorFrom(CheckNominations({"social", "x", "y"}, *rules)).violations.size() == 2);
}

}  // namespace
}  // namespace nastavnik::review
