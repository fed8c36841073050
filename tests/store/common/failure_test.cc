#include <atomic>
#include <csignal>
#include <thread>

#include <catch2/catch.hpp>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/pg/migrate.h"
#include "common/status/error.h"
#include "tests/store/common/probe.h"
#include "tests/store/common/together.h"
#include "tests/support/matchers.h"

namespace nastavnik::pg {
namespace {

using probe::Call;
using probe::CreateNote;
using probe::Db;
using support::IsOk;
using support::Refuses;
using support::Soon;

constexpr Statement kBackend{"select_backend", "SELECT pg_backend_pid() AS pid"};

TEST_CASE("a write survives the loss of every idle connection") {
  Db().Clear();
  const auto db = Db().Another(8);
  const auto create = [&](const char* when) {
    return [&db, when](int i) {
      return CreateNote(*db, Call(absl::StrCat(when, i)), absl::StrCat(when, i)).status();
    };
  };
  for (const absl::Status& status : probe::Together(8, create("before-")))
    CHECK_THAT(status, IsOk());
  Db().Run(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'nastavnik_probe'");
  for (const absl::Status& status : probe::Together(8, create("after-")))
    CHECK_THAT(status, IsOk());
  CHECK(Db().Count("note") == 16);
}

TEST_CASE("a write whose connection dies in the middle is run again, with one effect") {
  Db().Clear();
  int decisions = 0;
  const auto write = [&](const ReadRows& rows, Changes& changes) -> absl::StatusOr<std::string> {
    if (++decisions == 1)
      Db().Run(absl::StrCat("SELECT pg_terminate_backend(", rows[0][0].Int("pid"), ", 5000)"));
    changes.Run(probe::kInsertNote, "2027", probe::NoteId::New(), "Наставник");
    return "ok";
  };
  const auto answer = Db()->Write(Call("k-1"), {Query(kBackend)}, write);
  REQUIRE_THAT(answer, IsOk());
  CHECK(decisions == 2);
  CHECK_FALSE(answer->replayed);
  CHECK(Db().Count("note") == 1);
}

TEST_CASE("kill -9 of a backend restarts the server; the same key then has its one effect") {
  Db().Clear();
  int decisions = 0;
  const auto write = [&](const ReadRows& rows, Changes& changes) -> absl::StatusOr<std::string> {
    if (++decisions == 1) kill(rows[0][0].Int("pid"), SIGKILL);
    changes.Run(probe::kInsertNote, "2027", probe::NoteId::New(), "Наставник");
    return "ok";
  };
  absl::StatusOr<Answer> answer;
  support::WaitFor("the write to succeed", [&] {
    answer = Db()->Write(Call("k-1"), {Query(kBackend)}, write);
    if (!answer.ok()) CHECK_THAT(answer, Refuses("UNAVAILABLE"));
    return answer.ok();
  });
  CHECK(answer->bytes == "ok");
  CHECK(Db().Count("note") == 1);
}

TEST_CASE("what is acknowledged outlives kill -9 of PostgreSQL") {
  support::Postgres postgres;
  postgres.Run("CREATE SCHEMA crash");
  const DatabaseOptions options{
      .url = postgres.Url(), .schema = "crash", .source = "crash", .pool_size = 8};
  REQUIRE_THAT(Migrate(options, {}), IsOk());
  Database db(options);
  std::atomic<int> acknowledged{0};
  for (int round = 0; round < 3; ++round) {
    const int enough = acknowledged + 200;
    probe::Together(8, [&](int i) {
      for (int n = 0; i > 0 || acknowledged < enough; ++n) {
        if (i == 0) continue;  // the first thread kills
        const auto answer =
            db.Write(Call(absl::StrCat(round, "-", i, "-", n)), {},
                     [](const ReadRows&, Changes&) -> absl::StatusOr<std::string> { return "ok"; });
        if (!answer.ok()) return answer.status();
        ++acknowledged;
      }
      postgres.Kill();
      return absl::OkStatus();
    });
    postgres.Start();
    CHECK(std::stoi(postgres.Run("SELECT count(*) FROM idempotency WHERE status = 0", "crash")) >=
          acknowledged);
  }
}

TEST_CASE("what is acknowledged is committed") {
  Db().Clear();
  const auto db = Db().Another(8);
  const auto work = [&](int i) {
    for (int n = 0; n < 50; ++n) {
      const std::string title = absl::StrCat("Заявка ", i, "-", n);
      RETURN_IF_ERROR(CreateNote(*db, Call(absl::StrCat(i, "-", n)), title).status());
      ASSIGN_OR_RETURN(const Rows rows,
                       Db()->Read(Query(probe::kSelectNoteByTitle, "2027", title), Soon()));
      RETURN_IF_ERROR(probe::Expect(!rows.empty(), "acknowledged and not there"));
    }
    return absl::OkStatus();
  };
  for (const absl::Status& status : probe::Together(8, work)) CHECK_THAT(status, IsOk());
}

TEST_CASE("a statement that waits too long ends at the deadline, and the connection lives") {
  Db().Clear();
  REQUIRE_THAT(CreateNote(*Db(), Call("k-1"), "Наставник"), IsOk());
  const std::string id = Db().Run("SELECT note_id FROM note");
  const std::vector<Query> reads = {Query(probe::kSelectNoteForUpdate, "2027", id)};
  const auto another = Db().Another(1);
  const auto held = Db()->Write(
      Call("k-2"), reads, [&](const ReadRows&, Changes&) -> absl::StatusOr<std::string> {
        const auto nothing = [](const ReadRows&, Changes&) -> absl::StatusOr<std::string> {
          return "не дошло";
        };
        WriteKey hasty = Call("k-3");
        hasty.deadline = absl::Now() + absl::Milliseconds(200);
        const absl::Time start = absl::Now();
        // Both limits are the time left, so either may speak first.
        const absl::Status late = another->Write(hasty, reads, nothing).status();
        CHECK((ErrorFrom(late).reason == "DEADLINE_EXCEEDED" ||
               ErrorFrom(late).reason == "UNAVAILABLE"));
        CHECK(absl::Now() - start < absl::Milliseconds(900));  // sooner than lock_timeout
        CHECK_THAT(another->Write(Call("k-4"), reads, nothing),
                   Refuses("UNAVAILABLE"));  // lock_timeout
        CHECK_THAT(CreateNote(*another, Call("k-5"), "Соединение живо"), IsOk());
        return "ok";
      });
  CHECK_THAT(held, IsOk());
}

TEST_CASE("the pool gives up at the deadline") {
  const auto db = Db().Another(1);
  const auto outer = db->Write(
      WriteKey::Job("outer"), {}, [&](const ReadRows&, Changes&) -> absl::StatusOr<std::string> {
        CHECK_THAT(db->Now(absl::Now() + absl::Milliseconds(50)), Refuses("DEADLINE_EXCEEDED"));
        return "ok";
      });
  CHECK_THAT(outer, IsOk());
  CHECK_THAT(db->Now(Soon()), IsOk());
}

TEST_CASE("PostgreSQL down, hung and back") {
  support::Postgres postgres;
  postgres.Run("CREATE SCHEMA down");
  const DatabaseOptions options{
      .url = postgres.Url(), .schema = "down", .source = "down", .pool_size = 2};
  REQUIRE_THAT(Migrate(options, {}), IsOk());
  Database db(options);
  const auto write = [&](const std::string& key, absl::Duration timeout) {
    WriteKey call = Call(key);
    call.deadline = absl::Now() + timeout;
    return db.Write(call, {},
                    [](const ReadRows&, Changes&) -> absl::StatusOr<std::string> { return "ok"; });
  };
  REQUIRE_THAT(write("k-1", absl::Seconds(5)), IsOk());
  support::WaitFor("readiness", [&] { return db.Ready(); });

  postgres.Kill();
  const absl::Time killed = absl::Now();
  CHECK_THAT(write("k-2", absl::Seconds(5)), Refuses("UNAVAILABLE"));
  CHECK_THAT(db.Now(Soon()), Refuses("UNAVAILABLE"));
  CHECK(absl::Now() - killed < absl::Seconds(2));
  support::WaitFor(
      "the loss to be noticed", [&] { return !db.Ready(); }, absl::Seconds(3));

  postgres.Start();
  support::WaitFor(
      "readiness", [&] { return db.Ready(); }, absl::Seconds(5));
  CHECK_THAT(write("k-2", absl::Seconds(5)), IsOk());
  CHECK(postgres.Run("SELECT count(*) FROM idempotency", "down") == "2");

  // The only connection of the pool so far hangs: a statement on it ends with the caller's
  // deadline.
  kill(std::stoi(postgres.Run("SELECT pid FROM pg_stat_activity WHERE application_name = "
                              "'nastavnik-down' AND query LIKE 'COMMIT%'")),
       SIGSTOP);
  CHECK_THAT(write("k-3", absl::Milliseconds(300)), Refuses("DEADLINE_EXCEEDED"));
  CHECK_THAT(write("k-4", absl::Seconds(5)), IsOk());
  postgres.Kill();
}

TEST_CASE("without prepared statements, for a pooler that forgets them, all is the same") {
  Db().Clear();
  DatabaseOptions options = Db().options();
  options.prepare = false;
  Database db(options);
  REQUIRE_THAT(CreateNote(db, Call("k-1"), "Наставник"), IsOk());
  const auto again = CreateNote(db, Call("k-1"), "Наставник");
  REQUIRE_THAT(again, IsOk());
  CHECK(again->replayed);
  CHECK(Db().Run(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'nastavnik-probe'") !=
        "0");
}

TEST_CASE("errors of ours tell nothing of the statement") {
  constexpr Statement kBroken{"select_broken", "SELECT 1 / 0 AS tайна"};
  const absl::Status status = Db()->Read(Query(kBroken), Soon()).status();
  CHECK_THAT(status, Refuses("INTERNAL"));
  CHECK(status.message() == "Внутренняя ошибка.");
  CHECK_THAT(Db()->Now(Soon()), IsOk());
}

TEST_CASE("a table that changes under a prepared statement does no harm") {
  Db().Clear();
  constexpr Statement kAll{"select_star", "SELECT * FROM note"};
  const auto db = Db().Another(1);
  CHECK_THAT(db->Read(Query(kAll), Soon()), IsOk());
  Db().Run("ALTER TABLE note ADD COLUMN colour text");
  CHECK_THAT(db->Read(Query(kAll), Soon()), IsOk());
  Db().Run("ALTER TABLE note DROP COLUMN colour");
  CHECK_THAT(
      db->Write(WriteKey::Job("star"), {Query(kAll)},
                [](const ReadRows&, Changes&) -> absl::StatusOr<std::string> { return "ok"; }),
      IsOk());
}

TEST_CASE("several reads see one snapshot") {
  Db().Clear();
  const auto db = Db().Another(4);
  std::jthread writer([&](std::stop_token stop) {
    for (int i = 0; !stop.stop_requested(); ++i)
      CreateNote(*db, WriteKey::Job("w"), absl::StrCat("Заявка ", i)).IgnoreError();
  });
  for (int i = 0; i < 50; ++i) {
    const auto rows = Db()->ReadAll(
        {Query(probe::kCountNotes), Query(probe::kCountNotes), Query(probe::kCountNotes)}, Soon());
    REQUIRE_THAT(rows, IsOk());
    CHECK((*rows)[0][0].Int("count") == (*rows)[2][0].Int("count"));
  }
}

TEST_CASE("the settings that durability needs are looked at") {
  CHECK_THAT(CheckSettings(*Db(), Soon()), IsOk());
  support::Postgres careless({"fsync=off", "idle_in_transaction_session_timeout=0"});
  careless.Run("CREATE ROLE plain LOGIN");
  Database db({.url = careless.Url("plain"), .schema = "public", .source = "careless"});
  const absl::Status status = CheckSettings(db, Soon());
  CHECK(status.code() == absl::StatusCode::kFailedPrecondition);
  CHECK_THAT(std::string(status.message()), Catch::Contains("fsync"));
}

}  // namespace
}  // namespace nastavnik::pg
