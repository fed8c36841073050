#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

#include "common/json/proto/struct.h"
#include "tests/rpc/submission/platform.h"
#include "tests/unit/similarity/compared_season.h"
#include "tests/unit/similarity/example.h"

namespace nastavnik::submission {
namespace {

using support::IsOk;
using support::Refuses;
using Applications = pb::ApplicationService;
using Staff = pb::ApplicationStaffService;

// A submitted application with this annotation.
pb::OwnerApplication Submit(Platform& platform, PersonId person, absl::string_view annotation) {
  platform.neighbour.Person(person);
  Content content = FullContent();
  content["authors"].at(0).at("person") = "users/" + person.ToString();
  content["annotation"] = boost::json::string(annotation.data(), annotation.size());
  content["organization"] = NewUuid().ToString();
  pb::CreateApplicationRequest create;
  create.set_parent("seasons/2027");
  create.mutable_application()->set_nomination("production");
  *create.mutable_application()->mutable_content() = json::ToStruct(content);
  create.set_request_id(NewUuid().ToString());
  const auto draft =
      platform.Call<Applications>(&Applications::Stub::CreateApplication, create, person);
  REQUIRE_THAT(draft, IsOk());
  pb::SubmitApplicationRequest submit;
  submit.set_name(draft->name());
  submit.set_etag(draft->etag());
  submit.set_request_id(NewUuid().ToString());
  const auto submitted =
      platform.Call<Applications>(&Applications::Stub::SubmitApplication, submit, person);
  REQUIRE_THAT(submitted, IsOk());
  return *submitted;
}

struct Offices {
  explicit Offices(Platform& p) : platform(p) {
    p.neighbour.Grant_(examiner, Grant::EXAMINER);
    p.neighbour.Grant_(operator_, Grant::OPERATOR);
    p.neighbour.Grant_(organizer, Grant::ORGANIZER);
    p.neighbour.Grant_(chair, Grant::CHAIR, "production");
    p.neighbour.Grant_(other_chair, Grant::CHAIR, "social");
    p.neighbour.Grant_(auditor, Grant::AUDITOR);
  }

  absl::StatusOr<pb::ListSimilaritiesResponse> List(PersonId person,
                                                    const std::string& application = "-",
                                                    int size = 0, const std::string& token = "") {
    pb::ListSimilaritiesRequest request;
    request.set_parent("seasons/2027/applications/" + application);
    request.set_page_size(size);
    request.set_page_token(token);
    return platform.Call<Staff>(&Staff::Stub::ListSimilarities, request, person);
  }
  absl::StatusOr<pb::Similarity> Get(PersonId person, const std::string& name) {
    pb::GetSimilarityRequest request;
    request.set_name(name);
    return platform.Call<Staff>(&Staff::Stub::GetSimilarity, request, person);
  }
  absl::StatusOr<pb::Similarity> Confirm(PersonId person, const pb::Similarity& pair,
                                         const std::string& key, const std::string& reason) {
    pb::ConfirmSimilarityRequest request;
    request.set_name(pair.name());
    request.set_etag(pair.etag());
    request.set_request_id(key);
    request.set_reason(reason);
    return platform.Call<Staff>(&Staff::Stub::ConfirmSimilarity, request, person);
  }
  absl::StatusOr<pb::Similarity> Dismiss(PersonId person, const pb::Similarity& pair,
                                         const std::string& reason) {
    pb::DismissSimilarityRequest request;
    request.set_name(pair.name());
    request.set_etag(pair.etag());
    request.set_request_id(NewUuid().ToString());
    request.set_reason(reason);
    return platform.Call<Staff>(&Staff::Stub::DismissSimilarity, request, person);
  }

  Platform& platform;
  const PersonId examiner = PersonId::New(), operator_ = PersonId::New(),
                 organizer = PersonId::New(), chair = PersonId::New(),
                 other_chair = PersonId::New(), auditor = PersonId::New();
};

const std::string kCopy = absl::StrReplaceAll(kPractice, {{"о", "o"}, {"ё", "е"}});
const std::string kEdited = absl::StrReplaceAll(kPractice, {{"шесть", "пять"}, {"вдвое", "втрое"}});

TEST_CASE("copies are shown to the offices, who decide on them") {
  Platform platform(ComparedSeason());
  Offices offices(platform);
  const PersonId author = PersonId::New(), copyist = PersonId::New(), editor = PersonId::New();
  const auto original = Submit(platform, author, kPractice);
  const auto copy = Submit(platform, copyist, kCopy);
  const auto edited = Submit(platform, editor, kEdited);
  Submit(platform, PersonId::New(), kOtherPractice);
  support::WaitFor("the pairs", [] { return Platform::Db().Count("similarity") == 2; });

  const auto listed = offices.List(offices.examiner);
  REQUIRE_THAT(listed, IsOk());
  REQUIRE(listed->similarities_size() == 2);
  const pb::Similarity& near = listed->similarities(0);
  const pb::Similarity& exact = listed->similarities(1);
  CHECK(exact.kind() == pb::Similarity::EXACT);
  CHECK(exact.coverage_percent() == 100);
  CHECK(exact.flagged());
  CHECK(exact.relation() == pb::Similarity::NONE);
  CHECK(exact.application() == copy.name());
  CHECK(exact.number() == copy.number());
  CHECK(exact.other_application() == original.name());
  CHECK(exact.other_number() == original.number());
  CHECK(near.kind() == pb::Similarity::NEAR);
  CHECK(near.application() == edited.name());
  REQUIRE(near.passages_size() > 0);
  CHECK(CutCodePoints(kEdited, near.passages(0).begin(), near.passages(0).end()) ==
        CutCodePoints(kPractice, near.passages(0).other_begin(), near.passages(0).other_end()));
  for (const PersonId person : {author, copyist, editor})
    CHECK(listed->SerializeAsString().find(person.ToString()) == std::string::npos);
  CHECK(listed->SerializeAsString().find("Наставник") == std::string::npos);

  CHECK(offices.List(offices.operator_)->similarities_size() == 2);
  for (const PersonId person : {offices.organizer, offices.chair, offices.auditor, author})
    CHECK_THAT(offices.List(person), Refuses("PERMISSION_DENIED"));
  CHECK(offices.List(offices.examiner, original.uid())->similarities_size() == 2);
  CHECK(offices.List(offices.examiner, edited.uid())->similarities_size() == 1);
  CHECK(offices.List(offices.examiner, NewUuid().ToString())->similarities_size() == 0);
  CHECK_THAT(offices.List(offices.examiner, "x"), Refuses("NOT_FOUND"));
  const auto page = offices.List(offices.examiner, "-", 1);
  REQUIRE(page->similarities_size() == 1);
  const auto rest = offices.List(offices.examiner, "-", 1, page->next_page_token());
  REQUIRE_THAT(rest, IsOk());
  CHECK(rest->similarities(0).name() == exact.name());
  CHECK(rest->next_page_token().empty());
  CHECK_THAT(offices.List(offices.operator_, "-", 1, page->next_page_token()),
             Refuses("PAGE_TOKEN_INVALID"));

  for (const PersonId person :
       {offices.examiner, offices.operator_, offices.chair, offices.auditor})
    CHECK(offices.Get(person, exact.name())->SerializeAsString() == exact.SerializeAsString());
  CHECK_THAT(offices.Get(offices.other_chair, exact.name()), Refuses("NOT_FOUND"));
  CHECK_THAT(offices.Get(offices.organizer, exact.name()), Refuses("PERMISSION_DENIED"));
  CHECK_THAT(offices.Get(offices.examiner,
                         absl::StrCat(original.name(), "/similarities/", NewUuid().ToString())),
             Refuses("NOT_FOUND"));

  CHECK_THAT(offices.Confirm(offices.operator_, exact, "1", "Копия."),
             Refuses("PERMISSION_DENIED"));
  CHECK_THAT(offices.Confirm(offices.examiner, exact, "2", ""), Refuses("FIELD_INVALID"));
  pb::Similarity stale = exact;
  stale.set_etag("v9-staff");
  CHECK_THAT(offices.Confirm(offices.examiner, stale, "3", "Копия."), Refuses("ETAG_MISMATCH"));
  const auto confirmed = offices.Confirm(offices.examiner, exact, "4", "Копия.");
  REQUIRE_THAT(confirmed, IsOk());
  CHECK(confirmed->state() == pb::Similarity::CONFIRMED);
  CHECK(confirmed->reason() == "Копия.");
  CHECK(confirmed->has_decide_time());
  CHECK(confirmed->etag() != exact.etag());
  CHECK(offices.Confirm(offices.examiner, exact, "4", "Копия.")->SerializeAsString() ==
        confirmed->SerializeAsString());
  CHECK_THAT(offices.Dismiss(offices.examiner, *confirmed, "Ошибка."),
             Refuses("ILLEGAL_TRANSITION"));
  CHECK(offices.Dismiss(offices.examiner, near, "Общий источник.")->state() ==
        pb::Similarity::DISMISSED);
  CHECK(Platform::Db().Count("outbox WHERE type = 'similarity.decided'") == 2);

  pb::ListSimilaritiesRequest open;
  open.set_parent("seasons/2027/applications/-");
  open.set_state(pb::Similarity::OPEN);
  CHECK(platform.Call<Staff>(&Staff::Stub::ListSimilarities, open, offices.examiner)
            ->similarities_size() == 0);
}

TEST_CASE("an examiner does not decide on the own application") {
  Platform platform(ComparedSeason());
  Offices offices(platform);
  const auto own = Submit(platform, offices.examiner, kPractice);
  Submit(platform, PersonId::New(), kPractice);
  support::WaitFor("the pair", [] { return Platform::Db().Count("similarity") == 1; });
  const auto pair = offices.List(offices.examiner, own.uid());
  REQUIRE_THAT(pair, IsOk());
  CHECK_THAT(offices.Dismiss(offices.examiner, pair->similarities(0), "Это моя заявка."),
             Refuses("NOT_FOUND"));
}

}  // namespace
}  // namespace nastavnik::submission
