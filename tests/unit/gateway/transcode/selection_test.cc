#include "services/gateway/transcode/selection.h"

#include "absl/strings/str_cat.h"
#include "catch2/catch.hpp"

#include "services/gateway/transcode/query.h"
#include "services/gateway/transcode/writer.h"
#include "tests/unit/gateway/transcode/kinds.h"

namespace nastavnik::gateway {
namespace {

// What is written of a message filled by `query` when `fields` are asked for, or the faults.
std::string Write(absl::string_view fields, absl::string_view query) {
  const auto message = testing::NewKinds();
  Violations violations;
  std::string unused;
  ReadQuery(query, testing::KindsShape(), {}, *message, &unused, violations);
  const auto selection = Selection::Parse(fields, testing::KindsShape(), "fields", violations);
  std::string out;
  for (const Violation& v : violations.all())
    absl::StrAppend(&out, out.empty() ? "" : "; ", v.field, " ", v.reason, " ", v.message);
  if (!out.empty()) return out;
  WriteJson(*message, testing::KindsShape(), &out, selection.get());
  return out;
}

TEST_CASE("an answer has the members that were asked for, in its own order") {
  constexpr char kQuery[] = "title=%D0%81%D0%BB%D0%BA%D0%B0&count=5&inner.familyName=x&numbers=1";
  CHECK(Write("title", kQuery) == R"({"title":"Ёлка"})");
  CHECK(Write(" count , title ", kQuery) == R"({"title":"Ёлка","count":5})");
  CHECK(Write("inner.familyName", kQuery) == R"({"inner":{"familyName":"x"}})");
  CHECK(Write("inner.familyName,inner", kQuery) == Write("inner", kQuery));
  CHECK(Write("inner,inner.familyName", kQuery) == Write("inner", kQuery));
  CHECK(Write("numbers", kQuery) == R"({"numbers":[1]})");
  CHECK(Write("", kQuery) == Write("*", kQuery));
  CHECK(Write("inner.familyName", "title=a") == "{}");
}

TEST_CASE("paths that lead nowhere are all told") {
  const std::string faults = Write("titel,inner.familyNam,title.x,content.a,count", "");
  CHECK(faults ==
        "fields UNKNOWN_FIELD Поля «titel» в ответе нет; может быть, «title»?; "
        "fields UNKNOWN_FIELD Поля «inner.familyNam» в ответе нет; может быть, «familyName»?; "
        "fields UNKNOWN_FIELD Поля «title.x» в ответе нет.; "
        "fields UNKNOWN_FIELD Поля «content.a» в ответе нет.");
  CHECK(Write("title,", "").find("UNKNOWN_FIELD") != std::string::npos);
  std::string many = "title";
  for (int i = 0; i < kMostSelected; ++i) many += ",title";
  CHECK(Write(many, "").find("TOO_MANY") != std::string::npos);
}

}  // namespace
}  // namespace nastavnik::gateway
