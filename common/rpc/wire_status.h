#pragma once

#include <cstddef>

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace nastavnik::rpc {

// Most bytes that the violations of one error take on the wire; further ones are left out. gRPC
// carries them in trailing metadata, of which a client takes 8 KiB unless told otherwise: the
// platform's own clients take kMaxMetadataBytes.
inline constexpr size_t kMaxViolationBytes = 64 << 10;
inline constexpr int kMaxMetadataBytes = 128 << 10;  // base64 adds a third

// Our status as gRPC sends it: google.rpc.Status with ErrorInfo (domain "nastavnik"), BadRequest,
// RetryInfo and LocalizedMessage in its details. INTERNAL and UNKNOWN lose their message: it is for
// our log only.
grpc::Status ToWire(const absl::Status& status);
// The inverse, for answers of other services.
absl::Status FromWire(const grpc::Status& status);

}  // namespace nastavnik::rpc
