#include "services/gateway/openapi/published.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "google/protobuf/descriptor.h"

namespace nastavnik::gateway {
namespace {

namespace pb = google::protobuf;

// The set as a pool; every file must stand by itself.
void Build(const pb::FileDescriptorSet& set, pb::DescriptorPool& pool) {
  for (const pb::FileDescriptorProto& file : set.file()) {
    INFO(file.name());
    REQUIRE(pool.BuildFile(file) != nullptr);
  }
}

std::set<std::string> ServicesOf(const pb::FileDescriptorSet& set) {
  std::set<std::string> names;
  for (const pb::FileDescriptorProto& file : set.file()) {
    for (const pb::ServiceDescriptorProto& service : file.service())
      names.insert(file.package() + "." + service.name());
  }
  return names;
}

TEST_CASE("The published descriptors stand by themselves and tell the public nothing of offices") {
  const pb::FileDescriptorSet& open = PublishedDescriptorSet(Reader::kPublic);
  pb::DescriptorPool pool;
  Build(open, pool);
  const std::set<std::string> services = ServicesOf(open);
  CHECK(services.count("nastavnik.submission.v1.ApplicationService") == 1);
  CHECK(services.count("google.longrunning.Operations") == 1);
  CHECK(services.count("grpc.health.v1.Health") == 1);
  for (const std::string& service : services) {
    CHECK_FALSE(absl::StrContains(service, "Staff"));
    CHECK_FALSE(absl::StrContains(service, "Internal"));
    CHECK_FALSE(absl::StrContains(service, "admin"));
  }
  CHECK(pool.FindMessageTypeByName("nastavnik.registration.v1.User") != nullptr);
  CHECK(pool.FindMessageTypeByName("nastavnik.registration.v1.StaffUser") == nullptr);
}

TEST_CASE("The offices' descriptors have their services and none that services ask each other") {
  const pb::FileDescriptorSet& staff = PublishedDescriptorSet(Reader::kStaff);
  pb::DescriptorPool pool;
  Build(staff, pool);
  const std::set<std::string> services = ServicesOf(staff);
  CHECK(services.count("nastavnik.registration.v1.AccountStaffService") == 1);
  for (const std::string& service : services) CHECK_FALSE(absl::StrContains(service, "Internal"));
}

TEST_CASE("Comments follow what they are about") {
  pb::DescriptorPool pool;
  Build(PublishedDescriptorSet(Reader::kPublic), pool);
  const auto comment = [&](const auto* descriptor) {
    pb::SourceLocation location;
    REQUIRE(descriptor != nullptr);
    REQUIRE(descriptor->GetSourceLocation(&location));
    return location.leading_comments;
  };
  CHECK(absl::StrContains(
      comment(pool.FindMethodByName("nastavnik.registration.v1.AccountService.CreateUser")),
      "Signs up."));
  const pb::Descriptor* request =
      pool.FindMessageTypeByName("nastavnik.registration.v1.CreateUserRequest");
  CHECK(absl::StrContains(comment(request), "Signs up."));
  CHECK(absl::StrContains(comment(request->FindFieldByName("email")), "E-mail address"));
}

}  // namespace
}  // namespace nastavnik::gateway
