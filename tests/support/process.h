#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace nastavnik::support {

// A child process. Ends with the test: the kernel kills it when the thread that started it is gone,
// so start it from the main thread.
class Process {
 public:
  struct Options {
    std::string log;                    // file for its output; "" drops it
    std::string user;                   // run as this user when we are root
    std::string death_signal = "KILL";  // when the test dies
    std::vector<std::string> env;       // "NAME=value", added to ours
  };
  Process(const std::vector<std::string>& command, const Options& options);
  ~Process();  // kills
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }
  bool Running();
  void Signal(int signal) const;
  // Waits for the end; exit status as waitpid gives it.
  int Wait();
  // Runs a command to its end. Ends the test with the command's output when it fails.
  static void Run(const std::vector<std::string>& command, const Options& options);

 private:
  pid_t pid_;
  bool ended_ = false;
  int status_ = 0;
};

// A directory under the system's temporary folder, 0700, removed at the end. Paths inside are short
// enough for sockets.
class TempDir {
 public:
  explicit TempDir(const std::string& owner = "");
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Ends the whole test binary: what it needs cannot be had.
[[noreturn]] void Die(const std::string& why);

// Waits until `holds`; throws when that takes longer than `timeout`. Looks every 5 ms: for what
// another process does.
void WaitFor(const std::string& what, const std::function<bool()>& holds,
             absl::Duration timeout = absl::Seconds(20));

}  // namespace nastavnik::support
