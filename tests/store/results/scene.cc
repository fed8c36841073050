#include "tests/store/results/scene.h"

#include <fstream>
#include <sstream>

#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "common/json/json.h"
#include "results_sql/sql.h"
#include "tests/support/matchers.h"
#include "tests/unit/results/season.h"

namespace nastavnik::results::testing {
namespace {

std::string ReadFile(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::string EncodeName(const RankingView& view) { return view.ranking.id.ToString(); }
absl::Status AnyEtag(int64_t) { return absl::OkStatus(); }

}  // namespace

const PersonId kOperator = Numbered<PersonId>(901), kOrganizer = Numbered<PersonId>(902),
               kSecondOrganizer = Numbered<PersonId>(903), kChair = Numbered<PersonId>(904);

support::ServiceDatabase& Db() {
  static auto& db = support::Database("results", Migrations());
  return db;
}

std::string Document() {
  json::Value document = *json::Parse(ReadFile("deploy/seasons/mentoring-2027.json"));
  document = json::MergePatch(std::move(document),
                              *json::Parse(ReadFile("deploy/seasons/demo.patch.json")));
  document = json::MergePatch(std::move(document),
                              *json::Parse(R"({"rankingRules": {"main": {"quotas": {"winner":
      {"total": 4, "nominations": {"production": 1, "education": 1, "social": 1, "service": 1}}}}}})"));
  return json::Canonical(document);
}

Inputs MakeInputs() {
  Inputs inputs;
  const std::vector<std::string> nominations = {"production", "education", "social", "service"};
  for (uint32_t n = 0; n < 12; ++n) {
    Contestant contestant = MakeContestant(n + 1, 9500 - 300 * n);
    contestant.nomination = NominationId(nominations[n % 4]);
    inputs.contestants.push_back(std::move(contestant));
  }
  return inputs;
}

PublicContents MakeContents(const Inputs& inputs) {
  PublicContents contents;
  for (const Contestant& contestant : inputs.contestants) {
    contents[contestant.application] = {"NM27-" + contestant.application.ToString().substr(34),
                                        "Наставник в цехе"};
  }
  return contents;
}

pg::WriteKey Key(absl::string_view method, const PersonId& person) {
  pg::WriteKey key;
  key.kind = pg::WriteKey::Kind::kCall;
  key.season = kSeason.text();
  key.principal = person.uuid();
  key.method = std::string(method);
  key.key = NewUuid().ToString();
  key.fingerprint = crypto::Sha256(method);
  key.deadline = support::Soon();
  return key;
}

Walk::Walk() {
  Db().Clear();
  REQUIRE_THAT(seasons.Apply(pg::WriteKey::Job("config"), kSeason, 1, Document(), true),
               support::IsOk());
  season = seasons.InForce(kSeason, support::Soon())->season;
}

Ranking Walk::Compute() {
  pg::Operation operation;
  operation.id = pg::OperationId::New();
  operation.season = kSeason.text();
  operation.owner = kOperator;
  operation.metadata = "{}";
  REQUIRE_THAT(rankings.Begin(Key("CreateRanking", kOperator), operation,
                              [](const pg::Operation& begun) { return begun.id.ToString(); }),
               support::IsOk());
  const Computation computation = results::Compute(inputs, season.rules);
  Ranking ranking;
  ranking.id = RankingId::New();
  ranking.season = kSeason;
  ranking.config_version = 1;
  ranking.inputs_sha256 = computation.inputs_sha256;
  ranking.result_sha256 = computation.result_sha256;
  ranking.nominations = Summarize(computation.entries, computation.rules);
  REQUIRE_THAT(
      rankings.Finish(operation, ranking, computation, MakeContents(inputs), "Ranking", EncodeName),
      support::IsOk());
  return ranking;
}

RankingCall Walk::CallOf(const pg::WriteKey& key, const Ranking& ranking, const PersonId& person) {
  return {key, kSeason, ranking.id, person, AnyEtag, EncodeName};
}

absl::StatusOr<pg::Answer> Walk::Freeze(const Ranking& ranking, const Inputs& now) {
  const pg::WriteKey key = Key("FreezeRanking", kOrganizer);
  const Computation computation = results::Compute(now, season.rules);
  return rankings.Freeze(CallOf(key, ranking, kOrganizer), computation,
                         MakeOutcomes(computation.entries, season));
}

absl::StatusOr<pg::Answer> Walk::Sign(const Ranking& ranking, const PersonId& person,
                                      const std::vector<NominationId>& chairs) {
  const pg::WriteKey key = Key("SignRanking", person);
  const std::string sha256 = crypto::HexEncode(crypto::Sha256(Get(ranking.id).statement));
  return rankings.Sign(CallOf(key, ranking, person), {person, chairs}, sha256);
}

absl::StatusOr<pg::Answer> Walk::Publish(const Ranking& ranking, const PersonId& person,
                                         std::optional<absl::Time> publish_time) {
  const pg::WriteKey key = Key("PublishRanking", person);
  return rankings.Publish(CallOf(key, ranking, person), publish_time);
}

Ranking Walk::Signed() {
  const Ranking ranking = Compute();
  REQUIRE_THAT(Freeze(ranking, inputs), support::IsOk());
  std::vector<NominationId> all;
  for (const RankedNomination& nomination : season.rules.nominations) all.push_back(nomination.id);
  REQUIRE_THAT(Sign(ranking, kChair, all), support::IsOk());
  REQUIRE_THAT(Sign(ranking, kOrganizer, {}), support::IsOk());
  return Get(ranking.id);
}

Ranking Walk::Get(const RankingId& id) {
  const auto view = rankings.Get(kSeason, id, support::Soon());
  REQUIRE_THAT(view, support::IsOk());
  return view->ranking;
}

}  // namespace nastavnik::results::testing
