#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <memory>
#include <regex>
#include <set>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/contract/golden/golden.h"
#include "tests/support/process.h"

namespace nastavnik::contract {
namespace {

const std::vector<std::string> kPrograms = {"gateway", "registration", "submission", "review",
                                            "results"};

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string Program(const std::string& name) { return absl::StrCat(BuildDir(), "/bin/", name); }

// The five processes, each alone: neither PostgreSQL nor Redis nor another process is there.
class Processes {
 public:
  Processes() {
    const std::string keys = dir_.path() + "/keys";
    support::Process::Run({Program("nastavnikctl"), "keys", "init", "--dir", keys}, {});
    for (const std::string& name : kPrograms) {
      std::vector<std::string> command = {
          Program("nastavnik-" + name), "--listen-admin=127.0.0.1:0", "--keys-dir=" + keys,
          "--redis-queue-url=",         "--redis-cache-url=",         "--drain-delay=0s"};
      if (name == "gateway") {
        command.insert(command.end(),
                       {"--listen-http=127.0.0.1:0", "--listen-staff=127.0.0.1:0",
                        "--listen-grpc=127.0.0.1:0", "--http-public-hosts=localhost"});
      } else {
        command.insert(command.end(), {"--listen-grpc=127.0.0.1:0",
                                       absl::StrCat("--database-url=host=", dir_.path())});
      }
      started_.push_back(
          std::make_unique<support::Process>(command, support::Process::Options{.log = Log(name)}));
    }
  }

  // The answer of an admin page, without its head.
  std::string Get(const std::string& name, const std::string& path) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(AdminPort(name));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
    const std::string request = absl::StrCat("GET ", path, " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    REQUIRE(write(fd, request.data(), request.size()) == static_cast<ssize_t>(request.size()));
    std::string answer;
    char buffer[8192];
    for (ssize_t n; (n = read(fd, buffer, sizeof(buffer))) > 0;)
      answer.append(buffer, static_cast<size_t>(n));
    close(fd);
    const size_t head = answer.find("\r\n\r\n");
    REQUIRE(head != std::string::npos);
    return answer.substr(head + 4);
  }

  const std::string& path() const { return dir_.path(); }

 private:
  std::string Log(const std::string& name) const {
    return absl::StrCat(dir_.path(), "/", name, ".log");
  }

  uint16_t AdminPort(const std::string& name) const {
    std::smatch port;
    std::string log;
    support::WaitFor("nastavnik-" + name + " to listen", [&] {
      log = ReadFile(Log(name));
      return std::regex_search(log, port, std::regex(R"("listener":"admin","port":(\d+))"));
    });
    return static_cast<uint16_t>(std::stoi(port[1]));
  }

  support::TempDir dir_;
  std::vector<std::unique_ptr<support::Process>> started_;
};

Processes& Running() {
  static Processes processes;
  return processes;
}

// The whole list, with what is declared at its first use, is compared by tests/e2e/metrics.py.
TEST_CASE("metrics.txt: every family of every process, from its start") {
  const std::set<std::string> golden =
      absl::StrSplit(ReadSource("tests/contract/metrics.txt"), '\n');
  std::set<std::string> names;
  for (const std::string& line : golden) {
    INFO(line);
    CHECK(names.insert(line.substr(0, line.find(' ')))
              .second);  // one type and one set of labels a name
  }
  for (const std::string& name : kPrograms) {
    for (const absl::string_view line :
         absl::StrSplit(Running().Get(name, "/metrics/families"), '\n', absl::SkipEmpty())) {
      INFO(name << " " << line);
      CHECK(golden.contains(std::string(line)));
    }
  }
}

TEST_CASE("Every process keeps its budget of series and the naming rules of Prometheus") {
  for (const std::string& name : kPrograms) {
    const std::string text = Running().Get(name, "/metrics");
    const std::vector<absl::string_view> lines = absl::StrSplit(text, '\n', absl::SkipEmpty());
    const auto series =
        std::count_if(lines.begin(), lines.end(), [](absl::string_view l) { return l[0] != '#'; });
    INFO(name << " shows " << series << " series");
    CHECK(series <= (name == "gateway" ? 20000 : 3000));

    const std::string file = absl::StrCat(Running().path(), "/", name, ".prom");
    const std::string verdict = file + ".verdict";
    std::ofstream(file) << text;
    const std::string command =
        absl::StrCat("promtool check metrics <", file, " >", verdict, " 2>&1");
    const int code = std::system(command.c_str());
    INFO(ReadFile(verdict));
    CHECK(code == 0);
    CHECK(ReadFile(verdict).empty());
  }
}

}  // namespace
}  // namespace nastavnik::contract
