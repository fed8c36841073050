#include <algorithm>
#include <atomic>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "submission_sql/sql.h"
#include "tests/store/submission/contest.h"
#include "tests/support/statements.h"

namespace nastavnik::submission {
namespace {

const SeasonId kSeasonId("2027");

std::string Freezes() {
  return Db().Run(
      "SELECT string_agg(stage_id || ' ' || number || ' ' || count, ', ' ORDER BY stage_id) FROM "
      "stage_freeze");
}

// Until the database's clock has passed `at`: the clock itself is what is waited for.
void WaitUntil(absl::Time at) {
  while (*Db()->Now(Soon()) <= at) std::this_thread::yield();
}

TEST_CASE("a stage that has ended is frozen once, with what it holds") {
  Contest contest;
  contest.Submitted();
  const ApplicationId second = contest.Submitted();
  const PersonId quitter = PersonId::New();
  const ApplicationId third = contest.Submitted(quitter);
  REQUIRE_THAT(contest.applications.Withdraw(contest.MakeAct(third, quitter), "", Contest::Encode),
               IsOk());
  contest.Draft(PersonId::New());
  CHECK(contest.stages.Freeze(contest.season(), StageId("applications")).ok());
  CHECK(Freezes() == "");  // not yet: the window is open

  contest.Close("applications", *Db()->Now(Soon()), absl::ZeroDuration());
  const auto due = contest.stages.ListDue(Soon());
  REQUIRE_THAT(due, IsOk());
  REQUIRE(std::count_if(due->begin(), due->end(), [](const auto& stage) { return stage.ends; }) ==
          1);
  for (int i = 0; i < 2; ++i) {
    REQUIRE_THAT(contest.stages.Freeze(contest.season(), StageId("applications")), IsOk());
    CHECK(Freezes() == "applications 1 2");
  }
  CHECK(Db().Count("outbox WHERE type = 'stage.frozen'") == 1);
  CHECK(Db().Count("stage_gate") == 0);

  // Leaving later changes the contest, not the record of the freeze.
  const std::string owner = Db().Run(absl::StrCat(
      "SELECT person_id FROM participation WHERE application_id = '", second.ToString(), "'"));
  REQUIRE_THAT(contest.applications.Withdraw(contest.MakeAct(second, *PersonId::Parse(owner)), "",
                                             Contest::Encode),
               IsOk());
  CHECK(Freezes() == "applications 1 2");
  CheckInvariants();
}

TEST_CASE("figures of the tables") {
  Contest contest;
  contest.Draft(PersonId::New());
  const PersonId person = PersonId::New();
  REQUIRE_THAT(contest.Submit(contest.Draft(person), person), IsOk());
  auto values = support::FiguresOf(Db(), sql::kSelectFigures);
  CHECK(values["nastavnik_applications 2027 production DRAFT"] == 1);
  CHECK(values["nastavnik_applications 2027 production SUBMITTED"] == 1);
  CHECK(values["nastavnik_stage_closes_timestamp_seconds 2027 applications"] > 1e9);
}

TEST_CASE("an opening is told once") {
  Contest contest;
  const auto due = contest.stages.ListDue(Soon());
  REQUIRE(due->size() == 3);
  for (int i = 0; i < 2; ++i)
    REQUIRE_THAT(contest.stages.TellOpened(kSeasonId, StageId("applications")), IsOk());
  CHECK(Db().Count("outbox WHERE type = 'stage.opened'") == 1);
  CHECK(contest.stages.ListDue(Soon())->size() == 2);
}

TEST_CASE(
    "while a gate is up a submission is told to wait, and a gate left behind opens by itself") {
  Contest contest;
  const PersonId person = PersonId::New();
  const ApplicationId id = contest.Draft(person);
  Db().Run(
      "INSERT INTO stage_gate VALUES ('2027', 'applications', clock_timestamp() + interval '15 "
      "s')");
  CHECK_THAT(contest.Submit(id, person), Refuses("STAGE_CHANGING"));
  CHECK_THAT(contest.applications.Withdraw(contest.MakeAct(id, person), "", Contest::Encode),
             Refuses("STAGE_CHANGING"));
  Db().Run("UPDATE stage_gate SET expire_time = clock_timestamp()");
  CHECK_THAT(contest.Submit(id, person), IsOk());
}

TEST_CASE("a stage says why it takes nothing") {
  Contest contest;
  const PersonId person = PersonId::New();
  const ApplicationId id = contest.Draft(person);
  contest.Window("applications").open_time = contest.now() + absl::Hours(1);
  contest.Close("applications", contest.now() + absl::Hours(2), absl::ZeroDuration());
  CHECK_THAT(contest.Submit(id, person), Refuses("STAGE_NOT_OPEN"));
  CHECK_THAT(contest.Edit(id, person, R"({"title": "Рано"})"), Refuses("STAGE_NOT_OPEN"));
  contest.Window("applications").open_time = contest.now() - absl::Hours(1);
  contest.Close("applications", contest.now(), absl::Hours(1));
  CHECK_THAT(contest.Submit(id, person), Refuses("STAGE_CLOSED"));
  // The gateway saw it in time; editing has no grace, submitting has.
  const absl::Time in_time = contest.now() - absl::Milliseconds(1);
  CHECK_THAT(contest.Edit(id, person, R"({"title": "Поздно"})"), Refuses("STAGE_CLOSED"));
  CHECK_THAT(contest.Submit(id, person, 0, in_time), IsOk());
  CheckInvariants();
}

TEST_CASE("windows follow the document; a frozen one stays") {
  Contest contest;
  CHECK(Db().Run("SELECT string_agg(version::text, ',') FROM stage") == "1,1,1");
  contest.Apply();  // nothing moved
  CHECK(Db().Run("SELECT max(version) FROM stage") == "1");
  contest.Close("applications", *Db()->Now(Soon()), absl::ZeroDuration());
  CHECK(Db().Run("SELECT version FROM stage WHERE stage_id = 'applications'") == "2");
  CHECK(Db().Count("stage_window") == 4);
  REQUIRE_THAT(contest.stages.Freeze(contest.season(), StageId("applications")), IsOk());
  contest.Close("applications", contest.now() + absl::Hours(5), absl::ZeroDuration());
  CHECK(Db().Run("SELECT version FROM stage WHERE stage_id = 'applications'") == "2");

  // Kept, not acted on; and an older version never comes back.
  Season next = contest.season();
  ++next.version;
  CHECK(*contest.stages.ApplyConfig(next, kSeason, false, Soon()) == contest.season().version);
  CHECK(*contest.stages.ApplyConfig(*TestSeason(), kSeason, true, Soon()) ==
        contest.season().version);
}

TEST_CASE("admission is all or none, and the formal check has a window") {
  Contest contest;
  std::vector<ApplicationId> ids;
  for (int i = 0; i < 3; ++i) ids.push_back(contest.Submitted());
  const auto refused = contest.Admit({ids[0], ApplicationId::New(), ids[1], ApplicationId::New()});
  CHECK_THAT(refused, Refuses("NOT_FOUND"));
  const auto violations = ErrorFrom(refused.status()).violations;
  REQUIRE(violations.size() == 2);
  CHECK(violations[0].field == "requests[1]");
  CHECK(violations[1].field == "requests[3]");
  CHECK(Db().Count("application WHERE state = 'ADMITTED'") == 0);

  REQUIRE_THAT(contest.Admit(ids), IsOk());
  CHECK(Db().Count("application WHERE state = 'ADMITTED'") == 3);
  CHECK(Db().Count("outbox WHERE type = 'application.admitted'") == 3);
  CHECK_THAT(contest.Admit({ids[0]}), Refuses("ILLEGAL_TRANSITION"));
  const auto items =
      contest.reads.AdmittedItems(kSeasonId, NominationId(), std::nullopt, 2, Soon());
  REQUIRE(items->size() == 2);
  CHECK(contest.reads.AdmittedItems(kSeasonId, NominationId(), items->at(1).application, 2, Soon())
            ->size() == 1);
  CHECK(contest.reads.AdmittedItems(kSeasonId, NominationId("social"), std::nullopt, 2, Soon())
            ->empty());
  CHECK(contest.reads.RoundItems(kSeasonId, {ids[2], ApplicationId::New()}, Soon())
            ->at(0)
            .application == ids[2]);

  const ApplicationId late = contest.Submitted();
  contest.Close("formal-check", *Db()->Now(Soon()), absl::ZeroDuration());
  CHECK_THAT(contest.Admit({late}), Refuses("STAGE_CLOSED"));
  REQUIRE_THAT(contest.stages.Freeze(contest.season(), StageId("formal-check")), IsOk());
  CHECK(Freezes() == "formal-check 1 3");
  CHECK(contest.staff.Get(contest.season(), late, Soon())->stage->frozen);
  CHECK(contest.staff.List(kSeasonId, {.state = "ADMITTED"}, {}, 10, Soon())->size() == 3);
  CHECK(contest.staff
            .List(kSeasonId, {.nominations = std::vector<std::string>{"social"}}, {}, 10, Soon())
            ->empty());
  CheckInvariants();
}

TEST_CASE("two devices submit one draft: one is accepted, the other has seen too little") {
  Contest contest;
  for (int round = 0; round < 10; ++round) {
    const PersonId person = PersonId::New();
    const ApplicationId id = contest.Draft(person);
    std::atomic<int> accepted = 0, stale = 0;
    std::vector<std::jthread> devices;
    for (int i = 0; i < 2; ++i) {
      devices.emplace_back([&] {
        const auto answer = contest.Submit(id, person, 1);
        (answer.ok() ? accepted : stale) += 1;
      });
    }
    devices.clear();
    CHECK(accepted == 1);
    CHECK(stale == 1);
  }
  CHECK(Db().Count("application_version") == 10);
  CheckInvariants();
}

TEST_CASE("32 identical submissions at once are one") {
  Contest contest;
  const PersonId person = PersonId::New();
  const ApplicationId id = contest.Draft(person);
  const pg::WriteKey key = Contest::Key(person, "once");
  std::vector<std::string> answers(32);
  {
    std::vector<std::jthread> clients;
    for (std::string& answer : answers) {
      clients.emplace_back([&] {
        const auto got = contest.SubmitAs({key, contest.season(), id, person, std::nullopt});
        if (got.ok()) answer = got->bytes;
      });
    }
  }
  CHECK(Db().Count("receipt") == 1);
  for (const std::string& answer : answers) CHECK(answer == answers[0]);
  CHECK(answers[0] != "");
}

TEST_CASE("one person, many devices, one active application") {
  Contest contest;
  const PersonId person = PersonId::New();
  std::atomic<int> created = 0, refused = 0;
  {
    std::vector<std::jthread> devices;
    for (int i = 0; i < 8; ++i) {
      devices.emplace_back([&] {
        const auto answer = contest.Create(ApplicationId::New(), person);
        if (answer.ok()) ++created;
        if (ReasonOf(answer.status()) == "PARTICIPATION_LIMIT") ++refused;
      });
    }
  }
  CHECK(created == 1);
  CHECK(refused == 7);
  CheckInvariants();
}

// Sixteen clients submit while the stage closes and is frozen. Whatever the order: what was
// accepted is what was frozen.
TEST_CASE("the frozen set is the rows, however the close falls among the submissions") {
  for (int round = 0; round < 3; ++round) {
    Contest contest;
    constexpr int kClients = 12, kEach = 6;
    std::vector<std::pair<ApplicationId, PersonId>> drafts;
    for (int i = 0; i < kClients * kEach; ++i) {
      const PersonId person = PersonId::New();
      drafts.emplace_back(contest.Draft(person), person);
    }
    std::atomic<int> accepted = 0, closed = 0, other = 0, begun = 0;
    const Season before = contest.season();
    std::vector<std::jthread> clients;
    for (int c = 0; c < kClients; ++c) {
      clients.emplace_back([&, c] {
        for (int i = 0; i < kEach; ++i) {
          const auto& [id, person] = drafts[c * kEach + i];
          ++begun;
          // Each arrived before the close, as the gateway says; a changed season and a gate are
          // repeated.
          for (const absl::Time arrived = *Db()->Now(Soon());;) {
            Season current = before;
            current.version =
                (*Db()->Read(pg::Query(sql::kSelectSeason, kSeasonId), Soon()))[0].Int(
                    "config_version");
            const pg::WriteKey key = Contest::Key(person);
            const auto answer = contest.SubmitAs({key, current, id, person, arrived});
            if (ReasonOf(answer.status()) == "STAGE_CHANGING" ||
                ReasonOf(answer.status()) == "UNAVAILABLE")
              continue;
            if (answer.ok())
              ++accepted;
            else if (ReasonOf(answer.status()) == "STAGE_CLOSED")
              ++closed;
            else
              ++other;
            break;
          }
        }
      });
    }
    while (begun < kClients * 2) std::this_thread::yield();
    const absl::Time close = *Db()->Now(Soon());
    contest.Close("applications", close, absl::Milliseconds(20));
    while (Freezes() == "")
      REQUIRE_THAT(contest.stages.Freeze(contest.season(), StageId("applications")), IsOk());
    clients.clear();
    CHECK(other == 0);
    CHECK(accepted + closed == kClients * kEach);
    CHECK(accepted > 0);
    CHECK(Freezes() == absl::StrCat("applications 1 ", accepted.load()));
    CHECK(Db().Count("application_version") == accepted);
    CheckInvariants();
  }
}

void WaitForALock() {
  while (Db().Count("pg_stat_activity WHERE wait_event_type = 'Lock'") == 0)
    std::this_thread::yield();
}

TEST_CASE("a submission held up past the grace is refused") {
  Contest contest;
  const PersonId person = PersonId::New();
  const ApplicationId id = contest.Draft(person);
  const absl::Time close = *Db()->Now(Soon()) + absl::Seconds(1);
  contest.Close("applications", close, absl::Milliseconds(100));
  const pg::Statement lock{"lock_application",
                           "SELECT 1 FROM application WHERE application_id = $1 FOR UPDATE"};
  Holder holder(pg::Query(lock, id));
  const absl::Time arrived = *Db()->Now(Soon());
  absl::StatusOr<pg::Answer> answer;
  std::jthread client([&] { answer = contest.Submit(id, person, 0, arrived); });
  WaitForALock();
  WaitUntil(close + absl::Milliseconds(110));
  holder.LetGo();
  client.join();
  CHECK_THAT(answer, Refuses("STAGE_CLOSED"));
  CHECK(Db().Count("application_version") == 0);
}

TEST_CASE("the freeze waits for a submission that is being committed") {
  Contest contest;
  const PersonId person = PersonId::New();
  const ApplicationId id = contest.Draft(person);
  const absl::Time close = *Db()->Now(Soon()) + absl::Seconds(1);
  contest.Close("applications", close, absl::Milliseconds(1));
  // The version is in, and the event waits for one that takes its place.
  const pg::Statement event{"insert_event_in_the_way",
                            "INSERT INTO outbox (season_id, event_id, n, subject, subject_seq, "
                            "type, payload, recipients) "
                            "VALUES ('2027', $1, 0, $2, 2, 'x', '{}', '{}')"};
  Holder holder(pg::Query(event, NewUuid(), ResourceName(kSeasonId, id)));
  absl::StatusOr<pg::Answer> answer;
  std::jthread client([&] { answer = contest.Submit(id, person); });
  WaitForALock();
  WaitUntil(close + absl::Milliseconds(2));
  std::jthread freezer([&] {
    while (Freezes() == "") (void)contest.stages.Freeze(contest.season(), StageId("applications"));
  });
  while (Freezes() == "" && Db().Count("pg_stat_activity WHERE wait_event_type = 'Lock'") < 2)
    std::this_thread::yield();
  holder.LetGo();
  client.join();
  freezer.join();
  CHECK_THAT(answer, IsOk());
  CHECK(Freezes() == "applications 1 1");
  CheckInvariants();
}

}  // namespace
}  // namespace nastavnik::submission
