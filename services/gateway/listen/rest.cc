#include "absl/strings/str_cat.h"

#include "services/gateway/listen/protocol.h"
#include "services/gateway/transcode/writer.h"

namespace nastavnik::gateway {
namespace {

namespace pb = google::protobuf;

// Server-sent events (the HTML standard, 9.2). Of a message with a resume_token, the token is the
// event's id and its only other message is the data; a message without that message is no event,
// but its token is remembered all the same.
class SseFormat final : public StreamFormat {
 public:
  explicit SseFormat(const Method& method)
      : shape_(*method.response_shape), token_(method.response_token) {
    if (token_ == nullptr) return;
    for (const FieldShape& field : shape_.fields) {
      if (field.message != nullptr && !field.field->is_repeated()) payload_ = &field;
    }
  }

  std::string Begin() const override { return "retry: 3000\n\n"; }

  std::string Message(const pb::Message& message) const override {
    const auto& reflection = *message.GetReflection();
    std::string out;
    if (token_ != nullptr)
      absl::StrAppend(&out, "id: ", reflection.GetString(message, token_), "\n");
    if (payload_ == nullptr) {
      Data(message, shape_, &out);
    } else if (reflection.HasField(message, payload_->field)) {
      Data(reflection.GetMessage(message, payload_->field), *payload_->message, &out);
    } else {
      out.append(":\n");
    }
    out.push_back('\n');
    return out;
  }

  // There is no word for an end: the browser asks again, and is then told what is wrong.
  std::string End(const absl::Status&) const override { return ""; }

 private:
  // JSON as we write it has no line feeds.
  static void Data(const pb::Message& message, const Shape& shape, std::string* out) {
    out->append("data: ");
    WriteJson(message, shape, out);
    out->push_back('\n');
  }

  const Shape& shape_;
  const pb::FieldDescriptor* token_;
  const FieldShape* payload_ = nullptr;
};

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

  std::unique_ptr<const StreamFormat> OpenStream(const http::Request&, const Route& route,
                                                 http::Headers& headers) const override {
    headers.emplace_back("Content-Type", "text/event-stream");
    return std::make_unique<SseFormat>(*route.method);
  }

  absl::string_view name() const override { return "sse"; }

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
