// Writes that share transactions: each must come out as if it had been alone.
#include <catch2/catch.hpp>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"

#include "common/pg/migrate.h"
#include "common/status/error.h"
#include "tests/store/common/probe.h"
#include "tests/store/common/together.h"
#include "tests/support/matchers.h"
#include "tests/support/process.h"

namespace nastavnik::pg {
namespace {

using probe::Call;
using probe::Db;
using probe::Expect;
using probe::Together;
using support::IsOk;
using support::Refuses;
using support::Soon;

constexpr int kWriters = 48;

WriteKey KeyOf(const std::string& key) {
  WriteKey write = Call(key);
  write.principal = NewUuid();
  return write;
}

absl::StatusOr<Answer> Create(const WriteKey& write, const std::string& title) {
  return Db()->WriteInGroup(
      write, {}, [&](const ReadRows&, Changes& changes) -> absl::StatusOr<std::string> {
        const auto id = probe::NoteId::New();
        changes.RunExactly(1, probe::kInsertNote, SeasonId("2027"), id, title);
        changes.Emit(probe::NoteEvent("seasons/2027/notes/" + id.ToString()));
        return title;
      });
}

absl::Status Refusal(const char* reason) {
  return ToStatus({.code = absl::StatusCode::kFailedPrecondition,
                   .reason = reason,
                   .message = "Действие сейчас невозможно."});
}

// Holds all places of leaders with writes that wait inside their decision, so that those which come
// meanwhile gather; lets go when destroyed.
class Gate {
 public:
  Gate() {
    for (int i = 0; i < 4; ++i) {
      threads_.emplace_back([this, i] {
        (void)Db()->WriteInGroup(KeyOf(absl::StrCat("gate", i)), {},
                                 [this](const ReadRows&, Changes&) -> absl::StatusOr<std::string> {
                                   ++inside_;
                                   open_.WaitForNotification();
                                   return "";
                                 });
      });
    }
    support::WaitFor("all leaders are inside", [this] { return inside_ == 4; });
  }
  void Open() { open_.Notify(); }

 private:
  std::atomic<int> inside_{0};
  absl::Notification open_;
  std::vector<std::jthread> threads_;
};

// Runs `work` on many threads, all of which come while the leaders are held.
template <typename Work>
std::vector<absl::Status> Gathered(int count, const Work& work) {
  Gate gate;
  std::jthread opener([&] {
    support::WaitFor("all have come", [&] { return Db()->WaitingForGroup() == count; });
    gate.Open();
  });
  return Together(count, work);
}

std::vector<absl::Status> Errors(std::vector<absl::Status> statuses) {
  std::erase_if(statuses, [](const absl::Status& status) { return status.ok(); });
  return statuses;
}

int TransactionsOfNotes() { return std::stoi(Db().Run("SELECT count(DISTINCT xid) FROM outbox")); }

TEST_CASE("writes that wait share transactions and keep their own answers") {
  Db().Clear();
  const auto found = Gathered(kWriters, [](int i) {
    const std::string title = absl::StrCat("Практика ", i);
    const auto answer = Create(KeyOf("k"), title);
    if (!answer.ok()) return answer.status();
    return Expect(answer->bytes == title && !answer->replayed, answer->bytes);
  });
  CHECK(Errors(found).empty());
  CHECK(Db().Count("note") == kWriters);
  CHECK(Db().Count("outbox") == kWriters);
  CHECK(Db().Count("idempotency WHERE method LIKE '%CreateNote' AND status = 0") == kWriters + 4);
  CHECK(TransactionsOfNotes() <= kWriters / 4);
  CHECK(Db().Run("SELECT count(*) FROM (SELECT DISTINCT xid, n FROM outbox) places") ==
        absl::StrCat(kWriters));
}

TEST_CASE("one that breaks a rule of the tables breaks nobody else's write") {
  Db().Clear();
  REQUIRE_THAT(Create(KeyOf("k"), "Занято"), IsOk());
  const auto found = Gathered(kWriters, [](int i) {
    const bool taken = i % 6 == 0;
    const auto answer = Create(KeyOf("k"), taken ? "Занято" : absl::StrCat("Практика ", i));
    return Expect(answer.ok() != taken, answer.status().ToString());
  });
  CHECK(Errors(found).empty());
  CHECK(Db().Count("note") == 1 + kWriters - kWriters / 6);
  CHECK(Db().Count("outbox") == 1 + kWriters - kWriters / 6);
}

TEST_CASE("in a group a repeated key answers again, and another body under it is refused") {
  Db().Clear();
  std::vector<WriteKey> keys;
  for (int i = 0; i < kWriters; ++i) {
    keys.push_back(KeyOf("k"));
    if (i % 2 == 0) REQUIRE_THAT(Create(keys[i], absl::StrCat("Практика ", i)), IsOk());
  }
  const auto found = Gathered(kWriters, [&](int i) {
    WriteKey key = keys[i];
    if (i % 4 == 0) key.fingerprint = "другой";
    const auto answer = Create(key, absl::StrCat("Практика ", i));
    if (i % 4 == 0)
      return Expect(ReasonOf(answer.status()) == "IDEMPOTENCY_KEY_REUSED", "not reused");
    return Expect(answer.ok() && answer->replayed == (i % 2 == 0), answer.status().ToString());
  });
  CHECK(Errors(found).empty());
  CHECK(Db().Count("note") == kWriters);
}

TEST_CASE("32 identical requests in groups have one effect and one answer") {
  Db().Clear();
  const WriteKey key = KeyOf("k");
  std::atomic<int> fresh{0};
  const auto found = Gathered(32, [&](int) {
    const auto answer = Create(key, "Наставник");
    if (answer.ok() && !answer->replayed) ++fresh;
    return answer.status();
  });
  CHECK(Errors(found).empty());
  CHECK(fresh == 1);
  CHECK(Db().Count("note") == 1);
}

TEST_CASE("in a group a refusal is kept under its key and one that passes leaves its key free") {
  Db().Clear();
  std::vector<WriteKey> keys;
  for (int i = 0; i < kWriters; ++i) keys.push_back(KeyOf("k"));
  const auto refuse = [&](int i, bool refuses) {
    return Db()
        ->WriteInGroup(keys[i], {},
                       [&](const ReadRows&, Changes&) -> absl::StatusOr<std::string> {
                         if (!refuses) return "";
                         return Refusal(i % 2 == 0 ? "ILLEGAL_TRANSITION" : "STAGE_CLOSED");
                       })
        .status();
  };
  const auto found =
      Gathered(kWriters, [&](int i) { return Expect(!refuse(i, true).ok(), "was not refused"); });
  CHECK(Errors(found).empty());
  CHECK(Db().Count("idempotency WHERE status = 9") == kWriters / 2);
  CHECK_THAT(refuse(0, false), Refuses("ILLEGAL_TRANSITION"));
  CHECK_THAT(refuse(1, false), IsOk());
}

TEST_CASE("a write with little time left does not wait for a group") {
  Db().Clear();
  Gate gate;
  WriteKey hurried = KeyOf("k");
  hurried.deadline = absl::Now() + absl::Milliseconds(900);
  CHECK_THAT(Create(hurried, "Наставник"), IsOk());
  gate.Open();
}

TEST_CASE("what a group acknowledges outlives kill -9 of PostgreSQL") {
  support::Postgres postgres;
  postgres.Run("CREATE SCHEMA crash");
  const DatabaseOptions options{
      .url = postgres.Url(), .schema = "crash", .source = "crash", .pool_size = 8};
  REQUIRE_THAT(Migrate(options, {}), IsOk());
  Database db(options);
  std::atomic<int> acknowledged{0};
  for (int round = 0; round < 3; ++round) {
    const int enough = acknowledged + 500;
    (void)Together(kWriters, [&](int i) {
      for (int n = 0; i > 0 || acknowledged < enough; ++n) {
        if (i == 0) continue;  // the first thread kills
        const auto answer = db.WriteInGroup(
            KeyOf(absl::StrCat(round, "-", n)), {},
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

}  // namespace
}  // namespace nastavnik::pg
