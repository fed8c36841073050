// Pairs of experts in a season document: every bad one is named.
#include "absl/strings/str_cat.h"

#include "services/registration/domain/season/read.h"
#include "tests/unit/registration/example.h"

namespace nastavnik::season {
namespace {

absl::Status ReadPairs(const std::string& pairs) {
  return ReadDocument(
             Patched(absl::StrCat(R"({"reviewRounds": {"r1": {"conflict": {"neverTogether": )",
                                  pairs, "}}}}")),
             "2027")
      .status();
}

TEST_CASE("pairs of experts are two different ids each") {
  CHECK(
      ReadPairs(R"(["01a20be8-04be-7381-af9a-f5609c8acbd4:01a20be8-04c8-7b9a-a1c6-4a5fd317fbd4"])")
          .ok());
  const absl::Status bad = ReadPairs(
      R"(["01a20be8-04be-7381-af9a-f5609c8acbd4:01a20be8-04c8-7b9a-a1c6-4a5fd317fbd4",
          "01a20be8-04be-7381-af9a-f5609c8acbd4", "a:b",
          "01a20be8-04be-7381-af9a-f5609c8acbd4:01a20be8-04be-7381-af9a-f5609c8acbd4"])");
  const auto violations = ErrorFrom(bad).violations;
  REQUIRE(violations.size() == 3);
  for (size_t i = 0; i < violations.size(); ++i) {
    CHECK(violations[i].field ==
          absl::StrCat("reviewRounds.r1.conflict.neverTogether[", i + 1, "]"));
    CHECK(violations[i].reason == "INVALID_FORMAT");
  }
}

}  // namespace
}  // namespace nastavnik::season
