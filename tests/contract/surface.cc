#include "tests/contract/surface.h"

#include <google/api/annotations.pb.h>
#include <google/protobuf/descriptor.pb.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/contract/golden/golden.h"

namespace nastavnik::contract {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;
using google::protobuf::FileDescriptorSet;

struct Surface {
  FileDescriptorSet set;
  DescriptorPool pool;
  std::vector<const FileDescriptor*> files;  // ours
};

const Surface& TheSurface() {
  static const Surface& surface = *[] {
    auto* made = new Surface;
    std::ifstream file(absl::StrCat(BuildDir(), "/gen/nastavnik.binpb"), std::ios::binary);
    REQUIRE(made->set.ParseFromIstream(&file));
    for (const auto& proto : made->set.file()) {
      const FileDescriptor* built = made->pool.BuildFile(proto);
      REQUIRE(built != nullptr);
      if (absl::StartsWith(proto.package(), "nastavnik.")) made->files.push_back(built);
    }
    return made;
  }();
  return surface;
}

Route RouteOf(const google::api::HttpRule& http) {
  switch (http.pattern_case()) {
    case google::api::HttpRule::kGet:
      return {"GET", http.get(), http.body()};
    case google::api::HttpRule::kPut:
      return {"PUT", http.put(), http.body()};
    case google::api::HttpRule::kPost:
      return {"POST", http.post(), http.body()};
    case google::api::HttpRule::kDelete:
      return {"DELETE", http.delete_(), http.body()};
    case google::api::HttpRule::kPatch:
      return {"PATCH", http.patch(), http.body()};
    default:
      return {http.custom().kind(), http.custom().path(), http.body()};
  }
}

void Collect(const Descriptor& message, std::set<const Descriptor*>& reached) {
  if (!reached.insert(&message).second) return;
  for (int i = 0; i < message.field_count(); ++i) {
    if (const Descriptor* inner = message.field(i)->message_type()) Collect(*inner, reached);
  }
}

}  // namespace

std::vector<const ServiceDescriptor*> Services() {
  std::vector<const ServiceDescriptor*> services;
  for (const FileDescriptor* file : TheSurface().files) {
    for (int i = 0; i < file->service_count(); ++i) services.push_back(file->service(i));
  }
  std::sort(services.begin(), services.end(),
            [](const auto* a, const auto* b) { return a->full_name() < b->full_name(); });
  return services;
}

std::vector<const MethodDescriptor*> Methods() {
  std::vector<const MethodDescriptor*> methods;
  for (const ServiceDescriptor* service : Services()) {
    for (int i = 0; i < service->method_count(); ++i) methods.push_back(service->method(i));
  }
  return methods;
}

const EnumDescriptor& Enum(const std::string& full_name) {
  const EnumDescriptor* found = TheSurface().pool.FindEnumTypeByName(full_name);
  REQUIRE(found != nullptr);
  return *found;
}

bool IsInternal(const ServiceDescriptor& service) {
  return absl::EndsWith(service.name(), "InternalService");
}

bool IsStaffOnly(const access::v1::AccessRule& rule) {
  using access::v1::Grant;
  return std::all_of(rule.any_of().begin(), rule.any_of().end(), [](const Grant& grant) {
    return grant.role() >= Grant::CHAIR && grant.role() <= Grant::AUDITOR;
  });
}

const access::v1::AccessRule& RuleOf(const MethodDescriptor& method) {
  return method.options().GetExtension(access::v1::rule);
}

access::v1::Audience AudienceOf(const Descriptor& message) {
  return message.options().GetExtension(access::v1::audience);
}

std::vector<Route> RoutesOf(const MethodDescriptor& method) {
  if (!method.options().HasExtension(google::api::http)) return {};
  const google::api::HttpRule& http = method.options().GetExtension(google::api::http);
  std::vector<Route> routes = {RouteOf(http)};
  for (const auto& more : http.additional_bindings()) routes.push_back(RouteOf(more));
  return routes;
}

std::set<const Descriptor*> Reach(const Descriptor& message) {
  std::set<const Descriptor*> reached;
  Collect(message, reached);
  return reached;
}

}  // namespace nastavnik::contract
