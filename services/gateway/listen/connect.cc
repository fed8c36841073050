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

class ConnectProtocol final : public Protocol {
 public:
  absl::Status Read(const http::Request& request, const Router::Match& match, pb::Message& message,
                    Decoded& decoded) const override {
    const Method& method = *match.route->method;
    const std::string type = MediaTypeOf(request.Header("content-type"));
    if (type != kJson && type != kProto) return UnsupportedMediaType();
    const absl::string_view version = request.Header("connect-protocol-version");
    if (!version.empty() && version != "1")
      return MalformedBody("Connect-Protocol-Version: ожидается 1.");
    const absl::string_view coding = request.Header("content-encoding");
    if (!coding.empty() && !absl::EqualsIgnoreCase(coding, "identity"))
      return MalformedBody("Сжатые запросы не принимаются.");
    RETURN_IF_ERROR(ReadTimeout(request.Header("connect-timeout-ms"), decoded));
    if (type == kProto) {
      RETURN_IF_ERROR(ReadBinary(request.body, message));
    } else {
      const std::string fault =
          ReadJson(request.body, *method.request_shape, {}, message, decoded.violations);
      if (!fault.empty()) return MalformedBody(fault);
      if (!decoded.violations.empty()) return RequestInvalid(decoded.violations.all().size());
    }
    decoded.repeatable = IsRepeatable(method, message);
    return absl::OkStatus();
  }

  http::Response Write(const http::Request& request, const Route& route, const pb::Message& message,
                       const Decoded&) const override {
    const bool json = MediaTypeOf(request.Header("content-type")) == kJson;
    http::Response response;
    response.headers.emplace_back("Content-Type", std::string(json ? kJson : kProto));
    if (json) {
      WriteJson(message, *route.method->response_shape, &response.body);
    } else {
      message.SerializeToString(&response.body);
    }
    return response;
  }

  http::Response WriteError(const http::Request&, const absl::Status& status, const ProblemContext&,
                            const Decoded& decoded) const override {
    http::Response response;
    if (status == UnsupportedMediaType()) {
      response.status = 415;
      response.headers.emplace_back("Accept-Post", absl::StrCat(kJson, ", ", kProto));
      return response;
    }
    const Code code = CodeOf(status.code());
    google::rpc::Status told;
    told.ParseFromString(StatusBytes(status, decoded));
    response.status = code.http;
    response.headers.emplace_back("Content-Type", std::string(kJson));
    absl::StrAppend(&response.body, "{\"code\":\"", code.name, "\",\"message\":");
    WriteText(told.message(), &response.body);
    absl::StrAppend(&response.body, ",\"details\":[");
    for (int i = 0; i < told.details_size(); ++i) {
      if (i > 0) response.body.push_back(',');
      AppendDetail(told.details(i), &response.body);
    }
    absl::StrAppend(&response.body, "]}");
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
  return absl::StartsWith(type, "application/grpc-web") ? GrpcWeb() : Connect();
}

}  // namespace nastavnik::gateway
