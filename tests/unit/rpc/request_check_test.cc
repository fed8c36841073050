#include "catch2/catch.hpp"

#include "common/rpc/name.h"
#include "common/rpc/request_check.h"
#include "nastavnik/registration/v1/account.pb.h"
#include "nastavnik/registration/v1/internal.pb.h"
#include "nastavnik/submission/v1/application.pb.h"

namespace nastavnik::rpc {
namespace {

namespace registration = nastavnik::registration::v1;

std::vector<FieldViolation> Check(google::protobuf::Message& request) {
  const absl::Status status = RequestCheck(*request.GetDescriptor()).Run(request);
  return status.ok() ? std::vector<FieldViolation>{} : ErrorFrom(status).violations;
}

registration::CreateUserRequest GoodUser() {
  registration::CreateUserRequest request;
  request.mutable_person_name()->set_family_name("Королёва");
  request.mutable_person_name()->set_given_name("Алёна");
  request.set_email("alyona@example.ru");
  request.set_password("наставник и ученик");
  return request;
}

TEST_CASE("a good request passes unchanged") {
  auto request = GoodUser();
  const auto before = request.SerializeAsString();
  CHECK_FALSE(RequestCheck(*request.GetDescriptor()).NeedsNormalizing(request));
  CHECK(Check(request).empty());
  CHECK(request.SerializeAsString() == before);
}

TEST_CASE("every violation of a request is told at once") {
  registration::CreateUserRequest request;
  request.mutable_person_name()->set_family_name(std::string(101, 'a'));
  request.mutable_person_name()->set_given_name("Анна\x01");
  request.set_password("корот");
  const auto violations = Check(request);
  REQUIRE(violations.size() == 4);
  CHECK(violations[0].field == "personName.familyName");
  CHECK(violations[0].reason == "TOO_LONG");
  CHECK(violations[0].message == "Не более 100 знаков.");
  CHECK(violations[1].field == "personName.givenName");
  CHECK(violations[1].reason == "INVALID_TEXT");
  CHECK(violations[2].field == "email");
  CHECK(violations[2].reason == "REQUIRED");
  CHECK(violations[3].field == "password");
  CHECK(violations[3].reason == "TOO_SHORT");
}

TEST_CASE("texts are normalized and measured in code points") {
  auto request = GoodUser();
  // 100 letters «й», each typed as и and U+0306: within the limit once composed.
  std::string family;
  for (int i = 0; i < 100; ++i) family += "\xD0\xB8\xCC\x86";
  request.mutable_person_name()->set_family_name(family);
  request.mutable_person_name()->set_given_name("Анна\r\nМария");
  CHECK(RequestCheck(*request.GetDescriptor()).NeedsNormalizing(request));
  CHECK(Check(request).empty());
  CHECK(request.person_name().family_name().size() == 200);
  CHECK(request.person_name().given_name() == "Анна\nМария");
}

TEST_CASE("what only the platform sets is refused, but a name and an etag may come back") {
  registration::UpdateUserRequest request;
  request.mutable_user()->set_name("users/me");
  request.mutable_user()->set_etag("v1-owner");
  CHECK(Check(request).empty());
  request.mutable_user()->set_state(registration::User::LOCKED);
  request.mutable_user()->set_email("other@example.ru");
  const auto violations = Check(request);
  REQUIRE(violations.size() == 2);
  CHECK(violations[0].field == "user.state");
  CHECK(violations[0].reason == "READ_ONLY");
  CHECK(violations[1].field == "user.email");
}

TEST_CASE("lists have their limits") {
  registration::BatchGetPeopleRequest request;
  for (int i = 0; i < 1001; ++i) request.add_people("x");
  const auto violations = Check(request);
  REQUIRE(violations.size() == 1);
  CHECK(violations[0].reason == "TOO_MANY");
}

TEST_CASE("open content is left to the domain") {
  submission::v1::CreateApplicationRequest request;
  request.set_parent("seasons/2027");
  (*request.mutable_application()->mutable_content()->mutable_fields())["title"].set_string_value(
      "и\xCC\x86\x01");
  CHECK_FALSE(RequestCheck(*request.GetDescriptor()).NeedsNormalizing(request));
  CHECK(Check(request).empty());
}

TEST_CASE("resource names") {
  const auto parts = ParseName("seasons/*/applications/*", "seasons/2027/applications/x");
  REQUIRE(parts.ok());
  CHECK(*parts == std::vector<std::string>{"2027", "x"});
  for (const char* wrong : {"", "seasons", "seasons//applications/x", "seasons/2027/applications/",
                            "seasons/2027/reviews/x", "seasons/2027/applications/x/y"}) {
    const auto refused = ParseName("seasons/*/applications/*", wrong, "parent");
    REQUIRE_FALSE(refused.ok());
    CHECK(ErrorFrom(refused.status()).violations[0].field == "parent");
  }
  const ApplicationId id = ApplicationId::New();
  const auto child = ParseChildName<ApplicationId>("seasons/*/applications/*",
                                                   "seasons/2027/applications/" + id.ToString());
  REQUIRE(child.ok());
  CHECK(child->parent == "2027");
  CHECK(child->id == id);
  CHECK(ReasonOf(
            ParseChildName<ApplicationId>("seasons/*/applications/*", "seasons/2027/applications/1")
                .status()) == "NOT_FOUND");
  CHECK(CheckEtag(3, "owner", "").ok());
  CHECK(CheckEtag(3, "owner", "v3-owner").ok());
  CHECK(ReasonOf(CheckEtag(3, "owner", "v2-owner")) == "ETAG_MISMATCH");
  CHECK(ReasonOf(CheckEtag(3, "owner", "v3-staff")) == "ETAG_MISMATCH");
}

}  // namespace
}  // namespace nastavnik::rpc
