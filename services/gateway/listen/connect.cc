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
#include "services/gateway/transcode/reader.h"
#include "services/gateway/transcode/writer.h"

// After the specification of the Connect protocol, version 1 (connectrpc.com/docs/protocol).
namespace nastavnik::gateway {
namespace {

namespace pb = google::protobuf;

constexpr absl::string_view kJson = "application/json";
constexpr absl::string_view kProto = "application/proto";
constexpr absl::string_view kStreamJson = "application/connect+json";
constexpr absl::string_view kStreamProto = "application/connect+proto";
constexpr char kMessage = 0;
constexpr char kEndOfStream = 2;
constexpr size_t kLongestTimeout = 10;  // digits

// gRPC's codes as Connect names them, and their HTTP status.
struct Code {
  absl::string_view name;
  int http;
};
constexpr Code kCodes[] = {
    {"", 200},
    {"canceled", 499},
    {"unknown", 500},
    {"invalid_argument", 400},
    {"deadline_exceeded", 504},
    {"not_found", 404},
    {"already_exists", 409},
    {"permission_denied", 403},
    {"resource_exhausted", 429},
    {"failed_precondition", 400},
    {"aborted", 409},
    {"out_of_range", 400},
    {"unimplemented", 501},
    {"internal", 500},
    {"unavailable", 503},
    {"data_loss", 500},
    {"unauthenticated", 401},
};

Code CodeOf(absl::StatusCode code) {
  const auto number = static_cast<size_t>(code);
  return number < std::size(kCodes) ? kCodes[number] : kCodes[2];
}

// {"type": "google.rpc.ErrorInfo", "value": base64 without padding}
void AppendDetail(const pb::Any& detail, std::string* out) {
  const size_t slash = detail.type_url().rfind('/');
  std::string value = absl::Base64Escape(detail.value());
  while (!value.empty() && value.back() == '=') value.pop_back();
  absl::StrAppend(out, "{\"type\":");
  WriteText(detail.type_url().substr(slash == std::string::npos ? 0 : slash + 1), out);
  absl::StrAppend(out, ",\"value\":\"", value, "\"}");
}

absl::Status ReadTimeout(absl::string_view header, Decoded& decoded) {
  if (header.empty()) return absl::OkStatus();
  int64_t millis = 0;
  if (header.size() > kLongestTimeout || !absl::SimpleAtoi(header, &millis) || millis < 0)
    return MalformedBody("Connect-Timeout-Ms: ожидается до десяти цифр.");
  decoded.timeout = absl::Milliseconds(millis);
  return absl::OkStatus();
}

// {"code": ..., "message": ..., "details": [...]}
std::string ErrorJson(const absl::Status& status, const Decoded& decoded) {
  google::rpc::Status told;
  told.ParseFromString(StatusBytes(status, decoded));
  std::string out = absl::StrCat("{\"code\":\"", CodeOf(status.code()).name, "\",\"message\":");
  WriteText(told.message(), &out);
  out.append(",\"details\":[");
  for (int i = 0; i < told.details_size(); ++i) {
    if (i > 0) out.push_back(',');
    AppendDetail(told.details(i), &out);
  }
  return absl::StrCat(out, "]}");
}

std::string Encoded(const pb::Message& message, const Shape& shape, bool json) {
  std::string out;
  json ? WriteJson(message, shape, &out) : static_cast<void>(message.SerializeToString(&out));
  return out;
}

// What both kinds of calls have in common.
absl::Status ReadMessage(const http::Request& request, absl::string_view bytes, bool json,
                         const Method& method, pb::Message& message, Decoded& decoded) {
  const absl::string_view version = request.Header("connect-protocol-version");
  if (!version.empty() && version != "1")
    return MalformedBody("Connect-Protocol-Version: ожидается 1.");
  const absl::string_view coding =
      request.Header(method.streams() ? "connect-content-encoding" : "content-encoding");
  if (!coding.empty() && !absl::EqualsIgnoreCase(coding, "identity"))
    return MalformedBody("Сжатые запросы не принимаются.");
  RETURN_IF_ERROR(ReadTimeout(request.Header("connect-timeout-ms"), decoded));
  if (json) {
    const std::string fault =
        ReadJson(bytes, *method.request_shape, {}, message, decoded.violations);
    if (!fault.empty()) return MalformedBody(fault);
    if (!decoded.violations.empty()) return RequestInvalid(decoded.violations.all().size());
  } else {
    RETURN_IF_ERROR(ReadBinary(bytes, message));
  }
  decoded.repeatable = IsRepeatable(method, message);
  return absl::OkStatus();
}

std::string EndOfStream(const absl::Status& status, const Decoded& decoded) {
  return Envelope(kEndOfStream, status.ok()
                                    ? "{}"
                                    : absl::StrCat("{\"error\":", ErrorJson(status, decoded), "}"));
}

class ConnectStreamFormat final : public StreamFormat {
 public:
  ConnectStreamFormat(const Shape& shape, bool json) : shape_(shape), json_(json) {}
  std::string Message(const pb::Message& message) const override {
    return Envelope(kMessage, Encoded(message, shape_, json_));
  }
  std::string End(const absl::Status& status) const override { return EndOfStream(status, {}); }

 private:
  const Shape& shape_;
  const bool json_;
};

bool IsJson(absl::string_view type) { return type == kJson || type == kStreamJson; }

// A call with one answer and a call that streams differ in their content types. A stream is always
// answered 200: its outcome stands in the last envelope.
class ConnectProtocol final : public Protocol {
 public:
  absl::Status Read(const http::Request& request, const Router::Match& match, pb::Message& message,
                    Decoded& decoded) const override {
    const Method& method = *match.route->method;
    const std::string type = MediaTypeOf(request.Header("content-type"));
    const bool spoken = method.streams() ? type == kStreamJson || type == kStreamProto
                                         : type == kJson || type == kProto;
    if (!spoken) return UnsupportedMediaType();
    absl::string_view bytes = request.body;
    if (method.streams()) RETURN_IF_ERROR(OpenEnvelope(request.body, &bytes));
    return ReadMessage(request, bytes, IsJson(type), method, message, decoded);
  }

  http::Response Write(const http::Request& request, const Route& route, const pb::Message& message,
                       const Decoded&) const override {
    const std::string type = MediaTypeOf(request.Header("content-type"));
    http::Response response;
    response.body = Encoded(message, *route.method->response_shape, IsJson(type));
    response.headers.emplace_back("Content-Type", type);
    return response;
  }

  std::unique_ptr<const StreamFormat> OpenStream(const http::Request& request, const Route& route,
                                                 http::Headers& headers) const override {
    const std::string type = MediaTypeOf(request.Header("content-type"));
    headers.emplace_back("Content-Type", type);
    return std::make_unique<ConnectStreamFormat>(*route.method->response_shape, IsJson(type));
  }

  absl::string_view name() const override { return "connect"; }

  http::Response WriteError(const http::Request& request, const absl::Status& status,
                            const ProblemContext& context, const Decoded& decoded) const override {
    const bool streams = context.route->method->streams();
    http::Response response;
    if (status == UnsupportedMediaType()) {
      response.status = 415;
      response.headers.emplace_back("Accept-Post",
                                    streams ? absl::StrCat(kStreamJson, ", ", kStreamProto)
                                            : absl::StrCat(kJson, ", ", kProto));
    } else if (streams) {
      response.headers.emplace_back("Content-Type", MediaTypeOf(request.Header("content-type")));
      response.body = EndOfStream(status, decoded);
    } else {
      response.status = CodeOf(status.code()).http;
      response.headers.emplace_back("Content-Type", std::string(kJson));
      response.body = ErrorJson(status, decoded);
    }
    return response;
  }
};

}  // namespace

const Protocol& Connect() {
  static const ConnectProtocol& protocol = *new ConnectProtocol();
  return protocol;
}

const Protocol& ProtocolOf(const http::Request& request, const Route* route) {
  if (route == nullptr || !route->by_name) return Rest();
  const std::string type = MediaTypeOf(request.Header("content-type"));
  if (absl::StartsWith(type, "application/grpc-web")) return GrpcWeb();
  return Connect();
}

}  // namespace nastavnik::gateway
