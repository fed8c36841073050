#include "common/filter/filter.h"

#include <random>

#include <catch2/catch.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/status/error.h"

namespace nastavnik::filter {
namespace {

const Fields& Example() {
  static const auto& fields = *new Fields{
      {"state", Type::kEnum, "a.state", {"DRAFT", "SUBMITTED"}},
      {"title", Type::kText, "v.title", {}, true},
      {"region", Type::kText, "a.region_id"},
      {"keywords", Type::kTexts, "v.keywords"},
      {"author", Type::kId, "p.person_id"},
      {"reviews", Type::kInt, "a.reviews", {}, true},
      {"late", Type::kBool, "a.late"},
      {"createTime", Type::kTime, "a.create_time", {}, true},
  };
  return fields;
}

std::string Sql(absl::string_view filter) {
  const auto condition = ParseFilter(filter, Example(), 3);
  INFO(filter);
  REQUIRE(condition.ok());
  return condition->sql;
}

std::string Param(absl::string_view filter, int i = 0) {
  const auto condition = ParseFilter(filter, Example(), 1);
  INFO(filter);
  REQUIRE(condition.ok());
  REQUIRE(condition->params.size() > i);
  return std::string(condition->params[i]);
}

// "REASON message" of every fault.
std::string Faults(absl::string_view filter) {
  const auto condition = ParseFilter(filter, Example(), 1);
  if (condition.ok()) return "";
  std::vector<std::string> faults;
  for (const FieldViolation& violation : ErrorFrom(condition.status()).violations)
    faults.push_back(absl::StrCat(violation.reason, " ", violation.message));
  return absl::StrJoin(faults, " | ");
}

constexpr char kId[] = "0192e4a0-0000-7000-8000-000000000001";

TEST_CASE("a filter becomes SQL whose every value is a parameter") {
  CHECK(Sql("") == "TRUE");
  CHECK(Sql("  ") == "TRUE");
  CHECK(Sql("state = SUBMITTED") == "coalesce(a.state = $3::text, FALSE)");
  CHECK(Sql("state != DRAFT") == "a.state IS DISTINCT FROM $3::text");
  CHECK(Sql("reviews>=2") == "coalesce(a.reviews >= $3::bigint, FALSE)");
  CHECK(Sql("keywords:onboarding") == "$3::text = ANY (v.keywords)");
  CHECK(Sql("keywords:*") == "cardinality(v.keywords) > 0");
  CHECK(Sql("createTime:*") == "a.create_time IS NOT NULL");
  CHECK(Sql("title:*") == "coalesce(v.title, '') <> ''");
  CHECK(Sql("late = true") == "coalesce(a.late = $3::boolean, FALSE)");
  CHECK(Sql(absl::StrCat("author=users/", kId)) == "coalesce(p.person_id = $3::uuid, FALSE)");
  CHECK(Param(absl::StrCat("author = ", kId)) == kId);
  CHECK(Param("reviews < -5") == "-5");
  CHECK(Param("reviews<-5") == "-5");
  CHECK(Param("createTime > 2027-03-05T12:00:00+03:00").substr(0, 19) == "2027-03-05 09:00:00");
}

TEST_CASE("OR binds tighter than AND, juxtaposition is AND") {
  const std::string s = "coalesce(a.state = $3::text, FALSE)";
  const std::string r = "coalesce(a.region_id = $4::text, FALSE)";
  const std::string q = "coalesce(a.region_id = $5::text, FALSE)";
  const std::string all = absl::StrCat("(", s, " AND (", r, " OR ", q, "))");
  CHECK(Sql("state=DRAFT AND region=ru-16 OR region=ru-77") == all);
  CHECK(Sql("state=DRAFT region=ru-16 OR region=ru-77") == all);
  CHECK(Sql("NOT state=DRAFT") == "NOT " + s);
  CHECK(Sql("-state=DRAFT") == "NOT " + s);
  CHECK(Sql("-(state=DRAFT region=ru-16)") == absl::StrCat("NOT ((", s, " AND ", r, "))"));
}

TEST_CASE("texts match literally but for stars at their ends") {
  CHECK(Param("title = \"мастер*\"") == "мастер%");
  CHECK(Param("title = *школа") == "%школа");
  CHECK(Param("title = *школа*") == "%школа%");
  CHECK(Param("title = 'ма*стер'") == "ма*стер");
  CHECK(Param("title = \"звезда\\*\"") == "звезда*");
  CHECK(Param("title : \"100 %_\\\\\"") == "%100 \\%\\_\\\\%");
  CHECK(Param("title = \"O'Нил\"") == "O'Нил");
  CHECK(Param("title = 'кавычки \"ёлочки\"'") == "кавычки \"ёлочки\"");
  CHECK(Sql("title:ёлка") == "coalesce(v.title, '') COLLATE \"und-x-icu\" ILIKE $3::text");
  CHECK(Sql("title != ёл*") == "NOT coalesce(v.title, '') COLLATE \"und-x-icu\" LIKE $3::text");
}

TEST_CASE("what does not fit is told with its place and what would be right") {
  CHECK(Faults("stat = DRAFT AND reviews = many") ==
        "UNKNOWN_FIELD Знак 1. Поля «stat» здесь нет. Вы имели в виду state? | "
        "INVALID_FORMAT Знак 18. Поле reviews: ожидается целое число.");
  CHECK(Faults("title=ёж AND state = GONE") ==
        "INVALID_FORMAT Знак 14. Поле state: значения «GONE» нет, есть DRAFT, SUBMITTED.");
  CHECK(Faults("state > DRAFT") ==
        "INVALID_FORMAT Знак 1. Поле state: оператор > не подходит, подходят = != :.");
  CHECK(Faults("reviews = 1*").find("шаблон") != std::string::npos);
  CHECK(Faults("createTime > вчера").find("время") != std::string::npos);
  CHECK(Faults("author = 12").find("UUID") != std::string::npos);
  CHECK(Faults("ёжик") == "INVALID_FORMAT Знак 5: ожидается оператор = != < <= > >= :.");
  CHECK(Faults("(state = DRAFT") == "INVALID_FORMAT Знак 15: нет закрывающей скобки.");
  CHECK(Faults("state = DRAFT)") == "INVALID_FORMAT Знак 14: лишнее.");
  CHECK(Faults("state =") == "INVALID_FORMAT Знак 8: ожидается значение.");
  CHECK(Faults("title = \"открыто").find("ожидается значение") != std::string::npos);
  CHECK(Faults("AND state = DRAFT").find("ожидается имя поля") != std::string::npos);
  CHECK(Faults("state = DRAFT OR").find("ожидается имя поля") != std::string::npos);
  CHECK(Faults("\xFF").find("INVALID_TEXT") != std::string::npos);
}

TEST_CASE("filters have limits") {
  std::string many = "reviews = 1";
  for (int i = 1; i < kMostTerms; ++i) many += " OR reviews = 1";
  CHECK(Faults(many).empty());
  CHECK(Faults(many + " OR reviews = 1").find("не больше 32 условий") != std::string::npos);
  const auto nested = [](int depth) {
    return std::string(depth, '(') + "late = true" + std::string(depth, ')');
  };
  CHECK(Faults(nested(kMostDepth)).empty());
  CHECK(Faults(nested(kMostDepth + 1)).find("не больше 8 уровней") != std::string::npos);
  CHECK(Faults(std::string(1000, '(')).find("не больше 8 уровней") != std::string::npos);
  CHECK(Faults("title = \"" + std::string(kMostBytes, 'a') + "\"").find("TOO_LONG") == 0);
}

TEST_CASE("an order is total and knows the rows after a key") {
  const auto order = Order::Parse("createTime desc, title", Example(), "a.application_id");
  REQUIRE(order.ok());
  CHECK(order->Sql() == "a.create_time DESC, v.title, a.application_id");
  CHECK(order->After({}, 4)->sql == "TRUE");
  CHECK(order->After({"t", "x", "i"}, 4)->sql ==
        "((a.create_time < $4::timestamptz) OR (a.create_time = $4::timestamptz AND v.title > "
        "$5::text) OR (a.create_time = $4::timestamptz AND v.title = $5::text AND "
        "a.application_id > $6::uuid))");
  CHECK(ReasonOf(order->After({"t"}, 4).status()) == "PAGE_TOKEN_INVALID");
  const auto one = Order::Parse("reviews desc", Example(), "a.application_id");
  CHECK(one->Sql() == "a.reviews DESC, a.application_id DESC");
  CHECK(one->After({"5", kId}, 1)->sql == "(a.reviews, a.application_id) < ($1::bigint, $2::uuid)");
  CHECK(Order::Parse("", Example(), "a.application_id")->Sql() == "a.application_id");
  for (const char* bad : {"state", "title up", "title, title", "title,", "desc"}) {
    INFO(bad);
    CHECK(ReasonOf(Order::Parse(bad, Example(), "id").status()) == "FIELD_INVALID");
  }
}

TEST_CASE("no bytes break the parser, and no text of a caller gets into SQL") {
  std::mt19937 random(27);
  const std::vector<std::string> pieces = {"state", " ", "=",  "!=", ":", "DRAFT", "(",  ")",
                                           "\"",    "'", "\\", "*",  "-", "AND",   "OR", "NOT",
                                           "title", "ж", ";",  "--", "%", "\xC3",  "1",  ","};
  int accepted = 0;
  for (int round = 0; round < 200'000; ++round) {
    std::string filter;
    for (size_t i = 0, n = random() % 9; i < n; ++i) filter += pieces[random() % pieces.size()];
    const auto condition = ParseFilter(filter, Example(), 1);
    if (!condition.ok()) continue;
    ++accepted;
    INFO(filter);
    REQUIRE(condition->sql.find_first_of(";\\") == std::string::npos);
    REQUIRE(condition->sql.find("--") == std::string::npos);
    REQUIRE(condition->sql.find("ж") == std::string::npos);
  }
  CHECK(accepted > 1000);
}

}  // namespace
}  // namespace nastavnik::filter
