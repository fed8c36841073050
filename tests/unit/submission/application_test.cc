#include <cstdlib>
#include <fstream>
#include <sstream>

#include "catch2/catch.hpp"

#include "absl/strings/str_cat.h"
#include "common/crypto/check_character.h"
#include "common/crypto/hash.h"
#include "common/status/error.h"
#include "services/submission/domain/application.h"
#include "services/submission/domain/eligibility.h"
#include "services/submission/domain/errors.h"
#include "services/submission/domain/events.h"
#include "services/submission/domain/freeze.h"
#include "services/submission/domain/limits.h"
#include "services/submission/domain/number.h"
#include "services/submission/domain/receipt.h"
#include "services/submission/domain/stage.h"
#include "services/submission/domain/status.h"
#include "services/submission/domain/submit.h"
#include "tests/unit/submission/season_fixture.h"

namespace nastavnik::submission {
namespace {

using State = Application::State;

const absl::Time kNow = absl::FromUnixSeconds(1806000000);  // 2027-03-25

Applicant GoodApplicant() {
  return {.person = kApplicant,
          .active = true,
          .registered = true,
          .region = "ru-77",
          .birth_date = absl::CivilDay(1990, 5, 17),
          .consents = {"processing", "media"},
          .purposes = {"PROCESSING", "MEDIA"},
          .facts_version = 42};
}

Stage OpenStage() {
  return {.id = StageId("applications"),
          .kind = "APPLICATION",
          .version = 3,
          .open_time = kNow - absl::Hours(1),
          .close_time = kNow + absl::Hours(1),
          .grace = absl::Seconds(120)};
}

Patch FullPatch() { return *ReadPatch({}, NominationId(), FullContent()); }

Application Draft() {
  return Start(*TestSeason(), TestNomination(), ApplicationId::New(), kApplicant, FullPatch(), kNow)
      ->application;
}

Application In(State state) {
  Application application = Draft();
  application.state = state;
  if (state != State::kDraft) {
    application.version = 1;
    application.submit_time = kNow;
  }
  return application;
}

absl::StatusOr<Submission> SubmitNow(Application application,
                                     const Applicant& applicant = GoodApplicant()) {
  return Submit(*TestSeason(), std::move(application), applicant, OpenStage(), 417, kNow, kNow);
}

absl::StatusOr<Step> AdmitNow(Application application,
                              const Applicant& applicant = GoodApplicant()) {
  return Admit(*TestSeason(), TestNomination(), std::move(application), applicant, PersonId::New(),
               kNow);
}

// A rule that asks what earlier seasons awarded.
Nomination Unanswerable(Eligibility::Gate gate) {
  Nomination nomination = TestNomination();
  nomination.eligibility.push_back(
      {.id = "new", .kind = "NOT_AWARDED", .gate = gate, .message = "Лауреаты не участвуют."});
  return nomination;
}

TEST_CASE("every pair of state and verb is allowed or ILLEGAL_TRANSITION") {
  struct Case {
    State state;
    bool edit, submit, withdraw, admit;
  };
  for (const Case& c : {Case{State::kDraft, true, true, true, false},
                        Case{State::kSubmitted, true, true, true, true},
                        Case{State::kAdmitted, false, true, true, false},
                        Case{State::kWithdrawn, false, false, false, false}}) {
    INFO(NameOf(c.state));
    const auto legal = [&](const absl::Status& status, absl::string_view verb) {
      if (status.ok()) return true;
      const Error error = ErrorFrom(status);
      CHECK(error.reason == "ILLEGAL_TRANSITION");
      CHECK(error.metadata[0].second == NameOf(c.state));
      CHECK(error.metadata[1].second == verb);
      return false;
    };
    CHECK(legal(Edit(*TestSeason(), In(c.state), {}, kNow).status(), "update") == c.edit);
    CHECK(legal(SubmitNow(In(c.state)).status(), "submit") == c.submit);
    CHECK(legal(Withdraw(In(c.state), kApplicant, "", kNow).status(), "withdraw") == c.withdraw);
    CHECK(legal(AdmitNow(In(c.state)).status(), "admit") == c.admit);
  }
}

TEST_CASE("a life: create, edit, submit, edit, submit again, admit, withdraw") {
  Application application = Draft();
  CHECK(application.row_version == 1);
  CHECK(application.title == "Школа мастеров");
  application = *Edit(*TestSeason(), application,
                      {.fields = {"mentees"}, .values = Object(R"({"mentees": 40})")}, kNow);
  CHECK(application.row_version == 2);
  CHECK_FALSE(application.changed);

  const Submission first = *SubmitNow(application);
  application = first.step.application;
  CHECK(application.state == State::kSubmitted);
  CHECK(application.version == 1);
  CHECK(application.number ==
        "NM27-000417-" + std::string(1, crypto::CheckCharacter("NM27-000417")));
  CHECK(first.version.content_sha256 == crypto::Sha256(first.version.content));
  CHECK(first.version.region == "ru-74");
  CHECK(first.version.keywords == std::vector<std::string>{"craft"});
  CHECK(first.version.facts_version == 42);
  CHECK(first.version.config_version == 3);
  CHECK(first.step.transition.seq == 2);

  application = *Edit(*TestSeason(), application,
                      {.fields = {"mentees"}, .values = Object(R"({"mentees": 41})")}, kNow);
  CHECK(application.changed);
  CHECK(application.version == 1);
  CHECK(application.check_version == 1);  // an edit is nothing that the offices may notice

  const Submission second =
      *Submit(*TestSeason(), application, GoodApplicant(), OpenStage(), 999, kNow, kNow);
  application = second.step.application;
  CHECK(application.version == 2);
  CHECK(application.number == first.step.application.number);
  CHECK_FALSE(application.changed);

  application = AdmitNow(application)->application;
  CHECK(application.state == State::kAdmitted);
  CHECK(application.decide_time == kNow);
  const Submission third = *SubmitNow(application);  // a new version is checked again
  CHECK(third.step.application.state == State::kSubmitted);
  CHECK_FALSE(third.step.application.decide_time);

  const Step gone = *Withdraw(third.step.application, PersonId(), "consent", kNow);
  CHECK(gone.application.state == State::kWithdrawn);
  CHECK(gone.transition.from == State::kSubmitted);
  CHECK(gone.transition.reason == "consent");
  CHECK(ApplicationEvent(gone).type == "application.withdrawn");
}

TEST_CASE("a version holds what the form shows, byte for byte the working copy when that is all") {
  const Submission whole = *SubmitNow(Draft());
  CHECK(whole.version.content == Draft().content);
  Content content = FullContent();
  content["minors-note"] = "Собраны";  // hidden: no minors are shown
  Application application = Draft();
  application.content = json::Canonical(content);
  const Submission part = *SubmitNow(application);
  CHECK(part.version.content == whole.version.content);
  CHECK(part.version.content_sha256 == whole.version.content_sha256);
}

TEST_CASE("an incomplete application names everything that is missing") {
  Application application = Draft();
  application.content = R"({"title":"Школа"})";
  const absl::Status status = SubmitNow(application).status();
  CHECK(ReasonOf(status) == "APPLICATION_INCOMPLETE");
  CHECK(ErrorFrom(status).violations.size() == 9);
}

TEST_CASE("a draft may move to another nomination, and to no other after it was submitted") {
  const Patch patch{.nomination = NominationId("social")};
  const auto moved = Edit(*TestSeason(), Draft(), patch, kNow);
  REQUIRE(moved.ok());
  CHECK(moved->stage == StageId("applications-social"));
  CHECK(ErrorFrom(Edit(*TestSeason(), In(State::kSubmitted), patch, kNow).status())
            .violations[0]
            .reason == "READ_ONLY");
  CHECK(ReasonOf(
            Edit(*TestSeason(), Draft(), {.nomination = NominationId("closed")}, kNow).status()) ==
        "NOMINATION_CLOSED");
  CHECK(ReasonOf(
            Edit(*TestSeason(), Draft(), {.nomination = NominationId("space")}, kNow).status()) ==
        "FIELD_INVALID");
  CHECK(ReasonOf(Start(*TestSeason(), TestNomination("closed"), ApplicationId::New(), kApplicant,
                       FullPatch(), kNow)
                     .status()) == "NOMINATION_CLOSED");
}

TEST_CASE("the season of the example loads, with its overrides") {
  std::stringstream text;
  text << std::ifstream("deploy/seasons/mentoring-2027.json").rdbuf();
  const auto season = ReadSeason(1, *json::Parse(text.str()));
  REQUIRE(season.ok());
  CHECK((*season)->nominations.size() == 4);
  const Form& form = (*season)->Find(NominationId("education"))->form;
  CHECK(form.fields.size() == 24);
  CHECK(form.Find("pairs")->options.count("teacher-student") == 1);
  CHECK(form.Find("keywords")->options.size() == 12);
  CHECK(form.Find("letter")->required == Required::kNever);
  CHECK((*season)->Find(StageId("applications"))->grace == absl::Seconds(120));
}

TEST_CASE("the most exact entry of the document wins") {
  CHECK(TestNomination("production").application_stage == StageId("applications"));
  CHECK(TestNomination("social").application_stage == StageId("applications-social"));
  CHECK(TestNomination("production").eligibility.size() == 3);
  CHECK(TestNomination("social").eligibility.size() == 4);
  CHECK(Season::ScopeOf(TestNomination()) == "direction:practice");
  CHECK(ReasonOf(
            ReadSeason(1, *json::Parse(R"({"season": "x", "nominations": {"a": {}}})")).status()) ==
        "DOCUMENT_INVALID");
}

TEST_CASE("who may apply") {
  const auto check = [](const Applicant& applicant,
                        Eligibility::Gate gate = Eligibility::Gate::kSubmit) {
    return ReasonOf(CheckApplicant(*TestSeason(), TestNomination(), gate, applicant, FullContent(),
                                   absl::CivilDay(2027, 3, 25)));
  };
  Applicant applicant = GoodApplicant();
  CHECK(check(applicant) == "");
  applicant.birth_date = absl::CivilDay(2009, 3, 25);  // eighteen today
  CHECK(check(applicant) == "");
  applicant.birth_date = absl::CivilDay(2009, 3, 26);
  CHECK(check(applicant) == "NOT_ELIGIBLE");
  CHECK(check(applicant, Eligibility::Gate::kDraft) == "NOT_ELIGIBLE");
  applicant.birth_date.reset();
  CHECK(check(applicant) == "NOT_ELIGIBLE");
  applicant = GoodApplicant();
  applicant.registered = false;
  CHECK(check(applicant) == "NOT_ELIGIBLE");
  applicant = GoodApplicant();
  applicant.consents = {"processing"};
  CHECK(check(applicant) == "CONSENT_REQUIRED");
  CHECK(check(applicant, Eligibility::Gate::kDraft) == "");
  applicant.consents = {"media"};
  CHECK(check(applicant, Eligibility::Gate::kDraft) == "CONSENT_REQUIRED");
}

TEST_CASE("a direction that people may not apply in refuses them from the draft on") {
  std::string text = kSeason;
  const std::string kinds = R"("applicantKinds": ["PERSON"])";
  text.replace(text.find(kinds), kinds.size(), R"("applicantKinds": ["TEAM", "ORGANIZATION"])");
  const auto season = *ReadSeason(4, *json::Parse(text));
  const Nomination& nomination = *season->Find(NominationId("production"));
  for (const auto gate : {Eligibility::Gate::kDraft, Eligibility::Gate::kSubmit}) {
    const absl::Status status = CheckApplicant(*season, nomination, gate, GoodApplicant(),
                                               FullContent(), absl::CivilDay(2027, 3, 25));
    CHECK(ReasonOf(status) == "NOT_ELIGIBLE");
    REQUIRE(ErrorFrom(status).violations.size() == 1);
    CHECK(ErrorFrom(status).violations[0].field == "eligibility.applicant-kinds");
  }
  CHECK(
      FindProblems(*season, nomination, FullContent(), GoodApplicant(), kNow).eligibility.size() ==
      1);
  CHECK(FailedRules(nomination, Eligibility::Gate::kFlag, GoodApplicant(), FullContent(),
                    absl::CivilDay(2027, 3, 25))
            .empty());
}

TEST_CASE("what bound the submission binds the admission, by the day of the submission") {
  Applicant applicant = GoodApplicant();
  applicant.consents = {"processing"};
  CHECK(ReasonOf(AdmitNow(In(State::kSubmitted), applicant).status()) == "CONSENT_REQUIRED");
  applicant = GoodApplicant();
  applicant.birth_date = absl::CivilDay(2009, 3, 26);  // eighteen the day after
  const absl::Status young = AdmitNow(In(State::kSubmitted), applicant).status();
  CHECK(ReasonOf(young) == "NOT_ELIGIBLE");
  CHECK(ErrorFrom(young).violations.at(0).field == "eligibility.adult");
  CHECK(ReasonOf(Admit(*TestSeason(), TestNomination(), In(State::kSubmitted), applicant,
                       PersonId::New(), kNow + absl::Hours(24 * 30))
                     .status()) == "NOT_ELIGIBLE");
  Application few = In(State::kSubmitted);
  few.content = R"({"mentees":2})";
  CHECK(ReasonOf(Admit(*TestSeason(), TestNomination("social"), few, GoodApplicant(),
                       PersonId::New(), kNow)
                     .status()) == "NOT_ELIGIBLE");
  CHECK(NeedsContent(TestNomination("social"), Eligibility::Gate::kSubmit));
  CHECK_FALSE(NeedsContent(TestNomination(), Eligibility::Gate::kSubmit));  // a flag alone
}

TEST_CASE("a rule that nobody can answer is told, never passed") {
  using Gate = Eligibility::Gate;
  const auto check = [](const Nomination& nomination, Gate gate) {
    return ReasonOf(CheckApplicant(*TestSeason(), nomination, gate, GoodApplicant(), FullContent(),
                                   absl::CivilDay(2027, 3, 25)));
  };
  CHECK(check(Unanswerable(Gate::kDraft), Gate::kDraft) == "FEATURE_NOT_AVAILABLE");
  CHECK(check(Unanswerable(Gate::kSubmit), Gate::kDraft) == "");
  CHECK(check(Unanswerable(Gate::kSubmit), Gate::kSubmit) == "FEATURE_NOT_AVAILABLE");
  CHECK(check(Unanswerable(Gate::kFlag), Gate::kSubmit) == "");
  const auto flags = FailedRules(Unanswerable(Gate::kFlag), Gate::kFlag, GoodApplicant(),
                                 FullContent(), absl::CivilDay(2027, 3, 25));
  REQUIRE(flags.size() == 1);
  CHECK(flags[0].message == "Не проверено: Лауреаты не участвуют.");
}

TEST_CASE("rules of fields and flags") {
  Content content = FullContent();
  content["mentees"] = 2;
  content["region"] = "ru-99";
  const absl::CivilDay today(2027, 3, 25);
  const auto failed = FailedRules(TestNomination("social"), Eligibility::Gate::kSubmit,
                                  GoodApplicant(), content, today);
  REQUIRE(failed.size() == 1);
  CHECK(failed[0].field == "eligibility.mentees");
  const auto flags = FailedRules(TestNomination("social"), Eligibility::Gate::kFlag,
                                 GoodApplicant(), content, today);
  REQUIRE(flags.size() == 1);
  CHECK(flags[0].field == "eligibility.org");
}

TEST_CASE("leap-day birthdays come on the first of March") {
  CHECK(AgeOn(absl::CivilDay(2008, 2, 29), absl::CivilDay(2026, 2, 28)) == 17);
  CHECK(AgeOn(absl::CivilDay(2008, 2, 29), absl::CivilDay(2026, 3, 1)) == 18);
}

TEST_CASE("the window: arrival before the close counts until the grace, editing has none") {
  const Stage stage = OpenStage();
  const absl::Time close = stage.close_time;
  const auto check = [&](absl::Time received, absl::Time now, absl::Duration grace) {
    return ReasonOf(CheckOpen(stage, received, now, grace));
  };
  const absl::Duration us = absl::Microseconds(1);
  CHECK(check(close - us, close + stage.grace - us, stage.grace) == "");
  CHECK(check(close - us, close + stage.grace, stage.grace) == "STAGE_CLOSED");
  CHECK(check(close, close, stage.grace) == "STAGE_CLOSED");
  CHECK(check(close - us, close, absl::ZeroDuration()) == "STAGE_CLOSED");
  CHECK(check(stage.open_time - us, stage.open_time, stage.grace) == "STAGE_NOT_OPEN");
  Stage changing = stage;
  changing.changing = true;
  CHECK(ReasonOf(CheckOpen(changing, kNow, kNow, stage.grace)) == "STAGE_CHANGING");
  Stage frozen = stage;
  frozen.frozen = true;
  CHECK(ReasonOf(CheckOpen(frozen, kNow, kNow, stage.grace)) == "STAGE_CLOSED");
}

TEST_CASE("a stamp that cannot be true is replaced by the clock") {
  const absl::Duration grace = absl::Seconds(120);
  CHECK(ReceiveTime(std::nullopt, grace, kNow) == kNow);
  CHECK(ReceiveTime(kNow - absl::Seconds(3), grace, kNow) == kNow - absl::Seconds(3));
  CHECK(ReceiveTime(kNow + kStampSkew, grace, kNow) == kNow + kStampSkew);
  CHECK(ReceiveTime(kNow + absl::Seconds(1), grace, kNow) == kNow);
  CHECK(ReceiveTime(kNow - grace - absl::Seconds(6), grace, kNow) == kNow);
}

TEST_CASE("numbers") {
  CHECK(FormatNumber("NM27-P-{seq:3}", 7) == "NM27-P-007");
  CHECK(FormatNumber("NM27-P-{seq:3}", 12345) == "NM27-P-12345");
  const std::string number = FormatNumber("NM27-{seq:6}-{check}", 417);
  CHECK(number.substr(0, 12) == "NM27-000417-");
  CHECK(crypto::HasCheckCharacter(number));
}

TEST_CASE("a receipt reads back exactly, and nothing else does") {
  const Receipt receipt = SubmitNow(Draft())->receipt;
  const std::string text = ReceiptText(receipt);
  const auto read = ParseReceipt(text);
  REQUIRE(read);
  CHECK(read->application == receipt.application);
  CHECK(read->content_sha256 == receipt.content_sha256);
  CHECK(read->receive_time == receipt.receive_time);
  for (const char* wrong : {"", "nastavnik receipt v2\n", "nastavnik receipt v1\nseason 2027\n"})
    CHECK_FALSE(ParseReceipt(wrong));
  CHECK_FALSE(ParseReceipt(absl::StrCat(text, "note x\n")));
  std::string shifted = text;
  shifted.replace(shifted.find("version 1"), 9, "version 01");
  CHECK_FALSE(ParseReceipt(shifted));
}

TEST_CASE("the frozen root depends on every part of every version") {
  const auto id = *ApplicationId::Parse("01920000-0000-7000-8000-000000000001");
  const std::string sha = crypto::Sha256("x");
  const std::string root = RootOf({{id, 1, sha}});
  CHECK(root.size() == 32);
  CHECK(RootOf({}) == crypto::Sha256(""));
  CHECK(RootOf({{id, 2, sha}}) != root);
  CHECK(RootOf({{id, 1, crypto::Sha256("y")}}) != root);
  CHECK(RootOf({{id, 1, sha}, {id, 1, sha}}) != root);
}

TEST_CASE("the applicant reads where the application stands") {
  const Season& season = *TestSeason();
  CHECK(StatusForOwner(In(State::kDraft), season, kNow) == "Черновик");
  const absl::Time june = absl::FromCivil(absl::CivilSecond(2027, 6, 1), season.zone);
  CHECK(StatusForOwner(In(State::kDraft), season, june) == "Не подана в срок");
  CHECK(StatusForOwner(In(State::kAdmitted), season, kNow) == "Допущена");
  CHECK(StatusForOwner(In(State::kAdmitted), season, june) == "На экспертизе");
}

}  // namespace
}  // namespace nastavnik::submission
