#include "services/gateway/openapi/comments.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "google/protobuf/descriptor.pb.h"

#include "services/gateway/openapi/descriptor_set.h"

namespace nastavnik::gateway {
namespace {

namespace pb = google::protobuf;

const pb::Descriptor* Find(const pb::DescriptorPool& pool, const pb::Descriptor& d) {
  return pool.FindMessageTypeByName(d.full_name());
}
const pb::FieldDescriptor* Find(const pb::DescriptorPool& pool, const pb::FieldDescriptor& d) {
  return pool.FindFieldByName(d.full_name());
}
const pb::EnumDescriptor* Find(const pb::DescriptorPool& pool, const pb::EnumDescriptor& d) {
  return pool.FindEnumTypeByName(d.full_name());
}
const pb::ServiceDescriptor* Find(const pb::DescriptorPool& pool, const pb::ServiceDescriptor& d) {
  return pool.FindServiceByName(d.full_name());
}
const pb::MethodDescriptor* Find(const pb::DescriptorPool& pool, const pb::MethodDescriptor& d) {
  return pool.FindMethodByName(d.full_name());
}

}  // namespace

Comments::Comments() {
  pb::FileDescriptorSet files;
  const absl::string_view bytes = EmbeddedDescriptorSet();
  files.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
  for (const pb::FileDescriptorProto& file : files.file()) pool_.BuildFile(file);
}

template <typename Descriptor>
std::string Comments::Of(const Descriptor& descriptor) const {
  const Descriptor* commented = Find(pool_, descriptor);
  pb::SourceLocation location;
  if (commented == nullptr || !commented->GetSourceLocation(&location)) return "";
  std::string text(absl::StripAsciiWhitespace(location.leading_comments));
  absl::StrReplaceAll({{"\n ", " "}, {"\n", " "}}, &text);
  return text;
}

template std::string Comments::Of(const pb::Descriptor&) const;
template std::string Comments::Of(const pb::FieldDescriptor&) const;
template std::string Comments::Of(const pb::EnumDescriptor&) const;
template std::string Comments::Of(const pb::ServiceDescriptor&) const;
template std::string Comments::Of(const pb::MethodDescriptor&) const;

}  // namespace nastavnik::gateway
