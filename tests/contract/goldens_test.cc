#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "nastavnik/common/v1/errors.pb.h"
#include "tests/contract/golden/golden.h"
#include "tests/contract/surface.h"

namespace nastavnik::contract {
namespace {

using access::v1::AccessRule;
using access::v1::Grant;

std::string Lines(std::vector<std::string> lines) {
  std::sort(lines.begin(), lines.end());
  return absl::StrCat(absl::StrJoin(lines, "\n"), "\n");
}

std::string WhoMay(const AccessRule& rule) {
  return absl::StrJoin(rule.any_of(), " or ", [](std::string* out, const Grant& grant) {
    absl::StrAppend(out, Grant::Role_Name(grant.role()));
    for (const int condition : grant.all_of()) {
      absl::StrAppend(out, "+", Grant::Condition_Name(static_cast<Grant::Condition>(condition)));
    }
  });
}

std::string Marks(const AccessRule& rule) {
  std::vector<std::string> marks;
  if (rule.factor() == AccessRule::FRESH) marks.push_back("fresh");
  if (rule.two_persons()) marks.push_back("two-persons");
  if (rule.key_required()) marks.push_back("key");
  if (rule.etag_required()) marks.push_back("etag");
  if (rule.stamped()) marks.push_back("stamped");
  if (rule.grpc_only()) marks.push_back("grpc-only");
  return absl::StrJoin(marks, " ");
}

TEST_CASE("routes.txt: every path, its method, and the listener that answers it") {
  std::vector<std::string> lines;
  for (const MethodDescriptor* method : Methods()) {
    for (const Route& route : RoutesOf(*method)) {
      lines.push_back(absl::StrCat(
          route.path, " ", route.verb, " ", IsStaffOnly(RuleOf(*method)) ? "staff" : "public", " ",
          method->full_name(), route.body.empty() ? "" : " body=", route.body));
    }
  }
  CheckGolden("routes.txt", Lines(lines));
}

TEST_CASE("access.csv: who may call what, and what the call must carry") {
  std::vector<std::string> lines;
  for (const MethodDescriptor* method : Methods()) {
    const AccessRule& rule = RuleOf(*method);
    lines.push_back(absl::StrCat(method->full_name(), ",", rule.action(), ",", rule.object(), ",",
                                 WhoMay(rule), ",", absl::StrJoin(rule.services(), " "), ",",
                                 AccessRule::Priority_Name(rule.priority()), ",", Marks(rule)));
  }
  CheckGolden("access.csv", "method,action,object,who,services,priority,needs\n" + Lines(lines));
}

TEST_CASE("errors.txt: every reason and what people are told") {
  std::vector<std::string> lines;
  const EnumDescriptor& reasons = Enum("nastavnik.common.v1.Reason");
  for (int i = 1; i < reasons.value_count(); ++i) {
    const auto& text = reasons.value(i)->options().GetExtension(common::v1::error);
    INFO(reasons.value(i)->name());
    CHECK_FALSE(text.ru().empty());
    CHECK_FALSE(text.en().empty());
    CHECK_FALSE(text.hint().empty());
    lines.push_back(absl::StrCat(reasons.value(i)->name(),
                                 text.http() == 0 ? "" : absl::StrCat(" ", text.http()), " | ",
                                 text.ru(), " | ", text.en(), " | ", text.hint()));
  }
  const EnumDescriptor& fields = Enum("nastavnik.common.v1.FieldReason");
  for (int i = 1; i < fields.value_count(); ++i)
    lines.push_back(absl::StrCat("field ", fields.value(i)->name()));
  CheckGolden("errors.txt", Lines(lines));
}

}  // namespace
}  // namespace nastavnik::contract
