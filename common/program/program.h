#pragma once

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/config/config.h"

// First and last steps of every program that keeps running.
namespace nastavnik::program {

extern const char kVersion[];  // of the build

// Settings, libraries, log and the metrics of the process itself. Ends the process with a message
// when the settings are wrong. SIGTERM and SIGINT are blocked from here on: call it before any
// thread starts.
config::Config Begin(const std::string& name, int argc, char** argv);

// Waits for SIGTERM or SIGINT.
void AwaitStop();

// Ends the process because it cannot do its work; the cause is in the log.
[[noreturn]] void RefuseToStart(absl::string_view cause);

// A value without which the process cannot work.
template <typename T>
T OrRefuseToStart(absl::StatusOr<T> value) {
  if (!value.ok()) RefuseToStart(value.status().message());
  return *std::move(value);
}

// Writes what the log still holds.
void End();

}  // namespace nastavnik::program
