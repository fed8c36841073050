#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

// Settings of a process. Later wins: built-in default < file < environment < flag.
//
//   [database]                        # --config nastavnik.toml, may be repeated
//   pool_size = 12
//   NASTAVNIK_DATABASE_POOL_SIZE=12   # environment
//   --database-pool-size 12           # flag
//
// To add a key: a field here, a line in keys.cc.
namespace nastavnik::config {

struct Redis {
  std::string url;  // "unix:///run/redis/queue.sock" or "redis://host:port"; empty runs without
  std::string password;
  absl::Duration timeout = absl::Milliseconds(100);
};

struct Config {
  struct Listen {
    std::string http;   // gateway: REST
    std::string staff;  // gateway: REST of the offices
    std::string grpc;
    std::string admin;
  } listen;
  struct Database {
    std::string url;
    std::string password;
    int pool_size = 8;
    absl::Duration statement_timeout = absl::Seconds(5);
    absl::Duration lock_timeout = absl::Seconds(1);
  } database;
  struct RedisServers {
    Redis queue;
    Redis cache;
  } redis;
  struct Backends {
    std::string registration = "dns:///127.0.0.1:8181";
    std::string submission = "dns:///127.0.0.1:8182";
    std::string review = "dns:///127.0.0.1:8183";
    std::string results = "dns:///127.0.0.1:8184";
  } backends;
  struct Keys {
    std::string dir = "/etc/nastavnik/keys";
  } keys;
  struct Mail {
    std::string kind = "directory";  // files named *.eml under `path`
    std::string path = "/var/lib/nastavnik/mail";
  } mail;
  struct Http {
    std::vector<std::string> public_hosts;
    std::vector<std::string> cors_origins;
    std::string docs_dir;  // files of the API reference's pages; empty: without them
    std::vector<std::string> trusted_proxies;
  } http;
  struct Rpc {
    absl::Duration default_deadline = absl::Seconds(5);
  } rpc;
  struct Drain {
    absl::Duration delay = absl::Seconds(5);
    absl::Duration timeout = absl::Seconds(20);
  } drain;
  struct Password {
    int workers = 0;  // 0: one less than there are cores, at least one
    int queue = 32;
  } password;
  struct Log {
    std::string level = "info";
  } log;
  struct Trace {
    absl::Duration slow_threshold = absl::Milliseconds(500);
  } trace;
  struct Sandbox {
    bool enabled = false;
  } sandbox;
  int workers = 32;  // threads that run handlers; most of them wait for others

  // Where each value came from: "default", "nastavnik.toml:14", "env", "flag". By key.
  std::map<std::string, std::string> origins;
};

// Programs whose default ports differ: "gateway", "registration", "submission", "review",
// "results".
Config Defaults(absl::string_view service);

using Environment = std::map<std::string, std::string>;
Environment ProcessEnvironment();

// Reads files, environment and flags (without the program's name). INVALID_ARGUMENT with every
// fault, one a line.
absl::StatusOr<Config> Load(absl::string_view service, const std::vector<std::string>& flags,
                            const Environment& environment);

// Load for main: prints faults to standard error and ends the process with 7. Also answers --help,
// --version and
// --print-config, and ends it with 0.
Config LoadOrExit(absl::string_view service, int argc, char** argv);

// Every key with value and origin, one a line; secrets as ***.
std::string Effective(const Config& config);

}  // namespace nastavnik::config
