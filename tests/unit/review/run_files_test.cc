// The files of a run and its seed: one text for each content, and nothing else is read.
#include "services/review/domain/matching/input_file.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "catch2/catch.hpp"

#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "services/review/domain/matching/planner.h"
#include "services/review/domain/matching/result_file.h"
#include "services/review/domain/matching/run_seed.h"
#include "tests/unit/review/pool.h"

namespace nastavnik::review {
namespace {

// A run with every kind of line, some of its fields empty.
RunInput EveryKind(uint32_t seed, int experts = 12, int applications = 10) {
  Pool pool(experts, applications, seed);
  pool.input.items[0].organization = OrganizationId();
  pool.input.items[1].region = RegionId();
  pool.input.candidates[0].expert.organization = OrganizationId();
  pool.input.candidates[1].expert.region = RegionId();
  AddObstacles(pool, 60);
  pool.input.districts = {{pool.input.items[0].region, "Дальневосточный"},
                          {RegionId("ru-99"), "Центральный"}};
  return Number(pool.input);
}

RunResult SomeResult(const RunInput& input) {
  RunResult result = ResultOf(*Propose(input, "seed"));
  result.commitment = SeedCommitment(input.stage, "secret");
  result.number = 3;
  result.input_sha256 = crypto::Sha256(WriteInput(input));
  result.seed = RunSeed("secret", 3, result.input_sha256, "");
  return result;
}

std::string Refusal(const std::string& text) {
  const auto read = ReadInput(text);
  return read.ok() ? "" : std::string(read.status().message());
}

TEST_CASE("an input file reads back to what was written") {
  for (uint32_t seed = 1; seed <= 200; ++seed) {
    INFO("seed " << seed);
    RunInput input = EveryKind(seed);
    input.mode = static_cast<RunMode>(seed % 3);
    input.scope = static_cast<RunScope>(seed % 2);
    input.balance = static_cast<RunBalance>(seed / 2 % 2);
    input.region = static_cast<ConflictRule::Region>(seed % 3);
    input.seniors = seed % 5 == 0;
    input.drawn = seed % 7 == 0;
    const std::string text = WriteInput(input);
    const auto read = ReadInput(text);
    REQUIRE(read.status().message() == "");
    REQUIRE(*read == input);
    REQUIRE(WriteInput(*read) == text);
  }
}

TEST_CASE("an input file is lines of tabs as documented") {
  RunInput input;
  input.stage = "seasons/2027/stages/review-1";
  input.alternates = 3;
  input.one_per_organization = true;
  input.nominations = {NominationId("social"), NominationId("production")};
  input.districts = {{RegionId("ru-77"), "Центральный"}};
  const auto uuid = [](int i) {
    return *ParseUuid("01920000-0000-7000-8000-00000000000" + std::to_string(i));
  };
  input.applications = {{.id = ApplicationId(uuid(1)),
                         .nomination = 1,
                         .region = RegionId("ru-77"),
                         .keywords = {{0x8000000000000001, 2}},
                         .demand = 2}};
  input.experts = {{.id = ExpertId(uuid(2)),
                    .competences = {{1, Level::kPrimary}, {0, Level::kSecondary}},
                    .organization = OrganizationId(uuid(4)),
                    .grade = Grade::kLead,
                    .min_load = 1,
                    .max_load = 7,
                    .held = 2},
                   {.id = ExpertId(uuid(3)), .region = RegionId("ru-16")}};
  input.forbidden = {{0, 1, Ineligible::kDeclinedBefore}};
  input.never = {{0, 1}};
  input.pinned = {{0, 1}};
  const std::string text = WriteInput(input);
  CHECK(text ==
        "nastavnik assignment input v1\n"
        "param\talternates\t3\n"
        "param\tbalance\tNONE\n"
        "param\tdistrict.ru-77\tЦентральный\n"
        "param\tlists\tSCORED\n"
        "param\tmode\tFULL\n"
        "param\tnominations\tsocial,production\n"
        "param\tonePerOrganization\t1\n"
        "param\tregion\tDIFFERENT_REGION\n"
        "param\tscope\tNOMINATION\n"
        "param\tseniors\t0\n"
        "param\tstage\tseasons/2027/stages/review-1\n"
        "application\t0\t01920000-0000-7000-8000-000000000001\tproduction\tru-77\t-\t"
        "00000000000000028000000000000001\t2\n"
        "expert\t0\t01920000-0000-7000-8000-000000000002\tproduction:PRIMARY,social:SECONDARY\t-\t"
        "01920000-0000-7000-8000-000000000004\t00000000000000000000000000000000\tLEAD\t1\t7\t2\n"
        "expert\t1\t01920000-0000-7000-8000-000000000003\t-\tru-16\t-\t"
        "00000000000000000000000000000000\tBASIC\t0\t0\t0\n"
        "forbid\t0\t1\tDECLINED_BEFORE\n"
        "never\t0\t1\n"
        "pin\t0\t1\n");
  CHECK(*ReadInput(text) == input);

  const auto refusal = [&](const std::string& from, const std::string& to) {
    return Refusal(absl::StrReplaceAll(text, {{from, to}}));
  };
  CHECK(refusal("input v1", "input v2") ==
        "line 1: another kind of file; expected \"nastavnik assignment input v1\"");
  CHECK(refusal("param\tmode\tFULL\n", "") ==
        "line 12: no parameter mode; expected all parameters");
  CHECK(refusal("\t1\t7\t2", "\t8\t7\t2") ==
        "line 14: m is \"8\"; expected an integer from 0 to 7");
  CHECK(refusal("\t1\t7\t2", "\t01\t7\t2") ==
        "line 14: m is \"01\"; expected an integer from 0 to 7");
  CHECK(refusal("production:PRIMARY,social:SECONDARY", "social:SECONDARY,production:PRIMARY") ==
        "line 14: competences \"social:SECONDARY,production:PRIMARY\"; expected "
        "<nomination>:PRIMARY or :SECONDARY between commas, sorted, or -");
  CHECK(refusal("expert\t1", "expert\t2") == "line 15: index \"2\"; expected 1");
  CHECK(refusal("DECLINED_BEFORE", "REGION") ==
        "line 16: reason \"REGION\"; expected OWN_APPLICATION, CONFLICT, DECLINED_BEFORE or "
        "ALREADY_REVIEWED");
  CHECK(refusal("never\t0\t1", "never\t1\t0") ==
        "line 17: the experts in this order; expected two experts, the lower first");
  CHECK(refusal("pin\t0\t1", "pin\t0\t2") ==
        "line 18: index is \"2\"; expected an integer from 0 to 1");
  CHECK(refusal("pin\t0\t1\n", "pin\t0\t1") ==
        "line 18: the file ends within a line; expected a line feed after the last line");
  CHECK(
      refusal("district.ru-77", "district.ru-78") ==
      "line 16: a district of region ru-78, which nobody is of; expected only regions that occur");
  CHECK(Refusal("") == "line 1: another kind of file; expected \"nastavnik assignment input v1\"");
  CHECK(absl::StrContains(Refusal(text + "\n"), "line 19"));
  CHECK(absl::StrContains(Refusal(text + "pin\t0\t1\n"), "sorted"));
}

TEST_CASE("a result file reads back to what was written") {
  for (uint32_t seed = 1; seed <= 100; ++seed) {
    INFO("seed " << seed);
    RunInput input = EveryKind(seed);
    input.mode = seed % 2 == 0 ? RunMode::kPull : RunMode::kFull;
    const RunResult result = SomeResult(input);
    CHECK(result.assigned.empty() == (seed % 2 == 0));
    const std::string text = WriteResult(result);
    const auto read = ReadResult(text);
    REQUIRE(read.status().message() == "");
    REQUIRE(*read == result);
    REQUIRE(WriteResult(*read) == text);
  }
}

// Changes `text` in every place: one byte by others, one byte away, one byte twice, cut there.
template <typename Visit>
void ForEachChange(const std::string& text, Visit visit) {
  constexpr char kBytes[] = {'0', '9', '-', '\t', '\n', ' ', 'a', '\0', '\xd0', '+', '.'};
  for (size_t i = 0; i < text.size(); ++i) {
    for (const char byte : kBytes) {
      std::string changed = text;
      changed[i] = byte;
      if (changed != text) visit(changed);
    }
    visit(text.substr(0, i));
    visit(text.substr(0, i) + text.substr(i + 1));
    visit(text.substr(0, i) + text[i] + text.substr(i));
  }
}

TEST_CASE("pitfall 11: a changed input file is refused or says something else under another hash") {
  const std::string text = WriteInput(EveryKind(3, 7, 6));
  const std::string hash = crypto::Sha256(text);
  int refused = 0, read = 0;
  ForEachChange(text, [&](const std::string& changed) {
    const auto input = ReadInput(changed);
    (input.ok() ? read : refused)++;
    if (changed == text) return;
    if (crypto::Sha256(changed) == hash) FAIL("the same hash");
    if (input.ok() && WriteInput(*input) != changed) FAIL("two texts of one content:\n" << changed);
  });
  CHECK(refused > 9 * read);
  CHECK(read > 0);
}

TEST_CASE("pitfall 11: a changed result file is refused or says something else") {
  for (const RunMode mode : {RunMode::kFull, RunMode::kPull}) {
    RunInput input = EveryKind(3, 7, 6);
    input.mode = mode;
    const std::string text = WriteResult(SomeResult(input));
    int refused = 0;
    ForEachChange(text, [&](const std::string& changed) {
      const auto result = ReadResult(changed);
      refused += !result.ok();
      if (result.ok() && WriteResult(*result) != changed)
        FAIL("two texts of one content:\n" << changed);
    });
    CHECK(refused > 0);
  }
}

TEST_CASE("files that are mixed up at random never crash the reader") {
  const std::string text = WriteInput(EveryKind(5));
  std::mt19937 random(1);
  const auto place = [&] {
    return std::uniform_int_distribution<size_t>(0, text.size() - 1)(random);
  };
  int read = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string mixed = text;
    for (int changes = 1 + i % 4; changes > 0; --changes) {
      const size_t from = place(), to = place();
      mixed = mixed.substr(0, to) + text.substr(from, i % 200) +
              mixed.substr(std::min(mixed.size(), to + i % 90));
    }
    const auto input = ReadInput(mixed);
    if (!input.ok()) {
      CHECK(absl::IsInvalidArgument(input.status()));
      CHECK(absl::StartsWith(input.status().message(), "line "));
      continue;
    }
    ++read;
    CHECK(WriteInput(*input) == mixed);
    CHECK(Propose(*input, "seed").ok());
  }
  CHECK(read < 300);
}

TEST_CASE("numbers of a run do not depend on the order of the facts") {
  for (uint32_t seed = 1; seed <= 50; ++seed) {
    Pool pool(12, 10, seed);
    AddObstacles(pool, 60);
    const std::string text = WriteInput(Number(pool.input));
    std::shuffle(pool.input.items.begin(), pool.input.items.end(), pool.random);
    std::shuffle(pool.input.candidates.begin(), pool.input.candidates.end(), pool.random);
    for (auto& [application, holders] : pool.input.history.held)
      std::shuffle(holders.begin(), holders.end(), pool.random);
    REQUIRE(WriteInput(Number(pool.input)) == text);
  }
}

TEST_CASE("an input file tells nothing but what decides") {
  Pool pool(12, 10);
  const std::string text = WriteInput(Number(pool.input));
  // An expert of another nomination, one who is suspended, and an application of another
  // nomination.
  Candidate other = pool.MakeCandidate();
  other.expert.competences = {{NominationId("science"), Level::kPrimary}};
  Candidate suspended = pool.MakeCandidate();
  suspended.expert.state = Expert::State::kSuspended;
  pool.input.candidates.push_back(other);
  pool.input.candidates.push_back(suspended);
  RoundItem item = pool.MakeItem();
  item.nomination = NominationId("science");
  pool.input.items.push_back(item);
  pool.input.history.conflicts.insert({other.expert.id, pool.input.items[0].application.uuid()});
  pool.input.districts[RegionId("ru-99")] = "Центральный";
  CHECK(WriteInput(Number(pool.input)) == text);
  // Whoever holds something is there, without capacity.
  pool.input.history.held[pool.input.items[0].application].push_back(
      {suspended.expert.id, suspended.expert.organization});
  const RunInput held = Number(pool.input);
  REQUIRE(held.pinned.size() == 1);
  CHECK(held.experts[held.pinned[0].second].id == suspended.expert.id);
  CHECK(held.experts[held.pinned[0].second].max_load == 0);
}

TEST_CASE("pitfall 11: the seed binds stage and secret and run and input and public line") {
  const std::string secret(32, '\x01'), hash(32, '\x02');
  CHECK(crypto::HexEncode(SeedCommitment("seasons/2027/stages/review-1", secret)) ==
        crypto::HexEncode(
            crypto::Sha256("nastavnik/assignment-seed/v1\nseasons/2027/stages/review-1\n"
                           "0101010101010101010101010101010101010101010101010101010101010101")));
  CHECK(RunSeed(secret, 7, hash, "12 34 56") ==
        crypto::Sha256("nastavnik/assignment-run/v1\n"
                       "0101010101010101010101010101010101010101010101010101010101010101\n7\n"
                       "0202020202020202020202020202020202020202020202020202020202020202\n"
                       "12 34 56"));
  const std::string seed = RunSeed(secret, 7, hash, "");
  CHECK(seed != RunSeed(std::string(32, '\x03'), 7, hash, ""));
  CHECK(seed != RunSeed(secret, 8, hash, ""));
  CHECK(seed != RunSeed(secret, 7, std::string(32, '\x03'), ""));
  CHECK(seed != RunSeed(secret, 7, hash, "12 34 56"));
}

}  // namespace
}  // namespace nastavnik::review
