#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/support/process.h"

namespace nastavnik::support {

// A Redis of the test's own on a Unix socket. kQueue keeps everything and writes an append-only
// file; kCache forgets what is used least.
class Redis {
 public:
  enum class Kind { kQueue, kCache };
  explicit Redis(Kind kind = Kind::kQueue);
  ~Redis();

  // The queue-like one of this test binary, started at its first use.
  static Redis& Shared();

  std::string socket() const { return dir_.path() + "/redis.sock"; }
  std::string Url() const { return "unix://" + socket(); }

  void Kill();  // kill -9
  void Start();
  void Pause() { server_->Signal(19); }   // SIGSTOP: alive, answering nothing
  void Resume() { server_->Signal(18); }  // SIGCONT
  // One command; the reply as text, "" for nil. Ends the test when there is no answer.
  std::string Run(const std::vector<std::string>& command);
  void Clear() { Run({"FLUSHALL"}); }

 private:
  const Kind kind_;
  TempDir dir_;
  std::unique_ptr<Process> server_;
};

}  // namespace nastavnik::support
