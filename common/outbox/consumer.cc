#include "common/outbox/consumer.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/log/log.h"
#include "common/pg/payload.h"
#include "common/status/error.h"
#include "outbox_sql/sql.h"

namespace nastavnik::outbox {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(5);
constexpr absl::Duration kMaxDelay = absl::Seconds(30);
constexpr size_t kMaxConsumers = 32;

metrics::Gauge& GaugeOf(const char* family, const char* help, const std::string& consumer) {
  return metrics::Default()
      .Gauges(family, help, {metrics::UpTo("consumer", kMaxConsumers)})
      .With({consumer});
}

absl::Time Soon() { return absl::Now() + kTimeout; }

// Whether something that the handler needs is away; the event itself may be fine.
bool IsPassing(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kResourceExhausted:
      return true;
    default:
      return false;
  }
}

// Runs one statement that is safe to repeat.
absl::Status Do(pg::Database& db, const pg::Query& query) { return db.Run(query, Soon()).status(); }

}  // namespace

Consumer::Consumer(pg::Database& db, std::string name, Fetch fetch, Handle handle)
    : db_(db),
      name_(std::move(name)),
      fetch_(std::move(fetch)),
      handle_(std::move(handle)),
      election_(db, absl::StrCat("consumer/", name_)),
      lag_(GaugeOf("nastavnik_event_consumer_lag_seconds",
                   "Age of the oldest event that is not handled yet, 0 when there is none", name_)),
      parked_(GaugeOf("nastavnik_events_parked",
                      "Subjects whose event was given up and waits for a person", name_)) {}

Consumer::Handle Consumer::OneByOne(std::function<absl::Status(const Event& event)> handle) {
  return [handle = std::move(handle)](absl::Span<const Event> events) {
    for (const Event& event : events) RETURN_IF_ERROR(handle(event));
    return absl::OkStatus();
  };
}

absl::Status Consumer::Run(jobs::Run& run) {
  ASSIGN_OR_RETURN(const bool ours, election_.Hold());
  if (!ours) {
    loaded_ = false;
    return absl::OkStatus();
  }
  if (!loaded_) RETURN_IF_ERROR(LoadState());
  RETURN_IF_ERROR(RetryParked(run));
  events::v1::ReadFeedRequest request;
  request.set_resume_token(cursor_);
  request.set_page_size(page_size_);
  ASSIGN_OR_RETURN(const events::v1::ReadFeedResponse page, fetch_(request, Soon()));
  if (page.events_size() == 0) {
    lag_.Set(0);
    return absl::OkStatus();
  }
  std::vector<Event> events;
  for (const events::v1::FeedEvent& event : page.events()) events.push_back(FromProto(event));
  lag_.Set(absl::ToDoubleSeconds(absl::Now() - events.front().time));
  RETURN_IF_ERROR(HandlePage(events, run));
  if (run.Stopping()) return absl::OkStatus();  // the page comes again
  RETURN_IF_ERROR(StoreCursor(page.resume_token(), events.back().time));
  if (page.events_size() == page_size_) run.Again();
  return absl::OkStatus();
}

absl::Status Consumer::LoadState() {
  ASSIGN_OR_RETURN(const std::vector<pg::Rows> rows,
                   db_.ReadAll({pg::Query(sql::kSelectCursor, name_),
                                pg::Query(sql::kSelectParkedSubjects, name_)},
                               Soon()));
  cursor_ = rows[0].empty() ? "" : rows[0][0].Text("resume_token");
  waiting_.clear();
  int parked = 0;
  for (const pg::Row& row : rows[1]) {
    waiting_.emplace(row.Text("season_id"), row.Text("subject"));
    parked += row.Int("attempts") >= kMaxAttempts;
  }
  parked_.Set(parked);
  loaded_ = true;
  return absl::OkStatus();
}

absl::Status Consumer::HandlePage(absl::Span<const Event> page, const jobs::Run& run) {
  if (waiting_.empty()) {
    const absl::Status done = handle_(page);
    if (done.ok() || IsPassing(done)) return done;
  }
  for (const Event& event : page) {
    if (run.Stopping()) break;
    RETURN_IF_ERROR(HandleOne(event));
  }
  return absl::OkStatus();
}

absl::Status Consumer::HandleOne(const Event& event) {
  if (waiting_.count({event.season, event.subject}) > 0) {
    return SetAside(event, 0, absl::OkStatus());
  }
  const absl::Status done = handle_({&event, 1});
  if (done.ok() || IsPassing(done)) return done;
  return SetAside(event, 1, done);
}

absl::Status Consumer::SetAside(const Event& event, int attempts, const absl::Status& why) {
  const std::string reason = why.ok() ? "" : ErrorFrom(why).reason;
  const absl::Duration delay = attempts == 0 ? absl::ZeroDuration() : DelayAfter(attempts);
  RETURN_IF_ERROR(
      Do(db_, pg::Query(sql::kInsertParkedEvent, event.season, name_, event.id, event.source,
                        event.subject, event.sequence, event.type, pg::FormatPayload(event.data),
                        event.recipients, event.time, attempts, reason, delay)));
  if (attempts > 0) {
    log::Error(
        "event set aside",
        {{"consumer", name_}, {"event_type", event.type}, {"event", event.id}, {"reason", reason}});
  }
  waiting_.emplace(event.season, event.subject);
  return absl::OkStatus();
}

absl::Status Consumer::RetryParked(const jobs::Run& run) {
  while (!waiting_.empty() && !run.Stopping()) {
    ASSIGN_OR_RETURN(const pg::Rows due,
                     db_.Read(pg::Query(sql::kSelectDueParkedEvents, name_, kMaxAttempts), Soon()));
    for (const pg::Row& row : due) {
      Parked parked{{.type = row.Text("type"),
                     .season = row.Text("season_id"),
                     .subject = row.Text("subject")},
                    row.Int("attempts")};
      parked.event.id = row.Text("event_id");
      parked.event.source = row.Text("source");
      parked.event.sequence = row.Int64("subject_seq");
      parked.event.time = row.Time("event_time");
      parked.event.recipients = row.IdArray<PersonId>("recipients");
      ASSIGN_OR_RETURN(parked.event.data, pg::ParsePayload(row.View("payload")));
      RETURN_IF_ERROR(RetryOne(std::move(parked)));
    }
    if (due.empty()) break;
    RETURN_IF_ERROR(LoadState());  // some subjects may wait no more
  }
  return absl::OkStatus();
}

absl::Status Consumer::RetryOne(Parked parked) {
  const Event& event = parked.event;
  const absl::Status done = handle_({&event, 1});
  if (done.ok()) return Do(db_, pg::Query(sql::kDeleteParkedEvent, event.season, name_, event.id));
  if (IsPassing(done)) return done;
  ++parked.attempts;
  if (parked.attempts == kMaxAttempts) {
    log::Error("event parked",
               {{"consumer", name_}, {"event_type", event.type}, {"event", event.id}});
  }
  return Do(db_, pg::Query(sql::kUpdateParkedEvent, event.season, name_, event.id, parked.attempts,
                           ErrorFrom(done).reason, DelayAfter(parked.attempts)));
}

absl::Status Consumer::StoreCursor(const std::string& token, absl::Time event_time) {
  RETURN_IF_ERROR(Do(db_, pg::Query(sql::kUpsertCursor, name_, token, event_time)));
  cursor_ = token;
  return absl::OkStatus();
}

absl::Duration Consumer::DelayAfter(int attempts) const {
  return std::min(first_delay_ * (1 << std::min(attempts - 1, 20)), kMaxDelay);
}

}  // namespace nastavnik::outbox
