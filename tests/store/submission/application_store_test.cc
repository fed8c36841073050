#include "tests/store/submission/contest.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/crypto/check_character.h"
#include "common/crypto/hash.h"

namespace nastavnik::submission {
namespace {

TEST_CASE("a submission leaves a version, a receipt, a number, a transition and an event") {
  Contest contest;
  const PersonId person = PersonId::New();
  const ApplicationId id = contest.Draft(person);
  const auto answer = contest.Submit(id, person);
  REQUIRE_THAT(answer, IsOk());
  const auto receipt = contest.signer.Open(answer->bytes);
  REQUIRE(receipt);
  CHECK(receipt->application == id);
  CHECK(receipt->version == 1);
  CHECK(*contest.applications.GetReceipt(SeasonId("2027"), id, person, Soon()) == answer->bytes);

  const auto view = contest.applications.Get(SeasonId("2027"), id, person, Soon());
  REQUIRE_THAT(view, IsOk());
  CHECK(view->application.state == Application::State::kSubmitted);
  CHECK(crypto::HasCheckCharacter(view->application.number));
  CHECK(view->application.submit_time == receipt->decide_time);
  CHECK(view->stage.id == StageId("applications"));
  CHECK(Db().Count("application_version") == 1);
  CHECK(Db().Run("SELECT region_id || keywords::text FROM application_version") == "ru-74{craft}");
  CHECK(Db().Count("application_transition") == 2);
  CHECK(Db().Run("SELECT string_agg(type, ',' ORDER BY subject_seq) FROM outbox WHERE subject LIKE "
                 "'%/applications/%'") == "application.created,application.submitted");
  const auto versions = contest.reads.Versions(SeasonId("2027"), {id}, Soon());
  REQUIRE_THAT(versions, IsOk());
  CHECK(versions->at(0).content_sha256 == receipt->content_sha256);
  CHECK(crypto::Sha256(versions->at(0).content) == receipt->content_sha256);
  CHECK(versions->at(0).people == std::vector<PersonId>{person});
  CheckInvariants();
}

TEST_CASE("the same key gets the same receipt, also after the close; another body is refused") {
  Contest contest;
  const PersonId person = PersonId::New();
  const ApplicationId id = contest.Draft(person);
  pg::WriteKey key = Contest::Key(person, "once");
  const auto first = contest.SubmitAs({key, contest.season(), id, person, std::nullopt});
  REQUIRE_THAT(first, IsOk());
  contest.Close("applications", contest.now() - absl::Minutes(10), absl::Seconds(1));
  const auto again = contest.SubmitAs({key, contest.season(), id, person, std::nullopt});
  REQUIRE_THAT(again, IsOk());
  CHECK(again->bytes == first->bytes);
  CHECK(again->replayed);
  key.fingerprint = "another";
  CHECK_THAT(contest.SubmitAs({key, contest.season(), id, person, std::nullopt}),
             Refuses("IDEMPOTENCY_KEY_REUSED"));
  CHECK_THAT(contest.Submit(id, person), Refuses("STAGE_CLOSED"));
}

TEST_CASE("nobody finds what is not theirs") {
  Contest contest;
  const PersonId owner = PersonId::New(), other = PersonId::New();
  const ApplicationId id = contest.Submitted(owner);
  const SeasonId season("2027");
  CHECK_THAT(contest.applications.Get(season, id, other, Soon()), Refuses("NOT_FOUND"));
  CHECK_THAT(contest.applications.GetReceipt(season, id, other, Soon()), Refuses("NOT_FOUND"));
  CHECK_THAT(contest.Edit(id, other, R"({"title": "Чужое"})"), Refuses("NOT_FOUND"));
  CHECK_THAT(contest.Submit(id, other), Refuses("NOT_FOUND"));
  CHECK_THAT(contest.applications.Withdraw(contest.MakeAct(id, other), "", Contest::Encode),
             Refuses("NOT_FOUND"));
  CHECK(contest.applications.List(other, season, std::nullopt, 10, Soon())->empty());
  CHECK(contest.applications.List(owner, season, std::nullopt, 10, Soon())->size() == 1);
  CHECK_THAT(contest.Admit({id}, owner), Refuses("NOT_FOUND"));  // nobody checks an own one
}

TEST_CASE("an edit changes the working copy and never the version in force") {
  Contest contest;
  const PersonId person = PersonId::New();
  const ApplicationId id = contest.Submitted(person);
  const std::string before = Db().Run("SELECT content FROM application_version");
  REQUIRE_THAT(contest.Edit(id, person, R"({"title": "Новое имя"})", 2), IsOk());
  CHECK(Db().Run("SELECT content FROM application_version") == before);
  CHECK(Db().Run("SELECT title || changed || row_version || check_version FROM application") ==
        "Новое имяtrue31");
  CHECK_THAT(contest.Edit(id, person, R"({"title": "Устаревшее"})", 2), Refuses(""));
  REQUIRE_THAT(contest.Submit(id, person, 3), IsOk());
  CHECK(Db().Run("SELECT string_agg(title, ',' ORDER BY version) FROM application_version") ==
        "Школа мастеров,Новое имя");
  CHECK(Db().Count("receipt") == 2);
  CheckInvariants();
}

TEST_CASE("a person has as many active applications as the direction allows") {
  Contest contest;
  const PersonId person = PersonId::New();
  const ApplicationId first = contest.Draft(person);
  const auto refused = contest.Create(ApplicationId::New(), person, "social");
  CHECK_THAT(refused, Refuses("PARTICIPATION_LIMIT"));
  CHECK(ErrorFrom(refused.status()).metadata[0].second == ResourceName(SeasonId("2027"), first));
  REQUIRE_THAT(
      contest.applications.Withdraw(contest.MakeAct(first, person), "Передумал", Contest::Encode),
      IsOk());
  CHECK_THAT(contest.Create(ApplicationId::New(), person, "social"), IsOk());
  CHECK(Db().Run("SELECT string_agg(reason, '') FROM application_transition") == "Передумал");
  CheckInvariants();
}

TEST_CASE("a draft moves only where its author may take part") {
  Contest contest;
  const PersonId anna = PersonId::New();
  const ApplicationId id = contest.Draft(anna);
  Applicant child = Contest::ApplicantOf(anna);
  child.birth_date = absl::CivilDay(2020, 5, 17);
  CHECK_THAT(contest.Edit(id, anna, "{}", 0, "social", child), Refuses("NOT_ELIGIBLE"));
  CHECK_THAT(contest.Edit(id, anna, "{}", 0, "production", child), IsOk());  // where it is
  CHECK_THAT(contest.Edit(id, anna, "{}", 0, "social"), IsOk());
}

TEST_CASE("a draft moves to another nomination with its window, and back") {
  Contest contest;
  const PersonId person = PersonId::New();
  const ApplicationId id = contest.Draft(person);
  REQUIRE_THAT(contest.Edit(id, person, "{}", 0, "social"), IsOk());
  CHECK(Db().Run("SELECT nomination_id || stage_id FROM application") ==
        "socialapplications-social");
  REQUIRE_THAT(contest.Edit(id, person, "{}", 0, "production"), IsOk());
  contest.Close("applications-social", contest.now() - absl::Minutes(1), absl::ZeroDuration());
  CHECK_THAT(contest.Edit(id, person, "{}", 0, "social"), Refuses("STAGE_CLOSED"));
  CHECK_THAT(contest.Edit(id, person, "{}", 0, "nowhere"), Refuses(""));
}

TEST_CASE("lists go newest first, page by page") {
  Contest contest;
  const PersonId person = PersonId::New();
  std::vector<ApplicationId> ids;
  for (int i = 0; i < 3; ++i) {
    ids.push_back(contest.Draft(person));
    REQUIRE_THAT(
        contest.applications.Withdraw(contest.MakeAct(ids.back(), person), "", Contest::Encode),
        IsOk());
  }
  const auto page = contest.applications.List(person, SeasonId(), std::nullopt, 2, Soon());
  REQUIRE(page->size() == 2);
  CHECK(page->at(0).id == ids[2]);
  const auto rest = contest.applications.List(person, SeasonId(), page->at(1).id, 2, Soon());
  REQUIRE(rest->size() == 1);
  CHECK(rest->at(0).id == ids[0]);
}

TEST_CASE("the end of a consent withdraws everything of the person, once") {
  Contest contest;
  const PersonId person = PersonId::New();
  const ApplicationId id = contest.Submitted(person);
  contest.Submitted();
  Event event;
  event.id = NewUuid().ToString();
  event.season = "2027";
  for (int i = 0; i < 2; ++i) {
    REQUIRE_THAT(contest.applications.WithdrawAll(pg::WriteKey::ForEvent("consents", event), person,
                                                  "2027", "consent"),
                 IsOk());
  }
  CHECK(Db().Count("application WHERE state = 'WITHDRAWN'") == 1);
  CHECK(Db().Count("application_transition WHERE verb = 'withdraw' AND actor_id IS NULL") == 1);
  CHECK(contest.reads.Versions(SeasonId("2027"), {id}, Soon())->at(0).state == "WITHDRAWN");
  CheckInvariants();
}

TEST_CASE("nothing is withdrawn once the results are published") {
  Contest contest;
  const PersonId person = PersonId::New();
  const ApplicationId id = contest.Submitted(person);
  Event event;
  event.season = "2027";
  for (int i = 0; i < 2; ++i) {
    event.id = NewUuid().ToString();
    REQUIRE_THAT(
        contest.stages.MarkPublished(pg::WriteKey::ForEvent("results", event), SeasonId("2027")),
        IsOk());
  }
  const auto refused =
      contest.applications.Withdraw(contest.MakeAct(id, person), "", Contest::Encode);
  CHECK_THAT(refused, Refuses("ILLEGAL_TRANSITION"));
  CHECK(ErrorFrom(refused.status()).metadata[0].second == "SUBMITTED");
  contest.Apply();  // a later document leaves it so
  CHECK_THAT(contest.applications.Withdraw(contest.MakeAct(id, person), "", Contest::Encode),
             Refuses("ILLEGAL_TRANSITION"));
  event.id = NewUuid().ToString();
  REQUIRE_THAT(contest.applications.WithdrawAll(pg::WriteKey::ForEvent("consents", event), person,
                                                "2027", "consent"),
               IsOk());
  CHECK(Db().Count("application WHERE state = 'WITHDRAWN'") == 0);
}

TEST_CASE("an admission looks at the applicant as of now and at the version in force") {
  Contest contest;
  const PersonId person = PersonId::New(), other = PersonId::New();
  const ApplicationId id = ApplicationId::New(), fine = contest.Submitted(other);
  REQUIRE_THAT(contest.Create(id, person, "social"), IsOk());
  REQUIRE_THAT(contest.Edit(id, person, R"({"pairs": "helper-person"})"), IsOk());
  REQUIRE_THAT(contest.Submit(id, person), IsOk());
  Applicants applicants = {{person, Contest::ApplicantOf(person)},
                           {other, Contest::ApplicantOf(other)}};
  applicants[person].active = false;
  const auto refused = contest.AdmitBy(applicants, {fine, id});
  CHECK_THAT(refused, Refuses("NOT_ELIGIBLE"));
  REQUIRE(ErrorFrom(refused.status()).violations.size() == 1);
  CHECK(ErrorFrom(refused.status()).violations[0].field == "requests[1].registration");
  CHECK(Db().Count("application WHERE state = 'ADMITTED'") == 0);
  CHECK_THAT(contest.AdmitBy({}, {fine}), Refuses("NOT_FOUND"));
  REQUIRE_THAT(contest.Edit(id, person, R"({"mentees": 1})"), IsOk());  // the working copy alone
  CHECK_THAT(contest.Admit({fine, id}), IsOk());
}

TEST_CASE("what is accepted is never changed") {
  Contest contest;
  contest.Submitted();
  for (const char* table : {"application_version", "receipt", "application_transition",
                            "season_config", "stage_window"}) {
    INFO(table);
    pg::Statement remove{"remove", nullptr};
    const std::string text = absl::StrCat("DELETE FROM ", table);
    remove.sql = text.c_str();
    CHECK_FALSE(Db()->Write(pg::WriteKey::Job("test"), {},
                            [&](const pg::ReadRows&, pg::Changes& changes) {
                              changes.Run(remove);
                              return absl::StatusOr<std::string>("");
                            })
                    .ok());
  }
}

TEST_CASE("a stale season is read again, whoever noticed") {
  Contest contest;
  const PersonId person = PersonId::New();
  const ApplicationId id = contest.Draft(person);
  const Season old = contest.season();
  contest.Apply();
  const pg::WriteKey key = Contest::Key(person);
  CHECK_THAT(contest.SubmitAs({key, old, id, person, std::nullopt}), Refuses("STAGE_CHANGING"));
  CHECK_THAT(contest.SubmitAs({key, contest.season(), id, person, std::nullopt}), IsOk());
}

TEST_CASE("the season document is cached, and versions stay readable") {
  Contest contest;
  Seasons seasons(*Db());
  CHECK_THAT(seasons.Get(SeasonId("1999"), Soon()), Refuses("NOT_FOUND"));
  const auto first = seasons.Get(SeasonId("2027"), Soon());
  REQUIRE_THAT(first, IsOk());
  CHECK(*seasons.Get(SeasonId("2027"), Soon()) == *first);  // the same object
  contest.Apply();
  seasons.Forget(SeasonId("2027"));
  CHECK((*seasons.Get(SeasonId("2027"), Soon()))->version == (*first)->version + 1);
  CHECK(*seasons.GetVersion(SeasonId("2027"), (*first)->version, Soon()) == *first);
}

}  // namespace

}  // namespace nastavnik::submission
