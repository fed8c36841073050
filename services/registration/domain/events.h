#pragma once

#include "absl/time/time.h"

#include "common/outbox/event.h"
#include "services/registration/domain/consent.h"
#include "services/registration/domain/person.h"

// What registration tells the others. Ids, versions, times; no names, no contacts.
namespace nastavnik::registration {

Event PersonCreated(PersonId person);

// Rights or sessions of a person changed: every service forgets what it knew of that account.
Event RoleGranted(const RoleGrant& grant);
Event RoleRevoked(const RoleGrant& grant);
Event SessionRevoked(SessionId session, PersonId person);

// `facts_version` is the person's version after the act. A consent to processing that is withdrawn
// takes the applications that rest on it with it.
Event ConsentGiven(const Consent& consent, int64_t facts_version);
Event ConsentWithdrawn(const Consent& consent, int64_t facts_version);
Event ConsentReplaced(const Consent& consent, int64_t facts_version);

Event RegistrationCreated(const SeasonId& season, const std::string& registration, PersonId person,
                          const RegionId& region);

Event SeasonAnnouncedEvent(const SeasonId& season, int version);
// A version is in force at every service.
Event ConfigActivated(const SeasonId& season, int version);
// season.opened, .closed, .review_started, .results_fixed, .published, by the name of the
// milestone.
Event MilestoneReached(const SeasonId& season, absl::string_view milestone);

}  // namespace nastavnik::registration
