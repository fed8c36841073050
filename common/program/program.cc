#include "common/program/program.h"

#include <csignal>
#include <cstdlib>

#include <sodium.h>

#include "absl/synchronization/mutex.h"

#include "common/log/log.h"
#include "common/metrics/runtime.h"
#include "common/trace/call.h"

namespace nastavnik::program {

const char kVersion[] = NASTAVNIK_VERSION;

namespace {

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

}  // namespace

config::Config Begin(const std::string& name, int argc, char** argv) {
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // every thread inherits the mask
  std::signal(SIGPIPE, SIG_IGN);
  // Debian builds Abseil with its search for deadlocks on: 5 % of a busy server, gRPC's locks too.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  if (sodium_init() < 0) std::exit(1);
  config::Config config = config::LoadOrExit(name, argc, argv);
  log::Options log_options;
  log_options.service = name;
  log_options.version = kVersion;
  log::ParseLevel(config.log.level, &log_options.level);
  log::Start(log_options);
  metrics::DeclareRuntime(metrics::Default(), kVersion, "");
  trace::SetSlowThreshold(config.trace.slow_threshold);
  return config;
}

void AwaitStop() {
  const sigset_t signals = StopSignals();
  int signal = 0;
  sigwait(&signals, &signal);
  log::Info("draining", {{"signal", signal}});
}

void RefuseToStart(absl::string_view cause) {
  log::Error("refusing to start", {{"cause", cause}});
  log::Flush();
  std::exit(1);
}

void End() {
  log::Info("stopped");
  log::Stop();
}

}  // namespace nastavnik::program
