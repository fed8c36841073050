#include "tests/support/postgres.h"

#include <libpq-fe.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace nastavnik::support {
namespace {

constexpr char kBin[] = "/usr/lib/postgresql/15/bin/";
constexpr char kUser[] = "postgres";

// Processes whose parent is `parent`.
std::vector<pid_t> ChildrenOf(pid_t parent) {
  std::vector<pid_t> children;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    pid_t pid = 0;
    if (!absl::SimpleAtoi(entry.path().filename().string(), &pid)) continue;
    std::ifstream status(entry.path() / "status");
    for (std::string line; std::getline(status, line);) {
      pid_t of = 0;
      absl::string_view rest = line;
      if (absl::ConsumePrefix(&rest, "PPid:") && absl::SimpleAtoi(rest, &of) && of == parent)
        children.push_back(pid);
    }
  }
  return children;
}

}  // namespace

Postgres::Postgres(std::vector<std::string> settings)
    : settings_(std::move(settings)), dir_(kUser) {
  Process::Run({absl::StrCat(kBin, "initdb"), "-D", dir_.path() + "/data", "-U", "postgres", "-A",
                "trust", "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums", "--no-sync"},
               {.user = kUser});
  Start();
}

Postgres::~Postgres() {
  if (!Running()) return;
  server_->Signal(SIGQUIT);  // nobody will need this data
  server_->Wait();
}

Postgres& Postgres::Shared() {
  static Postgres postgres;
  return postgres;
}

std::string Postgres::Url(absl::string_view role) const {
  return absl::StrCat("postgresql:///nastavnik?host=", dir_.path(), "&user=", role);
}

void Postgres::Start() {
  std::vector<std::string> command = {absl::StrCat(kBin, "postgres"), "-D", dir_.path() + "/data"};
  const auto set = [&](absl::string_view setting) {
    command.insert(command.end(), {"-c", std::string(setting)});
  };
  for (const char* setting :
       {"listen_addresses=", "max_connections=200", "shared_buffers=128MB", "timezone=UTC",
        "jit=off", "idle_in_transaction_session_timeout=15s", "log_min_messages=warning"}) {
    set(setting);
  }
  set("unix_socket_directories=" + dir_.path());
  for (const std::string& setting : settings_) set(setting);
  server_ = std::make_unique<Process>(
      command,
      Process::Options{.log = dir_.path() + "/log", .user = kUser, .death_signal = "QUIT"});
  const std::string url =
      absl::StrCat("postgresql:///postgres?host=", dir_.path(), "&user=postgres");
  WaitFor("PostgreSQL to start", [&] {
    if (!server_->Running()) Die("PostgreSQL ended; see " + dir_.path() + "/log");
    return PQping(url.c_str()) == PQPING_OK;
  });
  PGconn* conn = PQconnectdb(url.c_str());
  PQclear(PQexec(conn, "CREATE DATABASE nastavnik"));  // fails after the first start
  PQfinish(conn);
}

void Postgres::Stop() {
  server_->Signal(SIGINT);
  server_->Wait();
}

void Postgres::Kill() {
  const std::vector<pid_t> backends = ChildrenOf(server_->pid());
  server_->Signal(SIGKILL);
  for (const pid_t pid : backends) kill(pid, SIGKILL);
  server_->Wait();
  WaitFor("the processes of PostgreSQL to end", [&] {
    for (const pid_t pid : backends) {
      if (kill(pid, 0) == 0) return false;
    }
    return true;
  });
  std::filesystem::remove(dir_.path() + "/data/postmaster.pid");
  for (const char* name : {"/.s.PGSQL.5432", "/.s.PGSQL.5432.lock"})
    std::filesystem::remove(dir_.path() + name);
}

std::string Postgres::Run(const std::string& sql, absl::string_view schema) {
  PGconn* conn = PQconnectdb(Url().c_str());
  PQsetNoticeProcessor(
      conn, [](void*, const char*) {}, nullptr);
  PQclear(PQexec(conn, absl::StrCat("SET search_path = \"", schema, "\", ext").c_str()));
  PGresult* result = PQexec(conn, sql.c_str());
  const ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
    Die(absl::StrCat(sql, ": ", PQerrorMessage(conn)));
  const std::string value = PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "";
  PQclear(result);
  PQfinish(conn);
  return value;
}

}  // namespace nastavnik::support
