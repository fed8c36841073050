#pragma once

#include <string>

#include "absl/container/flat_hash_set.h"

#include "nastavnik/events/v1/event.pb.h"
#include "nastavnik/events/v1/feed.pb.h"

namespace nastavnik::gateway {

// Which events a caller wants; an empty part takes all.
struct EventFilter {
  std::string season;
  absl::flat_hash_set<std::string> types;

  template <typename Request>
  static EventFilter Of(const Request& request) {
    return {request.season(), {request.types().begin(), request.types().end()}};
  }
  bool Takes(const events::v1::FeedEvent& event) const {
    return (season.empty() || season == event.season()) &&
           (types.empty() || types.contains(event.type()));
  }
};

// The event as people hear of it: without facts, numbers and names of other recipients, which tell
// of things that they may not see.
events::v1::Event Told(const events::v1::FeedEvent& event);

}  // namespace nastavnik::gateway
