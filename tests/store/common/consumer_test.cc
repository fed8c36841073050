#include <catch2/catch.hpp>

#include "absl/strings/str_cat.h"

#include "common/outbox/consumer.h"
#include "common/outbox/feed.h"
#include "tests/store/common/probe.h"
#include "tests/support/matchers.h"

namespace nastavnik::outbox {
namespace {

using probe::Db;
using support::IsOk;
using support::Refuses;

const PersonId kReader(*ParseUuid("01920000-0000-7000-8000-000000000007"));

void Emit(const std::string& subject, const std::string& state) {
  const auto emitted =
      Db()->Write(pg::WriteKey::Job("emit"), {},
                  [&](const pg::ReadRows&, pg::Changes& changes) -> absl::StatusOr<std::string> {
                    Event event = probe::NoteEvent(subject);
                    event.data = {{"state", state}};
                    event.recipients = {kReader};
                    changes.Emit(event);
                    return "";
                  });
  REQUIRE_THAT(emitted, IsOk());
}

// A consumer of probe's own feed whose handler keeps notes of what it was told.
struct Follower {
  std::vector<std::string> told;
  std::string poison;  // subject that cannot be handled
  absl::Status away;   // what the handler needs is away
  int attempts = 0;    // at the poison
  Consumer consumer{*Db(), "follower",
                    [](const events::v1::ReadFeedRequest& request, absl::Time deadline) {
                      return ReadFeed(*Db(), request, deadline);
                    },
                    Consumer::OneByOne([this](const Event& event) { return Handle(event); })};

  Follower() {
    consumer.set_first_delay(absl::ZeroDuration());
    consumer.set_page_size(3);
  }

  absl::Status Handle(const Event& event) {
    RETURN_IF_ERROR(away);
    CHECK(event.recipients == std::vector<PersonId>{kReader});  // also after it was set aside
    if (event.subject == poison) {
      ++attempts;
      return absl::InternalError("не понимаю");
    }
    const auto done = Db()->Write(
        pg::WriteKey::ForEvent("follower", event), {},
        [](const pg::ReadRows&, pg::Changes&) -> absl::StatusOr<std::string> { return ""; });
    if (done.ok() && !done->replayed) told.push_back(event.subject + ":" + event.Get("state"));
    return done.status();
  }

  // Runs until there is nothing more to do.
  absl::Status Run() {
    support::WaitFor("the horizon", [] {
      return Db().Count("outbox WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())") == 0;
    });
    for (bool more = true; more;) {
      jobs::Run run{std::stop_token()};
      RETURN_IF_ERROR(consumer.Run(run));
      more = run.WantsAgain();
    }
    return absl::OkStatus();
  }
};

TEST_CASE("a consumer is told everything once, in order, across restarts") {
  Db().Clear();
  for (int i = 0; i < 7; ++i) Emit("note", absl::StrCat(i));
  {
    Follower follower;
    REQUIRE_THAT(follower.Run(), IsOk());
    CHECK(follower.told == std::vector<std::string>{"note:0", "note:1", "note:2", "note:3",
                                                    "note:4", "note:5", "note:6"});
  }
  Emit("note", "7");
  Db().Run("UPDATE consumer_cursor SET resume_token = ''");  // as if the last cursor had been lost
  Follower next;
  REQUIRE_THAT(next.Run(), IsOk());
  CHECK(next.told == std::vector<std::string>{"note:7"});
}

TEST_CASE("while something is away nothing is passed by") {
  Db().Clear();
  Emit("note", "0");
  Follower follower;
  follower.away = absl::UnavailableError("submission");
  CHECK_THAT(follower.Run(), Refuses("UNAVAILABLE"));
  CHECK(Db().Count("parked_event") == 0);
  follower.away = absl::OkStatus();
  REQUIRE_THAT(follower.Run(), IsOk());
  CHECK(follower.told == std::vector<std::string>{"note:0"});
}

TEST_CASE(
    "an event that cannot be handled parks after ten tries; its subject waits, others go on") {
  Db().Clear();
  Emit("bad", "0");
  Emit("good", "0");
  Emit("bad", "1");
  Emit("good", "1");
  Follower follower;
  follower.poison = "bad";
  REQUIRE_THAT(follower.Run(), IsOk());
  CHECK(follower.told == std::vector<std::string>{"good:0", "good:1"});
  for (int i = 0; i < 20; ++i) REQUIRE_THAT(follower.Run(), IsOk());
  CHECK(follower.attempts == Consumer::kMaxAttempts + 1);  // once with its page, then alone
  CHECK(Db().Run("SELECT string_agg(attempts::text || reason, ',' ORDER BY subject_seq) FROM "
                 "parked_event") == "10INTERNAL,0");
}

TEST_CASE("an event set aside is handled later, before those behind it") {
  Db().Clear();
  Emit("bad", "0");
  Emit("bad", "1");
  Emit("good", "0");
  {
    Follower follower;
    follower.poison = "bad";
    follower.consumer.set_first_delay(absl::Hours(1));
    REQUIRE_THAT(follower.Run(), IsOk());
    CHECK(follower.told == std::vector<std::string>{"good:0"});
  }
  Db().Run("UPDATE parked_event SET retry_time = clock_timestamp()");
  Follower healed;
  Emit("bad", "2");
  REQUIRE_THAT(healed.Run(), IsOk());
  CHECK(healed.told == std::vector<std::string>{"bad:0", "bad:1", "bad:2"});
  CHECK(Db().Count("parked_event") == 0);
}

TEST_CASE("one process consumes at a time") {
  Db().Clear();
  Emit("note", "0");
  Follower first, second;
  REQUIRE_THAT(first.Run(), IsOk());
  Emit("note", "1");
  REQUIRE_THAT(second.Run(), IsOk());
  CHECK(second.told.empty());
  REQUIRE_THAT(first.Run(), IsOk());
  CHECK(first.told.size() == 2);
}

}  // namespace
}  // namespace nastavnik::outbox
