#include "services/gateway/openapi/generator/publish.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "google/protobuf/descriptor.h"

#include "common/rpc/method.h"
#include "services/gateway/routes/catalog.h"

namespace nastavnik::gateway {
namespace {

namespace pb = google::protobuf;

// Files without services of ours and without messages of one service: kept whole once imported.
bool IsShared(const std::string& file) {
  return absl::StartsWith(file, "google/") || absl::StartsWith(file, "nastavnik/access/") ||
         absl::StartsWith(file, "nastavnik/common/");
}

// Files that nobody needs to import: their services are spoken to as they are.
bool IsStock(const std::string& file) {
  return file == "google/longrunning/operations.proto" || file == "grpc/health/v1/health.proto";
}

bool IsPublished(const pb::MethodDescriptor& method, Reader reader) {
  if (IsStock(method.file()->name())) return true;
  if (IsInternal(*method.service())) return false;
  const auto rule = rpc::RuleOf(method);
  return rule.ok() && (reader == Reader::kStaff || !IsStaffOnly(*rule));
}

// What is kept, found by walking from the published methods.
class Kept {
 public:
  Kept(const pb::DescriptorPool& pool, const pb::FileDescriptorSet& all, Reader reader)
      : reader_(reader) {
    for (const pb::FileDescriptorProto& proto : all.file()) {
      const pb::FileDescriptor& file = *pool.FindFileByName(proto.name());
      if (IsStock(file.name())) AddFile(file);
      for (int i = 0; i < file.service_count(); ++i) AddService(*file.service(i));
    }
    AddFile(*pool.FindFileByName("nastavnik/common/v1/errors.proto"));  // reasons stand in texts
  }

  bool Has(const std::string& full_name) const { return names_.count(full_name) > 0; }
  bool HasFile(const std::string& file) const { return imports_.count(file) > 0; }
  bool Imports(const std::string& file, const std::string& imported) const {
    return imports_.at(file).count(imported) > 0;
  }

 private:
  void AddFile(const pb::FileDescriptor& file) {
    auto [at, fresh] = imports_.try_emplace(file.name());
    if (!fresh || !(IsShared(file.name()) || IsStock(file.name()))) return;
    for (int i = 0; i < file.message_type_count(); ++i) AddMessage(*file.message_type(i));
    for (int i = 0; i < file.enum_type_count(); ++i) names_.insert(file.enum_type(i)->full_name());
    for (int i = 0; i < file.dependency_count(); ++i) AddImport(file, *file.dependency(i));
  }

  void AddImport(const pb::FileDescriptor& file, const pb::FileDescriptor& imported) {
    AddFile(file);
    AddFile(imported);
    imports_[file.name()].insert(imported.name());
  }

  // The extensions that options hold live in files that must be imported.
  void AddOptions(const pb::FileDescriptor& file, const pb::Message& options) {
    std::vector<const pb::FieldDescriptor*> set;
    options.GetReflection()->ListFields(options, &set);
    for (const pb::FieldDescriptor* option : set) {
      if (option->is_extension()) {
        AddImport(file, *file.pool()->FindFileByName(option->file()->name()));
      }
    }
  }

  void AddService(const pb::ServiceDescriptor& service) {
    for (int i = 0; i < service.method_count(); ++i) {
      const pb::MethodDescriptor& method = *service.method(i);
      if (!IsPublished(method, reader_)) continue;
      names_.insert(service.full_name());
      names_.insert(method.full_name());
      AddOptions(*service.file(), method.options());
      for (const pb::Descriptor* message : {method.input_type(), method.output_type()}) {
        AddImport(*service.file(), *message->file());
        AddMessage(*message);
      }
    }
  }

  void AddMessage(const pb::Descriptor& message) {
    const pb::Descriptor* outermost = &message;
    while (outermost->containing_type() != nullptr) outermost = outermost->containing_type();
    AddFile(*message.file());
    if (names_.insert(outermost->full_name()).second) AddParts(*outermost);
  }

  void AddParts(const pb::Descriptor& message) {
    const pb::FileDescriptor& file = *message.file();
    AddOptions(file, message.options());
    for (int i = 0; i < message.nested_type_count(); ++i) AddParts(*message.nested_type(i));
    for (int i = 0; i < message.field_count(); ++i) {
      const pb::FieldDescriptor& field = *message.field(i);
      AddOptions(file, field.options());
      if (field.message_type() != nullptr) {
        AddImport(file, *field.message_type()->file());
        AddMessage(*field.message_type());
      } else if (field.enum_type() != nullptr) {
        AddImport(file, *field.enum_type()->file());
        AddEnum(*field.enum_type());
      }
    }
  }

  void AddEnum(const pb::EnumDescriptor& type) {
    if (type.containing_type() != nullptr) return AddMessage(*type.containing_type());
    names_.insert(type.full_name());
  }

  const Reader reader_;
  std::set<std::string> names_;                           // of what stands in a file or a service
  std::map<std::string, std::set<std::string>> imports_;  // by file
};

using Places = std::map<int, int>;  // places of what is kept: old to new

// Leaves the entries that `kept` says yes to.
template <typename Entries, typename Keep>
Places Prune(Entries& entries, const Keep& keep) {
  Places places;
  Entries left;
  for (int i = 0; i < entries.size(); ++i) {
    if (!keep(entries.Get(i))) continue;
    places[i] = left.size();
    *left.Add() = entries.Get(i);
  }
  entries = std::move(left);
  return places;
}

// Comments follow what they are about; those of what is gone go. A path begins with the number of a
// field of FileDescriptorProto and the place in it.
class Comments {
 public:
  void Move(int field, Places places) { fields_[field] = std::move(places); }
  void MoveMethods(int service, Places places) { methods_[service] = std::move(places); }

  void Apply(pb::SourceCodeInfo& info) const {
    pb::SourceCodeInfo left;
    for (pb::SourceCodeInfo::Location location : info.location()) {
      if (Follow(location)) *left.add_location() = std::move(location);
    }
    info = std::move(left);
  }

 private:
  bool Follow(pb::SourceCodeInfo::Location& location) const {
    const auto field = location.path_size() < 2 ? fields_.end() : fields_.find(location.path(0));
    if (field == fields_.end()) return true;
    const auto place = field->second.find(location.path(1));
    if (place == field->second.end()) return false;
    const auto methods = methods_.find(location.path(1));
    const bool in_method = location.path(0) == pb::FileDescriptorProto::kServiceFieldNumber &&
                           location.path_size() > 3 &&
                           location.path(2) == pb::ServiceDescriptorProto::kMethodFieldNumber;
    if (in_method) {
      const auto method = methods->second.find(location.path(3));
      if (method == methods->second.end()) return false;
      location.set_path(3, method->second);
    }
    location.set_path(1, place->second);
    return true;
  }

  std::map<int, Places> fields_;
  std::map<int, Places> methods_;  // by the old place of the service
};

void PruneFile(const Kept& kept, pb::FileDescriptorProto& file) {
  using File = pb::FileDescriptorProto;
  const std::string prefix = file.package() + ".";
  const auto named = [&](const auto& entry) { return kept.Has(prefix + entry.name()); };
  Comments comments;
  for (int i = 0; i < file.service_size(); ++i) {
    pb::ServiceDescriptorProto& service = *file.mutable_service(i);
    comments.MoveMethods(i, Prune(*service.mutable_method(), [&](const auto& method) {
                           return kept.Has(prefix + service.name() + "." + method.name());
                         }));
  }
  comments.Move(File::kServiceFieldNumber, Prune(*file.mutable_service(), named));
  comments.Move(File::kMessageTypeFieldNumber, Prune(*file.mutable_message_type(), named));
  comments.Move(File::kEnumTypeFieldNumber, Prune(*file.mutable_enum_type(), named));
  comments.Move(File::kDependencyFieldNumber,
                Prune(*file.mutable_dependency(), [&](const std::string& imported) {
                  return kept.Imports(file.name(), imported);
                }));
  comments.Apply(*file.mutable_source_code_info());
}

}  // namespace

pb::FileDescriptorSet Publish(const pb::FileDescriptorSet& all, Reader reader) {
  pb::DescriptorPool pool;
  for (const pb::FileDescriptorProto& file : all.file()) pool.BuildFile(file);
  const Kept kept(pool, all, reader);
  pb::FileDescriptorSet published;
  for (const pb::FileDescriptorProto& file : all.file()) {
    if (!kept.HasFile(file.name())) continue;
    pb::FileDescriptorProto& left = *published.add_file();
    left = file;
    PruneFile(kept, left);
  }
  return published;
}

}  // namespace nastavnik::gateway
