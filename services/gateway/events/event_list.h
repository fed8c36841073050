#pragma once

#include <functional>

#include "absl/status/status.h"

#include "services/gateway/calls/backends.h"
#include "services/gateway/calls/own_methods.h"
#include "services/gateway/events/places.h"

namespace nastavnik::gateway {

// Answers EventService.ListEvents: asks every service for what the caller may hear of, and merges
// by time without changing the order of any one service.
class EventList {
 public:
  // Both must outlive it.
  EventList(Backends& backends, const ResumeTokens& tokens)
      : backends_(backends), tokens_(tokens) {}

  void Answer(const OwnMethod::Call& call, std::function<void(absl::Status)> done) const;

 private:
  Backends& backends_;
  const ResumeTokens& tokens_;
};

}  // namespace nastavnik::gateway
