#include "services/gateway/transcode/query.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "catch2/catch.hpp"

#include "services/gateway/transcode/writer.h"
#include "tests/unit/gateway/transcode/kinds.h"

namespace nastavnik::gateway {
namespace {

std::string Read(absl::string_view query, const std::vector<std::string>& taken = {}) {
  const auto message = testing::NewKinds();
  Violations violations;
  std::string fields;
  ReadQuery(query, testing::KindsShape(), taken, *message, &fields, violations);
  std::string faults;
  for (const Violation& v : violations.all())
    absl::StrAppend(&faults, faults.empty() ? "" : "; ", v.field, " ", v.reason);
  if (!faults.empty()) return faults;
  std::string json;
  WriteJson(*message, testing::KindsShape(), &json);
  return json;
}

TEST_CASE("query parameters fill the request") {
  const std::string json = Read(
      "title=%D0%81%D0%BB%D0%BA%D0%B0+%2B1&count=-5&active=true&wantedState=DRAFT&numbers=1&"
      "numbers=2&inner.familyName=x"
      "&createTime=2027-03-01T00:00:00%2B03:00&maybeLarge=7&updateMask=title,inner.familyName&");
  CHECK(absl::StrContains(json, R"("title":"Ёлка +1")"));
  CHECK(absl::StrContains(json, R"("count":-5)"));
  CHECK(absl::StrContains(json, R"("active":true)"));
  CHECK(absl::StrContains(json, R"("numbers":[1,2])"));
  CHECK(absl::StrContains(json, R"("inner":{"familyName":"x")"));
  CHECK(absl::StrContains(json, R"("createTime":"2027-02-28T21:00:00Z")"));
  CHECK(absl::StrContains(json, R"("maybeLarge":"7")"));
}

TEST_CASE("the parameter fields asks for a part of the answer") {
  const auto message = testing::NewKinds();
  Violations violations;
  std::string fields;
  ReadQuery("title=a&fields=title,inner.familyName", testing::KindsShape(), {}, *message, &fields,
            violations);
  CHECK(violations.empty());
  CHECK(fields == "title,inner.familyName");
  CHECK(Read("fields=a&fields=b") == "fields DUPLICATE_KEY");
}

TEST_CASE("a parameter that is not known, not free or not readable is refused") {
  CHECK(
      Read("titel=1&count=x&active=1&content.a=1&labels=1&inner=1&inner.none=1&title.x=1&state="
           "DRAFT") ==
      "titel UNKNOWN_FIELD; count WRONG_TYPE; active WRONG_TYPE; content.a UNKNOWN_FIELD; labels "
      "UNKNOWN_FIELD; "
      "inner UNKNOWN_FIELD; inner.none UNKNOWN_FIELD; title.x UNKNOWN_FIELD; state UNKNOWN_FIELD");
  CHECK(Read("title=a&title=b") == "title DUPLICATE_KEY");
  CHECK(Read("title=%ff&count=%0&name=%00") ==
        "title INVALID_TEXT; count INVALID_TEXT; name INVALID_TEXT");
  CHECK(Read("name=x&title=a", {"name"}) == "name UNKNOWN_FIELD");
  CHECK(Read("title=a", {"*"}) == "title UNKNOWN_FIELD");
}

}  // namespace
}  // namespace nastavnik::gateway
