#include "services/registration/domain/events.h"

#include "absl/strings/str_cat.h"

namespace nastavnik::registration {
namespace {

Event About(absl::string_view type, const SeasonId& season, std::string subject) {
  Event event;
  event.type = std::string(type);
  event.season = season.text();
  event.subject = std::move(subject);
  return event;
}

Event AboutSeason(absl::string_view type, const SeasonId& season) {
  return About(type, season, absl::StrCat("seasons/", season.text()));
}

Event ToEverybody(Event event) {
  event.recipients = {kEverybody};
  return event;
}

Event AboutGrant(absl::string_view type, const RoleGrant& grant) {
  Event event = About(type, SeasonId(), absl::StrCat("users/", grant.person.ToString()));
  event.data = {{"role", grant.scope.role},
                {"season", grant.scope.season.text()},
                {"nomination", grant.scope.nomination.text()},
                {"region", grant.scope.region.text()}};
  event.recipients = {grant.person};
  return event;
}

Event AboutConsent(absl::string_view type, const Consent& consent, int64_t facts_version) {
  const std::string user = absl::StrCat("users/", consent.person.ToString());
  Event event =
      About(type, consent.season, absl::StrCat(user, "/consents/", consent.id.ToString()));
  event.data = {{"user", user},
                {"consent", consent.consent},
                {"purpose", consent.purpose},
                {"version", absl::StrCat(consent.text_version)},
                {"factsVersion", absl::StrCat(facts_version)}};
  event.recipients = {consent.person};
  return event;
}

}  // namespace

Event PersonCreated(PersonId person) {
  Event event = About("person.created", SeasonId(), absl::StrCat("users/", person.ToString()));
  event.recipients = {person};
  return event;
}

Event RoleGranted(const RoleGrant& grant) { return AboutGrant("role.granted", grant); }

Event RoleRevoked(const RoleGrant& grant) { return AboutGrant("role.revoked", grant); }

Event SessionRevoked(SessionId session, PersonId person) {
  Event event = About("session.revoked", SeasonId(), absl::StrCat("sessions/", session.ToString()));
  event.data = {{"user", absl::StrCat("users/", person.ToString())}};
  event.recipients = {person};
  return event;
}

Event ConsentGiven(const Consent& consent, int64_t facts_version) {
  return AboutConsent("consent.given", consent, facts_version);
}

Event ConsentWithdrawn(const Consent& consent, int64_t facts_version) {
  return AboutConsent("consent.withdrawn", consent, facts_version);
}

Event ConsentReplaced(const Consent& consent, int64_t facts_version) {
  return AboutConsent("consent.replaced", consent, facts_version);
}

Event RegistrationCreated(const SeasonId& season, const std::string& registration, PersonId person,
                          const RegionId& region) {
  Event event = About("registration.created", season,
                      absl::StrCat("seasons/", season.text(), "/registrations/", registration));
  event.data = {{"user", absl::StrCat("users/", person.ToString())}, {"region", region.text()}};
  event.recipients = {person};
  return event;
}

Event SeasonAnnouncedEvent(const SeasonId& season, int version) {
  Event event = ToEverybody(AboutSeason("season.announced", season));
  event.data = {{"version", absl::StrCat(version)}};
  return event;
}

Event ConfigActivated(const SeasonId& season, int version) {
  Event event = AboutSeason("season.config_activated", season);
  event.data = {{"version", absl::StrCat(version)}};
  return event;
}

Event MilestoneReached(const SeasonId& season, absl::string_view milestone) {
  if (milestone == "opened") return ToEverybody(AboutSeason("season.opened", season));
  if (milestone == "closed") return ToEverybody(AboutSeason("season.closed", season));
  if (milestone == "review_started") return AboutSeason("season.review_started", season);
  if (milestone == "results_fixed") return AboutSeason("season.results_fixed", season);
  return ToEverybody(AboutSeason("season.published", season));
}

}  // namespace nastavnik::registration
