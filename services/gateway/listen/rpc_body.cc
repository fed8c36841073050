#include "services/gateway/listen/rpc_body.h"

#include "absl/strings/ascii.h"

#include "common/rpc/wire_status.h"
#include "common/status/error.h"
#include "services/gateway/listen/errors.h"

namespace nastavnik::gateway {

std::string MediaTypeOf(absl::string_view content_type) {
  return absl::AsciiStrToLower(
      absl::StripAsciiWhitespace(content_type.substr(0, content_type.find(';'))));
}

absl::Status ReadBinary(absl::string_view body, google::protobuf::Message& message) {
  return message.ParseFromArray(body.data(), static_cast<int>(body.size())) ? absl::OkStatus()
                                                                            : MalformedMessage();
}

absl::Status MalformedMessage() {
  return MalformedBody("Тело запроса — не сообщение Protocol Buffers этого метода.");
}

bool IsRepeatable(const Method& method, const google::protobuf::Message& message) {
  return method.reads || (method.request_id != nullptr &&
                          !message.GetReflection()->GetString(message, method.request_id).empty());
}

std::string StatusBytes(const absl::Status& status, const Decoded& decoded) {
  if (decoded.violations.empty()) return rpc::ToWire(status).error_details();
  Error error = ErrorFrom(status);
  for (const Violation& violation : decoded.violations.all()) error.violations.push_back(violation);
  return rpc::ToWire(ToStatus(error)).error_details();
}

}  // namespace nastavnik::gateway
