#include "services/gateway/forward/reflection.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "google/protobuf/text_format.h"

#include "services/gateway/calls/bytes.h"
#include "services/gateway/listen/errors.h"
#include "services/gateway/openapi/published.h"

namespace nastavnik::gateway {
namespace {

namespace pb = google::protobuf;
namespace v1 = grpc::reflection::v1;

constexpr absl::string_view kMethods[] = {
    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"};
constexpr size_t kMostQuestionBytes = 4096;

// The protocol itself in its two versions, which differ in the package alone.
std::vector<pb::FileDescriptorProto> ProtocolFiles() {
  std::vector<pb::FileDescriptorProto> files(2);
  v1::ServerReflectionRequest::descriptor()->file()->CopyTo(&files[0]);
  std::string text;
  pb::TextFormat::PrintToString(files[0], &text);
  text = absl::StrReplaceAll(text, {{"grpc.reflection.v1.", "grpc.reflection.v1alpha."},
                                    {"\"grpc.reflection.v1\"", "\"grpc.reflection.v1alpha\""},
                                    {"grpc/reflection/v1/", "grpc/reflection/v1alpha/"}});
  pb::TextFormat::ParseFromString(text, &files[1]);
  return files;
}

// The file after everything that it imports.
void AddWithImports(const pb::FileDescriptor& file, std::set<std::string>& added,
                    v1::FileDescriptorResponse& out) {
  if (!added.insert(file.name()).second) return;
  for (int i = 0; i < file.dependency_count(); ++i) AddWithImports(*file.dependency(i), added, out);
  pb::FileDescriptorProto proto;
  file.CopyTo(&proto);
  out.add_file_descriptor_proto(proto.SerializeAsString());
}

// One stream: each question is answered before the next one is read.
class Conversation final : public grpc::ServerGenericBidiReactor {
 public:
  explicit Conversation(const Reflection& reflection) : reflection_(reflection) {
    StartRead(&bytes_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    Reflection::Question question;
    if (bytes_.Length() > kMostQuestionBytes || !Parse(bytes_, question)) {
      return Finish({grpc::StatusCode::INVALID_ARGUMENT, "not a ServerReflectionRequest"});
    }
    bytes_ = BytesOf(reflection_.Ask(question));
    StartWrite(&bytes_);
  }
  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::CANCELLED);
    StartRead(&bytes_);
  }
  void OnDone() override { delete this; }

 private:
  const Reflection& reflection_;
  grpc::ByteBuffer bytes_;
};

}  // namespace

Reflection::Reflection() {
  std::vector<const pb::FileDescriptor*> files;
  for (const pb::FileDescriptorProto& file : PublishedDescriptorSet(Reader::kPublic).file())
    files.push_back(pool_.BuildFile(file));
  for (const pb::FileDescriptorProto& file : ProtocolFiles())
    files.push_back(pool_.BuildFile(file));
  for (const pb::FileDescriptor* file : files) {
    for (int i = 0; i < file->service_count(); ++i)
      services_.push_back(file->service(i)->full_name());
  }
  std::sort(services_.begin(), services_.end());
}

bool Reflection::IsReflection(absl::string_view method) {
  return std::count(std::begin(kMethods), std::end(kMethods), method) > 0;
}

grpc::ServerGenericBidiReactor* Reflection::Start() const { return new Conversation(*this); }

const pb::FileDescriptor* Reflection::FileOf(const Question& question) const {
  switch (question.message_request_case()) {
    case Question::kFileByFilename:
      return pool_.FindFileByName(question.file_by_filename());
    case Question::kFileContainingSymbol:
      return pool_.FindFileContainingSymbol(question.file_containing_symbol());
    case Question::kFileContainingExtension: {
      const v1::ExtensionRequest& asked = question.file_containing_extension();
      const pb::Descriptor* type = pool_.FindMessageTypeByName(asked.containing_type());
      const pb::FieldDescriptor* extension =
          type == nullptr ? nullptr : pool_.FindExtensionByNumber(type, asked.extension_number());
      return extension == nullptr ? nullptr : extension->file();
    }
    default:
      return nullptr;
  }
}

Reflection::Answer Reflection::Ask(const Question& question) const {
  Answer answer;
  answer.set_valid_host(question.host());
  *answer.mutable_original_request() = question;
  const auto not_found = [&] {
    answer.mutable_error_response()->set_error_code(grpc::StatusCode::NOT_FOUND);
    answer.mutable_error_response()->set_error_message("not found");
  };
  if (question.message_request_case() == Question::kListServices) {
    for (const std::string& service : services_)
      answer.mutable_list_services_response()->add_service()->set_name(service);
  } else if (question.message_request_case() == Question::kAllExtensionNumbersOfType) {
    const auto* type = pool_.FindMessageTypeByName(question.all_extension_numbers_of_type());
    if (type == nullptr) return not_found(), answer;
    std::vector<const pb::FieldDescriptor*> extensions;
    pool_.FindAllExtensions(type, &extensions);
    auto& numbers = *answer.mutable_all_extension_numbers_response();
    numbers.set_base_type_name(type->full_name());
    for (const pb::FieldDescriptor* extension : extensions)
      numbers.add_extension_number(extension->number());
  } else if (const pb::FileDescriptor* file = FileOf(question)) {
    std::set<std::string> added;
    AddWithImports(*file, added, *answer.mutable_file_descriptor_response());
  } else {
    not_found();
  }
  return answer;
}

}  // namespace nastavnik::gateway
