#include <atomic>
#include <thread>

#include <catch2/catch.hpp>

#include "absl/time/clock.h"

#include "tests/rpc/results/platform.h"

namespace nastavnik::results {
namespace {

using support::IsOk;
using support::Refuses;
using testing::Platform;
namespace pb = results::v1;

absl::StatusOr<pb::ListResultsResponse> List(Platform& platform, const std::string& nomination = "",
                                             int page_size = 0, const std::string& token = "") {
  pb::ListResultsRequest request;
  request.set_parent("seasons/2027");
  request.set_nomination(nomination);
  request.set_page_size(page_size);
  request.set_page_token(token);
  return platform.Call<pb::ResultPublicService>(&pb::ResultPublicService::Stub::ListResults,
                                                request);
}

absl::StatusOr<pb::PublicResult> GetPublic(Platform& platform, const ApplicationId& application) {
  pb::GetResultRequest request;
  request.set_name("seasons/2027/results/" + application.ToString());
  return platform.Call<pb::ResultPublicService>(&pb::ResultPublicService::Stub::GetResult, request);
}

absl::StatusOr<pb::OwnerResult> GetOwn(Platform& platform, const ApplicationId& application,
                                       PersonId person) {
  pb::GetResultRequest request;
  request.set_name("seasons/2027/results/" + application.ToString());
  return platform.Call<pb::ResultService>(&pb::ResultService::Stub::GetResult, request, person);
}

// Every bit of an answer, or of a refusal.
template <typename Response>
std::string Bits(const absl::StatusOr<Response>& answer) {
  return answer.ok() ? answer->SerializeAsString() : EncodeStatus(answer.status());
}

const testing::World::Applicant& Winner(Platform& platform) {
  const auto& all = platform.neighbours.world.applicants;
  return *std::find_if(all.begin(), all.end(),
                       [](const auto& applicant) { return applicant.totals[0] == 9000; });
}

// Everything that the public and the winner of "production" are told.
std::vector<std::string> Look(Platform& platform) {
  const auto& winner = Winner(platform);
  return {Bits(List(platform)), Bits(GetPublic(platform, winner.application)),
          Bits(GetOwn(platform, winner.application, winner.person))};
}

void WaitUntilPublic(Platform& platform) {
  support::WaitFor("publication", [&] { return List(platform)->results_size() > 0; });
}

TEST_CASE("published results are read by everybody, names only under consent") {
  Platform platform;
  platform.Schedule();
  WaitUntilPublic(platform);
  const auto all = List(platform);
  REQUIRE(all->results_size() == 4);
  CHECK(all->results(0).nomination() == "production");
  CHECK(all->results(0).place() == 1);
  CHECK(all->results(0).award_title() == "Победитель");
  CHECK(all->results(0).title() == "Школа мастеров «Ёлочка»");
  CHECK(all->results(0).authors(0) == "Королёва Анна");
  CHECK(List(platform, "social")->results_size() == 1);
  CHECK(List(platform)->etag() == all->etag());
  CHECK(List(platform, "social")->etag() != all->etag());

  const auto page = List(platform, "", 3);
  REQUIRE(page->results_size() == 3);
  const auto rest = List(platform, "", 3, page->next_page_token());
  REQUIRE(rest->results_size() == 1);
  CHECK(rest->results(0).nomination() == "service");
  CHECK(rest->next_page_token().empty());
  CHECK_THAT(List(platform, "social", 3, page->next_page_token()), Refuses("PAGE_TOKEN_INVALID"));

  const auto& winner = Winner(platform);
  CHECK(GetPublic(platform, winner.application)->number() == all->results(0).number());
  CHECK_THAT(GetPublic(platform, ApplicationId::New()), Refuses("NOT_FOUND"));
  {
    std::lock_guard lock(platform.neighbours.world.mutex);
    for (auto& applicant : platform.neighbours.world.applicants) applicant.name.clear();
  }
  const absl::Time withdrawn = absl::Now();
  support::WaitFor("the name to be hidden",
                   [&] { return List(platform)->results(0).authors().empty(); });
  CHECK(absl::Now() - withdrawn <= absl::Seconds(5));
}

TEST_CASE("pitfall 26: a review that comes after the freeze moves no published number") {
  Platform platform;
  platform.Schedule();
  WaitUntilPublic(platform);
  const std::vector<std::string> published = Look(platform);
  {
    std::lock_guard lock(platform.neighbours.world.mutex);
    for (auto& applicant : platform.neighbours.world.applicants)
      applicant.totals.push_back(applicant.totals[0] > 8000 ? 0 : 10'000);  // the last come first
  }
  platform.ApplyConfig();  // whatever makes the service look again
  CHECK_THAT(platform.Create(platform.operator_), Refuses("ILLEGAL_TRANSITION"));
  CHECK(Look(platform) == published);
}

TEST_CASE("pitfall 33: a fifth nomination moves no published bit") {
  Platform platform;
  platform.Schedule();
  WaitUntilPublic(platform);
  const std::vector<std::string> published = Look(platform);
  platform.AddFifthNomination();
  CHECK(Look(platform) == published);
}

TEST_CASE("people read their own result with what the season tells") {
  Platform platform;
  platform.Schedule();
  WaitUntilPublic(platform);
  const auto& winner = Winner(platform);
  const auto own = GetOwn(platform, winner.application, winner.person);
  REQUIRE_THAT(own, IsOk());
  CHECK(own->award() == "winner");
  CHECK(own->place() == 1);
  CHECK(own->total_hundredths() == 9050);
  REQUIRE(own->criteria_size() == 1);
  CHECK(own->criteria(0).title() == "Уникальность и новизна");
  CHECK(own->criteria(0).mean_hundredths() == 900);
  CHECK_THAT(GetOwn(platform, winner.application, PersonId::New()), Refuses("NOT_FOUND"));
  CHECK_THAT(GetOwn(platform, winner.application, PersonId()), Refuses("UNAUTHENTICATED"));
  for (const auto& applicant : platform.neighbours.world.applicants) {
    CHECK_THAT(GetOwn(platform, applicant.application, applicant.person), IsOk());
  }
}

TEST_CASE("the feed tells of the publication after the instant; mails get number and title") {
  Platform platform;
  const absl::Time publish_time = platform.Schedule();
  nastavnik::registration::v1::BatchGetMessageDataRequest request;
  for (const PersonId& person : {Winner(platform).person, PersonId::New()}) {
    request.add_subjects()->set_subject("seasons/2027/publications/1");
    request.mutable_subjects()->rbegin()->set_person(person.ToString());
  }
  const auto data = [&] {
    return platform.Internal(&pb::ResultsInternalService::Stub::BatchGetMessageData, request,
                             "BatchGetMessageData");
  };
  const auto early = data();
  if (absl::Now() < publish_time) CHECK(early->data(0).values().empty());
  support::WaitFor("the event of the publication", [&] {
    const auto feed = platform.Internal(&pb::ResultsInternalService::Stub::ReadFeed,
                                        events::v1::ReadFeedRequest(), "ReadFeed");
    for (const auto& event : feed->events()) {
      if (event.type() != "nastavnik.publication.published.v1") continue;
      CHECK(event.subject() == "seasons/2027/publications/1");
      CHECK(absl::FromUnixSeconds(event.time().seconds() + 1) > publish_time);
      return true;
    }
    return false;
  });
  CHECK(data()->data(0).values().at("title") == "Школа мастеров «Ёлочка»");
  CHECK(data()->data(1).values().empty());  // has no result
}

TEST_CASE("across the instant nobody sees a bit early and everybody sees all soon") {
  Platform platform;
  const auto& winner = Winner(platform);
  const std::string nothing[] = {Bits(List(platform)),
                                 Bits(GetPublic(platform, winner.application)),
                                 Bits(GetOwn(platform, winner.application, winner.person))};
  const absl::Time publish_time = platform.Schedule();

  std::atomic<int> early = 0, late = 0, before = 0, after = 0;
  const auto poll = [&](int i) {
    while (absl::Now() < publish_time + absl::Seconds(4)) {
      const absl::Time asked = absl::Now();
      const std::string bits = i % 3 == 0 ? Bits(List(platform))
                               : i % 3 == 1
                                   ? Bits(GetPublic(platform, winner.application))
                                   : Bits(GetOwn(platform, winner.application, winner.person));
      const bool seen = bits != nothing[i % 3];
      if (absl::Now() < publish_time) {  // the clock of the database is this one
        ++before;
        early += seen;
      } else if (asked > publish_time + absl::Seconds(2)) {
        ++after;
        late += !seen;
      }
    }
  };
  std::vector<std::jthread> clients;
  for (int i = 0; i < 16; ++i) clients.emplace_back(poll, i);
  clients.clear();
  CHECK(before > 16);
  CHECK(after > 16);
  CHECK(early == 0);
  CHECK(late == 0);
}

}  // namespace
}  // namespace nastavnik::results
