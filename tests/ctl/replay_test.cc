#include <cstdlib>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "services/review/store/run_files.h"
#include "tests/ctl/command.h"
#include "tests/support/postgres.h"

// "verify" and "replay": what was computed is computed again, and every difference is told.
namespace nastavnik::ctl_test {
namespace {

using Catch::Contains;
using Catch::StartsWith;

// The parts that a generator prints of its only season or run.
std::vector<std::string> Generate(const std::string& arguments) {
  const support::TempDir dir;
  const std::string out = dir.path() + "/out";
  const std::string program = std::string(std::getenv("NASTAVNIK_BUILD_DIR")) + "/bin/" + arguments;
  REQUIRE(std::system((program + " >" + out).c_str()) == 0);
  const std::string text = ReadFile(out);
  REQUIRE_THAT(text, Catch::EndsWith("===\n"));
  return absl::StrSplit(text.substr(0, text.size() - 4), "---\n");
}

// Two files, and the flags that name them.
struct Files {
  Files(const std::string& input, const std::string& result) {
    WriteFile(dir.path() + "/input", input);
    WriteFile(dir.path() + "/result", result);
  }
  void ChangeResult(const std::string& text) { WriteFile(dir.path() + "/result", text); }
  std::string Result() { return ReadFile(dir.path() + "/result"); }
  support::TempDir dir;
  const std::string flags =
      absl::StrCat(" --input ", dir.path(), "/input --result ", dir.path(), "/result");
};

std::string Replaced(const std::string& text, const std::string& what, const std::string& by) {
  std::string changed = text;
  const size_t at = changed.find(what);
  REQUIRE(at != std::string::npos);
  return changed.replace(at, what.size(), by);
}

// A run that the engine made: its stage's secret and both files.
struct MadeRun {
  explicit MadeRun(int seed) {
    const auto parts = Generate(absl::StrCat("assignment-runs ", seed, " 1"));
    secret = parts[0].substr(0, 64);
    input = parts[1];
    result = parts[2];
  }
  std::string secret, input, result;
};

TEST_CASE("an assignment run is verified and repeated from its files") {
  const MadeRun run(1);
  Files files(run.input, run.result);
  const Run verified = Ctl("verify assignment" + files.flags + " --seed " + run.secret);
  INFO(verified.out << verified.err);
  CHECK(verified.exit_code == 0);
  CHECK_THAT(verified.out, StartsWith("right: ") && Contains("seed derived"));
  const Run again = Ctl("replay assignment" + files.flags);
  CHECK(again.exit_code == 0);
  CHECK_THAT(again.err, StartsWith("the same again: "));

  files.ChangeResult(Replaced(run.result, "primal\t-", "primal\t-1"));
  const Run wrong = Ctl("verify assignment" + files.flags);
  CHECK(wrong.exit_code == 7);
  CHECK_THAT(wrong.out, Contains("primal: told "));
  const Run differs = Ctl("replay assignment" + files.flags);
  CHECK(differs.exit_code == 7);
  CHECK_THAT(differs.out, Contains("line 6\n  stored:   primal\t-1"));

  files.ChangeResult("");
  CHECK(Ctl("verify assignment" + files.flags).exit_code == 2);
  CHECK(Ctl("replay assignment" + files.flags).exit_code == 2);
  CHECK(Ctl("replay pull" + files.flags).exit_code == 2);
  CHECK(Ctl("verify assignment --verifier /nonexistent" + files.flags).exit_code == 3);
  CHECK(Ctl("replay assignment --input /nonexistent --result /nonexistent").exit_code == 3);
}

TEST_CASE("lists that experts claim from are repeated by their own command") {
  for (int seed = 1; seed < 40; ++seed) {
    const MadeRun run(seed);
    if (run.input.find("mode\tPULL") == std::string::npos) continue;
    const Files files(run.input, run.result);
    CHECK(Ctl("replay pull" + files.flags).exit_code == 0);
    CHECK(Ctl("verify assignment" + files.flags).exit_code == 0);
    CHECK_THAT(Ctl("replay assignment" + files.flags).err, Contains("replay pull"));
    return;
  }
  FAIL("no run of this mode");
}

TEST_CASE("rankings are verified and repeated from their files") {
  for (int seed = 1; seed <= 24; ++seed) {
    const auto parts = Generate(absl::StrCat("ranking-seasons ", seed, " 1"));
    const Files files(parts[0], parts[1]);
    const Run run = Ctl("replay ranking" + files.flags);
    INFO(seed << run.out << run.err);
    REQUIRE(run.exit_code == 0);
  }
  const auto parts = Generate("ranking-seasons 5 1");
  Files files(parts[0], Replaced(parts[1], "place=1 ", "place=2 "));
  CHECK(Ctl("verify results" + files.flags).exit_code == 7);
  const Run differs = Ctl("replay ranking" + files.flags);
  CHECK(differs.exit_code == 7);
  CHECK_THAT(differs.out, Contains("place=2 ") && Contains("place=1 "));
}

TEST_CASE("a ranking's inputs in any other form are refused") {
  const auto parts = Generate("ranking-seasons 5 1");
  for (const auto& [what, by] :
       std::vector<std::pair<std::string, std::string>>{{"reached=1", "reached=yes"},
                                                        {"demand=", "demand=0"},
                                                        {"sum=", "sum=x"},
                                                        {"win=", "won="}}) {
    const Files files(Replaced(parts[0], what, by), parts[1]);
    const Run run = Ctl("replay ranking" + files.flags);
    CHECK(run.exit_code == 2);
    CHECK_THAT(run.err, Contains("line "));
  }
}

TEST_CASE("a calibration is repeated within one part in a billion") {
  std::string reviews;
  for (int a = 0; a < 40; ++a) {
    for (int e = 0; e < 8; ++e) {
      if ((a * 3 + e) % 4 < 2) continue;
      absl::StrAppend(&reviews, "a", 10 + a, " e", e, " production ",
                      5000 + 37 * ((a * 7919) % 90) + 211 * e + (a * e * 31) % 300, " 100\n");
    }
  }
  Files files(reviews, "");
  REQUIRE(Ctl("replay calibration --write" + files.flags).exit_code == 0);
  const std::string result = files.Result();
  CHECK_THAT(result, StartsWith("nastavnik calibration result v1\nsettings MIXED 5 15 0 50\n"));
  CHECK(Ctl("replay calibration" + files.flags).exit_code == 0);
  // Another machine rounds the last digit otherwise; a real difference is told.
  const size_t end = result.find('\n', result.find("variances "));
  std::string last = result;
  last[end - 1] = last[end - 1] == '1' ? '2' : '1';
  files.ChangeResult(last);
  CHECK(Ctl("replay calibration" + files.flags).exit_code == 0);
  files.ChangeResult(Replaced(result, "corrected a10 ", "corrected a10 1"));
  const Run differs = Ctl("replay calibration" + files.flags);
  CHECK(differs.exit_code == 7);
  CHECK_THAT(differs.out, Contains("corrected a10 1"));
  files.ChangeResult("nastavnik calibration result v1\n");
  CHECK(Ctl("replay calibration" + files.flags).exit_code == 2);
}

TEST_CASE("a search for copies is repeated") {
  std::string text =
      "Наставник встречается с учеником каждую неделю, и они вместе разбирают то, что не "
      "получилось "
      "в мастерской, записывают выводы и намечают следующие шаги до новой встречи. ";
  std::string other =
      "Совсем другая практика: студенты колледжа ведут кружок робототехники в "
      "сельской школе и готовят команду к областным соревнованиям весной.";
  const std::string input =
      absl::StrCat("nastavnik similarity texts v1\ntext\ta1\t", text, "\ntext\ta2\t", other,
                   "\ntext\ta3\tКратко.\t", text, "\ntext\ta4\t", text, "\n");
  Files files(input, "");
  REQUIRE(Ctl("replay similarity --write" + files.flags).exit_code == 0);
  CHECK_THAT(files.Result(), Contains("equal a1 a4\n") && Contains("pair a1 a3 "));
  CHECK(Ctl("replay similarity" + files.flags).exit_code == 0);
  files.ChangeResult(Replaced(files.Result(), "pair a1 a3", "pair a1 a2"));
  CHECK(Ctl("replay similarity" + files.flags).exit_code == 7);
}

TEST_CASE("which run is meant must be told") {
  CHECK(Ctl("replay assignment").exit_code == 2);
  CHECK(Ctl("replay ranking --input x").exit_code == 2);
  CHECK(Ctl("replay assignment --run seasons/2027/assignmentRuns/x --input y").exit_code == 2);
  for (const std::string command : {"verify assignment", "replay assignment", "replay ranking"}) {
    const Run run = Ctl(command + " --database-url host=/nonexistent --run applications/x");
    CHECK(run.exit_code == 2);
    CHECK_THAT(run.err, Contains("is not of the form seasons/"));
  }
  CHECK_THAT(Ctl("verify assignment --help").out, Contains("nastavnikctl verify assignment --run"));
  CHECK_THAT(Ctl("replay ranking --help").out, Contains("nastavnikctl replay ranking --run"));
}

// The databases of review and results.
struct Stores {
  Stores() {
    const std::string sources = std::string(std::getenv("NASTAVNIK_SOURCE_DIR")) + "/deploy/local/";
    postgres.Run(ReadFile(sources + "database.sql") + ReadFile(sources + "ext.sql"));
    for (const std::string service : {"review", "results"}) {
      WriteFile(dir.path() + "/" + service + ".toml",
                "[database]\nurl = \"host=" + postgres.socket_dir() +
                    " dbname=nastavnik user=nastavnik_" + service + "\"\n");
      REQUIRE(Ctl("migrate up --service " + service + " " + config).exit_code == 0);
    }
  }
  // `bytes` as SQL.
  static std::string Bytea(const std::string& bytes) {
    return "decode('" + crypto::HexEncode(bytes) + "', 'hex')";
  }
  support::Postgres postgres;
  support::TempDir dir;
  const std::string config = "--config " + dir.path();
};

constexpr char kId[] = "01920000-0000-7000-8000-000000000001";

// Stores a run as review does.
void StoreRun(Stores& stores, const MadeRun& run, const std::string& result) {
  const std::vector<std::string> lines = absl::StrSplit(run.result, '\n');
  const std::string commitment = lines[1].substr(lines[1].find('\t') + 1);
  const std::string number = lines[2].substr(lines[2].find('\t') + 1);
  const std::string secret = "01" + run.secret;
  stores.postgres.Run(absl::StrCat(
      "INSERT INTO review.stage_seed VALUES ('2027', 'r', decode('", secret, "', 'hex'), decode('",
      commitment, "', 'hex')); INSERT INTO review.assignment_run (season_id, run_id, stage_id, ",
      "number, nominations, state, operation_id, inputs_sha256, result_sha256, author_id) VALUES ",
      "('2027', '", kId, "', 'r', ", number, ", '{}', 'PROPOSED', gen_random_uuid(), ",
      Stores::Bytea(crypto::Sha256(run.input)), ", ", Stores::Bytea(crypto::Sha256(run.result)),
      ", gen_random_uuid()); INSERT INTO review.assignment_run_file VALUES ('2027', '", kId,
      "', 'INPUT', ", Stores::Bytea(review::Zip(run.input)), "), ('2027', '", kId, "', 'RESULT', ",
      Stores::Bytea(review::Zip(result)), ")"));
}

TEST_CASE("a stored run is verified and repeated by its name") {
  const MadeRun run(1);
  Stores stores;
  const std::string name = std::string(" --run seasons/2027/assignmentRuns/") + kId + " ";
  CHECK(Ctl("replay assignment" + name + stores.config).exit_code == 3);

  SECTION("as it was made") {
    StoreRun(stores, run, run.result);
    const Run verified = Ctl("verify assignment" + name + stores.config);
    INFO(verified.out << verified.err);
    CHECK(verified.exit_code == 0);
    CHECK_THAT(verified.out, Contains("seed derived") && !Contains(run.secret));
    const Run again = Ctl("replay assignment" + name + stores.config);
    CHECK(again.exit_code == 0);
    CHECK_THAT(again.out + again.err, !Contains(run.secret));
  }
  SECTION("with another result than the run tells") {
    StoreRun(stores, run, Replaced(run.result, "bound\t-", "bound\t-1"));
    CHECK_THAT(Ctl("verify assignment" + name + stores.config).out, Contains("result: "));
    const Run again = Ctl("replay assignment" + name + stores.config);
    CHECK(again.exit_code == 7);
    CHECK_THAT(again.err, Contains("not those whose hashes"));
  }
}

TEST_CASE("a stored ranking is repeated by its name") {
  const auto parts = Generate("ranking-seasons 5 1");
  Stores stores;
  const auto store = [&](const std::string& result) {
    stores.postgres.Run(absl::StrCat(
        "INSERT INTO results.ranking (season_id, ranking_id, state, config_version, "
        "inputs_sha256, ",
        "result_sha256, create_time) VALUES ('2027', '", kId, "', 'COMPUTED', 1, ",
        Stores::Bytea(crypto::Sha256(parts[0])), ", ", Stores::Bytea(crypto::Sha256(result)),
        ", now()); INSERT INTO results.ranking_text VALUES ('2027', '", kId, "', 'INPUTS', ",
        Stores::Bytea(parts[0]), "), ('2027', '", kId, "', 'RESULT', ", Stores::Bytea(result),
        ")"));
  };
  const std::string command =
      std::string("replay ranking --run seasons/2027/rankings/") + kId + " " + stores.config;
  CHECK(Ctl(command).exit_code == 3);
  SECTION("as it was made") {
    store(parts[1]);
    CHECK(Ctl(command).exit_code == 0);
  }
  SECTION("with another place and its hash") {
    store(Replaced(parts[1], "place=1 ", "place=2 "));
    CHECK(Ctl(command).exit_code == 7);
  }
}

}  // namespace
}  // namespace nastavnik::ctl_test
