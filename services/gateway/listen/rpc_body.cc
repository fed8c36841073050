#include "services/gateway/listen/rpc_body.h"

#include <cstdint>

#include "absl/strings/ascii.h"

#include "common/rpc/wire_status.h"
#include "common/status/error.h"
#include "services/gateway/listen/errors.h"

namespace nastavnik::gateway {
namespace {

constexpr size_t kEnvelopeHead = 5;

}  // namespace

std::string Envelope(char flags, absl::string_view bytes) {
  std::string envelope(1, flags);
  for (int shift = 24; shift >= 0; shift -= 8)
    envelope.push_back(static_cast<char>(static_cast<uint32_t>(bytes.size()) >> shift & 0xFF));
  envelope.append(bytes.data(), bytes.size());
  return envelope;
}

absl::Status OpenEnvelope(absl::string_view body, absl::string_view* bytes) {
  if (body.size() < kEnvelopeHead) return MalformedBody("Ожидается кадр: пять байтов и сообщение.");
  if (body[0] != 0) return MalformedBody("Сжатые запросы не принимаются.");
  uint32_t size = 0;
  for (size_t i = 1; i < kEnvelopeHead; ++i) size = size << 8 | static_cast<uint8_t>(body[i]);
  if (body.size() - kEnvelopeHead != size)
    return MalformedBody("Длина кадра не та, или кадров больше одного.");
  *bytes = body.substr(kEnvelopeHead);
  return absl::OkStatus();
}

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
