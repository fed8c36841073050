#pragma once

#include "services/gateway/calls/accounts.h"
#include "services/gateway/calls/own_methods.h"
#include "services/gateway/events/event_hub.h"
#include "services/gateway/events/event_list.h"

namespace nastavnik::gateway {

// nastavnik.events.v1.EventService, which tells the events of all services in one. All must outlive
// the methods.
OwnMethods EventMethods(Accounts& accounts, EventHub& hub, const EventList& list);

}  // namespace nastavnik::gateway
