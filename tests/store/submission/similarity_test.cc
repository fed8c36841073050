#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

#include "common/json/json.h"
#include "services/submission/jobs/comparer.h"
#include "services/submission/store/similarity_store.h"
#include "tests/store/submission/contest.h"
#include "tests/support/statements.h"
#include "tests/unit/similarity/compared_season.h"
#include "tests/unit/similarity/example.h"

namespace nastavnik::submission {
namespace {

using Kind = SimilarityPair::Kind;
using Relation = SimilarityPair::Relation;
using State = SimilarityPair::State;

const SeasonId kSeasonId("2027");

std::string Quoted(absl::string_view text) {
  return json::Canonical(boost::json::string(text.data(), text.size()));
}

// The contest with the job that compares what was submitted.
struct Fair : Contest {
  Fair() : Contest(json::Canonical(ComparedSeason())) {}

  // An application of a person of an organization, each another one unless told.
  ApplicationId Submit(absl::string_view annotation, PersonId person = PersonId::New(),
                       OrganizationId organization = OrganizationId::New(),
                       absl::string_view title = "Практика") {
    const ApplicationId id = Draft(person);
    Resubmit(id, person, annotation, organization, title);
    return id;
  }
  void Resubmit(ApplicationId id, PersonId person, absl::string_view annotation,
                OrganizationId organization = OrganizationId::New(),
                absl::string_view title = "Практика") {
    const std::string values =
        absl::StrCat(R"({"annotation": )", Quoted(annotation), R"(, "title": )", Quoted(title),
                     R"(, "organization": )", Quoted(organization.ToString()), "}");
    REQUIRE_THAT(Edit(id, person, values), IsOk());
    REQUIRE_THAT(Contest::Submit(id, person), IsOk());
  }

  absl::Status Compare() {
    for (;;) {
      jobs::Run run{std::stop_token()};
      RETURN_IF_ERROR(comparer.Run(run));
      if (!run.WantsAgain()) return absl::OkStatus();
    }
  }
  // All pairs, the oldest first.
  std::vector<SimilarityPair> Pairs() {
    auto pairs = similarities.List(kSeasonId, {}, std::nullopt, 1000, Soon());
    REQUIRE_THAT(pairs, IsOk());
    std::reverse(pairs->begin(), pairs->end());
    return *std::move(pairs);
  }
  std::vector<SimilarityPair> Compared() {
    REQUIRE_THAT(Compare(), IsOk());
    CHECK(Backlog() == 0);
    return Pairs();
  }
  static double Backlog() {
    return support::FiguresOf(Db(), sql::kSelectFigures)["nastavnik_similarity_pending "];
  }
  static double Lag() {
    return support::FiguresOf(Db(),
                              sql::kSelectFigures)["nastavnik_similarity_oldest_pending_seconds "];
  }

  static pg::DatabaseOptions Impatient() {
    pg::DatabaseOptions options = Db().options();
    options.lock_timeout = absl::Milliseconds(100);
    return options;
  }

  pg::Database database{Impatient()};
  Seasons seasons{database};
  SimilarityStore similarities{database};
  Comparer comparer{database, seasons, similarities};
};

bool Joins(const SimilarityPair& pair, ApplicationId a, ApplicationId b) {
  return pair.side.application == std::max(a, b) && pair.other.application == std::min(a, b);
}

const pg::Statement kLockBands{"lock_bands", "LOCK TABLE similarity_band IN ACCESS EXCLUSIVE MODE"};
const pg::Statement kLockPairs{"lock_pairs", "LOCK TABLE similarity IN ACCESS EXCLUSIVE MODE"};
const pg::Statement kForbidPairs{"forbid_pairs", "LOCK TABLE similarity IN EXCLUSIVE MODE"};

const std::string kCopy = absl::StrReplaceAll(
    kPractice, {{"о", "o"}, {"ё", "е"}, {"й", "и\u0306"}, {" и ", "  и "}, {"дев", "де\u00adв"}});
const std::string kEdited = absl::StrReplaceAll(
    kPractice, {{"шесть", "пять"}, {"начальником цеха", "главным инженером"}, {"вдвое", "втрое"}});

TEST_CASE("pitfall 34: a copy with Latin letters is found as an exact one") {
  Fair fair;
  const ApplicationId original = fair.Submit(kPractice);
  const ApplicationId stranger = fair.Submit(kOtherPractice);
  const ApplicationId copy = fair.Submit(kCopy);
  CHECK(Fair::Backlog() == 3);
  const auto pairs = fair.Compared();
  REQUIRE(pairs.size() == 1);
  CHECK(Joins(pairs[0], original, copy));
  CHECK(pairs[0].kind == Kind::kExact);
  CHECK(pairs[0].percent == 100);
  CHECK(pairs[0].state == State::kOpen);
  CHECK(pairs[0].relation == Relation::kNone);
  CHECK(pairs[0].side.number != "");
  CHECK(pairs[0].side.number != pairs[0].other.number);
  REQUIRE(pairs[0].passages.size() == 1);
  CHECK(pairs[0].passages[0].field == "annotation");
  CHECK(fair.similarities.List(kSeasonId, {stranger, ""}, std::nullopt, 10, Soon())->empty());
  for (const ApplicationId& side : {original, copy})
    CHECK(fair.similarities.List(kSeasonId, {side, "OPEN"}, std::nullopt, 10, Soon())->size() == 1);
}

TEST_CASE("pitfall 37: an edited copy is found with the same words in both originals") {
  Fair fair;
  const ApplicationId original = fair.Submit(kPractice);
  const std::string with_emoji = absl::StrCat("👩‍👧 Наша школа! ", kEdited);
  const ApplicationId edited = fair.Submit(with_emoji);
  const auto pairs = fair.Compared();
  REQUIRE(pairs.size() == 1);
  CHECK(Joins(pairs[0], original, edited));
  CHECK(pairs[0].kind == Kind::kNear);
  CHECK(pairs[0].percent >= 60);
  CHECK(pairs[0].percent < 100);
  REQUIRE(pairs[0].passages.size() >= 3);
  for (const SimilarPassage& passage : pairs[0].passages) {
    CHECK(passage.field == "annotation");
    CHECK(passage.other_field == "annotation");
    const std::string here = CutCodePoints(with_emoji, passage.begin, passage.end);
    CHECK(here == CutCodePoints(kPractice, passage.other_begin, passage.other_end));
    CHECK(passage.end - passage.begin >= 30);
  }
}

TEST_CASE("pitfall 36: applications that repeat the form are not paired") {
  Fair fair;
  for (int i = 0; i < 3; ++i) fair.Submit(kAnnotationHelp);
  fair.Submit(absl::StrCat(kAnnotationHelp, " ", kPractice));
  fair.Submit(absl::StrCat(kAnnotationHelp, " ", kOtherPractice));
  CHECK(fair.Compared().empty());
  CHECK(Db().Count("similarity_text") == 5);
}

TEST_CASE("another title makes a copy of the rest a near one") {
  Fair fair;
  const ApplicationId one = fair.Submit(kPractice);
  const ApplicationId two =
      fair.Submit(kPractice, PersonId::New(), OrganizationId::New(), "Практика наставничества");
  const auto pairs = fair.Compared();
  REQUIRE(pairs.size() == 1);
  CHECK(Joins(pairs[0], one, two));
  CHECK(pairs[0].kind == Kind::kNear);
  CHECK(pairs[0].percent >= 95);
}

TEST_CASE("copies of the same person and of the same organization are told apart") {
  Fair fair;
  const PersonId person = PersonId::New();
  const auto organization = OrganizationId::New();
  fair.Submit(kPractice, person, organization);
  fair.Submit(kPractice, person);
  fair.Submit(kPractice, PersonId::New(), organization);
  const auto pairs = fair.Compared();
  REQUIRE(pairs.size() == 2);
  CHECK(pairs[0].relation == Relation::kSamePerson);
  CHECK(pairs[1].relation == Relation::kSameOrganization);
}

TEST_CASE("a new submission compares again while the pair is open") {
  Fair fair;
  const PersonId person = PersonId::New();
  fair.Submit(kPractice);
  const ApplicationId copy = fair.Submit(kPractice, person);
  const auto exact = fair.Compared();
  REQUIRE(exact.size() == 1);

  fair.Resubmit(copy, person, kEdited);
  CHECK(Fair::Backlog() == 1);
  const auto near = fair.Compared();
  REQUIRE(near.size() == 1);
  CHECK(near[0].id == exact[0].id);
  CHECK(near[0].kind == Kind::kNear);
  CHECK(near[0].side.version == 2);
  CHECK(near[0].row_version == 2);

  fair.Resubmit(copy, person, kEdited);  // only the organization is another one
  CHECK(fair.Compared().at(0).row_version == 2);

  fair.Resubmit(copy, person, kOtherPractice);
  CHECK(fair.Compared().empty());
  fair.Resubmit(copy, person, kPractice);
  CHECK(fair.Compared().size() == 1);
  CHECK(Db().Count("similarity_band") == 64);  // those of former texts are gone
}

TEST_CASE("what a person has decided stays") {
  Fair fair;
  const PersonId person = PersonId::New(), examiner = PersonId::New();
  fair.Submit(kPractice);
  const ApplicationId copy = fair.Submit(kPractice, person);
  const auto pair = fair.Compared().at(0);
  const SimilarityStore::PairName name{kSeasonId, pair.side.application, pair.id};
  const auto get = [&](std::optional<std::vector<std::string>> nominations) {
    return fair.similarities.Get(name, nominations, Soon());
  };
  CHECK(get(std::nullopt)->id == pair.id);
  CHECK(get({{"social", "production"}})->passages.size() == pair.passages.size());
  CHECK_THAT(get({{"social"}}), Refuses("NOT_FOUND"));
  const auto decide = [&](State verdict, PersonId by) {
    return fair.similarities.Decide(
        Contest::Key(by), name, verdict, "Авторы указали источник.", by,
        [](int) { return absl::OkStatus(); },
        [](const SimilarityPair& decided) { return std::string(NameOf(decided.state)); });
  };
  CHECK_THAT(decide(State::kConfirmed, person), Refuses("NOT_FOUND"));  // the own application
  const auto answer = decide(State::kDismissed, examiner);
  REQUIRE_THAT(answer, IsOk());
  CHECK(answer->bytes == "DISMISSED");
  CHECK_THAT(decide(State::kConfirmed, examiner), Refuses("ILLEGAL_TRANSITION"));

  fair.Resubmit(copy, person, kEdited);
  fair.Compared();
  fair.Resubmit(copy, person, kOtherPractice);
  const auto decided = fair.Compared().at(0);
  CHECK(decided.id == pair.id);
  CHECK(decided.kind == Kind::kExact);
  CHECK(decided.state == State::kDismissed);
  CHECK(decided.reason == "Авторы указали источник.");
  CHECK(decided.decide_time);
  CHECK(Db().Count("outbox WHERE type = 'similarity.decided'") == 1);
  CheckInvariants();
}

TEST_CASE("equal texts are paired with the first; when that one changes with the next") {
  Fair fair;
  const PersonId person = PersonId::New();
  const ApplicationId first = fair.Submit(kPractice, person);
  std::vector<ApplicationId> copies;
  for (int i = 0; i < 4; ++i) copies.push_back(fair.Submit(kPractice));
  auto pairs = fair.Compared();
  REQUIRE(pairs.size() == 4);
  for (size_t i = 0; i < 4; ++i) CHECK(Joins(pairs[i], first, copies[i]));

  fair.Resubmit(first, person, kOtherPractice);
  REQUIRE_THAT(fair.Compare(), IsOk());
  CHECK(Fair::Backlog() == 4);  // they look for another one
  pairs = fair.Compared();
  REQUIRE(pairs.size() == 3);
  std::set<ApplicationId> joined;
  for (const auto& pair : pairs) {
    joined.insert(pair.side.application);
    joined.insert(pair.other.application);
  }
  CHECK(joined == std::set<ApplicationId>(copies.begin(), copies.end()));
}

TEST_CASE("an equal text of an earlier season is found") {
  Fair fair;
  const ApplicationId past = fair.Submit(kPractice);
  CHECK(fair.Compared().empty());
  Db().Run(
      "SET session_replication_role = replica; UPDATE application SET season_id = '2026'; UPDATE "
      "application_version SET season_id = '2026'; UPDATE participation SET season_id = '2026'; "
      "UPDATE similarity_text SET season_id = '2026'; UPDATE similarity_band SET season_id = "
      "'2026'; INSERT INTO season_config SELECT '2026', version, document, sha256 FROM "
      "season_config");
  const ApplicationId now = fair.Submit(kPractice);
  fair.Submit(kEdited);
  const auto pairs = fair.Compared();
  REQUIRE(pairs.size() == 2);
  CHECK(Joins(pairs[0], past, now));
  CHECK(pairs[0].other.season == SeasonId("2026"));
  CHECK(pairs[0].kind == Kind::kExact);
  CHECK(pairs[1].kind == Kind::kNear);
  CHECK(pairs[1].other.season == kSeasonId);
}

TEST_CASE("what is withdrawn is not compared") {
  Fair fair;
  const PersonId person = PersonId::New();
  const ApplicationId gone = fair.Submit(kPractice, person);
  REQUIRE_THAT(fair.Compare(), IsOk());
  REQUIRE_THAT(fair.applications.Withdraw(fair.MakeAct(gone, person), "", Contest::Encode), IsOk());
  const ApplicationId gone_at_once = fair.Submit(kPractice, person);
  REQUIRE_THAT(fair.applications.Withdraw(fair.MakeAct(gone_at_once, person), "", Contest::Encode),
               IsOk());
  fair.Submit(kPractice);
  CHECK(Fair::Backlog() == 1);
  CHECK(fair.Compared().empty());
}

TEST_CASE("pitfall 38: a text that too many have is no bucket to look into") {
  Fair fair;
  const int many = static_cast<int>(kMaxBucket) + 6;
  for (int i = 0; i < many; ++i) fair.Submit(kPractice);
  fair.Submit(kEdited);
  fair.Submit("Кратко.");
  const auto pairs = fair.Compared();
  CHECK(std::count_if(pairs.begin(), pairs.end(), [](const SimilarityPair& pair) {
          return pair.kind == Kind::kExact;
        }) == many - 1);
  CHECK(static_cast<int>(pairs.size()) == many - 1);
}

TEST_CASE("pitfall 39: while comparing fails submissions go on and the backlog shows") {
  Fair fair;
  fair.Submit(kPractice);
  REQUIRE_THAT(fair.Compare(), IsOk());
  CHECK(Fair::Lag() == 0);
  {
    const Holder bands{pg::Query(kLockBands)};
    const Holder pairs{pg::Query(kLockPairs)};
    for (int i = 1; i <= 3; ++i) {
      fair.Submit(kPractice);
      CHECK_FALSE(fair.Compare().ok());
      CHECK(Fair::Backlog() == i);
    }
    CHECK(Fair::Lag() > 0);
  }
  REQUIRE_THAT(fair.Compare(), IsOk());
  CHECK(Fair::Backlog() == 0);
  CHECK(fair.Pairs().size() == 3);
}

TEST_CASE("a run that ends between what is found by and the pairs loses nothing") {
  Fair fair;
  fair.Submit(kPractice);
  fair.Submit(kPractice);
  {
    const Holder pairs{pg::Query(kForbidPairs)};
    CHECK_FALSE(fair.Compare().ok());
    CHECK(Db().Count("similarity_text") == 0);
    CHECK(Db().Count("similarity_band") == 0);
  }
  REQUIRE_THAT(fair.Compare(), IsOk());
  CHECK(fair.Pairs().size() == 1);
}

// The plan of a statement with these parameters, as JSON.
std::string PlanOf(const pg::Statement& statement, const std::string& parameters) {
  return Db().Run(absl::StrCat("PREPARE planned AS ", statement.sql,
                               "; EXPLAIN (FORMAT JSON) EXECUTE planned (", parameters, ")"));
}

TEST_CASE("with 20000 applications what is like one is found by indices") {
  Fair fair;
  const ApplicationId one = fair.Submit(kPractice);
  fair.Submit(kEdited);
  REQUIRE(fair.Compared().size() == 1);
  // As many others, each with bands and a digest of its own.
  Db().Run(R"sql(SET session_replication_role = replica;
    CREATE TEMP TABLE copy AS SELECT gen_random_uuid() AS id, i FROM generate_series(1, 20000) AS s (i);
    INSERT INTO application SELECT made.* FROM copy, (SELECT * FROM application LIMIT 1) of,
      jsonb_populate_record(NULL::application, to_jsonb(of) || jsonb_build_object('application_id', id, 'number', 'X' || i)) made;
    INSERT INTO application_version SELECT made.* FROM copy, (SELECT * FROM application_version LIMIT 1) of,
      jsonb_populate_record(NULL::application_version, to_jsonb(of) || jsonb_build_object('application_id', id)) made;
    INSERT INTO participation SELECT made.* FROM copy, (SELECT * FROM participation LIMIT 1) of,
      jsonb_populate_record(NULL::participation, to_jsonb(of) || jsonb_build_object('application_id', id, 'person_id', id)) made;
    INSERT INTO similarity_text (season_id, application_id, version, submit_time, digest, signature)
      SELECT '2027', id, 1, clock_timestamp(), sha256(id::text::bytea), t.signature
      FROM copy, (SELECT signature FROM similarity_text LIMIT 1) t;
    INSERT INTO similarity_band SELECT '2027', hashtextextended(id::text, band), id
      FROM copy, generate_series(1, 32) AS b (band);
    INSERT INTO similarity (season_id, similarity_id, application_id, version, other_season_id, other_id, other_version,
                            kind, relation, percent, passages, create_time)
      SELECT '2027', gen_random_uuid(), greatest(id, next), 1, '2027', least(id, next), 1, 'NEAR', 'NONE', 40, '[]',
             clock_timestamp()
      FROM (SELECT id, lead(id) OVER (ORDER BY i) AS next FROM copy) c WHERE next IS NOT NULL;
    ANALYZE)sql");
  const std::string id = absl::StrCat("'", one.ToString(), "'");
  const std::string bands = Db().Run(
      absl::StrCat("SELECT array_agg(hash) FROM similarity_band WHERE application_id = ", id));
  const std::pair<const pg::Statement*, std::string> lookups[] = {
      {&sql::kSelectSimilarityText, absl::StrCat("'2027', ", id)},
      {&sql::kSelectEqualText, absl::StrCat("sha256('x'), '2027', ", id)},
      {&sql::kSelectNearTexts, absl::StrCat("'2027', ", id, ", '", bands, "', 64")},
      {&sql::kSelectNearPartners, absl::StrCat("'2027', ", id, ", 100")},
      {&sql::kSelectComparedVersions, absl::StrCat("'{2027}', ARRAY[", id, "]::uuid[]")},
      {&sql::kDeleteSimilarityBands, absl::StrCat("'2027', ", id, ", '", bands, "'")},
      {&sql::kDeleteSimilaritiesGone, absl::StrCat("'2027', ", id, ", sha256('x'), '{}'")},
      {&sql::kSelectSimilarities, "'2027', null, '', null, 50"},
      {&sql::kSelectSimilarities, absl::StrCat("'2027', ", id, ", '', null, 50")},
  };
  for (const auto& [statement, parameters] : lookups) {
    const std::string plan = PlanOf(*statement, parameters);
    INFO(statement->name << "\n" << plan);
    CHECK_FALSE(absl::StrContains(plan, "Seq Scan"));
    CHECK(absl::StrContains(plan, "Index"));
  }
  const std::string waiting = PlanOf(sql::kSelectVersionsToCompare, "64");
  INFO(waiting);
  CHECK(absl::StrContains(waiting, "Hash Cond"));  // one pass, no look-up for each
  CHECK(Fair::Backlog() == 0);
  const ApplicationId copy = fair.Submit(kCopy);
  REQUIRE_THAT(fair.Compare(), IsOk());
  const auto found = fair.similarities.List(kSeasonId, {copy, ""}, std::nullopt, 10, Soon());
  REQUIRE_THAT(found, IsOk());
  REQUIRE(found->size() == 1);
  CHECK(Joins(found->at(0), one, copy));
}

}  // namespace
}  // namespace nastavnik::submission
