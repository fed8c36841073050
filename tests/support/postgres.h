#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "tests/support/process.h"

namespace nastavnik::support {

// A PostgreSQL of the test's own: fresh, on a Unix socket in a private directory, with the settings
// that the platform asks for. As root it runs as the user postgres.
class Postgres {
 public:
  explicit Postgres(std::vector<std::string> settings = {});  // "name=value"
  ~Postgres();

  // The one of this test binary, started at its first use.
  static Postgres& Shared();

  std::string Url(absl::string_view role = "postgres") const;
  const std::string& socket_dir() const { return dir_.path(); }

  // As a plain stop and start; as kill -9 of everything that runs, losing what was not flushed.
  void Stop();
  void Kill();
  void Start();
  bool Running() { return server_ != nullptr && server_->Running(); }
  pid_t pid() const { return server_->pid(); }

  // Runs SQL as superuser; the first column of the first row, "" when there is none. Ends the test
  // on an error.
  std::string Run(const std::string& sql, absl::string_view schema = "public");

 private:
  std::vector<std::string> settings_;
  TempDir dir_;
  std::unique_ptr<Process> server_;
};

}  // namespace nastavnik::support
