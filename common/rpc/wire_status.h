#pragma once

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace nastavnik::rpc {

// Our status as gRPC sends it: google.rpc.Status with ErrorInfo (domain "nastavnik"), BadRequest, RetryInfo and
// LocalizedMessage in its details. INTERNAL and UNKNOWN lose their message: it is for our log only.
grpc::Status ToWire(const absl::Status& status);
// The inverse, for answers of other services.
absl::Status FromWire(const grpc::Status& status);

}  // namespace nastavnik::rpc
