#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/outbox/event.h"
#include "common/pg/database.h"
#include "nastavnik/events/v1/feed.pb.h"

// The feed of a service: its outbox in commit order. A transaction that is still running may commit
// an event whose place is before some that can be seen already, so the feed ends at the horizon:
// the oldest transaction still running in the database cluster. Nothing is ever missed; a long
// transaction makes the feed late.
namespace nastavnik::outbox {

inline constexpr int kDefaultPage = 500;
inline constexpr int kMaxPage = 1000;

struct Page {
  std::vector<Event> events;
  std::string resume_token;  // place up to which was read
  bool more = false;         // there was more to read
};

// Events after `resume_token` ("" starts at the first). FIELD_INVALID when the token is none of
// ours.
absl::StatusOr<Page> ReadFeed(pg::Database& db, absl::string_view resume_token, int page_size,
                              absl::Time deadline);
// The same for one person: what that person or everybody may hear of. Looks at a bounded number of
// events, so that an answer may have none of them though more follow.
absl::StatusOr<Page> ReadFeedFor(pg::Database& db, PersonId person, absl::string_view resume_token,
                                 int page_size, absl::Time deadline);

// Answers the RPC ReadFeed of a service.
absl::StatusOr<events::v1::ReadFeedResponse> ReadFeed(pg::Database& db,
                                                      const events::v1::ReadFeedRequest& request,
                                                      absl::Time deadline);

events::v1::FeedEvent ToProto(const Event& event);
Event FromProto(const events::v1::FeedEvent& proto);

// "application.submitted" as it travels: "nastavnik.application.submitted.v1".
std::string WireType(absl::string_view type);

// Shows how late the feed is: nastavnik_outbox_lag_seconds, age of the oldest committed event that
// the horizon still hides, and nastavnik_outbox_horizon_age_seconds, since when the horizon has not
// moved. One thread.
class Lag {
 public:
  absl::Status Measure(pg::Database& db, absl::Time deadline);

 private:
  std::string horizon_;  // the transaction that holds it, or ""
  absl::Time horizon_since_;
};

}  // namespace nastavnik::outbox
