#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/status.pb.h"

#include "common/status/macros.h"
#include "services/gateway/listen/errors.h"
#include "services/gateway/listen/protocol.h"
#include "services/gateway/listen/rpc_body.h"

// After PROTOCOL-WEB.md of gRPC. Every answer is 200; the outcome stands in the trailers, which are
// the last frame of the body.
namespace nastavnik::gateway {
namespace {

namespace pb = google::protobuf;

constexpr char kData = 0;
constexpr char kTrailers = static_cast<char>(0x80);

bool IsText(absl::string_view type) { return absl::StartsWith(type, "application/grpc-web-text"); }

bool IsSpoken(absl::string_view type) {
  return type == "application/grpc-web" || type == "application/grpc-web+proto" ||
         type == "application/grpc-web-text" || type == "application/grpc-web-text+proto";
}

// "5S", "100m": at most eight digits and a unit.
absl::Status ReadTimeout(absl::string_view header, Decoded& decoded) {
  if (header.empty()) return absl::OkStatus();
  const absl::string_view digits = header.substr(0, header.size() - 1);
  int64_t count = 0;
  if (digits.size() > 8 || !absl::SimpleAtoi(digits, &count) || count < 0)
    return MalformedBody("grpc-timeout: до восьми цифр и единица H, M, S, m, u или n.");
  switch (header.back()) {
    case 'H':
      decoded.timeout = absl::Hours(count);
      return absl::OkStatus();
    case 'M':
      decoded.timeout = absl::Minutes(count);
      return absl::OkStatus();
    case 'S':
      decoded.timeout = absl::Seconds(count);
      return absl::OkStatus();
    case 'm':
      decoded.timeout = absl::Milliseconds(count);
      return absl::OkStatus();
    case 'u':
      decoded.timeout = absl::Microseconds(count);
      return absl::OkStatus();
    case 'n':
      decoded.timeout = absl::Nanoseconds(count);
      return absl::OkStatus();
    default:
      return MalformedBody("grpc-timeout: до восьми цифр и единица H, M, S, m, u или n.");
  }
}

// Percent-encoding of gRPC's status message.
std::string Percent(absl::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c >= 0x20 && c <= 0x7E && c != '%') {
      out.push_back(c);
    } else {
      absl::StrAppend(&out, "%",
                      absl::AsciiStrToUpper(absl::BytesToHexString(absl::string_view(&c, 1))));
    }
  }
  return out;
}

bool SpeaksText(const http::Request& request) {
  return IsText(MediaTypeOf(request.Header("content-type")));
}

const char* AnswerType(bool text) {
  return text ? "application/grpc-web-text+proto" : "application/grpc-web+proto";
}

http::Response Answer(const http::Request& request, std::string body) {
  const bool text = SpeaksText(request);
  http::Response response;
  response.headers.emplace_back("Content-Type", AnswerType(text));
  response.body = text ? absl::Base64Escape(body) : std::move(body);
  return response;
}

// The last frame of an answer.
std::string Trailers(const absl::Status& status, const Decoded& decoded) {
  if (status.ok()) return Envelope(kTrailers, "grpc-status: 0\r\n");
  const std::string bytes = StatusBytes(status, decoded);
  google::rpc::Status told;
  told.ParseFromString(bytes);
  std::string details = absl::Base64Escape(bytes);
  while (!details.empty() && details.back() == '=') details.pop_back();
  return Envelope(kTrailers, absl::StrCat("grpc-status: ", told.code(),
                                          "\r\ngrpc-message: ", Percent(told.message()),
                                          "\r\ngrpc-status-details-bin: ", details, "\r\n"));
}

class GrpcWebFormat final : public StreamFormat {
 public:
  explicit GrpcWebFormat(bool text) : text_(text) {}
  std::string Message(const pb::Message& message) const override {
    return Written(Envelope(kData, message.SerializeAsString()));
  }
  std::string End(const absl::Status& status) const override {
    return Written(Trailers(status, {}));
  }

 private:
  std::string Written(std::string frame) const {
    return text_ ? absl::Base64Escape(frame) : std::move(frame);
  }
  const bool text_;
};

class GrpcWebProtocol final : public Protocol {
 public:
  absl::Status Read(const http::Request& request, const Router::Match& match, pb::Message& message,
                    Decoded& decoded) const override {
    const std::string type = MediaTypeOf(request.Header("content-type"));
    if (!IsSpoken(type)) return UnsupportedMediaType();
    RETURN_IF_ERROR(ReadTimeout(request.Header("grpc-timeout"), decoded));
    std::string decoded_body;
    if (IsText(type) && !absl::Base64Unescape(request.body, &decoded_body))
      return MalformedBody("Тело запроса — не base64.");
    absl::string_view bytes;
    RETURN_IF_ERROR(OpenEnvelope(IsText(type) ? decoded_body : request.body, &bytes));
    RETURN_IF_ERROR(ReadBinary(bytes, message));
    decoded.repeatable = IsRepeatable(*match.route->method, message);
    return absl::OkStatus();
  }

  http::Response Write(const http::Request& request, const Route&, const pb::Message& message,
                       const Decoded&) const override {
    return Answer(request, absl::StrCat(Envelope(kData, message.SerializeAsString()),
                                        Trailers(absl::OkStatus(), {})));
  }

  std::unique_ptr<const StreamFormat> OpenStream(const http::Request& request, const Route&,
                                                 http::Headers& headers) const override {
    const bool text = SpeaksText(request);
    headers.emplace_back("Content-Type", AnswerType(text));
    return std::make_unique<GrpcWebFormat>(text);
  }

  absl::string_view name() const override { return "grpc_web"; }

  http::Response WriteError(const http::Request& request, const absl::Status& status,
                            const ProblemContext&, const Decoded& decoded) const override {
    if (status == UnsupportedMediaType()) {
      http::Response response;
      response.status = 415;
      return response;
    }
    return Answer(request, Trailers(status, decoded));
  }
};

}  // namespace

const Protocol& GrpcWeb() {
  static const GrpcWebProtocol& protocol = *new GrpcWebProtocol();
  return protocol;
}

}  // namespace nastavnik::gateway
