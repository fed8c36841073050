#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/id/id.h"
#include "common/pg/database.h"

// Long work as a row (google.longrunning.Operation), so that it outlives the process. The service
// that starts it does the work in a job and finishes the row in the transaction of the last effect.
namespace nastavnik::pg {

using OperationId = Id<struct OperationTag>;

struct Operation {
  enum class State { kRunning, kSucceeded, kFailed, kCancelled };

  OperationId id;
  std::string season;
  std::string kind;  // "assignmentRun"
  PersonId owner;    // who may ask for it
  State state = State::kRunning;
  std::string metadata;     // JSON object: done, total, stage
  std::string result_type;  // when succeeded: full name of the message that `result` holds
  std::string result;
  absl::Status error;  // when failed or cancelled
  absl::Time create_time;
  absl::Time update_time;
};

// Reads one; no lock.
Query SelectOperation(OperationId id);
// Running ones of a kind that `owner` started, oldest first.
Query SelectRunningOperations(PersonId owner, absl::string_view kind);
// Running ones of a kind, whoever started them: what a job goes on with after a restart.
Query SelectUnfinishedOperations(absl::string_view kind);
Operation OperationFrom(const Row& row);

void InsertOperation(Changes& changes, const Operation& operation);
void SetProgress(Changes& changes, OperationId id, absl::string_view metadata);
// The end of a running operation; one that has ended already makes the transaction fail.
void Succeed(Changes& changes, OperationId id, absl::string_view result_type,
             const std::string& result);
void Fail(Changes& changes, OperationId id,
          const absl::Status& error);  // CANCELLED makes it cancelled

}  // namespace nastavnik::pg
