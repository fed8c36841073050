#include <catch2/catch.hpp>

#include "absl/time/clock.h"

#include "tests/rpc/results/platform.h"

namespace nastavnik::results {
namespace {

using support::IsOk;
using support::Refuses;
using testing::Platform;
namespace pb = results::v1;

absl::StatusOr<pb::ListRankingEntriesResponse> Entries(Platform& platform,
                                                       const std::string& ranking, PersonId person,
                                                       int page_size = 0,
                                                       const std::string& token = "") {
  pb::ListRankingEntriesRequest request;
  request.set_parent(ranking);
  request.set_page_size(page_size);
  request.set_page_token(token);
  return platform.Call<pb::RankingStaffService>(&pb::RankingStaffService::Stub::ListRankingEntries,
                                                request, person);
}

TEST_CASE("a ranking is computed, frozen, signed and scheduled") {
  Platform platform;
  const pb::Ranking computed = platform.Compute();
  CHECK(computed.state() == pb::Ranking::COMPUTED);
  CHECK(computed.etag() == "v1-staff");
  REQUIRE(computed.nominations_size() == 4);
  CHECK(computed.nominations(0).awards().at("winner") == 1);
  CHECK(computed.inputs_sha256().size() == 64);

  const auto frozen = platform.Freeze(computed.name());
  REQUIRE_THAT(frozen, IsOk());
  CHECK(frozen->state() == pb::Ranking::FROZEN);
  CHECK(frozen->root().size() == 64);
  CHECK_THAT(platform.Create(platform.operator_), Refuses("ILLEGAL_TRANSITION"));

  for (const PersonId& chair : platform.chairs) REQUIRE_THAT(platform.Sign(*frozen, chair), IsOk());
  CHECK(platform.Get(computed.name(), platform.chairs[0])->state() == pb::Ranking::FROZEN);
  const auto signed_ranking = platform.Sign(*frozen, platform.organizers[0]);
  REQUIRE_THAT(signed_ranking, IsOk());
  CHECK(signed_ranking->state() == pb::Ranking::SIGNED);
  CHECK(signed_ranking->signatures_size() == 5);

  const absl::Time later = absl::Now() + absl::Hours(1);
  CHECK_THAT(platform.Publish(*frozen, platform.organizers[0], later), Refuses("ETAG_MISMATCH"));
  const auto proposed = platform.Publish(*signed_ranking, platform.organizers[0], later);
  REQUIRE_THAT(proposed, IsOk());
  CHECK(proposed->pending_approval().verb() == "publish");
  CHECK(platform.Get(computed.name(), platform.operator_)->has_pending_approval());
  CHECK_THAT(platform.Publish(*proposed, platform.organizers[0], later),
             Refuses("SECOND_PERSON_REQUIRED"));
  const auto scheduled = platform.Publish(*proposed, platform.organizers[1], later);
  REQUIRE_THAT(scheduled, IsOk());
  CHECK(scheduled->publication().state() == pb::Publication::SCHEDULED);
  CHECK_FALSE(scheduled->has_pending_approval());
}

TEST_CASE("offices do what is theirs and nothing else") {
  Platform platform;
  const PersonId stranger = PersonId::New();
  CHECK_THAT(platform.Create(stranger), Refuses("PERMISSION_DENIED"));
  CHECK_THAT(platform.Create(platform.organizers[0]), Refuses("PERMISSION_DENIED"));
  CHECK_THAT(platform.Create(PersonId()), Refuses("UNAUTHENTICATED"));
  const pb::Ranking ranking = platform.Compute();
  CHECK_THAT(platform.Get(ranking.name(), stranger), Refuses("PERMISSION_DENIED"));
  CHECK_THAT(platform.Get(ranking.name() + "0", platform.operator_), Refuses("NOT_FOUND"));
  pb::FreezeRankingRequest freeze;
  freeze.set_name(ranking.name());
  freeze.set_request_id("k");
  CHECK_THAT((platform.Call<pb::RankingStaffService>(&pb::RankingStaffService::Stub::FreezeRanking,
                                                     freeze, platform.operator_)),
             Refuses("PERMISSION_DENIED"));
  const auto frozen = platform.Freeze(ranking.name());
  REQUIRE_THAT(frozen, IsOk());
  CHECK_THAT(platform.Sign(*frozen, platform.operator_), Refuses("PERMISSION_DENIED"));
}

TEST_CASE("entries come in pages; a chair sees the own nomination") {
  Platform platform;
  const std::string ranking = platform.Compute().name();
  int seen = 0;
  std::string token;
  do {
    const auto page = Entries(platform, ranking, platform.operator_, 5, token);
    REQUIRE_THAT(page, IsOk());
    seen += page->entries_size();
    token = page->next_page_token();
  } while (!token.empty());
  CHECK(seen == 12);
  const auto own = Entries(platform, ranking, platform.chairs[2]);
  REQUIRE_THAT(own, IsOk());
  REQUIRE(own->entries_size() == 3);
  CHECK(own->entries(0).nomination() == "social");
  CHECK(own->entries(0).place() == 1);
  CHECK(own->entries(0).award() == "winner");
  CHECK(own->entries(0).mean_hundredths() == 8450);
  CHECK(own->entries(1).reason() == pb::RankingEntry::QUOTA_FULL);
  const auto first = Entries(platform, ranking, platform.operator_, 5);
  CHECK_THAT(Entries(platform, ranking, platform.organizers[0], 5, first->next_page_token()),
             Refuses("PAGE_TOKEN_INVALID"));
}

TEST_CASE("a chair sees the figures of the own nomination, also when signing") {
  Platform platform;
  const auto frozen = platform.Freeze(platform.Compute().name());
  REQUIRE_THAT(frozen, IsOk());
  CHECK(frozen->nominations_size() == 4);
  const auto shown = platform.Get(frozen->name(), platform.chairs[2]);
  REQUIRE_THAT(shown, IsOk());
  REQUIRE(shown->nominations_size() == 1);
  CHECK(shown->nominations(0).nomination() == "social");
  CHECK(shown->statement_sha256() == frozen->statement_sha256());
  const auto signed_part = platform.Sign(*frozen, platform.chairs[2]);
  REQUIRE_THAT(signed_part, IsOk());
  REQUIRE(signed_part->nominations_size() == 1);
  CHECK(signed_part->nominations(0).nomination() == "social");
}

TEST_CASE("a round that is not frozen is not ranked") {
  Platform platform;
  platform.neighbours.world.frozen = false;
  CHECK_THAT(platform.Create(platform.operator_), Refuses("STAGE_NOT_FROZEN"));
}

TEST_CASE("what changed since the computation is not frozen") {
  Platform platform;
  const pb::Ranking ranking = platform.Compute();
  {
    std::lock_guard lock(platform.neighbours.world.mutex);
    platform.neighbours.world.applicants[3].state = "WITHDRAWN";
  }
  CHECK_THAT(platform.Freeze(ranking.name()), Refuses("INPUTS_CHANGED"));
  const pb::Ranking second = platform.Compute();
  CHECK(platform.Get(ranking.name(), platform.operator_)->state() == pb::Ranking::SUPERSEDED);
  CHECK_THAT(platform.Freeze(second.name()), IsOk());
}

// What a ranking says of the four nominations.
std::string FourOf(Platform& platform, const std::string& ranking) {
  const auto entries = Entries(platform, ranking, platform.operator_, 100);
  REQUIRE_THAT(entries, IsOk());
  std::string four;
  for (pb::RankingEntry entry : entries->entries()) {
    entry.clear_name();  // has the ranking in it
    if (entry.nomination() != "business") four += entry.DebugString();
  }
  return four;
}

TEST_CASE("pitfall 33: a fifth nomination moves no mean and no place of the others") {
  Platform platform;
  const std::string before = FourOf(platform, platform.Compute().name());
  platform.AddFifthNomination();
  const pb::Ranking computed = platform.Compute();
  CHECK(computed.nominations_size() == 5);
  CHECK(computed.nominations(4).awards().at("winner") == 3);
  CHECK(FourOf(platform, computed.name()) == before);
}

TEST_CASE("pitfall 33: what is frozen stays so when a fifth nomination comes") {
  Platform platform;
  const auto frozen = platform.Freeze(platform.Compute().name());
  REQUIRE_THAT(frozen, IsOk());
  const std::string before = FourOf(platform, frozen->name());
  platform.AddFifthNomination();
  const auto after = platform.Get(frozen->name(), platform.organizers[0]);
  REQUIRE_THAT(after, IsOk());
  CHECK(after->SerializeAsString() == frozen->SerializeAsString());
  CHECK(FourOf(platform, frozen->name()) == before);
  for (const PersonId& chair : platform.chairs) REQUIRE_THAT(platform.Sign(*frozen, chair), IsOk());
  const auto signed_ranking = platform.Sign(*frozen, platform.organizers[0]);
  REQUIRE_THAT(signed_ranking, IsOk());
  CHECK(signed_ranking->state() == pb::Ranking::SIGNED);
}

TEST_CASE("a tie across the last place blocks the signatures") {
  Platform platform;
  for (auto& applicant : platform.neighbours.world.applicants) applicant.totals = {7000, 7000};
  const auto frozen = platform.Freeze(platform.Compute().name());
  REQUIRE_THAT(frozen, IsOk());
  CHECK(frozen->nominations(0).tie_unresolved());
  CHECK_THAT(platform.Sign(*frozen, platform.chairs[0]), Refuses("TIE_UNRESOLVED"));
}

TEST_CASE("a repeated call is answered as before, also by the operation") {
  Platform platform;
  pb::CreateRankingRequest request;
  request.set_parent("seasons/2027");
  request.set_request_id("same");
  const auto create = [&] {
    return platform.Call<pb::RankingStaffService>(&pb::RankingStaffService::Stub::CreateRanking,
                                                  request, platform.operator_);
  };
  const auto first = create();
  REQUIRE_THAT(first, IsOk());
  CHECK(create()->name() == first->name());
  const auto done = platform.Wait(*first);
  pb::CreateRankingMetadata metadata;
  pb::Ranking ranking;
  REQUIRE(done.metadata().UnpackTo(&metadata));
  REQUIRE(done.response().UnpackTo(&ranking));
  CHECK(metadata.ranking() == ranking.name());
  google::longrunning::GetOperationRequest get;
  get.set_name(first->name());
  CHECK_THAT(
      (platform.Call<google::longrunning::Operations>(
          &google::longrunning::Operations::Stub::GetOperation, get, platform.organizers[0])),
      Refuses("NOT_FOUND"));
}

TEST_CASE("an operation that a process left behind is carried on, and a failed one says why") {
  Platform platform;
  const auto left_behind = [&] {
    google::longrunning::Operation operation;
    const std::string id = NewUuid().ToString();
    const std::string ranking = "seasons/2027/rankings/" + NewUuid().ToString();
    Platform::Db().Run(
        "INSERT INTO operation (season_id, operation_id, kind, owner_id, state, metadata) VALUES "
        "('2027', '" +
        id + "', 'ranking', '" + platform.operator_.ToString() + "', 'RUNNING', '{\"ranking\": \"" +
        ranking + "\"}')");
    operation.set_name("operations/results." + id);
    return platform.Wait(operation);
  };
  CHECK(left_behind().has_response());
  platform.neighbours.world.frozen = false;
  const auto failed = left_behind();
  REQUIRE(failed.has_error());
  CHECK(failed.error().details_size() > 0);
  CHECK(failed.error().code() == static_cast<int>(absl::StatusCode::kFailedPrecondition));
}

}  // namespace
}  // namespace nastavnik::results
