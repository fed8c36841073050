#include <catch2/catch.hpp>

#include "common/rpc/method.h"
#include "nastavnik/registration/v1/account.pb.h"

namespace nastavnik::rpc {
namespace {

TEST_CASE("a fingerprint tells requests apart and knows nothing of passwords") {
  registration::v1::CreateUserRequest request;
  request.set_request_id("k-1");
  request.set_email("anna@example.ru");
  request.set_password("длинный пароль");
  const auto& descriptor = *google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
      "nastavnik.registration.v1.AccountService.CreateUser");
  const Method method(descriptor, *RuleOf(descriptor), nullptr, Pipeline::Where::kPool);
  const auto fingerprint = [&] { return method.WriteKeyOf(request, "", PersonId()).fingerprint; };
  const std::string first = fingerprint();
  request.set_request_id("k-2");
  request.set_password("совсем другой");
  CHECK(fingerprint() == first);
  request.set_email("boris@example.ru");
  CHECK(fingerprint() != first);
}

}  // namespace
}  // namespace nastavnik::rpc
