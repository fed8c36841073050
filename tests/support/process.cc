#include "tests/support/process.h"

#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"

namespace nastavnik::support {
namespace {

// setpriv of util-linux changes the user, sets the death signal and becomes the command: the pid
// stays.
std::vector<std::string> Wrapped(const std::vector<std::string>& command,
                                 const Process::Options& options) {
  std::vector<std::string> all = {"setpriv", absl::StrCat("--pdeathsig=", options.death_signal)};
  if (!options.user.empty() && geteuid() == 0) {
    all.insert(all.end(), {absl::StrCat("--reuid=", options.user),
                           absl::StrCat("--regid=", options.user), "--clear-groups"});
  }
  all.push_back("--");
  all.insert(all.end(), command.begin(), command.end());
  return all;
}

std::string ReadAll(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

void Die(const std::string& why) {
  std::fprintf(stderr, "test support: %s\n", why.c_str());
  std::abort();
}

Process::Process(const std::vector<std::string>& command, const Options& options) {
  const std::vector<std::string> wrapped = Wrapped(command, options);
  std::vector<char*> argv;
  for (const std::string& arg : wrapped) argv.push_back(const_cast<char*>(arg.c_str()));
  argv.push_back(nullptr);
  const std::string log = options.log.empty() ? "/dev/null" : options.log;
  const int out = open(log.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  pid_ = fork();
  if (pid_ < 0) Die("fork failed");
  if (pid_ > 0) {
    close(out);
    return;
  }
  setsid();  // a Ctrl-C at the terminal is the test's to handle
  dup2(open("/dev/null", O_RDONLY), 0);
  dup2(out, 1);
  dup2(out, 2);
  for (const std::string& variable : options.env) putenv(const_cast<char*>(variable.c_str()));
  if (chdir("/") != 0) _exit(126);
  execvp(argv[0], argv.data());
  _exit(127);
}

Process::~Process() {
  if (!Running()) return;
  Signal(SIGKILL);
  Wait();
}

bool Process::Running() {
  if (!ended_) ended_ = waitpid(pid_, &status_, WNOHANG) == pid_;
  return !ended_;
}

void Process::Signal(int signal) const {
  if (!ended_) kill(pid_, signal);
}

int Process::Wait() {
  if (!ended_) waitpid(pid_, &status_, 0);
  ended_ = true;
  return status_;
}

void Process::Run(const std::vector<std::string>& command, const Options& options) {
  Options own = options;
  TempDir dir;
  if (own.log.empty()) own.log = dir.path() + "/log";
  Process process(command, own);
  if (process.Wait() != 0)
    Die(absl::StrCat(absl::StrJoin(command, " "), " failed:\n", ReadAll(own.log)));
}

TempDir::TempDir(const std::string& owner) {
  std::string pattern = (std::filesystem::temp_directory_path() / "nastavnik-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) Die("no temporary directory");
  path_ = pattern;
  if (owner.empty() || geteuid() != 0) return;
  const passwd* user = getpwnam(owner.c_str());
  if (user == nullptr || chown(path_.c_str(), user->pw_uid, user->pw_gid) != 0)
    Die("no user " + owner);
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void WaitFor(const std::string& what, const std::function<bool()>& holds, absl::Duration timeout) {
  const absl::Time end = absl::Now() + timeout;
  while (!holds()) {
    if (absl::Now() > end) throw std::runtime_error("waited in vain for " + what);
    absl::SleepFor(absl::Milliseconds(5));
  }
}

}  // namespace nastavnik::support
