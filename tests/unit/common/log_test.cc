#include "common/log/log.h"

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <regex>
#include <thread>

#include "absl/strings/match.h"

namespace nastavnik::log {
namespace {

// The log goes to a file of its own while this lives.
class Captured {
 public:
  explicit Captured(Level level = Level::kInfo) {
    fd_ = mkstemp(path_);
    Start({.service = "review",
           .version = "0.1.0",
           .instance = "review-1",
           .level = level,
           .fd = fd_});
  }
  ~Captured() {
    Stop();
    Start({.fd = 1});  // back to standard output for the other tests
    Stop();
    close(fd_);
    unlink(path_);
  }
  std::vector<std::string> Lines() const {
    Flush();
    std::vector<std::string> lines;
    std::ifstream file(path_);
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
  }

 private:
  char path_[32] = "/tmp/nastavnik-log-XXXXXX";
  int fd_ = -1;
};

TEST_CASE("A line is one JSON object with time, level, logger, message, process and fields") {
  Captured log;
  Info("round frozen",
       {{"stage", "r1"}, {"reviews", 42}, {"duration_ms", absl::Microseconds(1234)}, {"ok", true}});

  const auto lines = log.Lines();
  REQUIRE(lines.size() == 1);
  CHECK(std::regex_match(
      lines[0],
      std::regex(
          R"(\{"ts":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z","level":"info","logger":"tests/unit/common",)"
          R"("msg":"round frozen","service":"review","version":"0\.1\.0","instance":"review-1",)"
          R"("stage":"r1","reviews":42,"duration_ms":1\.234,"ok":true\})")));
}

TEST_CASE("Text is escaped, so that a line stays a line") {
  Captured log;
  Info("odd", {{"text", "кавычка \" обратная \\ строка\nзвонок \x07"}});

  const auto lines = log.Lines();
  REQUIRE(lines.size() == 1);
  CHECK(absl::StrContains(lines[0], R"("text":"кавычка \" обратная \\ строка\nзвонок \u0007"})"));
}

TEST_CASE("Lines below the level are left out, and the level can change") {
  Captured log;
  Debug("unseen");
  SetLevel(Level::kDebug);
  Debug("seen");
  SetLevel(Level::kInfo);

  const auto lines = log.Lines();
  REQUIRE(lines.size() == 1);
  CHECK(absl::StrContains(lines[0], "\"level\":\"debug\""));
}

TEST_CASE("A burst of one message is folded into its first ten lines and a count") {
  Captured log;
  for (int i = 0; i < 1000; ++i) Warn("backend away", {{"n", i}});
  Stop();  // ends the second early

  std::vector<std::string> lines = log.Lines();
  int64_t told = 0;
  for (const std::string& line : lines) {
    std::smatch count;
    told +=
        std::regex_search(line, count, std::regex("\"folded\":(\\d+)")) ? std::stoll(count[1]) : 1;
  }
  CHECK(told == 1000);
  CHECK(lines.size() <= 22);  // the burst may touch two seconds
  CHECK(absl::StrContains(lines.back(), "\"n\":999,\"folded\":"));
}

TEST_CASE("Lines of finished calls are never folded") {
  Captured log;
  for (int i = 0; i < 500; ++i) Request({{"method", "review.GetReview"}, {"code", "OK"}});
  CHECK(log.Lines().size() == 500);
}

TEST_CASE("Lines of many threads arrive whole") {
  Captured log;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([t] {
        for (int i = 0; i < 1000; ++i)
          Request({{"thread", t}, {"text", "практика наставничества"}});
      });
    }
  }
  const auto lines = log.Lines();
  CHECK(lines.size() == 8000);
  for (const std::string& line : lines) {
    if (absl::StartsWith(line, "{\"ts\"") && absl::EndsWith(line, "наставничества\"}")) continue;
    FAIL_CHECK(line);
  }
}

TEST_CASE("What was logged before Stop is written") {
  Captured log;
  Info("last words");
  Stop();
  CHECK(log.Lines().size() == 1);
}

TEST_CASE("Levels have names") {
  Level level;
  CHECK((ParseLevel("warn", &level) && level == Level::kWarn));
  CHECK_FALSE(ParseLevel("loud", &level));
}

}  // namespace
}  // namespace nastavnik::log
