#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "services/gateway/listen/decode.h"
#include "services/gateway/routes/route.h"

// What the protocols that call methods by their names have in common.
namespace nastavnik::gateway {

// Type and subtype of a content type in lower case: "application/json; charset=utf-8" without what
// follows them.
std::string MediaTypeOf(absl::string_view content_type);

// A message of a stream, or the only one of a gRPC call: a byte of flags, four of length, the
// bytes.
std::string Envelope(char flags, absl::string_view bytes);
// The only message of a body. MALFORMED_BODY.
absl::Status OpenEnvelope(absl::string_view body, absl::string_view* bytes);

// Reads a binary message. MALFORMED_BODY.
absl::Status ReadBinary(absl::string_view body, google::protobuf::Message& message);
absl::Status MalformedMessage();

// A call may be repeated when it reads or has a key. Its key and etag stand in the message.
bool IsRepeatable(const Method& method, const google::protobuf::Message& message);

// The refusal as gRPC sends it, google.rpc.Status in bytes, with the violations that the reader
// found.
std::string StatusBytes(const absl::Status& status, const Decoded& decoded);

}  // namespace nastavnik::gateway
