#include "common/outbox/feed.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "common/metrics/metrics.h"
#include "common/outbox/place.h"
#include "common/pg/payload.h"
#include "common/status/error.h"
#include "common/status/fault.h"
#include "outbox_sql/sql.h"

namespace nastavnik::outbox {
namespace {

absl::StatusOr<Place> ParseToken(absl::string_view token) {
  if (const auto place = Place::Parse(token)) return *place;
  return FieldsInvalid({{"resumeToken", "INVALID_FORMAT", "Закладка не от этой ленты."}});
}

// Events that one question about a person's looks at.
constexpr int kMostScanned = 5000;

Place PlaceOf(const pg::Row& row) {
  return {static_cast<uint64_t>(row.Int64("xid")), row.Int("n")};
}

absl::StatusOr<Event> EventFrom(const pg::Row& row, const std::string& source) {
  Event event;
  event.place = PlaceOf(row).ToToken();
  event.id = row.Text("event_id");
  event.type = row.Text("type");
  event.source = source;
  event.season = row.Text("season_id");
  event.subject = row.Text("subject");
  event.sequence = row.Int64("subject_seq");
  event.time = row.Time("create_time");
  event.recipients = row.IdArray<PersonId>("recipients");
  ASSIGN_OR_RETURN(event.data, pg::ParsePayload(row.View("payload")));
  return event;
}

}  // namespace

absl::StatusOr<Page> ReadFeed(pg::Database& db, absl::string_view resume_token, int page_size,
                              absl::Time deadline) {
  ASSIGN_OR_RETURN(Place place, ParseToken(resume_token));
  const auto& select =
      Fault("naive_cursor") ? sql::kSelectEventsWithoutHorizon : sql::kSelectEvents;
  ASSIGN_OR_RETURN(
      const pg::Rows rows,
      db.Read(pg::Query(select, absl::StrCat(place.xid), place.n, page_size), deadline));
  Page page;
  page.events.reserve(rows.size());
  for (const pg::Row& row : rows) {
    ASSIGN_OR_RETURN(Event event, EventFrom(row, db.options().source));
    page.events.push_back(std::move(event));
    place = PlaceOf(row);
  }
  page.resume_token = place.ToToken();
  page.more = static_cast<int>(rows.size()) == page_size;
  return page;
}

absl::StatusOr<Page> ReadFeedFor(pg::Database& db, PersonId person, absl::string_view resume_token,
                                 int page_size, absl::Time deadline) {
  ASSIGN_OR_RETURN(Place place, ParseToken(resume_token));
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db.Read(pg::Query(sql::kSelectEventsForPerson, absl::StrCat(place.xid), place.n,
                                     kMostScanned, person),
                           deadline));
  Page page;
  for (const pg::Row& row : rows) {
    page.more = row.Int("scanned") == kMostScanned;
    if (row.Bool("told")) {
      if (static_cast<int>(page.events.size()) == page_size) {
        page.more = true;
        break;
      }
      ASSIGN_OR_RETURN(Event event, EventFrom(row, db.options().source));
      page.events.push_back(std::move(event));
    }
    place = PlaceOf(row);
  }
  page.resume_token = place.ToToken();
  return page;
}

namespace {

absl::StatusOr<Page> PageOf(pg::Database& db, const events::v1::ReadFeedRequest& request, int size,
                            absl::Time deadline) {
  if (request.from_end()) {
    ASSIGN_OR_RETURN(const pg::Rows rows, db.Read(pg::Query(sql::kSelectFeedEnd), deadline));
    const Place end{static_cast<uint64_t>(rows[0].Int64("xid")), std::numeric_limits<int>::max()};
    return Page{.resume_token = end.ToToken()};
  }
  if (request.recipient().empty()) return ReadFeed(db, request.resume_token(), size, deadline);
  const auto person = PersonId::Parse(request.recipient());
  if (!person) return FieldsInvalid({{"recipient", "INVALID_FORMAT", "Ожидается UUID."}});
  return ReadFeedFor(db, *person, request.resume_token(), size, deadline);
}

}  // namespace

absl::StatusOr<events::v1::ReadFeedResponse> ReadFeed(pg::Database& db,
                                                      const events::v1::ReadFeedRequest& request,
                                                      absl::Time deadline) {
  if (request.page_size() < 0) {
    return FieldsInvalid(
        {{"pageSize", "OUT_OF_RANGE", "Размер страницы не бывает отрицательным."}});
  }
  const int size =
      request.page_size() == 0 ? kDefaultPage : std::min(request.page_size(), kMaxPage);
  ASSIGN_OR_RETURN(Page page, PageOf(db, request, size, deadline));
  events::v1::ReadFeedResponse response;
  for (const Event& event : page.events) *response.add_events() = ToProto(event);
  response.set_resume_token(std::move(page.resume_token));
  response.set_more(page.more);
  return response;
}

std::string WireType(absl::string_view type) { return absl::StrCat("nastavnik.", type, ".v1"); }

events::v1::FeedEvent ToProto(const Event& event) {
  events::v1::FeedEvent proto;
  proto.set_id(event.id);
  proto.set_type(WireType(event.type));
  proto.set_source(event.source);
  proto.set_season(event.season);
  proto.set_subject(event.subject);
  proto.set_sequence(event.sequence);
  const int64_t micros = absl::ToUnixMicros(event.time);
  proto.mutable_time()->set_seconds(micros / 1'000'000);
  proto.mutable_time()->set_nanos(static_cast<int>(micros % 1'000'000) * 1000);
  for (const auto& [name, value] : event.data) (*proto.mutable_data())[name] = value;
  for (const PersonId& person : event.recipients) proto.add_recipients(person.ToString());
  proto.set_place(event.place);
  return proto;
}

Event FromProto(const events::v1::FeedEvent& proto) {
  Event event;
  absl::string_view type = proto.type();
  absl::ConsumePrefix(&type, "nastavnik.");
  absl::ConsumeSuffix(&type, ".v1");
  event.type = std::string(type);
  event.id = proto.id();
  event.source = proto.source();
  event.season = proto.season();
  event.subject = proto.subject();
  event.sequence = proto.sequence();
  event.place = proto.place();
  event.time =
      absl::FromUnixSeconds(proto.time().seconds()) + absl::Nanoseconds(proto.time().nanos());
  event.data = {proto.data().begin(), proto.data().end()};
  std::sort(event.data.begin(), event.data.end());
  for (const std::string& text : proto.recipients()) {
    if (const auto person = PersonId::Parse(text)) event.recipients.push_back(*person);
  }
  return event;
}

absl::Status Lag::Measure(pg::Database& db, absl::Time deadline) {
  static metrics::Gauge& lag =
      metrics::Default()
          .Gauges("nastavnik_outbox_lag_seconds",
                  "Age of the oldest committed event that readers cannot see yet")
          .One();
  static metrics::Gauge& horizon_age =
      metrics::Default()
          .Gauges("nastavnik_outbox_horizon_age_seconds",
                  "Time that one running transaction has held the end of every feed")
          .One();
  ASSIGN_OR_RETURN(const pg::Rows rows, db.Read(pg::Query(sql::kSelectFeedLag), deadline));
  lag.Set(rows[0].Double("seconds"));
  const std::string horizon = rows[0].Bool("held") ? rows[0].Text("horizon") : "";
  if (horizon.empty() || horizon != horizon_) horizon_since_ = absl::Now();
  horizon_ = horizon;
  horizon_age.Set(absl::ToDoubleSeconds(absl::Now() - horizon_since_));
  return absl::OkStatus();
}

}  // namespace nastavnik::outbox
