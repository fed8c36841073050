#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include "absl/status/statusor.h"

#include "services/ctl/databases.h"
#include "services/review/operator/stored_run.h"

namespace nastavnik::ctl {

// Where the files of an assignment run are, as the flags of a command say: in the database of
// review, or as files.
struct AssignmentSource {
  std::string run;  // "seasons/2027/assignmentRuns/..."
  std::string input;
  std::string result;
  Where where;

  // Adds --run, --config, --database-url; --input, --result.
  void AddFlags(CLI::App* command);
};

// The files of a run as read. From files alone what the run told of them is unknown, and empty.
// INVALID_ARGUMENT unless either a run or two files are named; NOT_FOUND for a run that has no
// result.
absl::StatusOr<review::StoredRun> ReadAssignment(const AssignmentSource& source);

}  // namespace nastavnik::ctl
