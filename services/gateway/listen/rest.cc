#include "absl/strings/str_cat.h"

#include "services/gateway/listen/protocol.h"
#include "services/gateway/transcode/writer.h"

namespace nastavnik::gateway {
namespace {

namespace pb = google::protobuf;

class RestProtocol final : public Protocol {
 public:
  absl::Status Read(const http::Request& request, const Router::Match& match, pb::Message& message,
                    Decoded& decoded) const override {
    return DecodeRequest(request, match, message, decoded);
  }

  http::Response Write(const http::Request& request, const Route& route, const pb::Message& message,
                       const Decoded& decoded) const override {
    const Method& method = *route.method;
    http::Response response;
    std::string etag;
    if (method.response_etag != nullptr)
      etag = message.GetReflection()->GetString(message, method.response_etag);
    if (!etag.empty()) response.headers.emplace_back("ETag", absl::StrCat("\"", etag, "\""));
    const bool read = route.verb == "GET";
    if (read && !etag.empty() && NamesEtag(request.Header("if-none-match"), etag)) {
      response.status = 304;
      return response;
    }
    response.headers.emplace_back("Content-Type", "application/json");
    response.body.reserve(2 * message.ByteSizeLong() + 256);
    WriteJson(message, *method.response_shape, &response.body, decoded.selection.get());
    return response;
  }

  http::Response WriteError(const http::Request&, const absl::Status& status,
                            const ProblemContext& context, const Decoded& decoded) const override {
    return ProblemOf(status, context, decoded.violations.all());
  }
};

}  // namespace

const Protocol& Rest() {
  static const RestProtocol& protocol = *new RestProtocol();
  return protocol;
}

}  // namespace nastavnik::gateway
