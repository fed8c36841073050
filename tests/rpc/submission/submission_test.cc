#include "tests/rpc/submission/platform.h"

#include "common/json/proto/struct.h"
#include "common/outbox/feed.h"

namespace nastavnik::submission {
namespace {

using support::IsOk;
using support::Refuses;
using Applications = pb::ApplicationService;
using Staff = pb::ApplicationStaffService;
using InternalStub = pb::SubmissionInternalService::Stub;

google::protobuf::Struct Struct(const Content& content) { return json::ToStruct(content); }

// A person with the calls that the tests make, in short.
struct Author {
  explicit Author(Platform& p) : platform(p) { platform.neighbour.Person(person); }

  absl::StatusOr<pb::OwnerApplication> Create(const Content& content,
                                              const std::string& nomination = "production") {
    pb::CreateApplicationRequest request;
    request.set_parent("seasons/2027");
    request.mutable_application()->set_nomination(nomination);
    *request.mutable_application()->mutable_content() = Struct(content);
    request.set_request_id(NewUuid().ToString());
    return platform.Call<Applications>(&Applications::Stub::CreateApplication, request, person);
  }
  absl::StatusOr<pb::OwnerApplication> Update(const pb::OwnerApplication& seen,
                                              const Content& content,
                                              const std::vector<std::string>& mask = {}) {
    pb::UpdateApplicationRequest request;
    request.mutable_application()->set_name(seen.name());
    *request.mutable_application()->mutable_content() = Struct(content);
    for (const std::string& path : mask) request.mutable_update_mask()->add_paths(path);
    request.set_etag(seen.etag());
    return platform.Call<Applications>(&Applications::Stub::UpdateApplication, request, person);
  }
  absl::StatusOr<pb::OwnerApplication> Submit(const pb::OwnerApplication& seen,
                                              const std::string& key = NewUuid().ToString()) {
    pb::SubmitApplicationRequest request;
    request.set_name(seen.name());
    request.set_etag(seen.etag());
    request.set_request_id(key);
    return platform.Call<Applications>(&Applications::Stub::SubmitApplication, request, person);
  }
  absl::StatusOr<pb::OwnerApplication> Get(const std::string& name) {
    pb::GetApplicationRequest request;
    request.set_name(name);
    return platform.Call<Applications>(&Applications::Stub::GetApplication, request, person);
  }
  Content Full() const {
    Content content = FullContent();
    content["authors"].at(0).at("person") = "users/" + person.ToString();
    return content;
  }
  pb::OwnerApplication Submitted() {
    const auto draft = Create(Full());
    REQUIRE_THAT(draft, IsOk());
    const auto submitted = Submit(*draft);
    REQUIRE_THAT(submitted, IsOk());
    return *submitted;
  }

  Platform& platform;
  PersonId person = PersonId::New();
};

TEST_CASE("an application is started, saved bit by bit, validated, submitted and read back") {
  Platform platform;
  Author author(platform);
  const auto draft = author.Create(Object(R"({"title": "Школа мастеров"})"));
  REQUIRE_THAT(draft, IsOk());
  CHECK(draft->state() == pb::OwnerApplication::DRAFT);
  CHECK(draft->etag() == "v1-owner");
  CHECK(draft->status() == "Черновик");
  CHECK(draft->close_time().seconds() > draft->server_time().seconds());

  pb::ValidateApplicationRequest validate;
  validate.set_name(draft->name());
  const auto problems = platform.Call<Applications>(&Applications::Stub::ValidateApplication,
                                                    validate, author.person);
  REQUIRE_THAT(problems, IsOk());
  CHECK(problems->problems_size() == 9);
  CHECK(problems->problems(0).section() == "about");
  CHECK(problems->problems(0).field() == "content.annotation");
  const auto early = author.Submit(*draft);
  CHECK_THAT(early, Refuses("APPLICATION_INCOMPLETE"));
  CHECK(ErrorFrom(early.status()).violations.size() == 9);

  const auto saved = author.Update(*draft, author.Full());
  REQUIRE_THAT(saved, IsOk());
  CHECK(saved->etag() == "v2-owner");
  CHECK_THAT(author.Update(*draft, author.Full()), Refuses("ETAG_MISMATCH"));
  const auto submitted = author.Submit(*saved);
  REQUIRE_THAT(submitted, IsOk());
  CHECK(submitted->state() == pb::OwnerApplication::SUBMITTED);
  CHECK(submitted->version() == 1);
  CHECK(submitted->number().substr(0, 5) == "NM27-");
  CHECK(submitted->receipt().version() == 1);

  const auto read = author.Get(draft->name());
  REQUIRE_THAT(read, IsOk());
  CHECK(read->content().fields().at("title").string_value() == "Школа мастеров");
  CHECK(read->content().fields().at("mentees").number_value() == 12);
  CHECK_FALSE(read->has_receipt());
  pb::GetReceiptRequest receipt_request;
  receipt_request.set_name(draft->name() + "/receipt");
  const auto receipt =
      platform.Call<Applications>(&Applications::Stub::GetReceipt, receipt_request, author.person);
  REQUIRE_THAT(receipt, IsOk());
  CHECK(receipt->note() == submitted->receipt().note());

  pb::VerifyReceiptRequest check;
  check.set_note(receipt->note());
  auto verdict = platform.Call<pb::ReceiptPublicService>(
      &pb::ReceiptPublicService::Stub::VerifyReceipt, check, PersonId());
  REQUIRE_THAT(verdict, IsOk());
  CHECK(verdict->valid());
  CHECK(verdict->application() == draft->name());
  check.mutable_note()->at(60) ^= 1;
  verdict = platform.Call<pb::ReceiptPublicService>(&pb::ReceiptPublicService::Stub::VerifyReceipt,
                                                    check, PersonId());
  CHECK_FALSE(verdict->valid());
}

TEST_CASE("the same key gives the same answer") {
  Platform platform;
  Author author(platform);
  const auto draft = author.Create(author.Full());
  REQUIRE_THAT(draft, IsOk());
  const auto first = author.Submit(*draft, "key");
  const auto again = author.Submit(*draft, "key");
  REQUIRE_THAT(again, IsOk());
  CHECK(first->SerializeAsString() == again->SerializeAsString());
  CHECK_THAT(author.Submit(*first, "key"), Refuses("IDEMPOTENCY_KEY_REUSED"));
}

TEST_CASE("every fault of a save at once, and none changes anything") {
  Platform platform;
  Author author(platform);
  const auto draft = author.Create(Object(R"({"title": "Школа"})"));
  REQUIRE_THAT(draft, IsOk());
  const auto refused = author.Update(
      *draft, Object(R"({"title": "Слишком длинное название практики", "mentees": "12",
      "anotation": "х", "keywords": ["нет"]})"));
  CHECK_THAT(refused, Refuses("FIELD_INVALID"));
  CHECK(ErrorFrom(refused.status()).violations.size() == 4);
  CHECK_THAT(author.Update(*draft, Object(R"({"letter": ["0192"]})")),
             Refuses("FEATURE_NOT_AVAILABLE"));
  google::protobuf::Struct fraction;
  (*fraction.mutable_fields())["mentees"].set_number_value(1.5);
  pb::UpdateApplicationRequest request;
  request.mutable_application()->set_name(draft->name());
  *request.mutable_application()->mutable_content() = fraction;
  request.set_etag(draft->etag());
  CHECK_THAT(
      platform.Call<Applications>(&Applications::Stub::UpdateApplication, request, author.person),
      Refuses("FIELD_INVALID"));
  CHECK(author.Get(draft->name())->etag() == "v1-owner");
  CHECK_THAT(author.Update(*draft, {}, {"content.title"}),
             Refuses("FIELD_INVALID"));  // required of every draft
}

TEST_CASE("who may not apply is told why") {
  Platform platform;
  Author minor(platform);
  platform.neighbour.Person(minor.person).set_birth_date("2012-01-01");
  CHECK_THAT(minor.Create(minor.Full()), Refuses("NOT_ELIGIBLE"));
  Author silent(platform);
  platform.neighbour.Person(silent.person).clear_consents();
  CHECK_THAT(silent.Create(silent.Full()), Refuses("CONSENT_REQUIRED"));
  Author stranger(platform);
  platform.neighbour.Person(stranger.person).set_registered(false);
  CHECK_THAT(stranger.Create(stranger.Full()), Refuses("NOT_ELIGIBLE"));
  Author author(platform);
  CHECK_THAT(author.Create(author.Full(), "closed"), Refuses("NOMINATION_CLOSED"));
  CHECK_THAT(author.Create(author.Full(), "space"), Refuses("FIELD_INVALID"));
  const auto draft = author.Create(author.Full());
  REQUIRE_THAT(draft, IsOk());
  CHECK_THAT(author.Create(author.Full()), Refuses("PARTICIPATION_LIMIT"));
  platform.neighbour.Person(author.person)
      .clear_consents();  // between the draft and the submission
  CHECK_THAT(author.Submit(*draft), Refuses("CONSENT_REQUIRED"));
}

TEST_CASE("a foreign application and a random id answer alike") {
  Platform platform;
  Author author(platform), other(platform);
  const auto mine = author.Submitted();
  const auto foreign = other.Get(mine.name());
  const auto random = other.Get("seasons/2027/applications/" + NewUuid().ToString());
  const auto malformed = other.Get("seasons/2027/applications/nothing");
  CHECK_THAT(foreign, Refuses("NOT_FOUND"));
  CHECK(foreign.status().ToString() == random.status().ToString());
  CHECK(foreign.status().ToString() == malformed.status().ToString());
  CHECK_THAT(platform.Call<Applications>(&Applications::Stub::GetApplication,
                                         pb::GetApplicationRequest(), PersonId()),
             Refuses("UNAUTHENTICATED"));
}

TEST_CASE("own applications come page by page") {
  Platform platform;
  Author author(platform);
  std::vector<std::string> names;
  for (int i = 0; i < 3; ++i) {
    const auto draft = author.Create(author.Full());
    REQUIRE_THAT(draft, IsOk());
    names.push_back(draft->name());
    pb::WithdrawApplicationRequest withdraw;
    withdraw.set_name(draft->name());
    withdraw.set_request_id(NewUuid().ToString());
    const auto gone = platform.Call<Applications>(&Applications::Stub::WithdrawApplication,
                                                  withdraw, author.person);
    REQUIRE_THAT(gone, IsOk());
    CHECK(gone->state() == pb::OwnerApplication::WITHDRAWN);
  }
  pb::ListApplicationsRequest request;
  request.set_parent("seasons/-");
  request.set_page_size(2);
  auto page =
      platform.Call<Applications>(&Applications::Stub::ListApplications, request, author.person);
  REQUIRE_THAT(page, IsOk());
  REQUIRE(page->applications_size() == 2);
  CHECK(page->applications(0).name() == names[2]);
  request.set_page_token(page->next_page_token());
  page = platform.Call<Applications>(&Applications::Stub::ListApplications, request, author.person);
  REQUIRE_THAT(page, IsOk());
  CHECK(page->applications(0).name() == names[0]);
  CHECK(page->next_page_token() == "");
  Author other(platform);
  CHECK_THAT(
      platform.Call<Applications>(&Applications::Stub::ListApplications, request, other.person),
      Refuses("PAGE_TOKEN_INVALID"));
}

TEST_CASE("a form names organizations and regions that exist") {
  Platform platform;
  Author author(platform);
  const std::string organization = NewUuid().ToString();
  platform.neighbour.Forget(organization);
  const auto refused = author.Create({{"title", "Школа мастеров"},
                                      {"organization", "organizations/" + organization},
                                      {"region", "ru-00"}});
  CHECK_THAT(refused, Refuses("FIELD_INVALID"));
  std::vector<std::string> faults;
  for (const FieldViolation& violation : ErrorFrom(refused.status()).violations)
    faults.push_back(violation.field + " " + violation.reason);
  CHECK(faults == std::vector<std::string>{"application.content.organization UNKNOWN_VALUE",
                                           "application.content.region UNKNOWN_VALUE"});
  const auto draft = author.Create(
      {{"title", "Школа мастеров"}, {"organization", NewUuid().ToString()}, {"region", "ru-16"}});
  REQUIRE_THAT(draft, IsOk());
  CHECK_THAT(author.Update(*draft, {{"organization", organization}}, {"content.organization"}),
             Refuses("FIELD_INVALID"));
  CHECK_THAT(author.Update(*draft, {{"annotation", organization}}, {"content.annotation"}), IsOk());
}

TEST_CASE("offices list and admit; each sees what the role may") {
  Platform platform;
  const PersonId examiner = PersonId::New(), chair = PersonId::New(), other_chair = PersonId::New();
  platform.neighbour.Grant_(examiner, Grant::EXAMINER);
  platform.neighbour.Grant_(chair, Grant::CHAIR, "production");
  platform.neighbour.Grant_(other_chair, Grant::CHAIR, "social");
  Author first(platform), second(platform), drafter(platform);
  const auto one = first.Submitted(), two = second.Submitted();
  REQUIRE_THAT(drafter.Create(drafter.Full()), IsOk());

  pb::ListStaffApplicationsRequest list;
  list.set_parent("seasons/2027");
  const auto seen = platform.Call<Staff>(&Staff::Stub::ListApplications, list, examiner);
  REQUIRE_THAT(seen, IsOk());
  REQUIRE(seen->applications_size() == 2);
  CHECK(seen->applications(0).title() == "Школа мастеров");
  CHECK(platform.Call<Staff>(&Staff::Stub::ListApplications, list, chair)->applications_size() ==
        2);
  CHECK(platform.Call<Staff>(&Staff::Stub::ListApplications, list, other_chair)
            ->applications_size() == 0);
  CHECK_THAT(platform.Call<Staff>(&Staff::Stub::ListApplications, list, first.person),
             Refuses("PERMISSION_DENIED"));

  // Filters and orders, page by page.
  const auto ask = [&](const std::string& filter, const std::string& order_by, int size = 0,
                       const std::string& token = "") {
    list.set_filter(filter);
    list.set_order_by(order_by);
    list.set_page_size(size);
    list.set_page_token(token);
    return platform.Call<Staff>(&Staff::Stub::ListApplications, list, examiner);
  };
  const auto newest = ask("", "submitTime desc", 1);
  REQUIRE_THAT(newest, IsOk());
  CHECK(newest->applications(0).name() == two.name());
  const auto then = ask("", "submitTime desc", 1, newest->next_page_token());
  REQUIRE_THAT(then, IsOk());
  CHECK(then->applications(0).name() == one.name());
  CHECK(then->next_page_token().empty());
  CHECK_THAT(ask("", "submitTime", 1, newest->next_page_token()), Refuses("PAGE_TOKEN_INVALID"));
  CHECK(ask("title:МАСТЕР -number = " + seen->applications(0).number(), "title, number desc")
            ->applications_size() == 1);
  CHECK(ask("title = \"Школа*\" AND state = SUBMITTED OR state = ADMITTED", "")
            ->applications_size() == 2);
  CHECK(ask("title:\"%\"", "")->applications_size() == 0);
  CHECK(ask("submitTime > 2099-01-01T00:00:00Z OR decideTime:*", "")->applications_size() == 0);
  const auto wrong = ask("stat = SUBMITTED", "state");
  CHECK_THAT(wrong, Refuses("FIELD_INVALID"));
  CHECK(ErrorFrom(wrong.status()).violations.size() == 2);
  list.Clear();
  list.set_parent("seasons/2027");

  pb::GetStaffApplicationRequest get;
  get.set_name(one.name());
  const auto full = platform.Call<Staff>(&Staff::Stub::GetApplication, get, examiner);
  REQUIRE_THAT(full, IsOk());
  CHECK(full->content().fields().count("organization") == 1);
  CHECK_THAT(platform.Call<Staff>(&Staff::Stub::GetApplication, get, chair),
             Refuses("PERMISSION_DENIED"));

  pb::AdmitApplicationRequest admit;
  admit.set_name(one.name() + "/formalCheck");
  admit.set_etag("v9-staff");
  admit.set_request_id("1");
  CHECK_THAT(platform.Call<Staff>(&Staff::Stub::AdmitApplication, admit, examiner),
             Refuses("ETAG_MISMATCH"));
  admit.set_etag(full->etag());
  admit.set_request_id("2");
  const auto admitted = platform.Call<Staff>(&Staff::Stub::AdmitApplication, admit, examiner);
  REQUIRE_THAT(admitted, IsOk());
  CHECK(admitted->state() == pb::StaffApplication::ADMITTED);

  pb::BatchAdmitApplicationsRequest batch;
  batch.set_parent("seasons/2027");
  batch.set_request_id("3");
  for (const auto& application : {one, two})
    batch.add_requests()->set_name(application.name() + "/formalCheck");
  const auto refused = platform.Call<Staff>(&Staff::Stub::BatchAdmitApplications, batch, examiner);
  CHECK_THAT(refused, Refuses("ILLEGAL_TRANSITION"));
  CHECK(ErrorFrom(refused.status()).violations.at(0).field == "requests[0]");
  batch.mutable_requests()->DeleteSubrange(0, 1);
  *batch.add_requests() = batch.requests(0);
  batch.set_request_id("twice");
  const auto twice = platform.Call<Staff>(&Staff::Stub::BatchAdmitApplications, batch, examiner);
  CHECK_THAT(twice, Refuses("FIELD_INVALID"));
  CHECK(ErrorFrom(twice.status()).violations.at(0).field == "requests[1].name");
  batch.mutable_requests()->DeleteSubrange(1, 1);
  batch.set_request_id("4");
  REQUIRE_THAT(platform.Call<Staff>(&Staff::Stub::BatchAdmitApplications, batch, examiner), IsOk());
  list.set_state(pb::StaffApplication::ADMITTED);
  CHECK(platform.Call<Staff>(&Staff::Stub::ListApplications, list, examiner)->applications_size() ==
        2);
  CHECK(first.Get(one.name())->status() == "Допущена");
}

TEST_CASE("the other services read what each needs, and no expert learns the author") {
  Platform platform;
  const PersonId examiner = PersonId::New();
  platform.neighbour.Grant_(examiner, Grant::EXAMINER);
  Author author(platform);
  const auto application = author.Submitted();
  pb::BatchAdmitApplicationsRequest admit;
  admit.set_parent("seasons/2027");
  admit.set_request_id("1");
  admit.add_requests()->set_name(application.name() + "/formalCheck");
  REQUIRE_THAT(platform.Call<Staff>(&Staff::Stub::BatchAdmitApplications, admit, examiner), IsOk());

  pb::BatchGetBlindApplicationsRequest blind;
  blind.set_season("2027");
  blind.add_applications(application.uid());
  blind.add_applications(NewUuid().ToString());
  const auto get_blind = [&](const std::string& from) {
    return platform.Internal(&InternalStub::BatchGetBlindApplications, blind,
                             "BatchGetBlindApplications", from);
  };
  CHECK_THAT(get_blind("registration"), Refuses("PERMISSION_DENIED"));
  const auto shown = get_blind("review");
  REQUIRE_THAT(shown, IsOk());
  REQUIRE(shown->applications_size() == 1);
  const auto& fields = shown->applications(0).content().fields();
  CHECK(fields.count("title") + fields.count("annotation") + fields.count("keywords") +
            fields.count("period") ==
        fields.size());
  CHECK(shown->SerializeAsString().find(author.person.ToString()) == std::string::npos);
  CHECK(shown->SerializeAsString().find(application.number()) == std::string::npos);

  pb::BatchGetRoundItemsRequest items;
  items.set_season("2027");
  items.set_nomination("production");
  const auto get_items = [&](const std::string& from) {
    return platform.Internal(&InternalStub::BatchGetRoundItems, items, "BatchGetRoundItems", from);
  };
  CHECK_THAT(get_items("gateway"), Refuses("PERMISSION_DENIED"));
  auto round = get_items("review");
  REQUIRE_THAT(round, IsOk());
  REQUIRE(round->items_size() == 1);
  CHECK(round->items(0).people(0) == author.person.ToString());
  CHECK(round->items(0).keywords(0) == "craft");
  CHECK_FALSE(round->more());
  items.set_after(application.uid());
  CHECK(get_items("review")->items().empty());
  items.add_applications(application.uid());
  CHECK(get_items("review")->items(0).state() == "ADMITTED");

  pb::BatchGetPublicApplicationsRequest open;
  open.set_season("2027");
  open.add_applications(application.uid());
  const auto page = platform.Internal(&InternalStub::BatchGetPublicApplications, open,
                                      "BatchGetPublicApplications", "results");
  REQUIRE_THAT(page, IsOk());
  CHECK(page->applications(0).title() == "Школа мастеров");
  CHECK(page->applications(0).number() == application.number());

  registration::BatchGetMessageDataRequest messages;
  auto& subject = *messages.add_subjects();
  subject.set_template_("application.submitted");
  subject.set_subject(application.name());
  subject.set_person(author.person.ToString());
  *messages.add_subjects() = subject;
  messages.mutable_subjects(1)->set_person(NewUuid().ToString());
  const auto data =
      platform.Internal(&InternalStub::BatchGetMessageData, messages, "BatchGetMessageData");
  REQUIRE_THAT(data, IsOk());
  CHECK(data->data(0).values().at("number") == application.number());
  CHECK(data->data(0).values().at("title") == "Школа мастеров");
  CHECK(data->data(0).values().at("sha256") == application.receipt().content_sha256());
  CHECK(data->data(1).values().empty());

  const auto feed =
      platform.Internal(&InternalStub::ReadFeed, events::v1::ReadFeedRequest(), "ReadFeed");
  REQUIRE_THAT(feed, IsOk());
  for (const auto& event : feed->events()) {
    for (const auto& [name, value] : event.data())
      CHECK(value.find(author.person.ToString()) == std::string::npos);
  }
  CHECK_THAT(platform.Internal(&InternalStub::GetDatabaseTime,
                               registration::GetDatabaseTimeRequest(), "GetDatabaseTime"),
             IsOk());
}

TEST_CASE("a stage that has closed is frozen by itself, and then takes nothing") {
  Platform platform;
  Author author(platform), late(platform);
  const auto application = author.Submitted();
  const auto draft = late.Create(late.Full());
  REQUIRE_THAT(draft, IsOk());
  platform.Apply(2, absl::Now() - absl::Hours(1), absl::Now() - absl::Seconds(2));
  support::WaitFor("the freeze", [] {
    return Platform::Db().Count("stage_freeze WHERE stage_id = 'applications'") == 1;
  });
  CHECK(Platform::Db().Run("SELECT count FROM stage_freeze WHERE stage_id = 'applications'") ==
        "1");
  CHECK_THAT(late.Submit(*draft), Refuses("STAGE_CLOSED"));
  CHECK_THAT(late.Update(*draft, Object(R"({"title": "Поздно"})")), Refuses("STAGE_CLOSED"));
  CHECK(Platform::Db().Count("outbox WHERE type = 'stage.opened'") == 3);
  CHECK(Platform::Db().Count("outbox WHERE type = 'stage.frozen'") >= 1);
}

// An event of registration as its feed tells it.
events::v1::FeedEvent OfRegistration(const std::string& type, const std::string& subject) {
  static int sequence = 0;
  events::v1::FeedEvent event;
  event.set_id(NewUuid().ToString());
  event.set_type("nastavnik." + type + ".v1");
  event.set_source("registration");
  event.set_subject(subject);
  event.set_sequence(++sequence);
  return event;
}

TEST_CASE("the end of a consent to processing withdraws the application") {
  Platform platform;
  Author author(platform);
  const auto application = author.Submitted();
  events::v1::FeedEvent event = OfRegistration(
      "consent.withdrawn", "users/" + author.person.ToString() + "/consents/processing");
  event.set_season("2027");
  (*event.mutable_data())["purpose"] = "PROCESSING";
  (*event.mutable_data())["user"] = "users/" + author.person.ToString();
  platform.neighbour.Tell(event);
  support::WaitFor("the withdrawal", [&] {
    return Platform::Db().Count("application WHERE state = 'WITHDRAWN'") == 1;
  });
  CHECK(author.Get(application.name())->status() == "Отозвана участником");
}

TEST_CASE("the publication of the season ends withdrawing") {
  Platform platform;
  Author author(platform);
  const auto application = author.Submitted();
  events::v1::FeedEvent event = OfRegistration("season.published", "seasons/2027");
  event.set_season("2027");
  platform.neighbour.Tell(event);
  support::WaitFor("the mark", [] { return Platform::Db().Count("season WHERE published") == 1; });
  pb::WithdrawApplicationRequest withdraw;
  withdraw.set_name(application.name());
  withdraw.set_request_id(NewUuid().ToString());
  CHECK_THAT(platform.Call<Applications>(&Applications::Stub::WithdrawApplication, withdraw,
                                         author.person),
             Refuses("ILLEGAL_TRANSITION"));
}

TEST_CASE("an office that is taken away ends before its cached rights would") {
  Platform platform;
  const PersonId examiner = PersonId::New();
  platform.neighbour.Grant_(examiner, Grant::EXAMINER);
  pb::ListStaffApplicationsRequest list;
  list.set_parent("seasons/2027");
  const auto call = [&] {
    return platform.Call<Staff>(&Staff::Stub::ListApplications, list, examiner).status();
  };
  const absl::Time cached = absl::Now();
  REQUIRE_THAT(call(), IsOk());
  platform.neighbour.Revoke(examiner);
  events::v1::FeedEvent event = OfRegistration("role.revoked", "users/" + examiner.ToString());
  event.add_recipients(examiner.ToString());
  platform.neighbour.Tell(event);
  support::WaitFor("the refusal", [&] { return ReasonOf(call()) == "PERMISSION_DENIED"; });
  CHECK(absl::Now() - cached < absl::Seconds(4));  // by itself it would take five
}

TEST_CASE("the formal check goes by what registration knows of the applicant now") {
  Platform platform;
  const PersonId examiner = PersonId::New();
  platform.neighbour.Grant_(examiner, Grant::EXAMINER);
  Author first(platform), second(platform);
  const auto one = first.Submitted(), two = second.Submitted();
  pb::GetStaffApplicationRequest get;
  get.set_name(one.name());
  const auto flags = [&] {
    const auto seen = platform.Call<Staff>(&Staff::Stub::GetApplication, get, examiner);
    REQUIRE_THAT(seen, IsOk());
    return std::vector<std::string>(seen->flags().begin(), seen->flags().end());
  };
  CHECK(flags().empty());
  platform.neighbour.Person(first.person).set_birth_date("1930-01-01");
  CHECK(flags() == std::vector<std::string>{"Проверьте возраст."});

  platform.neighbour.Person(first.person).set_birth_date("2012-01-01");
  pb::AdmitApplicationRequest admit;
  admit.set_name(one.name() + "/formalCheck");
  admit.set_etag("v1-staff");
  admit.set_request_id("1");
  const auto refused = platform.Call<Staff>(&Staff::Stub::AdmitApplication, admit, examiner);
  CHECK_THAT(refused, Refuses("NOT_ELIGIBLE"));
  CHECK(ErrorFrom(refused.status()).violations.at(0).field == "eligibility.adult");
  pb::BatchAdmitApplicationsRequest batch;
  batch.set_parent("seasons/2027");
  batch.set_request_id("2");
  for (const auto& application : {two, one})
    batch.add_requests()->set_name(application.name() + "/formalCheck");
  const auto none = platform.Call<Staff>(&Staff::Stub::BatchAdmitApplications, batch, examiner);
  CHECK_THAT(none, Refuses("NOT_ELIGIBLE"));
  REQUIRE(ErrorFrom(none.status()).violations.size() == 1);
  CHECK(ErrorFrom(none.status()).violations[0].field == "requests[1].eligibility.adult");
  platform.neighbour.Person(first.person).set_birth_date("1990-05-17");
  batch.set_request_id("3");
  CHECK_THAT(platform.Call<Staff>(&Staff::Stub::BatchAdmitApplications, batch, examiner), IsOk());
}

}  // namespace
}  // namespace nastavnik::submission
