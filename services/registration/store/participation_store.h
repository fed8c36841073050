#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/pg/database.h"
#include "services/registration/domain/consent.h"
#include "services/registration/domain/organization.h"
#include "services/registration/domain/person.h"
#include "services/registration/domain/season/document.h"
#include "services/registration/store/vault.h"

namespace nastavnik::registration {

using RegistrationId = Id<struct RegistrationTag>;

// One person in one season.
struct Registration {
  RegistrationId id;
  SeasonId season;
  PersonId person;
  RegionId region;
  absl::Time register_time;
  std::optional<absl::Time> withdraw_time;
};

// Consents: a log that only grows. Thread-safe.
class ConsentStore {
 public:
  explicit ConsentStore(pg::Database& db) : db_(db) {}

  using Encode = std::function<std::string(const Consent& consent)>;
  // Gives a consent of the document in force. The same version given again is answered with the one
  // that stands; a newer version replaces the former.
  absl::StatusOr<pg::Answer> Give(const pg::WriteKey& write, PersonId person,
                                  const season::Document& document, const std::string& consent,
                                  int version, const Encode& encode);
  // Ends a consent. Ending an ended one again is no error.
  absl::StatusOr<pg::Answer> Withdraw(const pg::WriteKey& write, PersonId person, ConsentId consent,
                                      const Encode& encode);
  // Newest first, after the one given.
  absl::StatusOr<std::vector<Consent>> List(PersonId person, std::optional<ConsentId> after,
                                            int limit, absl::Time deadline);

 private:
  pg::Database& db_;
};

class OrganizationStore {
 public:
  explicit OrganizationStore(pg::Database& db) : db_(db) {}

  using Encode = std::function<std::string(const Organization& organization)>;
  // ALREADY_EXISTS with its name when the ИНН is known.
  absl::StatusOr<pg::Answer> Create(const pg::WriteKey& write, const Organization& organization,
                                    PersonId creator, const Encode& encode);
  absl::StatusOr<Organization> Get(OrganizationId organization, absl::Time deadline);
  // Those that exist, in the order of their ids.
  absl::StatusOr<std::vector<Organization>> BatchGet(
      const std::vector<OrganizationId>& organizations, absl::Time deadline);

 private:
  pg::Database& db_;
};

// Registrations and invitations.
class ParticipationStore {
 public:
  ParticipationStore(pg::Database& db, const Vault& vault) : db_(db), vault_(vault) {}

  using Encode = std::function<std::string(const Registration& registration)>;
  // Registers a person for the season of the document in force. CONSENT_REQUIRED names what is
  // missing, ALREADY_EXISTS the registration that exists. An empty region takes the account's.
  absl::StatusOr<pg::Answer> Register(const pg::WriteKey& write, PersonId person,
                                      const season::Document& document, const RegionId& region,
                                      const Encode& encode);
  // The person's own: by id, or the only one of the season.
  absl::StatusOr<Registration> Get(const SeasonId& season, PersonId person,
                                   std::optional<RegistrationId> id, absl::Time deadline);

  struct Invitation {
    Uuid id;
    SeasonId season;
    std::string kind;
    std::string email;    // normalized
    std::string object;   // what is offered
    std::string service;  // that offers it
    std::optional<absl::Time> expire_time;
  };
  // Keeps the invitation and queues the mail with its link.
  absl::StatusOr<pg::Answer> Invite(const pg::WriteKey& write, const Invitation& invitation,
                                    const std::string& answer);
  // Uses an invitation for `person`: CODE_INVALID unless its secret, its object, its term and the
  // person's address fit and nobody else used it. `encode` gets its id.
  absl::StatusOr<pg::Answer> Redeem(const pg::WriteKey& write, absl::string_view secret,
                                    PersonId person, absl::string_view object,
                                    const std::function<std::string(const Uuid&)>& encode);

 private:
  pg::Database& db_;
  const Vault& vault_;
};

}  // namespace nastavnik::registration
