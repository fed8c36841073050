#include <sys/stat.h>

#include <filesystem>
#include <string>

#include <catch2/catch.hpp>

#include "tests/ctl/command.h"
#include "tests/support/process.h"

// Commands that need no database.
namespace nastavnik::ctl_test {
namespace {

using Catch::Contains;

TEST_CASE("help lists the commands, with an example each") {
  const Run run = Ctl("--help");
  CHECK(run.exit_code == 0);
  for (const char* group : {"config", "invariants", "keys", "migrate", "replay", "user", "verify"})
    CHECK_THAT(run.out, Contains(group));
  CHECK_THAT(Ctl("migrate up --help").out, Contains("nastavnikctl migrate up --config"));
  CHECK_THAT(run.out, !Contains("\x1b"));
}

TEST_CASE("a misspelt command runs nothing and names the nearest") {
  const Run group = Ctl("kyes init --dir /nonexistent");
  CHECK(group.exit_code == 2);
  CHECK(group.err == "nastavnikctl: no command \"kyes\"; did you mean \"keys\"?\n");
  const Run command = Ctl("migrate pu");
  CHECK(command.exit_code == 2);
  CHECK_THAT(command.err, Contains("did you mean \"up\"?"));
  CHECK(Ctl("").exit_code == 2);
  CHECK_THAT(Ctl("keys init").err,
             Contains("--dir is required; see \"nastavnikctl keys init --help\""));
}

mode_t ModeOf(const std::string& path) {
  struct stat info {};
  REQUIRE(stat(path.c_str(), &info) == 0);
  return info.st_mode & 0777;
}

TEST_CASE("keys init makes what is missing and keeps what is there") {
  const support::TempDir dir;
  const std::string keys = dir.path() + "/keys";
  REQUIRE(Ctl("keys init --dir " + keys).exit_code == 0);
  CHECK(ModeOf(keys) == 0700);
  CHECK(ModeOf(keys + "/review.key") == 0600);
  CHECK(ModeOf(keys + "/page.key") == 0600);
  CHECK(ReadFile(keys + "/registration-token.key").size() == 64 * 2 + 1);
  CHECK(ReadFile(keys + "/submission-receipt.pub").size() == 32 * 2 + 1);
  CHECK(ReadFile(keys + "/page.key").size() == 32 * 2 + 1);

  const std::string before = ReadFile(keys + "/review.key");
  const std::string open = ReadFile(keys + "/review.pub");
  std::filesystem::remove(keys + "/review.pub");
  std::filesystem::remove(keys + "/gateway.key");
  const std::string gateway = ReadFile(keys + "/gateway.pub");
  REQUIRE(Ctl("keys init --dir " + keys).exit_code == 0);
  CHECK(ReadFile(keys + "/review.key") == before);
  CHECK(ReadFile(keys + "/review.pub") == open);
  CHECK(ReadFile(keys + "/gateway.pub") != gateway);
}

TEST_CASE("keys init refuses a secret key that others can read") {
  const support::TempDir dir;
  REQUIRE(Ctl("keys init --dir " + dir.path()).exit_code == 0);
  chmod((dir.path() + "/review.key").c_str(), 0644);
  const Run run = Ctl("keys init --dir " + dir.path());
  CHECK(run.exit_code == 5);
  CHECK_THAT(run.err, Contains("readable by others"));
}

TEST_CASE("config check names every fault with its place") {
  const support::TempDir dir;
  const std::string good = dir.path() + "/review.toml";
  const std::string bad = dir.path() + "/results.toml";
  WriteFile(good, "[database]\npool_size = 12\n");
  WriteFile(bad, "[databse]\nurl = \"x\"\n[log]\nlevel = \"loud\"\n");
  CHECK(Ctl("config check " + good).exit_code == 0);
  CHECK_THAT(Ctl("config check --process gateway " + good).err, Contains("http.public_hosts"));
  const Run run = Ctl("config check " + bad);
  CHECK(run.exit_code == 7);
  CHECK_THAT(run.err, Contains("did you mean \"database.url\"?") && Contains("log.level"));
}

TEST_CASE("config print tells where a value comes from and hides secrets") {
  const support::TempDir dir;
  const std::string file = dir.path() + "/review.toml";
  WriteFile(file, "workers = 3\n");
  CHECK_THAT(Ctl("config print --process review --defaults").out,
             Contains("workers = 32  # default"));
  const std::string out = Ctl("config print --process review " + file).out;
  CHECK_THAT(out,
             Contains("workers = 3  # " + file + ":1") || Contains("workers = 3  # review.toml:1"));
}

}  // namespace
}  // namespace nastavnik::ctl_test
