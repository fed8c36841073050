#include "services/registration/store/participation_store.h"

#include "absl/strings/str_cat.h"

#include "registration_sql/sql.h"
#include "services/registration/domain/errors.h"
#include "services/registration/domain/events.h"
#include "services/registration/domain/limits.h"
#include "services/registration/store/rows.h"

namespace nastavnik::registration {
namespace {

// Adds a row to the log of a person whose row is locked.
void AddFact(const Consent& consent, absl::string_view act, int64_t version, absl::Time now,
             pg::Changes& changes) {
  changes.Run(sql::kInsertConsentFact, consent.person, version, consent.id, consent.season,
              consent.consent, consent.text_version, consent.purpose, consent.partner,
              consent.fields, pg::Bytes{consent.text_sha256}, act, now);
}

Registration RegistrationFrom(const pg::Row& row) {
  return {row.IdOf<RegistrationId>("registration_id"),
          row.IdOf<SeasonId>("season_id"),
          row.IdOf<PersonId>("person_id"),
          row.IdOf<RegionId>("region_id"),
          row.Time("register_time"),
          row.OptionalTime("withdraw_time")};
}

std::string NameOf(const Registration& registration) {
  return absl::StrCat("seasons/", registration.season.text(), "/registrations/",
                      registration.id.ToString());
}

std::vector<Consent> LiveConsents(const pg::Rows& rows) {
  std::vector<Consent> live;
  for (const pg::Row row : rows) {
    Consent consent;
    consent.consent = row.Text("consent");
    consent.text_version = row.Int("text_version");
    live.push_back(std::move(consent));
  }
  return live;
}

}  // namespace

absl::StatusOr<pg::Answer> ConsentStore::Give(const pg::WriteKey& write, PersonId person,
                                              const season::Document& document,
                                              const std::string& id, int version,
                                              const Encode& encode) {
  const std::vector<pg::Query> reads = {
      pg::Query(sql::kSelectPersonForUpdate, person),
      pg::Query(sql::kSelectLiveConsent, person, document.season, id)};
  return db_.Write(
      write, reads,
      [&](const pg::ReadRows& rows, pg::Changes& changes) -> absl::StatusOr<std::string> {
        ASSIGN_OR_RETURN(const pg::Row row, rows[0].One(NotFound()));
        ASSIGN_OR_RETURN(const Consent consent,
                         registration::Give(document, person, id, version, rows.Now()));
        const int64_t before = row.Int64("facts_version");
        int64_t facts = before;
        if (const auto live = rows[1].One()) {
          Consent former = ConsentFrom(*live);
          former.person = person;
          if (former.text_version == version) return encode(former);
          AddFact(former, "REPLACED", ++facts, rows.Now(), changes);
          changes.Emit(ConsentReplaced(former, facts));
        }
        AddFact(consent, "GIVEN", ++facts, rows.Now(), changes);
        changes.RunExactly(1, sql::kUpdateFactsVersion, person, before, facts);
        changes.Emit(ConsentGiven(consent, facts));
        return encode(consent);
      });
}

absl::StatusOr<pg::Answer> ConsentStore::Withdraw(const pg::WriteKey& write, PersonId person,
                                                  ConsentId id, const Encode& encode) {
  const std::vector<pg::Query> reads = {pg::Query(sql::kSelectPersonForUpdate, person),
                                        pg::Query(sql::kSelectConsent, person, id)};
  return db_.Write(
      write, reads,
      [&](const pg::ReadRows& rows, pg::Changes& changes) -> absl::StatusOr<std::string> {
        ASSIGN_OR_RETURN(const pg::Row row, rows[0].One(NotFound()));
        ASSIGN_OR_RETURN(const pg::Row found, rows[1].One(NotFound()));
        Consent consent = ConsentFrom(found);
        consent.person = person;
        if (!consent.IsLive()) return encode(consent);
        const int64_t before = row.Int64("facts_version");
        AddFact(consent, "WITHDRAWN", before + 1, rows.Now(), changes);
        changes.RunExactly(1, sql::kUpdateFactsVersion, person, before, before + 1);
        changes.Emit(ConsentWithdrawn(consent, before + 1));
        consent.end_act = "WITHDRAWN";
        consent.end_time = rows.Now();
        return encode(consent);
      });
}

absl::StatusOr<std::vector<Consent>> ConsentStore::List(PersonId person,
                                                        std::optional<ConsentId> after, int limit,
                                                        absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(pg::Query(sql::kSelectConsents, person, after, limit), deadline));
  std::vector<Consent> consents;
  for (const pg::Row row : rows) {
    consents.push_back(ConsentFrom(row));
    consents.back().person = person;
  }
  return consents;
}

absl::StatusOr<pg::Answer> OrganizationStore::Create(const pg::WriteKey& write,
                                                     const Organization& organization,
                                                     PersonId creator, const Encode& encode) {
  const std::vector<pg::Query> reads = {pg::Query(sql::kSelectOrganizationByInn, organization.inn)};
  return db_.Write(
      write, reads,
      [&](const pg::ReadRows& rows, pg::Changes& changes) -> absl::StatusOr<std::string> {
        if (const auto known = rows[0].One()) {
          return AlreadyExists(absl::StrCat(
              "organizations/", known->IdOf<OrganizationId>("organization_id").ToString()));
        }
        Organization created = organization;
        created.create_time = rows.Now();
        changes.Run(sql::kInsertOrganization, created.id, created.inn, created.ogrn, created.title,
                    created.short_title, created.region, creator, created.create_time);
        return encode(created);
      });
}

absl::StatusOr<Organization> OrganizationStore::Get(OrganizationId organization,
                                                    absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(pg::Query(sql::kSelectOrganization, organization), deadline));
  ASSIGN_OR_RETURN(const pg::Row row, rows.One(NotFound()));
  return OrganizationFrom(row);
}

absl::StatusOr<std::vector<Organization>> OrganizationStore::BatchGet(
    const std::vector<OrganizationId>& organizations, absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(pg::Query(sql::kSelectOrganizations, organizations), deadline));
  std::vector<Organization> known;
  for (const pg::Row row : rows) known.push_back(OrganizationFrom(row));
  return known;
}

absl::StatusOr<pg::Answer> ParticipationStore::Register(const pg::WriteKey& write, PersonId person,
                                                        const season::Document& document,
                                                        const RegionId& region,
                                                        const Encode& encode) {
  const SeasonId season(document.season);
  const std::vector<PersonId> one = {person};
  const std::vector<pg::Query> reads = {
      pg::Query(sql::kSelectPersonForUpdate, person),
      pg::Query(sql::kSelectRegistration, season, std::optional<RegistrationId>(), person),
      pg::Query(sql::kSelectLiveConsents, one, season)};
  return db_.Write(
      write, reads,
      [&](const pg::ReadRows& rows, pg::Changes& changes) -> absl::StatusOr<std::string> {
        ASSIGN_OR_RETURN(const pg::Row row, rows[0].One(NotFound()));
        if (const auto existing = rows[1].One())
          return AlreadyExists(NameOf(RegistrationFrom(*existing)));
        const std::vector<std::string> missing =
            MissingConsents(document, "REGISTER", LiveConsents(rows[2]));
        if (!missing.empty()) return ConsentRequired(missing);
        const RegionId own = region.empty() ? row.IdOf<RegionId>("region_id") : region;
        const Registration registration{RegistrationId::New(), season, person, own, rows.Now(),
                                        std::nullopt};
        changes.Run(sql::kInsertRegistration, season, registration.id, person, own, "SELF",
                    rows.Now());
        changes.Emit(RegistrationCreated(season, registration.id.ToString(), person, own));
        return encode(registration);
      });
}

absl::StatusOr<Registration> ParticipationStore::Get(const SeasonId& season, PersonId person,
                                                     std::optional<RegistrationId> id,
                                                     absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(pg::Query(sql::kSelectRegistration, season, id, person), deadline));
  ASSIGN_OR_RETURN(const pg::Row row, rows.One(NotFound()));
  return RegistrationFrom(row);
}

absl::StatusOr<pg::Answer> ParticipationStore::Invite(const pg::WriteKey& write,
                                                      const Invitation& invitation,
                                                      const std::string& answer) {
  const std::string secret = vault_.InvitationSecret(invitation.id);
  return db_.Write(
      write, {},
      [&](const pg::ReadRows& rows, pg::Changes& changes) -> absl::StatusOr<std::string> {
        const absl::Time now = rows.Now();
        changes.Run(sql::kInsertInvitation, invitation.season, invitation.id, invitation.kind,
                    pg::Bytes{vault_.Seal(PersonId(), invitation.email)},
                    pg::Bytes{vault_.EmailIndex(invitation.email)}, invitation.object,
                    invitation.service, pg::Bytes{Vault::SecretHash(secret)}, now,
                    invitation.expire_time.value_or(now + kInvitationLife));
        changes.Run(sql::kInsertMessage, NewUuid(), invitation.season, "expert.invited", PersonId(),
                    invitation.id, invitation.object, invitation.service, now);
        return answer;
      });
}

absl::StatusOr<pg::Answer> ParticipationStore::Redeem(
    const pg::WriteKey& write, absl::string_view secret, PersonId person, absl::string_view object,
    const std::function<std::string(const Uuid&)>& encode) {
  const std::vector<pg::Query> reads = {
      pg::Query(sql::kSelectInvitationForUpdate, pg::Bytes{Vault::SecretHash(secret)}, person),
      pg::Query(sql::kSelectPersonForUpdate, person), pg::Query(sql::kSelectGrants, person),
      pg::Query(sql::kSelectDuties, person)};
  return db_.Write(
      write, reads,
      [&](const pg::ReadRows& rows, pg::Changes& changes) -> absl::StatusOr<std::string> {
        ASSIGN_OR_RETURN(const pg::Row row, rows[0].One(CodeInvalid()));
        if (row.View("object") != object || !row.Bool("bound")) return CodeInvalid();
        const Uuid id = row.Uuid("invitation_id");
        if (!row.IsNull("use_time")) {
          if (row.IdOf<PersonId>("user_id") == person) return encode(id);
          return CodeInvalid();
        }
        if (rows.Now() >= row.Time("expire_time")) return CodeInvalid();
        RETURN_IF_ERROR(
            CheckSeparation(GrantsFrom(rows[2]), DutiesFrom(rows[3]),
                            {.role = row.Text("kind"), .season = row.IdOf<SeasonId>("season_id")}));
        changes.RunExactly(1, sql::kUseInvitation, row.Text("season_id"), id, rows.Now(), person);
        return encode(id);
      });
}

}  // namespace nastavnik::registration
