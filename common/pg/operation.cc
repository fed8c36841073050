#include "common/pg/operation.h"

#include "common/status/error.h"
#include "pg_sql/sql.h"

namespace nastavnik::pg {
namespace {

Operation::State StateFrom(absl::string_view text) {
  if (text == "SUCCEEDED") return Operation::State::kSucceeded;
  if (text == "FAILED") return Operation::State::kFailed;
  if (text == "CANCELLED") return Operation::State::kCancelled;
  return Operation::State::kRunning;
}

}  // namespace

Query SelectOperation(OperationId id) { return Query(sql::kSelectOperation, id); }

Query SelectRunningOperations(PersonId owner, absl::string_view kind) {
  return Query(sql::kSelectRunningOperations, owner, kind);
}

Query SelectUnfinishedOperations(absl::string_view kind) {
  return Query(sql::kSelectUnfinishedOperations, kind);
}

Operation OperationFrom(const Row& row) {
  Operation operation;
  operation.id = row.IdOf<OperationId>("operation_id");
  operation.season = row.Text("season_id");
  operation.kind = row.Text("kind");
  operation.owner = row.IdOf<PersonId>("owner_id");
  operation.state = StateFrom(row.View("state"));
  operation.metadata = row.Text("metadata");
  operation.result_type = row.Text("result_type");
  if (operation.state == Operation::State::kSucceeded) {
    operation.result = row.Bytes("result");
  } else if (operation.state != Operation::State::kRunning) {
    operation.error = DecodeStatus(row.Bytes("result"));
  }
  operation.create_time = row.Time("create_time");
  operation.update_time = row.Time("update_time");
  return operation;
}

void InsertOperation(Changes& changes, const Operation& operation) {
  changes.Run(sql::kInsertOperation, operation.season, operation.id, operation.kind,
              operation.owner, operation.metadata.empty() ? "{}" : operation.metadata);
}

void SetProgress(Changes& changes, OperationId id, absl::string_view metadata) {
  changes.Run(sql::kUpdateOperationProgress, id, metadata);
}

void Succeed(Changes& changes, OperationId id, absl::string_view result_type,
             const std::string& result) {
  changes.RunExactly(1, sql::kFinishOperation, id, "SUCCEEDED", result_type, Bytes{result});
}

void Fail(Changes& changes, OperationId id, const absl::Status& error) {
  const char* state = error.code() == absl::StatusCode::kCancelled ? "CANCELLED" : "FAILED";
  changes.RunExactly(1, sql::kFinishOperation, id, state, std::nullopt, Bytes{EncodeStatus(error)});
}

}  // namespace nastavnik::pg
