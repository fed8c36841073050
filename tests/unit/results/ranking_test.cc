#include <catch2/catch.hpp>

#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "services/results/domain/ranking.h"
#include "services/results/domain/ranking/lines.h"
#include "tests/support/matchers.h"
#include "tests/unit/results/season.h"

namespace nastavnik::results {
namespace {

using support::IsOk;
using support::Refuses;
using testing::Numbered;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);
const PersonId kChair = Numbered<PersonId>(1);
const PersonId kOrganizer = Numbered<PersonId>(2);
const NominationId kProduction("production");
const NominationId kSocial("social");

Ranking Computed() {
  Ranking ranking;
  ranking.id = Numbered<RankingId>(7);
  ranking.season = SeasonId("2027");
  ranking.config_version = 2;
  ranking.inputs_sha256 = std::string(32, 'i');
  ranking.result_sha256 = std::string(32, 'r');
  ranking.nominations.resize(2);
  ranking.nominations[0].nomination = kProduction;
  ranking.nominations[1].nomination = kSocial;
  return ranking;
}

Ranking Frozen() { return *Freeze(Computed(), std::string(32, 'i'), std::string(32, 'm'), kNow); }
std::string Sha256Of(const Ranking& ranking) {
  return crypto::HexEncode(crypto::Sha256(ranking.statement));
}

TEST_CASE("only what was computed from the present inputs is frozen", "[lifecycle]") {
  CHECK_THAT(Freeze(Computed(), std::string(32, 'x'), "root", kNow), Refuses("INPUTS_CHANGED"));
  const Ranking ranking = Frozen();
  CHECK(ranking.state == Ranking::State::kFrozen);
  CHECK(ranking.freeze_time == kNow);
  CHECK(ranking.statement.find("season 2027\n") != std::string::npos);
  CHECK_THAT(Freeze(ranking, ranking.inputs_sha256, "root", kNow), Refuses("ILLEGAL_TRANSITION"));
}

TEST_CASE("every nomination and an organizer sign", "[lifecycle]") {
  Ranking ranking = Frozen();
  const std::string sha256 = Sha256Of(ranking);
  CHECK_THAT(Sign(Computed(), {kChair, {kProduction}}, sha256, kNow),
             Refuses("ILLEGAL_TRANSITION"));
  CHECK_THAT(Sign(ranking, {kChair, {kProduction}}, "00", kNow), Refuses("FIELD_INVALID"));

  ranking = *Sign(ranking, {kChair, {kProduction}}, sha256, kNow);
  CHECK(ranking.state == Ranking::State::kFrozen);
  CHECK(Sign(ranking, {kChair, {kProduction}}, sha256, kNow)->signatures.size() == 1);
  CHECK_THAT(Sign(ranking, {kOrganizer, {kProduction}}, sha256, kNow), Refuses("ALREADY_EXISTS"));
  ranking = *Sign(ranking, {kOrganizer, {}}, sha256, kNow);
  CHECK(ranking.state == Ranking::State::kFrozen);
  CHECK_THAT(CheckPublish(ranking, kOrganizer, std::nullopt, kNow), Refuses("ILLEGAL_TRANSITION"));
  ranking = *Sign(ranking, {Numbered<PersonId>(3), {kProduction, kSocial}}, sha256, kNow);
  CHECK(ranking.state == Ranking::State::kSigned);
  CHECK(ranking.sign_time == kNow);
  CHECK_THAT(Sign(ranking, {kOrganizer, {}}, sha256, kNow), IsOk());
  CHECK_THAT(Sign(ranking, {Numbered<PersonId>(9), {}}, sha256, kNow),
             Refuses("ILLEGAL_TRANSITION"));
}

TEST_CASE("an unresolved tie blocks every signature", "[lifecycle]") {
  Ranking ranking = Frozen();
  ranking.nominations[1].tie_unresolved = true;
  CHECK_THAT(Sign(ranking, {kChair, {kProduction}}, Sha256Of(ranking), kNow),
             Refuses("TIE_UNRESOLVED"));
}

TEST_CASE("a chair who judged does not publish, and nothing is published in the past",
          "[lifecycle]") {
  Ranking ranking = Frozen();
  const std::string sha256 = Sha256Of(ranking);
  ranking = *Sign(ranking, {kChair, {kProduction, kSocial}}, sha256, kNow);
  ranking = *Sign(ranking, {kOrganizer, {}}, sha256, kNow);
  CHECK_THAT(CheckPublish(ranking, kChair, std::nullopt, kNow), Refuses("PERMISSION_DENIED"));
  CHECK_THAT(CheckPublish(ranking, kOrganizer, kNow, kNow), Refuses("FIELD_INVALID"));
  CHECK_THAT(CheckPublish(ranking, kOrganizer, kNow + absl::Seconds(1), kNow), IsOk());
  CHECK_THAT(CheckPublish(ranking, kOrganizer, std::nullopt, kNow), IsOk());
  ranking.publication = Publication{1, kNow};
  CHECK_THAT(CheckPublish(ranking, kOrganizer, std::nullopt, kNow), Refuses("ILLEGAL_TRANSITION"));
}

TEST_CASE("the lines of a ranking can be read by another program", "[lines]") {
  Inputs inputs;
  inputs.contestants = {testing::MakeContestant(2, 7525), testing::MakeContestant(1, 8000)};
  inputs.contestants[0].protocol_order = 1;
  Rules rules = testing::MakeRules({"production"}, 1);
  rules.rules[0].pass.value = 6000;
  rules.rules[0].tie_breaks = {{TieBreak::Kind::kCriterion, "b1"}, {TieBreak::Kind::kProtocol, ""}};
  const std::string one = Numbered<ApplicationId>(1).ToString();
  const std::string two = Numbered<ApplicationId>(2).ToString();
  CHECK(InputLines(inputs, rules) ==
        "nastavnik ranking inputs v1\n"
        "rule main win=SEASON void=2 reserve=0 value>=6000 each>=- then=criterion:b1,protocol\n"
        "nomination production practice main\n"
        "class winner win\n"
        "quota main winner total=- region=- regionTotal=- floor=0 production=1\n"
        "application " +
            one +
            " production ru-77 ADMITTED reached=1 demand=2 submit=1800000000001 reviews=2 sum=16000"
            " lowest=8000 corrected=- criteria=a1:10,b1:12 people=" +
            one +
            "\n"
            "application " +
            two +
            " production ru-77 ADMITTED reached=1 demand=2 submit=1800000000002 reviews=2 sum=15050"
            " lowest=7525 corrected=- criteria=a1:10,b1:12 people=" +
            two +
            "\n"
            "order " +
            two + " 1\n");
  const std::vector<Entry> entries = Rank(inputs, rules);
  CHECK(ResultLines(entries) ==
        "nastavnik ranking result v1\n"
        "application " +
            one +
            " production 16000/2 place=1 award=winner reason=- reserve=0\n"
            "application " +
            two + " production 15050/2 place=2 award=- reason=QUOTA_FULL reserve=0\n");
  CHECK(RootOf(entries).size() == 32);
}

}  // namespace
}  // namespace nastavnik::results
