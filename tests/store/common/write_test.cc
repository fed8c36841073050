#include <catch2/catch.hpp>

#include "absl/strings/str_cat.h"

#include "common/status/error.h"
#include "tests/store/common/probe.h"
#include "tests/store/common/together.h"
#include "tests/support/matchers.h"

namespace nastavnik::pg {
namespace {

using probe::Call;
using probe::CreateNote;
using probe::Db;
using probe::Together;
using support::IsOk;
using support::Refuses;
using support::Soon;

absl::Status Refusal(const char* reason) {
  return ToStatus({.code = absl::StatusCode::kFailedPrecondition,
                   .reason = reason,
                   .message = "Действие сейчас невозможно.",
                   .metadata = {{"state", "SUBMITTED"}}});
}

TEST_CASE("a write answers, and the same key answers the same again") {
  Db().Clear();
  const auto first = CreateNote(*Db(), Call("k-1"), "Школа наставника");
  REQUIRE_THAT(first, IsOk());
  CHECK(first->bytes == "Школа наставника");
  CHECK_FALSE(first->replayed);

  const auto second = CreateNote(*Db(), Call("k-1"), "не выполняется");
  REQUIRE_THAT(second, IsOk());
  CHECK(second->bytes == first->bytes);
  CHECK(second->replayed);
  CHECK(Db().Count("note") == 1);
  CHECK(Db().Count("outbox") == 1);
}

TEST_CASE("a key belongs to one request") {
  Db().Clear();
  REQUIRE_THAT(CreateNote(*Db(), Call("k-1", "a"), "Наставник"), IsOk());
  CHECK_THAT(CreateNote(*Db(), Call("k-1", "b"), "Другая"), Refuses("IDEMPOTENCY_KEY_REUSED"));
  WriteKey other_method = Call("k-1", "b");
  other_method.method = "/probe.NoteService/DeleteNote";
  CHECK_THAT(CreateNote(*Db(), other_method, "Третья"), IsOk());
}

TEST_CASE("keys of calls are forgotten after three days, of events after thirty") {
  Db().Clear();
  REQUIRE_THAT(CreateNote(*Db(), Call("k-1"), "Старая"), IsOk());
  REQUIRE_THAT(CreateNote(*Db(), Call("k-2"), "Новая"), IsOk());
  Db().Run(
      "UPDATE idempotency SET create_time = clock_timestamp() - interval '73 hours' WHERE key = "
      "'k-1'");
  Db().Run(
      "INSERT INTO inbox (season_id, consumer, event_id, create_time) SELECT '2027', 'c', "
      "gen_random_uuid(), clock_timestamp() - days * interval '1 day' FROM unnest(ARRAY[29, 31]) "
      "AS "
      "d (days)");
  CHECK(*PurgeOldKeys(*Db(), Soon()) == 2);
  CHECK(Db().Run("SELECT string_agg(key, ',') FROM idempotency") == "k-2");
  CHECK(Db().Count("inbox") == 1);
}

TEST_CASE("32 identical requests at once have one effect and one answer") {
  const auto db = Db().Another(16);
  for (int round = 0; round < 5; ++round) {
    Db().Clear();
    std::vector<absl::StatusOr<Answer>> answers(32, absl::UnknownError(""));
    Together(32, [&](int i) {
      do {  // on a busy machine the first may take longer than the others wait
        answers[i] = CreateNote(*db, Call("k-1"), absl::StrCat("Заявка ", i));
      } while (ReasonOf(answers[i].status()) == "REQUEST_IN_PROGRESS");
      return answers[i].status();
    });
    CHECK(Db().Count("note") == 1);
    for (const auto& answer : answers) {
      REQUIRE_THAT(answer, IsOk());
      CHECK(answer->bytes == answers[0]->bytes);
    }
  }
}

TEST_CASE("a request that is still running is told to come again") {
  Db().Clear();
  const auto another = Db().Another();
  absl::StatusOr<Answer> repeated;
  const auto first =
      Db()->Write(Call("k-1"), {}, [&](const ReadRows&, Changes&) -> absl::StatusOr<std::string> {
        repeated = CreateNote(*another, Call("k-1"), "Наставник");
        return "готово";
      });
  REQUIRE_THAT(first, IsOk());
  CHECK_THAT(repeated, Refuses("REQUEST_IN_PROGRESS"));
  CHECK(repeated.status().code() == absl::StatusCode::kAborted);
  CHECK(ErrorFrom(repeated.status()).retry_after == absl::Seconds(1));
}

TEST_CASE(
    "a refusal of the domain is kept and replayed with its details, and writes nothing else") {
  Db().Clear();
  int decisions = 0;
  const auto refuse = [&](const ReadRows&, Changes& changes) -> absl::StatusOr<std::string> {
    ++decisions;
    changes.Run(probe::kInsertNote, SeasonId("2027"), probe::NoteId::New(), "не появится");
    changes.Emit(probe::NoteEvent("seasons/2027/notes/1"));
    return Refusal("ILLEGAL_TRANSITION");
  };
  const auto first = Db()->Write(Call("k-1"), {}, refuse);
  const auto second = Db()->Write(Call("k-1"), {}, refuse);
  CHECK(decisions == 1);
  CHECK_THAT(first, Refuses("ILLEGAL_TRANSITION"));
  CHECK(first.status() == second.status());
  CHECK(ErrorFrom(second.status()).metadata == ErrorFrom(first.status()).metadata);
  CHECK(Db().Count("note") == 0);
  CHECK(Db().Count("outbox") == 0);
}

TEST_CASE("a refusal that time or input may change is not kept") {
  Db().Clear();
  for (const absl::Status& status : {Refusal("STAGE_CLOSED"), Refusal("STAGE_NOT_OPEN"),
                                     absl::NotFoundError(""), absl::PermissionDeniedError(""),
                                     absl::InvalidArgumentError(""), absl::UnavailableError("")}) {
    CHECK_FALSE(StoredRefusal(status));
    CHECK(Db()->Write(
                  Call("k-1"), {},
                  [&](const ReadRows&, Changes&) -> absl::StatusOr<std::string> { return status; })
              .status() == status);
    CHECK(Db().Count("idempotency") == 0);
  }
  CHECK_THAT(CreateNote(*Db(), Call("k-1"), "Теперь можно"), IsOk());
}

TEST_CASE("what was read is locked until the commit, and the clock comes after the locks") {
  Db().Clear();
  REQUIRE_THAT(CreateNote(*Db(), Call("k-1"), "Счётчик"), IsOk());
  const std::string id = Db().Run("SELECT note_id FROM note");
  const auto db = Db().Another(8);
  const auto work = [&](int i) {
    for (int n = 0; n < 20; ++n) {
      const auto increment = [&](const ReadRows& rows,
                                 Changes& changes) -> absl::StatusOr<std::string> {
        changes.RunExactly(1, probe::kUpdateNote, "2027", id, rows[0][0].Int("version"));
        return "ok";
      };
      RETURN_IF_ERROR(db->Write(Call(absl::StrCat("k-", i, "-", n)),
                                {Query(probe::kSelectNoteForUpdate, "2027", id)}, increment)
                          .status());
    }
    return absl::OkStatus();
  };
  for (const absl::Status& status : Together(8, work)) CHECK_THAT(status, IsOk());
  CHECK(Db().Run("SELECT version FROM note") == "161");
}

TEST_CASE("a wrong number of rows undoes the transaction, which is tried three times") {
  Db().Clear();
  int decisions = 0;
  const auto write = [&](const ReadRows&, Changes& changes) -> absl::StatusOr<std::string> {
    ++decisions;
    changes.Run(probe::kInsertNote, SeasonId("2027"), probe::NoteId::New(), "не появится");
    changes.RunExactly(1, probe::kUpdateNote, "2027", probe::NoteId::New(), 1);
    return "ok";
  };
  CHECK_THAT(Db()->Write(Call("k-1"), {}, write), Refuses("UNAVAILABLE"));
  CHECK(decisions == 3);
  CHECK(Db().Count("note") == 0);
  CHECK(Db().Count("idempotency") == 0);
}

TEST_CASE("after a unique violation the reads show the winner") {
  Db().Clear();
  const auto another = Db().Another();
  int decisions = 0;
  const auto create = [&](const ReadRows& rows, Changes& changes) -> absl::StatusOr<std::string> {
    if (++decisions == 1) CHECK_THAT(CreateNote(*another, Call("k-2"), "Наставник года"), IsOk());
    if (!rows[0].empty()) return Refusal("ALREADY_EXISTS");
    changes.Run(probe::kInsertNote, SeasonId("2027"), probe::NoteId::New(), "Наставник года");
    return "ok";
  };
  const auto answer = Db()->Write(
      Call("k-1"), {Query(probe::kSelectNoteByTitle, "2027", "Наставник года")}, create);
  CHECK_THAT(answer, Refuses("ALREADY_EXISTS"));
  CHECK(decisions == 2);
  CHECK(Db().Count("note") == 1);
}

TEST_CASE("an event has its effect once, and none when it is refused") {
  Db().Clear();
  Event event = probe::NoteEvent("seasons/2027/notes/1");
  event.id = NewUuid().ToString();
  const WriteKey write = WriteKey::ForEvent("mailer", event);
  const auto refused =
      Db()->Write(write, {}, [](const ReadRows&, Changes&) -> absl::StatusOr<std::string> {
        return Refusal("ILLEGAL_TRANSITION");
      });
  CHECK_THAT(refused, Refuses("ILLEGAL_TRANSITION"));
  CHECK(Db().Count("inbox") == 0);
  const auto first = CreateNote(*Db(), write, "Письмо");
  REQUIRE_THAT(first, IsOk());
  CHECK_FALSE(first->replayed);
  const auto second = CreateNote(*Db(), write, "Письмо ещё раз");
  REQUIRE_THAT(second, IsOk());
  CHECK(second->replayed);
  CHECK(Db().Count("note") == 1);
  CHECK_THAT(CreateNote(*Db(), WriteKey::ForEvent("webhooks", event), "Другой получатель"), IsOk());
}

TEST_CASE("events of a subject are numbered without gaps, alone and in bulk") {
  Db().Clear();
  REQUIRE_THAT(CreateNote(*Db(), Call("k-1"), "Портфель"), IsOk());
  const std::string id = Db().Run("SELECT note_id FROM note");
  const auto db = Db().Another(8);
  const auto work = [&](int i) {
    for (int n = 0; n < 10; ++n) {
      const auto emit = [&](const ReadRows&, Changes& changes) -> absl::StatusOr<std::string> {
        for (int k = 0; k <= n % 3; ++k) {
          changes.Emit(probe::NoteEvent("seasons/2027/notes/a"));
          if (n % 2 == 0) changes.Emit(probe::NoteEvent("seasons/2027/notes/b"));
        }
        return "ok";
      };
      RETURN_IF_ERROR(db->Write(Call(absl::StrCat("k-", i, "-", n)),
                                {Query(probe::kSelectNoteForUpdate, "2027", id)}, emit)
                          .status());
    }
    return absl::OkStatus();
  };
  for (const absl::Status& status : Together(8, work)) CHECK_THAT(status, IsOk());
  CHECK(Db().Run(
            "SELECT string_agg(subject || ' ' || count, ', ' ORDER BY subject) FROM (SELECT "
            "subject, count(*) || '=' || "
            "max(subject_seq) AS count FROM outbox WHERE subject LIKE '%/_' GROUP BY subject) s") ==
        "seasons/2027/notes/a 152=152, seasons/2027/notes/b 80=80");
}

TEST_CASE("a decision may add rows by the hundred thousand") {
  Db().Clear();
  constexpr int kRows = 200'000, kEvents = 20'000;
  const auto write = [&](const ReadRows&, Changes& changes) -> absl::StatusOr<std::string> {
    std::vector<probe::NoteId> ids;
    std::vector<std::string> titles;
    for (int i = 0; i < kRows; ++i) {
      ids.push_back(probe::NoteId::New());
      titles.push_back(absl::StrCat("Заявка \"", i, "\""));
    }
    for (int i = 0; i < kEvents; ++i)
      changes.Emit(probe::NoteEvent("seasons/2027/notes/" + ids[i].ToString()));
    changes.RunExactly(kRows, probe::kInsertNotes, "2027", ids, titles);
    return "ok";
  };
  REQUIRE_THAT(Db()->Write(WriteKey::Job("bulk", absl::Seconds(60)), {}, write), IsOk());
  CHECK(Db().Count("note") == kRows);
  CHECK(Db().Count("outbox") == kEvents);
}

}  // namespace
}  // namespace nastavnik::pg
