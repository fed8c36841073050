#include <catch2/catch.hpp>

#include "common/json/json.h"
#include "common/json/proto/struct.h"
#include "common/json/reader.h"

namespace nastavnik::json {
namespace {

std::string Form(absl::string_view text) {
  const auto value = Parse(text);
  return value.ok() ? Canonical(*value) : std::string(value.status().message());
}

// The first violation as "path reason", or the reason of the whole.
std::string Fault(const absl::Status& status) {
  if (status.ok()) return "OK";
  const Error error = ErrorFrom(status);
  if (error.violations.empty()) return error.reason;
  return error.violations[0].field + " " + error.violations[0].reason;
}
std::string Fault(absl::string_view text) { return Fault(Parse(text).status()); }

TEST_CASE("one value has one form", "[json]") {
  CHECK(Form(R"( { "б" : 1 , "a":[ true,null,"x\u0041\n" ] , "":{} } )") ==
        R"({"":{},"a":[true,null,"xA\n"],"б":1})");
  CHECK(Form(R"({"z":1,"a":2})") == Form(R"({"a":2,"z":1})"));
  CHECK(Form(R"("\u041d\u0430\u0441\u0442\u0430\u0432\u043d\u0438\u043a \/ \u0001")") ==
        "\"Наставник / \\u0001\"");
  CHECK(Form(R"("\ud83d\ude00")") == "\"😀\"");
  CHECK(Form("9007199254740992") == "9007199254740992");
  CHECK(Form("[]") == "[]");
}

TEST_CASE("keys are sorted by code point, not by UTF-16 unit", "[json]") {
  CHECK(Form("{\"\U0001F600\":1,\"\uFF5E\":2}") == "{\"\uFF5E\":2,\"\U0001F600\":1}");
}

TEST_CASE("what is not JSON is malformed", "[json]") {
  for (const char* text :
       {"", "{", "{\"a\":1,}", "[1] 2", "nul", "'a'", "\"\\ud800\"", "\"\\udc00\\ud800\"",
        "\"\xff\"", "\"\xed\xa0\x80\"", "01", "+1", "{\"a\" 1}", "\"a\nb\"", "// x\n1", "NaN"}) {
    CAPTURE(text);
    CHECK(Fault(text) == "MALFORMED_BODY");
  }
  CHECK(Fault(std::string(32, '[') + std::string(32, ']')) == "OK");
  CHECK(Fault(std::string(33, '[') + std::string(33, ']')) == "MALFORMED_BODY");
}

TEST_CASE("numbers other than exact integers are refused by path", "[json]") {
  for (const char* number :
       {"1e400", "-0", "1.0", "0.5", "1e2", "9007199254740993", "-9007199254740993",
        "18446744073709551615", "99999999999999999999999", "-0.0"}) {
    CAPTURE(number);
    CHECK(Fault(absl::string_view(std::string("{\"rubrics\":{\"weights\":[1,") + number + "]}}")) ==
          "rubrics.weights[1] INVALID_FORMAT");
  }
}

TEST_CASE("repeated keys and U+0000 are refused by path", "[json]") {
  CHECK(Fault(R"({"score":1,"score":100})") == "score DUPLICATE_KEY");
  CHECK(Fault(R"({"a":[{"b":1},{"b":1,"\u0062":2}]})") == "a[1].b DUPLICATE_KEY");
  CHECK(Fault(R"({"a":"x\u0000y"})") == "a INVALID_TEXT");
}

TEST_CASE("all violations come at once", "[json]") {
  const absl::Status status = Parse(R"({"a":1.5,"b":{"c":-0},"a":2})").status();
  CHECK(ErrorFrom(status).violations.size() == 3);
}

TEST_CASE("merge patches follow RFC 7396", "[json]") {
  const auto merge = [](absl::string_view target, absl::string_view patch) {
    return Canonical(MergePatch(*Parse(target), *Parse(patch)));
  };
  // Appendix A of the RFC.
  CHECK(merge(R"({"a":"b"})", R"({"a":"c"})") == R"({"a":"c"})");
  CHECK(merge(R"({"a":"b"})", R"({"b":"c"})") == R"({"a":"b","b":"c"})");
  CHECK(merge(R"({"a":"b"})", R"({"a":null})") == R"({})");
  CHECK(merge(R"({"a":"b","b":"c"})", R"({"a":null})") == R"({"b":"c"})");
  CHECK(merge(R"({"a":["b"]})", R"({"a":"c"})") == R"({"a":"c"})");
  CHECK(merge(R"({"a":"c"})", R"({"a":["b"]})") == R"({"a":["b"]})");
  CHECK(merge(R"({"a":{"b":"c"}})", R"({"a":{"b":"d","c":null}})") == R"({"a":{"b":"d"}})");
  CHECK(merge(R"({"a":[{"b":"c"}]})", R"({"a":[1]})") == R"({"a":[1]})");
  CHECK(merge(R"(["a","b"])", R"(["c","d"])") == R"(["c","d"])");
  CHECK(merge(R"({"a":"b"})", R"(["c"])") == R"(["c"])");
  CHECK(merge(R"({"a":"foo"})", "null") == "null");
  CHECK(merge(R"({"e":null})", R"({"a":1})") == R"({"a":1,"e":null})");
  CHECK(merge("[1,2]", R"({"a":"b","c":null})") == R"({"a":"b"})");
  CHECK(merge("{}", R"({"a":{"bb":{"ccc":null}}})") == R"({"a":{"bb":{}}})");
}

TEST_CASE("a reader notes every fault and goes on", "[json]") {
  const Value document =
      *Parse(R"({"title": 5, "rounds": ["r1", 2], "quota": {"winner": {"total": -1}},
                                    "method": "MAEN", "Bad Id": {}, "ranks": {"Bad Id": {}}, "tilte": ""})");
  Violations violations;
  Reader reader(document, violations, "rankingRules.main");
  CHECK(reader.Text("title", {.max = 200}).empty());
  CHECK(reader.Texts("rounds") == std::vector<std::string>{"r1", ""});
  Reader quota = reader.Object("quota");
  Reader winner = quota.Object("winner");
  winner.Int("total", {0, 1000});
  winner.Text("name");
  CHECK(reader.OneOf<int>("method", {{"MEAN", 1}, {"MEDIAN", 2}}, 7) == 7);
  reader.Entries("ranks");
  reader.RefuseUnknown();

  std::vector<std::string> faults;
  for (const FieldViolation& violation : violations)
    faults.push_back(violation.field + " " + violation.reason);
  CHECK(faults == std::vector<std::string>{"rankingRules.main.title WRONG_TYPE",
                                           "rankingRules.main.rounds[1] WRONG_TYPE",
                                           "rankingRules.main.quota.winner.total OUT_OF_RANGE",
                                           "rankingRules.main.quota.winner.name REQUIRED",
                                           "rankingRules.main.method UNKNOWN_VALUE",
                                           "rankingRules.main.ranks.Bad Id INVALID_FORMAT",
                                           "rankingRules.main.Bad Id UNKNOWN_FIELD",
                                           "rankingRules.main.tilte UNKNOWN_FIELD"});
  CHECK(violations.back().message == "Такого поля нет. Возможно, «title»?");
}

TEST_CASE("a message becomes a value and back", "[json]") {
  const Value value =
      *Parse(R"({"title":"Наставник","n":-7,"list":[1,{"a":true},null],"empty":{},"none":[]})");
  CHECK(Canonical(*FromStruct(ToStruct(value), "content")) == Canonical(value));
}

TEST_CASE("a message with inexact numbers is refused by path", "[json]") {
  google::protobuf::Struct message;
  (*message.mutable_fields())["years"].set_number_value(1.5);
  CHECK(Fault(FromStruct(message, "content").status()) == "content.years INVALID_FORMAT");
  (*message.mutable_fields())["years"].set_number_value(-0.0);
  CHECK(Fault(FromStruct(message, "content").status()) == "content.years INVALID_FORMAT");
  (*message.mutable_fields())["years"].set_number_value(9007199254740994.0);
  CHECK(Fault(FromStruct(message, "content").status()) == "content.years INVALID_FORMAT");
  (*message.mutable_fields())["years"].set_string_value(std::string("a\0b", 3));
  CHECK(Fault(FromStruct(message, "content").status()) == "content.years INVALID_TEXT");
}

}  // namespace
}  // namespace nastavnik::json
