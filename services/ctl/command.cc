#include "services/ctl/command.h"

#include <iostream>
#include <string>
#include <utility>

namespace nastavnik::ctl {

void Program::On(CLI::App* command, std::function<int()> run) {
  command->callback([this, run = std::move(run)] { exit_code = run(); });
}

void Program::Say(const std::string& line) const {
  if (!quiet) std::cerr << line << "\n";
}

int Report(const absl::Status& status) {
  if (status.ok()) return kDone;
  const bool away = absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
  std::cerr << "nastavnikctl: " << (away ? "no answer, the same command may be repeated: " : "")
            << std::string(status.message()) << "\n";
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
      return kUsage;
    case absl::StatusCode::kNotFound:
      return kNotFound;
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
      return kNotAllowed;
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAborted:
      return kConflict;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return kUnavailable;
    default:
      return kFailed;
  }
}

}  // namespace nastavnik::ctl
