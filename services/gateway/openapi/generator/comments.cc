#include "services/gateway/openapi/generator/comments.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"

namespace nastavnik::gateway {

namespace pb = google::protobuf;

template <typename Descriptor>
std::string CommentOf(const Descriptor& descriptor) {
  pb::SourceLocation location;
  if (!descriptor.GetSourceLocation(&location)) return "";
  std::string text(absl::StripAsciiWhitespace(location.leading_comments));
  absl::StrReplaceAll({{"\n ", " "}, {"\n", " "}}, &text);
  return text;
}

template std::string CommentOf(const pb::Descriptor&);
template std::string CommentOf(const pb::FieldDescriptor&);
template std::string CommentOf(const pb::EnumDescriptor&);
template std::string CommentOf(const pb::ServiceDescriptor&);
template std::string CommentOf(const pb::MethodDescriptor&);

}  // namespace nastavnik::gateway
