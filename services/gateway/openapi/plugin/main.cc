// protoc-gen-nastavnik: makes the API reference of the proto files that protoc gives it. The
// parameter is the version. Writes for the public and for the offices
// {public,staff}/{openapi.json,openapi-3.0.json,descriptor.binpb,protos.tar.gz}.
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <boost/json/serialize.hpp>

#include "google/protobuf/compiler/code_generator.h"
#include "google/protobuf/compiler/plugin.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream.h"

#include "services/gateway/openapi/generator/openapi.h"
#include "services/gateway/openapi/generator/openapi30.h"
#include "services/gateway/openapi/generator/publish.h"
#include "services/gateway/routes/catalog.h"

namespace nastavnik::gateway {
namespace {

namespace pb = google::protobuf;

void Write(pb::compiler::GeneratorContext& context, const std::string& path,
           const std::string& bytes) {
  const std::unique_ptr<pb::io::ZeroCopyOutputStream> file(context.Open(path));
  pb::io::CodedOutputStream(file.get()).WriteString(bytes);
}

// A file and what it imports, imports first, each once.
void AddFile(const pb::FileDescriptor& file, std::set<std::string>& added,
             pb::FileDescriptorSet& set) {
  if (!added.insert(file.name()).second) return;
  for (int i = 0; i < file.dependency_count(); ++i) AddFile(*file.dependency(i), added, set);
  pb::FileDescriptorProto& proto = *set.add_file();
  file.CopyTo(&proto);
  file.CopyJsonNameTo(&proto);
  file.CopySourceCodeInfoTo(&proto);
}

class Reference : public pb::compiler::CodeGenerator {
 public:
  bool Generate(const pb::FileDescriptor*, const std::string&, pb::compiler::GeneratorContext*,
                std::string* error) const override {
    *error = "all files are read together";
    return false;
  }

  bool GenerateAll(const std::vector<const pb::FileDescriptor*>& files, const std::string& version,
                   pb::compiler::GeneratorContext* context, std::string* error) const override {
    std::vector<const pb::ServiceDescriptor*> services;
    std::set<std::string> added;
    pb::FileDescriptorSet all;
    for (const pb::FileDescriptor* file : files) {
      AddFile(*file, added, all);
      for (int i = 0; IsOurs(file->name()) && i < file->service_count(); ++i)
        services.push_back(file->service(i));
    }
    const auto catalog = Catalog::FromServices(services);
    if (!catalog.ok()) {
      *error = std::string(catalog.status().message());
      return false;
    }
    for (const auto& [reader, folder] :
         {std::pair(Reader::kPublic, "public/"), std::pair(Reader::kStaff, "staff/")}) {
      const boost::json::object openapi = OpenApi(**catalog, reader, version);
      const pb::FileDescriptorSet published = Publish(all, reader);
      Write(*context, std::string(folder) + "openapi.json", boost::json::serialize(openapi));
      Write(*context, std::string(folder) + "openapi-3.0.json",
            boost::json::serialize(ToOpenApi30(openapi)));
      Write(*context, std::string(folder) + "descriptor.binpb", published.SerializeAsString());
      Write(*context, std::string(folder) + "protos.tar.gz", ProtoArchive(published));
    }
    return true;
  }

  uint64_t GetSupportedFeatures() const override { return FEATURE_PROTO3_OPTIONAL; }
};

}  // namespace
}  // namespace nastavnik::gateway

int main(int argc, char** argv) {
  const nastavnik::gateway::Reference reference;
  return google::protobuf::compiler::PluginMain(argc, argv, &reference);
}
