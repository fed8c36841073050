#include "common/config/config.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/config/keys.h"

namespace nastavnik::config {
namespace {

// A directory of settings and secrets, gone at the end.
class Files {
 public:
  Files() { mkdtemp(path_); }
  ~Files() { std::filesystem::remove_all(path_); }
  std::string Write(const std::string& name, const std::string& text, mode_t mode = 0600) const {
    const std::string path = absl::StrCat(path_, "/", name);
    std::ofstream(path) << text;
    chmod(path.c_str(), mode);
    return path;
  }
  std::string Path(const std::string& name) const { return absl::StrCat(path_, "/", name); }

 private:
  char path_[32] = "/tmp/nastavnik-conf-XXXXXX";
};

std::string FaultOf(const absl::StatusOr<Config>& config) {
  return config.ok() ? "" : std::string(config.status().message());
}

TEST_CASE("Without files, environment and flags the defaults hold, with the ports of the service") {
  const auto config = Load("review", {}, {});
  REQUIRE(config.ok());
  CHECK(config->listen.grpc == "127.0.0.1:8183");
  CHECK(config->listen.admin == "127.0.0.1:9183");
  CHECK(config->database.pool_size == 8);
  CHECK(config->drain.timeout == absl::Seconds(20));
  CHECK(config->origins.at("workers") == "default");
}

TEST_CASE("Later wins: default, file, later file, environment, flag") {
  const Files files;
  const auto all = files.Write("nastavnik.toml",
                               "workers = 4\n[database]\npool_size = 5\nlock_timeout = "
                               "\"100ms\"\n[log]\nlevel = \"warn\"\n");
  const auto one = files.Write("review.toml", "database.pool_size = 6\n");
  const std::vector<std::string> flags = {"--config", all, "--log-level=debug", "--config", one};
  const auto config =
      Load("review", flags,
           {{"NASTAVNIK_LOG_LEVEL", "error"}, {"NASTAVNIK_WORKERS", "7"}, {"HOME", "/root"}});

  REQUIRE(FaultOf(config) == "");
  CHECK(config->database.lock_timeout == absl::Milliseconds(100));
  CHECK(config->origins.at("database.lock_timeout") == "nastavnik.toml:4");
  CHECK(config->database.pool_size == 6);
  CHECK(config->origins.at("database.pool_size") == "review.toml:1");
  CHECK(config->workers == 7);
  CHECK(config->origins.at("workers") == "env");
  CHECK(config->log.level == "debug");
  CHECK(config->origins.at("log.level") == "flag");
}

TEST_CASE("An unknown key names its place and the nearest key") {
  const Files files;
  const auto path =
      files.Write("nastavnik.toml", "workers = 4\n[databse]\n  url = \"host=/run\"\n");
  CHECK(FaultOf(Load("review", {"--config", path}, {})) ==
        "nastavnik.toml:3:3: unknown key \"databse.url\"; did you mean \"database.url\"?");
  CHECK(FaultOf(Load("review", {}, {{"NASTAVNIK_DATABASE_POOLSIZE", "4"}})) ==
        "unknown environment variable \"NASTAVNIK_DATABASE_POOLSIZE\"; did you mean "
        "\"NASTAVNIK_DATABASE_POOL_SIZE\"?");
  CHECK(FaultOf(Load("review", {"--worker", "4"}, {})) ==
        "unknown flag \"--worker\"; did you mean \"--workers\"?\n"
        "unknown flag \"4\"");
  CHECK(FaultOf(Load("review", {"--nothing-like-it=1"}, {})) ==
        "unknown flag \"--nothing-like-it\"");
}

TEST_CASE("Every fault is told, each on its line") {
  const Files files;
  const auto path = files.Write(
      "nastavnik.toml",
      "workers = \"many\"\ndrain.delay = 5\nsandbox.enabled = \"yes\"\nlog.level = \"loud\"\n"
      "http.public_hosts = \"contest.ru\"\nkeys.dir = 7\ndatabase.pool_size = 0\n");
  const std::string fault = FaultOf(Load("review", {"--config", path}, {}));
  for (const char* line :
       {"nastavnik.toml:1:1: workers must be a whole number from 1 to 256",
        "nastavnik.toml:2:7: drain.delay must be a duration up to 24h, for example \"5s\" or "
        "\"100ms\"",
        "nastavnik.toml:3:9: sandbox.enabled must be true or false",
        "nastavnik.toml:4:5: log.level must be one of debug, info, warn, error",
        "nastavnik.toml:5:6: http.public_hosts must be a list of texts",
        "nastavnik.toml:6:6: keys.dir must be a text in quotes",
        "nastavnik.toml:7:10: database.pool_size must be a whole number from 1 to 64"}) {
    INFO(fault);
    CHECK(absl::StrContains(fault, line));
  }
}

TEST_CASE("A file that is not TOML, or not there, is named") {
  const Files files;
  const auto path = files.Write("nastavnik.toml", "workers = 4\n[database\n");
  CHECK(absl::StartsWith(FaultOf(Load("review", {"--config", path}, {})), "nastavnik.toml:2:"));
  CHECK(absl::StrContains(FaultOf(Load("review", {"--config", "/nowhere.toml"}, {})),
                          "nowhere.toml"));
}

TEST_CASE("A secret comes from a private file, named in a file or in the environment") {
  const Files files;
  const auto secret = files.Write("password", "тайна-1\n");
  const auto path =
      files.Write("nastavnik.toml", absl::StrCat("[database]\npassword_file = \"", secret, "\"\n"));
  CHECK(Load("review", {"--config", path}, {})->database.password == "тайна-1");
  CHECK(Load("review", {}, {{"NASTAVNIK_DATABASE_PASSWORD_FILE", secret}})->database.password ==
        "тайна-1");
}

TEST_CASE("A secret file that others may read is refused") {
  const Files files;
  const auto secret = files.Write("password", "тайна\n", 0604);
  CHECK(
      absl::StrContains(FaultOf(Load("review", {}, {{"NASTAVNIK_DATABASE_PASSWORD_FILE", secret}})),
                        "open to others"));
}

TEST_CASE("A secret in clear is for the sandbox only, and never a flag") {
  const Environment clear = {{"NASTAVNIK_DATABASE_PASSWORD", "тайна"}};
  CHECK(absl::StrContains(FaultOf(Load("review", {}, clear)), "only in the sandbox"));
  CHECK(Load("review", {"--sandbox-enabled=true"}, clear)->database.password == "тайна");
  CHECK(absl::StrContains(
      FaultOf(Load("review", {"--database-password=x", "--sandbox-enabled=true"}, {})),
      "never a flag"));
}

TEST_CASE("Both forms of a secret at once are refused") {
  const Files files;
  const auto secret = files.Write("password", "тайна\n");
  const auto config =
      Load("review", {"--sandbox-enabled=true"},
           {{"NASTAVNIK_DATABASE_PASSWORD", "x"}, {"NASTAVNIK_DATABASE_PASSWORD_FILE", secret}});
  CHECK(absl::StrContains(FaultOf(config), "both given"));
}

TEST_CASE("The printed settings show every key, its origin, and no secret") {
  auto config =
      Load("review", {"--sandbox-enabled=true"}, {{"NASTAVNIK_DATABASE_PASSWORD", "тайна"}});
  const std::string text = Effective(*config);
  CHECK(absl::StrContains(text, "database.password = ***  # env\n"));
  CHECK(absl::StrContains(text, "sandbox.enabled = true  # flag\n"));
  CHECK(absl::StrContains(text, "rpc.default_deadline = 5s  # default\n"));
  CHECK_FALSE(absl::StrContains(text, "тайна"));
}

TEST_CASE("gRPC in plain text stays on loopback, and a public gateway knows its hosts") {
  CHECK(absl::StrContains(FaultOf(Load("review", {"--listen-grpc=0.0.0.0:8183"}, {})), "loopback"));
  CHECK(absl::StrContains(FaultOf(Load("gateway", {}, {})), "http.public_hosts"));
  const auto config = Load("gateway", {"--http-public-hosts", "contest.ru, api.contest.ru"}, {});
  CHECK(config->http.public_hosts == std::vector<std::string>{"contest.ru", "api.contest.ru"});
}

TEST_CASE("An address holds no password, since settings are shown") {
  for (const char* url : {"host=/run password=x", "postgresql://nastavnik:x@db/nastavnik",
                          "postgresql://db/nastavnik?password=x"}) {
    INFO(url);
    CHECK(absl::StrContains(FaultOf(Load("review", {absl::StrCat("--database-url=", url)}, {})),
                            "database.url holds a password"));
  }
  for (const char* url : {"host=/run dbname=nastavnik", "postgresql://nastavnik@db:5432/nastavnik",
                          "postgresql://[::1]:5432/nastavnik"}) {
    INFO(url);
    CHECK(FaultOf(Load("review", {absl::StrCat("--database-url=", url)}, {})) == "");
  }
  CHECK(absl::StrContains(FaultOf(Load("review", {"--redis-queue-url=redis://:x@cache:6380"}, {})),
                          "redis.queue.url holds a password"));
}

TEST_CASE("No two keys share a name in the environment, a secret's file included") {
  Config config;
  std::set<std::string> names;
  for (const Key& key : KeysOf(config)) {
    CHECK(names.insert(key.EnvironmentName()).second);
    if (key.secret) CHECK(names.insert(key.EnvironmentName() + "_FILE").second);
  }
}

TEST_CASE("A default can be given back as a setting") {
  Config config = Defaults("registration");
  for (const Key& key : KeysOf(config)) {
    INFO(key.name);
    if (!key.Show().empty()) CHECK(key.Assign(key.Show()).ok());
  }
}

}  // namespace
}  // namespace nastavnik::config
