#pragma once

#include <map>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"

#include "common/pg/database.h"
#include "common/pg/operation.h"
#include "common/rpc/pipeline.h"
#include "common/rpc/service.h"
#include "google/longrunning/operations.grpc.pb.h"

// google.longrunning.Operations over the rows of common/pg/operation.h, the same in every service:
// Get and Wait, for the person who started the operation. Names carry the service, so that the
// gateway finds it: "operations/results.0192...".
namespace nastavnik::rpc {

struct OperationsEnv {
  pg::Database& db;
  std::string service;  // "results"
  // Full name of the metadata message of each kind; the row's metadata is its ProtoJSON.
  std::map<std::string, std::string> metadata_types;
};

std::string OperationName(absl::string_view service, pg::OperationId id);
google::longrunning::Operation ToProto(const OperationsEnv& env, const pg::Operation& operation);

std::unique_ptr<Service> OperationsService(Pipeline& pipeline, OperationsEnv& env);

}  // namespace nastavnik::rpc
