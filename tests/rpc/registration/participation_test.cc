#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "tests/rpc/registration/platform.h"

namespace nastavnik::registration::testing {
namespace {

using Internal = pb::RegistrationInternalService;

// An announced season and somebody who wants in.
struct Entry {
  Entry() {
    const Caller one = platform.Administrator("one@example.ru");
    platform.Season(one, platform.Administrator("two@example.ru"));
    anna = platform.SignUp("anna@example.ru");
  }

  absl::StatusOr<pb::Consent> Consent(const std::string& id, int version = 1) {
    pb::CreateConsentRequest request;
    request.set_request_id(Key());
    request.set_parent("users/me");
    request.mutable_consent()->set_season("seasons/2027");
    request.mutable_consent()->set_consent(id);
    request.mutable_consent()->set_version(version);
    return platform.Call<pb::ConsentService>(&pb::ConsentService::Stub::CreateConsent, request,
                                             anna);
  }
  absl::StatusOr<pb::Registration> Register(const std::string& region = "") {
    pb::CreateRegistrationRequest request;
    request.set_request_id(Key());
    request.set_parent("seasons/2027");
    request.mutable_registration()->set_region(region);
    return platform.Call<pb::RegistrationService>(
        &pb::RegistrationService::Stub::CreateRegistration, request, anna);
  }
  pb::PersonFacts Facts(bool names = false) {
    pb::BatchGetPeopleRequest request;
    request.add_people(anna.user.substr(6));
    request.set_season("2027");
    request.set_names_for_publication(names);
    const auto answer =
        platform.Internal(&Internal::Stub::BatchGetPeople, request, "BatchGetPeople", "results");
    REQUIRE_THAT(answer, IsOk());
    REQUIRE(answer->people_size() == 1);
    CHECK(answer->facts_version() == answer->people(0).facts_version());
    return answer->people(0);
  }

  Platform platform;
  Caller anna;
};

TEST_CASE("consents open the way in, and withdrawing one is told") {
  Entry entry;
  const auto refused = entry.Register();
  CHECK_THAT(refused, Refuses("CONSENT_REQUIRED"));
  CHECK(ErrorFrom(refused.status()).metadata[0].second == "processing");
  CHECK_THAT(entry.Consent("processing", 2), Refuses("FIELD_INVALID"));
  const auto consent = entry.Consent("processing");
  REQUIRE_THAT(consent, IsOk());
  CHECK(consent->state() == pb::Consent::GIVEN);
  CHECK(consent->text_sha256().size() == 64);
  const auto registered = entry.Register("regions/ru-16");
  REQUIRE_THAT(registered, IsOk());
  CHECK(registered->region() == "regions/ru-16");
  CHECK_THAT(entry.Register(), Refuses("ALREADY_EXISTS"));
  pb::GetRegistrationRequest get;
  get.set_name("seasons/2027/registrations/me");
  CHECK(entry.platform
            .Call<pb::RegistrationService>(&pb::RegistrationService::Stub::GetRegistration, get,
                                           entry.anna)
            ->name() == registered->name());

  CHECK(entry.Facts().registered());
  CHECK(entry.Facts().region() == "ru-16");
  CHECK(entry.Facts().facts_version() == 1);
  pb::WithdrawConsentRequest withdraw;
  withdraw.set_request_id(Key());
  withdraw.set_name(consent->name());
  const auto withdrawn = entry.platform.Call<pb::ConsentService>(
      &pb::ConsentService::Stub::WithdrawConsent, withdraw, entry.anna);
  REQUIRE_THAT(withdrawn, IsOk());
  CHECK(withdrawn->state() == pb::Consent::WITHDRAWN);
  CHECK(entry.Facts().consents().empty());
  CHECK(entry.Facts().facts_version() == 2);
  CHECK(Platform::Db().Run(
            "SELECT payload ->> 'purpose' FROM outbox WHERE type = 'consent.withdrawn'") ==
        "PROCESSING");
  pb::ListConsentsRequest list;
  list.set_parent("users/me");
  CHECK(entry.platform
            .Call<pb::ConsentService>(&pb::ConsentService::Stub::ListConsents, list, entry.anna)
            ->consents_size() == 1);
}

TEST_CASE("names are told for publication only, under a live consent to it") {
  Entry entry;
  CHECK_FALSE(entry.Facts(true).has_name());
  REQUIRE_THAT(entry.Consent("distribution"), IsOk());
  CHECK_FALSE(entry.Facts(false).has_name());
  CHECK(entry.Facts(true).name().family_name() == "Королёва");
}

TEST_CASE("rules of entry are told before a form is filled") {
  Entry entry;
  pb::CheckEligibilityRequest check;
  check.set_parent("seasons/2027");
  check.set_nomination("social");
  const auto call = [&] {
    return entry.platform.Call<pb::RegistrationService>(
        &pb::RegistrationService::Stub::CheckEligibility, check, entry.anna);
  };
  CHECK(call()->can_start());
  CHECK(call()->failures().empty());
  check.set_nomination("sport");
  CHECK_THAT(call(), Refuses("FIELD_INVALID"));
  check.set_nomination("social");
  Platform::Db().Run("UPDATE person SET birth_date = '\\x01'::bytea || '2015-05-05'::bytea");
  CHECK_FALSE(call()->can_start());
  REQUIRE(call()->failures_size() == 1);
  CHECK(call()->failures(0).gate() == pb::CheckEligibilityResponse::Failure::DRAFT);
  CHECK(call()->failures(0).message() == "Участвовать можно с 18 лет.");
}

TEST_CASE("an organization needs right check digits") {
  Entry entry;
  pb::CreateOrganizationRequest create;
  create.set_request_id(Key());
  create.mutable_organization()->set_title("Школа № 5");
  create.mutable_organization()->set_inn("7707083894");
  create.mutable_organization()->set_ogrn("1027700132196");
  create.mutable_organization()->set_region("regions/ru-77");
  const auto call = [&] {
    return entry.platform.Call<pb::OrganizationService>(
        &pb::OrganizationService::Stub::CreateOrganization, create, entry.anna);
  };
  CHECK(ErrorFrom(call().status()).violations.size() == 2);
  create.mutable_organization()->set_inn("7707083893");
  create.mutable_organization()->set_ogrn("1027700132195");
  create.set_request_id(Key());
  const auto created = call();
  REQUIRE_THAT(created, IsOk());
  pb::GetOrganizationRequest get;
  get.set_name(created->name());
  CHECK(entry.platform
            .Call<pb::OrganizationService>(&pb::OrganizationService::Stub::GetOrganization, get,
                                           entry.anna)
            ->title() == "Школа № 5");
  pb::BatchGetOrganizationsRequest batch;
  batch.add_organizations(created->name().substr(created->name().find('/') + 1));
  batch.add_organizations("no id");
  batch.add_organizations(NewUuid().ToString());
  const auto known =
      entry.platform.Internal(&pb::RegistrationInternalService::Stub::BatchGetOrganizations, batch,
                              "BatchGetOrganizations", "submission");
  REQUIRE_THAT(known, IsOk());
  REQUIRE(known->organizations_size() == 1);
  CHECK(known->organizations(0).region() == "ru-77");
  create.set_request_id(Key());
  CHECK_THAT(call(), Refuses("ALREADY_EXISTS"));
}

TEST_CASE("an invitation goes out by mail and comes back once") {
  Entry entry;
  const std::string object = "seasons/2027/experts/0192";
  entry.platform.neighbours.Describe(
      object,
      {{"nomination", "Наставничество на службе"}, {"period", "24 мая – 28 июня"}, {"load", "30"}});
  pb::CreateInvitationRequest invite;
  invite.set_request_id(Key());
  invite.set_season("2027");
  invite.set_kind("EXPERT");
  invite.set_email("Anna@example.ru");
  invite.set_object(object);
  const auto invited =
      entry.platform.Internal(&Internal::Stub::CreateInvitation, invite, "CreateInvitation");
  REQUIRE_THAT(invited, IsOk());
  const auto again =
      entry.platform.Internal(&Internal::Stub::CreateInvitation, invite, "CreateInvitation");
  CHECK(again->invitation() == invited->invitation());
  const std::string mail = entry.platform.Mail("anna@example.ru", "/invitations/");
  CHECK(mail.find("Наставничество на службе") != std::string::npos);
  const std::string link = "https://konkurs.example.ru/invitations/";
  const size_t at = mail.find(link);
  REQUIRE(at != std::string::npos);
  pb::RedeemInvitationRequest redeem;
  redeem.set_request_id(Key());
  redeem.set_secret(mail.substr(at + link.size(), 43));
  redeem.set_person(entry.anna.user.substr(6));
  redeem.set_object(object);
  const auto redeemed =
      entry.platform.Internal(&Internal::Stub::RedeemInvitation, redeem, "RedeemInvitation");
  REQUIRE_THAT(redeemed, IsOk());
  CHECK(redeemed->invitation() == invited->invitation());
  redeem.set_request_id(Key());
  redeem.set_secret("чужой");
  CHECK_THAT(entry.platform.Internal(&Internal::Stub::RedeemInvitation, redeem, "RedeemInvitation"),
             Refuses("CODE_INVALID"));
  CHECK_THAT(entry.platform.Internal(&Internal::Stub::CreateInvitation, invite, "CreateInvitation",
                                     "results"),
             Refuses());
}

TEST_CASE("what other services tell becomes mail, once") {
  Entry entry;
  const std::string application = "seasons/2027/applications/0192";
  entry.platform.neighbours.Describe(
      application,
      {{"number", "NM27-000417-K"}, {"title", "Мастер и ученик"}, {"link", "/" + application}});
  events::v1::FeedEvent event;
  event.set_type("nastavnik.application.submitted.v1");
  event.set_season("2027");
  event.set_subject(application);
  event.mutable_time()->set_seconds(absl::ToUnixSeconds(absl::Now()));
  event.add_recipients(entry.anna.user.substr(6));
  entry.platform.neighbours.Tell("submission", event);
  const std::string mail = entry.platform.Mail("anna@example.ru", "Мастер и ученик");
  CHECK(mail.find("Здравствуйте, Алёна!") != std::string::npos);
  CHECK(mail.find("https://konkurs.example.ru/seasons/2027/applications/0192\n") !=
        std::string::npos);

  entry.platform.neighbours.Describe("seasons/2027/publications/1", {{"number", "NM27-000417-K"}});
  event.set_type("nastavnik.publication.published.v1");
  event.set_subject("seasons/2027/publications/1");
  event.clear_recipients();
  entry.platform.neighbours.Tell("results", event);
  CHECK(entry.platform.Mail("anna@example.ru", "Подведены итоги")
            .find("https://konkurs.example.ru/seasons/2027/results\n") != std::string::npos);
  CHECK(Platform::Db().Count("season_milestone WHERE kind = 'published'") == 1);
  pb::GetSeasonRequest season;
  season.set_name("seasons/2027");
  support::WaitFor("publication", [&] {
    return entry.platform
               .Call<pb::SeasonPublicService>(&pb::SeasonPublicService::Stub::GetSeason, season)
               ->state() == pb::Season::PUBLISHED;
  });
}

TEST_CASE("other services learn who somebody is, what is in force, and what happened") {
  Entry entry;
  pb::GetPrincipalRequest principal;
  principal.set_person(entry.anna.user.substr(6));
  const auto answer =
      entry.platform.Internal(&Internal::Stub::GetPrincipal, principal, "GetPrincipal");
  REQUIRE_THAT(answer, IsOk());
  CHECK(answer->state() == "ACTIVE");
  CHECK(answer->grants().empty());
  principal.set_person(NewUuid().ToString());
  CHECK_THAT(entry.platform.Internal(&Internal::Stub::GetPrincipal, principal, "GetPrincipal"),
             Refuses("NOT_FOUND"));

  pb::GetConfigRequest config;
  config.set_season("2027");
  const auto in_force = entry.platform.Internal(&Internal::Stub::GetConfig, config, "GetConfig");
  REQUIRE_THAT(in_force, IsOk());
  CHECK(in_force->version() == 1);
  CHECK(in_force->sha256().size() == 32);
  config.set_version(1);
  CHECK(entry.platform.Internal(&Internal::Stub::GetConfig, config, "GetConfig")->document() ==
        in_force->document());
  config.set_version(9);
  CHECK_THAT(entry.platform.Internal(&Internal::Stub::GetConfig, config, "GetConfig"),
             Refuses("NOT_FOUND"));
  CHECK(
      entry.platform
          .Internal(&Internal::Stub::GetSigningKeys, pb::GetSigningKeysRequest(), "GetSigningKeys")
          ->keys_size() == 1);

  const auto feed = entry.platform.Internal(&Internal::Stub::ReadFeed,
                                            events::v1::ReadFeedRequest(), "ReadFeed");
  REQUIRE_THAT(feed, IsOk());
  int told = 0;
  for (const auto& event : feed->events()) told += event.type() == "nastavnik.season.announced.v1";
  CHECK(told == 1);
  const std::string everything = feed->SerializeAsString();
  for (const char* personal : {"Королёва", "Алёна", "anna@example.ru"}) {
    CHECK(everything.find(personal) == std::string::npos);
  }
}

}  // namespace
}  // namespace nastavnik::registration::testing
