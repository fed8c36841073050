#include "common/rpc/operations.h"

#include <algorithm>

#include <google/protobuf/util/json_util.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"

#include "common/rpc/name.h"
#include "common/rpc/wire_status.h"
#include "common/status/macros.h"
#include "google/rpc/status.pb.h"

namespace nastavnik::rpc {
namespace {

namespace pb = google::longrunning;
using EnvCall = CallOf<OperationsEnv>;

constexpr absl::string_view kTypeUrl = "type.googleapis.com/";
constexpr absl::Duration kLookAgain = absl::Milliseconds(100);
constexpr absl::Duration kLongestWait =
    absl::Seconds(10);  // a wait holds one of the process's threads
constexpr absl::Duration kTimeToAnswer = absl::Milliseconds(200);

// ProtoJSON of a message of the type as that message.
void Pack(const std::string& type, const std::string& json, google::protobuf::Any& any) {
  const auto* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(type);
  if (descriptor == nullptr) return;
  const auto* prototype =
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor);
  const std::unique_ptr<google::protobuf::Message> message(prototype->New());
  if (google::protobuf::util::JsonStringToMessage(json, message.get()).ok()) any.PackFrom(*message);
}

absl::StatusOr<pg::Operation> Find(const EnvCall& call, const std::string& name) {
  absl::string_view rest = name;
  const bool ours = absl::ConsumePrefix(&rest, absl::StrCat("operations/", call.env.service, "."));
  const auto id = pg::OperationId::Parse(rest);
  if (!ours || !id) return NoSuchObject();
  ASSIGN_OR_RETURN(const pg::Rows rows, call.env.db.Read(pg::SelectOperation(*id), call.deadline));
  ASSIGN_OR_RETURN(const pg::Row row, rows.One(NoSuchObject()));
  const pg::Operation operation = pg::OperationFrom(row);
  if (operation.owner != call.caller.person) return NoSuchObject();
  return operation;
}

absl::StatusOr<pb::Operation> GetOperation(const EnvCall& call,
                                           const pb::GetOperationRequest& request) {
  ASSIGN_OR_RETURN(const pg::Operation operation, Find(call, request.name()));
  return ToProto(call.env, operation);
}

absl::StatusOr<pb::Operation> WaitOperation(const EnvCall& call,
                                            const pb::WaitOperationRequest& request) {
  absl::Duration timeout = kLongestWait;
  if (request.has_timeout()) {
    timeout = std::min(timeout, absl::Seconds(request.timeout().seconds()) +
                                    absl::Nanoseconds(request.timeout().nanos()));
  }
  const absl::Time until = std::min(absl::Now() + timeout, call.deadline - kTimeToAnswer);
  for (;;) {
    ASSIGN_OR_RETURN(const pg::Operation operation, Find(call, request.name()));
    if (operation.state != pg::Operation::State::kRunning || absl::Now() + kLookAgain > until) {
      return ToProto(call.env, operation);
    }
    absl::SleepFor(kLookAgain);
  }
}

template <typename Request, typename Response>
absl::StatusOr<Response> NotOffered(const EnvCall&, const Request&) {
  return ToStatus({.code = absl::StatusCode::kUnimplemented,
                   .reason = "FEATURE_NOT_AVAILABLE",
                   .message = "Это действие с операциями пока недоступно.",
                   .metadata = {{"feature", "operations"}}});
}

}  // namespace

std::string OperationName(absl::string_view service, pg::OperationId id) {
  return absl::StrCat("operations/", service, ".", id.ToString());
}

pb::Operation ToProto(const OperationsEnv& env, const pg::Operation& operation) {
  pb::Operation proto;
  proto.set_name(OperationName(env.service, operation.id));
  proto.set_done(operation.state != pg::Operation::State::kRunning);
  const auto metadata = env.metadata_types.find(operation.kind);
  if (metadata != env.metadata_types.end())
    Pack(metadata->second, operation.metadata, *proto.mutable_metadata());
  if (operation.state == pg::Operation::State::kSucceeded) {
    proto.mutable_response()->set_type_url(absl::StrCat(kTypeUrl, operation.result_type));
    proto.mutable_response()->set_value(operation.result);
  } else if (proto.done()) {
    proto.mutable_error()->ParseFromString(ToWire(operation.error).error_details());
  }
  return proto;
}

std::unique_ptr<Service> OperationsService(Pipeline& pipeline, OperationsEnv& env) {
  using google::protobuf::Empty;
  return Bind<pb::Operations>(pipeline, env)
      .On("GetOperation", GetOperation)
      .On("WaitOperation", WaitOperation)
      .On("ListOperations", NotOffered<pb::ListOperationsRequest, pb::ListOperationsResponse>)
      .On("DeleteOperation", NotOffered<pb::DeleteOperationRequest, Empty>)
      .On("CancelOperation", NotOffered<pb::CancelOperationRequest, Empty>)
      .Build();
}

}  // namespace nastavnik::rpc
