#include "services/gateway/events/event_methods.h"

#include <utility>

#include "absl/time/clock.h"

namespace nastavnik::gateway {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(2);  // of the question whether a stream may open

}  // namespace

OwnMethods EventMethods(Accounts& accounts, EventHub& hub, const EventList& list) {
  OwnMethod watch(*events::v1::WatchEventsRequest::descriptor());
  watch.stream = [&accounts, &hub](
                     const auth::Identity& caller, const google::protobuf::Message& request,
                     std::shared_ptr<MessageSink> sink, std::function<void(absl::Status)> done) {
    accounts.Check(caller, absl::Now() + kPatience,
                   [&hub, &caller, &request, sink = std::move(sink),
                    done = std::move(done)](const absl::Status& status) {
                     if (!status.ok()) return done(status);
                     const auto& watch =
                         static_cast<const events::v1::WatchEventsRequest&>(request);
                     done(hub.Watch(caller, watch, sink));
                   });
  };
  OwnMethod read(*events::v1::ListEventsRequest::descriptor());
  read.unary = [&accounts, &list](const OwnMethod::Call& call,
                                  std::function<void(absl::Status)> done) {
    accounts.Check(call.caller, call.deadline,
                   [&list, call, done = std::move(done)](const absl::Status& status) mutable {
                     status.ok() ? list.Answer(call, std::move(done)) : done(status);
                   });
  };
  OwnMethods methods;
  methods.emplace("/nastavnik.events.v1.EventService/WatchEvents", std::move(watch));
  methods.emplace("/nastavnik.events.v1.EventService/ListEvents", std::move(read));
  return methods;
}

}  // namespace nastavnik::gateway
