#pragma once

#include <functional>
#include <set>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

#include "common/jobs/loop.h"
#include "common/metrics/metrics.h"
#include "common/outbox/event.h"
#include "common/outbox/feed.h"
#include "common/pg/database.h"
#include "common/pg/lease.h"
#include "nastavnik/events/v1/feed.pb.h"

namespace nastavnik::outbox {

// Follows the feed of another service (or one's own) and hands every event to `handle` in order, at
// least once. The body of a loop: jobs::Loop loop("followSubmission", kPollInterval,
// consumer.Body()).
//
// `handle` gets the events of a page together, so that a flood costs one transaction a page; what
// it does must change nothing when done twice: it writes under pg::WriteKey::ForEvent(name, event),
// or what is unique by itself. When it fails with UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED,
// ABORTED or RESOURCE_EXHAUSTED the loop stops there and tries again: something is away, not wrong.
// After any other failure each event of the page is handed over alone; the one that fails is set
// aside in `parked_event`, the others go on; events of the same subject wait behind it in order. An
// event set aside is tried again with growing delays; after kMaxAttempts it is parked until a
// person looks (nastavnik_events_parked). One process consumes at a time: the lease
// "consumer/<name>" decides.
class Consumer {
 public:
  using Fetch = std::function<absl::StatusOr<events::v1::ReadFeedResponse>(
      const events::v1::ReadFeedRequest& request, absl::Time deadline)>;
  using Handle = std::function<absl::Status(absl::Span<const Event> events)>;

  // A handler that takes one event after the other, up to the first that fails.
  static Handle OneByOne(std::function<absl::Status(const Event& event)> handle);

  static constexpr int kMaxAttempts = 10;
  static constexpr absl::Duration kPollInterval = absl::Milliseconds(250);

  // `name` is unique in the service and never changes: cursor, inbox and lease carry it.
  Consumer(pg::Database& db, std::string name, Fetch fetch, Handle handle);

  // One page. Asks for another run when the page was full; what has come since then waits for the
  // next poll, so that events gather under load.
  absl::Status Run(jobs::Run& run);
  jobs::Loop::Body Body() {
    return [this](jobs::Run& run) { return Run(run); };
  }

  // First delay before an event set aside is tried again; doubles up to 30 s. For tests.
  void set_first_delay(absl::Duration delay) { first_delay_ = delay; }
  void set_page_size(int size) { page_size_ = size; }

 private:
  using Subject = std::pair<std::string, std::string>;  // season, resource name
  struct Parked {
    Event event;
    int attempts;
  };

  absl::Status LoadState();
  absl::Status RetryParked(const jobs::Run& run);
  absl::Status RetryOne(Parked parked);
  absl::Status HandlePage(absl::Span<const Event> page, const jobs::Run& run);
  absl::Status HandleOne(const Event& event);
  absl::Status SetAside(const Event& event, int attempts, const absl::Status& why);
  absl::Status StoreCursor(const std::string& token, absl::Time event_time);
  absl::Duration DelayAfter(int attempts) const;

  pg::Database& db_;
  const std::string name_;
  const Fetch fetch_;
  const Handle handle_;
  absl::Duration first_delay_ = absl::Milliseconds(200);
  int page_size_ = kDefaultPage;
  pg::Election election_;
  bool loaded_ = false;
  std::string cursor_;
  std::set<Subject> waiting_;  // subjects with events set aside
  metrics::Gauge& lag_;
  metrics::Gauge& parked_;
};

}  // namespace nastavnik::outbox
