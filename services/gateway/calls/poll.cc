#include "services/gateway/calls/poll.h"

#include <chrono>

#include <grpcpp/impl/codegen/client_unary_call.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/rpc/wire_status.h"
#include "nastavnik/registration/v1/internal.pb.h"

namespace nastavnik::gateway {

absl::Status PollClock(const std::string& service, Backends& backends, DatabaseClocks& clocks) {
  std::string title = service;
  title[0] = absl::ascii_toupper(title[0]);
  const std::string method =
      absl::StrCat("nastavnik.", service, ".v1.", title, "InternalService/GetDatabaseTime");
  rpc::Backend& backend = backends.Of(service);
  grpc::ClientContext context;
  backend.Prepare(context, method, absl::Now() + absl::Seconds(1));
  const registration::v1::GetDatabaseTimeRequest request;
  registration::v1::GetDatabaseTimeResponse response;
  const auto asked = std::chrono::steady_clock::now();
  const grpc::Status status =
      grpc::internal::BlockingUnaryCall<registration::v1::GetDatabaseTimeRequest,
                                        registration::v1::GetDatabaseTimeResponse>(
          backend.channel().get(),
          grpc::internal::RpcMethod(absl::StrCat("/", method).c_str(),
                                    grpc::internal::RpcMethod::NORMAL_RPC),
          &context, request, &response);
  if (!status.ok()) return rpc::FromWire(status);
  clocks.AddSample(service, asked, std::chrono::steady_clock::now(),
                   absl::FromUnixSeconds(response.time().seconds()) +
                       absl::Nanoseconds(response.time().nanos()));
  return absl::OkStatus();
}

}  // namespace nastavnik::gateway
