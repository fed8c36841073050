#include <atomic>
#include <map>
#include <random>
#include <set>

#include <catch2/catch.hpp>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/metrics/metrics.h"
#include "common/outbox/feed.h"
#include "tests/store/common/probe.h"
#include "tests/store/common/together.h"
#include "tests/support/matchers.h"

namespace nastavnik::outbox {
namespace {

using probe::Db;
using support::IsOk;
using support::Refuses;
using support::Soon;

// Follows the feed and checks what every reader may rely on.
struct Reader {
  std::string token;
  std::set<std::string> seen;
  std::map<std::string, int64_t> sequence;

  // One page; answers its size.
  absl::StatusOr<int> Read() {
    ASSIGN_OR_RETURN(const Page page, ReadFeed(*Db(), token, 100, Soon()));
    for (const Event& event : page.events) {
      RETURN_IF_ERROR(probe::Expect(seen.insert(event.id).second, "an event twice"));
      RETURN_IF_ERROR(
          probe::Expect(event.sequence == ++sequence[event.subject], "an event out of order"));
    }
    token = page.resume_token;
    return static_cast<int>(page.events.size());
  }
};

// Waits until nothing committed is beyond the horizon; a transaction of the server itself may hold
// it for a moment.
void WaitForHorizon() {
  support::WaitFor("the horizon", [] {
    return Db().Count("outbox WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())") == 0;
  });
}

// A transaction of up to 20 ms that emits two events, or none: one in twenty is rolled back.
int WriteSome(pg::Database& db, int writer, int n, std::minstd_rand& random) {
  const bool refuse = random() % 20 == 0;
  const absl::Duration think = absl::Microseconds(random() % 20'000);
  const auto write = [&](const pg::ReadRows&, pg::Changes& changes) -> absl::StatusOr<std::string> {
    absl::SleepFor(think);  // the load under test: others commit meanwhile
    if (refuse) return absl::NotFoundError("");
    for (const char* kind : {"заявка", "отзыв"})
      changes.Emit(probe::NoteEvent(absl::StrCat(kind, "/", writer)));
    return "ok";
  };
  return db.Write(probe::Call(absl::StrCat(writer, "-", n)), {}, write).ok() ? 2 : 0;
}

TEST_CASE("the feed misses nothing while eight write") {
  Db().Clear();
  constexpr int kWriters = 8, kWrites = 100;
  const auto db = Db().Another(kWriters);
  std::atomic<int> emitted{0}, running{kWriters};
  Reader reader;
  const auto work = [&](int i) {
    if (i == kWriters) {
      while (running > 0) RETURN_IF_ERROR(reader.Read().status());
      return absl::OkStatus();
    }
    std::minstd_rand random(i + 1);
    for (int n = 0; n < kWrites; ++n) emitted += WriteSome(*db, i, n, random);
    --running;
    return absl::OkStatus();
  };
  for (const absl::Status& status : probe::Together(kWriters + 1, work)) CHECK_THAT(status, IsOk());
  WaitForHorizon();
  while (reader.Read().value_or(0) > 0) {
  }
  CHECK(static_cast<int>(reader.seen.size()) == emitted);
  CHECK(Db().Count("outbox") == emitted);
}

TEST_CASE("the feed waits for a transaction that is still running") {
  Db().Clear();
  const auto another = Db().Another();
  Reader reader;
  const auto slow = Db()->Write(
      probe::Call("slow"), {},
      [&](const pg::ReadRows&, pg::Changes& changes) -> absl::StatusOr<std::string> {
        CHECK_THAT(probe::CreateNote(*another, probe::Call("quick"), "Быстрая"), IsOk());
        CHECK(*reader.Read() == 0);  // "quick" is committed, but "slow" began before it
        Lag lag;
        for (int look = 0; look < 2; ++look) CHECK_THAT(lag.Measure(*another, Soon()), IsOk());
        for (const char* family :
             {"nastavnik_outbox_lag_seconds", "nastavnik_outbox_horizon_age_seconds"}) {
          CHECK(metrics::Default().Gauges(family, "").One().Value() > 0);
        }
        changes.Emit(probe::NoteEvent("seasons/2027/notes/slow"));
        return "ok";
      });
  REQUIRE_THAT(slow, IsOk());
  WaitForHorizon();
  CHECK(*reader.Read() == 2);
}

TEST_CASE("an event is told as it was stated") {
  Db().Clear();
  const PersonId owner = PersonId::New();
  Event event{
      .type = "application.submitted", .season = "2027", .subject = "seasons/2027/applications/1"};
  event.data = {{"nomination", "school"}, {"state", "SUBMITTED"}, {"quote", "\"ёлка\"\n"}};
  event.recipients = {owner};
  REQUIRE_THAT(
      Db()->Write(pg::WriteKey::Job("emit"), {},
                  [&](const pg::ReadRows&, pg::Changes& changes) -> absl::StatusOr<std::string> {
                    changes.Emit(event);
                    return "";
                  }),
      IsOk());
  events::v1::ReadFeedRequest request;
  const auto page = ReadFeed(*Db(), request, Soon());
  REQUIRE_THAT(page, IsOk());
  REQUIRE(page->events_size() == 1);
  const events::v1::FeedEvent& told = page->events(0);
  CHECK(told.type() == "nastavnik.application.submitted.v1");
  CHECK(told.source() == "probe");
  CHECK(told.sequence() == 1);
  CHECK(told.data().at("quote") == "\"ёлка\"\n");
  const Event back = FromProto(told);
  CHECK(back.type == event.type);
  CHECK(back.Get("nomination") == "school");
  CHECK(absl::Now() - back.time < absl::Minutes(1));

  request.set_resume_token(page->resume_token());
  const auto end = ReadFeed(*Db(), request, Soon());
  REQUIRE_THAT(end, IsOk());
  CHECK(end->events_size() == 0);
  CHECK(end->resume_token() == page->resume_token());
}

TEST_CASE("a token that is none is refused") {
  for (const char* token : {"x", "1.2", "2.1.1", "1.-1.0", "1.99999999999999999999.0"}) {
    CHECK_THAT(ReadFeed(*Db(), token, 10, Soon()), Refuses("FIELD_INVALID"));
  }
}

}  // namespace
}  // namespace nastavnik::outbox
