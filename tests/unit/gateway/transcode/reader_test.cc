#include "services/gateway/transcode/reader.h"

#include <ctime>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "catch2/catch.hpp"

#include "services/gateway/transcode/writer.h"
#include "tests/unit/gateway/transcode/kinds.h"

namespace nastavnik::gateway {
namespace {

struct Outcome {
  std::string broken;  // fault of grammar
  Violations violations;
  std::string json;  // what was read, written again
  std::vector<std::string> mask;

  // "field reason" of the only violation, or how many there are.
  std::string Only() const {
    if (!broken.empty()) return absl::StrCat("broken: ", broken);
    if (violations.all().size() != 1) return absl::StrCat(violations.all().size(), " violations");
    return absl::StrCat(violations.all()[0].field, " ", violations.all()[0].reason);
  }
  bool Clean() const { return broken.empty() && violations.empty(); }
  bool Has(absl::string_view part) const { return absl::StrContains(json, part); }
};

Outcome Read(absl::string_view json, const std::string& body_field = "") {
  Outcome outcome;
  const auto message = testing::NewKinds();
  ReadOptions options;
  options.body_field = body_field;
  options.mask = &outcome.mask;
  outcome.broken = ReadJson(json, testing::KindsShape(), options, *message, outcome.violations);
  WriteJson(*message, testing::KindsShape(), &outcome.json);
  return outcome;
}

TEST_CASE("every kind of field is read") {
  const Outcome out =
      Read(R"({"name":"seasons/2027/kinds/1","title":"Наставник года — «Ёлка»","count":-5,
    "large":"-9223372036854775808","natural":4294967295,"naturalLarge":"18446744073709551615","active":true,
    "wantedState":"SUBMITTED","data":"0J3Qkw==","ratio":1.5,"numbers":[1,2.0,3e2],"inners":[{"familyName":"Пушкин"}],
    "inner":{"scoreHundredths":950},"labels":{"б":"2","а":"1"},"byNumber":{"7":{"familyName":"Гоголь"}},
    "createTime":"2027-03-01T23:59:00+03:00","timeout":"-1.5s","updateMask":"content.title,inner.familyName",
    "content":{"title":"Текст","n":9007199254740992,"list":[1,null,"x",true]},"value":null,"list":[-9007199254740992],
    "maybeLarge":"5","maybeText":"","any":{"@type":"type.googleapis.com/google.protobuf.Duration","value":"3s"},
    "textChoice":"","maybeCount":0,"states":["DRAFT",2]})");
  INFO(out.Only());
  REQUIRE(out.Clean());
  CHECK(out.Has(R"("title":"Наставник года — «Ёлка»")"));
  CHECK(out.Has(R"("large":"-9223372036854775808")"));
  CHECK(out.Has(R"("numbers":[1,2,300])"));
  CHECK(out.Has(R"("labels":{"а":"1","б":"2"})"));
  CHECK(out.Has(R"("createTime":"2027-03-01T20:59:00Z")"));
  CHECK(out.Has(R"("timeout":"-1.500s")"));
  CHECK(out.Has(R"("updateMask":"content.title,inner.familyName")"));
  CHECK(out.Has(R"("n":9007199254740992)"));
  CHECK(out.Has(R"("value":null)"));
  CHECK(out.Has(R"("any":{"@type":"type.googleapis.com/google.protobuf.Duration","value":"3s"})"));
  CHECK(out.Has(R"("maybeCount":0)"));
  CHECK(out.Has(R"("textChoice":"")"));
  CHECK(out.Has(R"("states":["DRAFT","SUBMITTED"])"));
  CHECK(Read(out.json).json == out.json);
}

TEST_CASE("all faults of a body are told at once, each with path and pointer") {
  const Outcome out =
      Read(R"({"titel":"а","count":"много","inner":{"familyName":5,"deeper":{"tags":["x",7]}},
    "numbers":[1,{"a":1},3],"state":"DRAFT","wantedState":"SUBMITED","createTime":"вчера","content":{"п":1.5},"count":1})",
           "application");
  REQUIRE(out.broken.empty());
  std::vector<std::string> got;
  for (const Violation& v : out.violations.all())
    got.push_back(absl::StrCat(v.field, " ", v.pointer, " ", v.reason));
  CHECK(got == std::vector<std::string>{
                   "application.titel /titel UNKNOWN_FIELD",
                   "application.count /count WRONG_TYPE",
                   "application.inner.familyName /inner/familyName WRONG_TYPE",
                   "application.inner.deeper.tags[1] /inner/deeper/tags/1 WRONG_TYPE",
                   "application.numbers[1] /numbers/1 WRONG_TYPE",
                   "application.state /state READ_ONLY",
                   "application.wantedState /wantedState UNKNOWN_VALUE",
                   "application.createTime /createTime INVALID_FORMAT",
                   "application.content.п /content/п INVALID_FORMAT",
                   "application.count /count DUPLICATE_KEY",
               });
  CHECK(out.violations.all()[0].message == "Поля «titel» здесь нет; может быть, «title»?");
  CHECK(out.violations.all()[6].message == "Нет значения «SUBMITED»; может быть, «SUBMITTED»?");
  CHECK(Read(R"({"create_time":null})").violations.all()[0].message ==
        "Поля «create_time» здесь нет; может быть, «createTime»?");
}

TEST_CASE("N13: numbers are exact or refused", "[nasty]") {
  CHECK(Read(R"({"inner":{"scoreHundredths":1,"scoreHundredths":2}})").Only() ==
        "inner.scoreHundredths DUPLICATE_KEY");
  for (const char* number :
       {"1e400", "10000000000000000000", "2147483648", "-2147483649", "1e10"}) {
    INFO(number);
    CHECK(Read(absl::StrCat(R"({"count":)", number, "}")).Only() == "count OUT_OF_RANGE");
  }
  for (const char* number : {"1e-400", "0.5", "1.0000000000000000000000001", "\"NaN\"",
                             "\"Infinity\"", "\"\"", "\"1 \"", "true"}) {
    INFO(number);
    CHECK(Read(absl::StrCat(R"({"count":)", number, "}")).Only() == "count WRONG_TYPE");
  }
  CHECK(Read(R"({"count":-0})").Has(R"("count":0)"));
  CHECK(Read(R"({"count":0e400})").Has(R"("count":0)"));
  CHECK(Read(R"({"large":9007199254740993})").Has(R"("large":"9007199254740993")"));
  CHECK(Read(R"({"large":9223372036854775808})").Only() == "large OUT_OF_RANGE");
  CHECK(Read(R"({"ratio":1e400})").Only() == "ratio OUT_OF_RANGE");
  CHECK(Read(R"({"content":{"a":9007199254740993}})").Only() == "content.a OUT_OF_RANGE");
  CHECK(Read(R"({"content":{"a":1e400}})").Only() == "content.a OUT_OF_RANGE");
  CHECK(Read(R"({"content":{"a":1e-400}})").Only() == "content.a INVALID_FORMAT");
  CHECK(Read(R"({"content":{"a":[0.1]}})").Only() == "content.a[0] INVALID_FORMAT");
  CHECK(Read(R"({"content":{"a":-0}})").Has(R"("a":0)"));
  CHECK(Read(R"({"content":{"a":"0.1"}})").Has(R"("a":"0.1")"));
  for (const char* token :
       {"NaN", "Infinity", "+1", "01", "1.", ".5", "0x10", "1e", "--1", "1_000"}) {
    INFO(token);
    CHECK_FALSE(Read(absl::StrCat(R"({"count":)", token, "}")).broken.empty());
  }
}

TEST_CASE("N14: depth, size and broken text cost little and never crash", "[nasty]") {
  const auto nest = [](int depth) {
    return absl::StrCat(R"({"value":)", std::string(depth, '['), std::string(depth, ']'), "}");
  };
  CHECK(Read(nest(31)).Clean());
  CHECK(absl::StartsWith(Read(nest(32)).broken, "Вложенность больше 32."));
  const std::clock_t begin = std::clock();  // of the processor: the machine may be busy
  CHECK_FALSE(Read(nest(100000)).broken.empty());
  CHECK_FALSE(Read(absl::StrCat(R"({"value":)", std::string(5 << 20, '['))).broken.empty());
  std::string keys = "{";
  for (int i = 0; i < 100000; ++i) absl::StrAppend(&keys, i > 0 ? "," : "", "\"k", i, "\":0");
  CHECK(Read(absl::StrCat(keys, "}")).violations.all().size() == Violations::kMost);
  CHECK(Read(absl::StrCat(R"({"content":)", keys, "}}")).Clean());
  const Outcome longest = Read(absl::StrCat("{\"", std::string(1 << 20, 'k'), "\":0}"));
  CHECK(longest.violations.all().at(0).field.size() < 100);
  CHECK((std::clock() - begin) / CLOCKS_PER_SEC < 3);  // 0.3 s without sanitizers, all together

  CHECK_FALSE(Read("\xEF\xBB\xBF{}").broken.empty());
  for (const char* text :
       {"\xC0\x80", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF", "\xD0", R"(\ud800)",
        R"(\udc00\ud800)", R"(\ud800\u0041)", R"(\u0000)"}) {
    INFO(text);
    CHECK(Read(absl::StrCat(R"({"title":")", text, "\"}")).Only() == "title INVALID_TEXT");
    CHECK(Read(absl::StrCat(R"({"content":{"a":")", text, "\"}}")).Only() ==
          "content.a INVALID_TEXT");
  }
  CHECK(Read(R"({"title":"\ud83c\udf84\u0416"})").Has("🎄Ж"));
  for (const char* json :
       {"", "{", "[]", "nul", "{\"title\"}", "{\"title\":}", "{\"title\":1,}", "{,}", "{} {}",
        "{\"a\":1 \"b\":2}", "{\"title\":\"\n\"}", "{\"title\":\"\\x\"}", "{'title':1}",
        "{\"title\":\"\\u12\"}", "// c\n{}", "\"x"}) {
    INFO(json);
    CHECK_FALSE(Read(json).Clean());
  }
  CHECK(Read(absl::string_view("{\"title\":\"a\0b\"}", 15)).broken.size() > 0);
}

TEST_CASE("N16: what is not the caller's to set is named and refused", "[nasty]") {
  const Outcome out = Read(
      R"({"state":"SUBMITTED","owner":"users/1","score":5,"roles":[],"receiveTime":"","__proto__":{},"title":"a"})");
  CHECK(out.violations.all().size() == 6);
  CHECK(out.violations.all()[0].reason == "READ_ONLY");
  for (size_t i = 1; i < 6; ++i) CHECK(out.violations.all()[i].reason == "UNKNOWN_FIELD");
  CHECK(Read(R"({"name":"x","etag":"v1-owner"})").Clean());
  CHECK(Read(R"({"textChoice":"a","innerChoice":{}})").Only() == "innerChoice CONFLICTS");
  CHECK(Read(R"({"labels":{"a":"1","a":"2"}})").Only() == "labels.a DUPLICATE_KEY");
  CHECK(Read(R"({"content":{"a":1,"a":2}})").Only() == "content.a DUPLICATE_KEY");
  CHECK(Read(R"({"x":1,"x":2})").violations.all().at(1).reason == "DUPLICATE_KEY");
  CHECK(Read(R"({"any":{"@type":"x/none.Such"}})").Only() == "any UNKNOWN_VALUE");
}

TEST_CASE("null stands for nothing where a value is due") {
  CHECK(Read(R"({"states":[null]})").Only() == "states[0] WRONG_TYPE");
  CHECK(Read(R"({"labels":{"a":null}})").Only() == "labels.a WRONG_TYPE");
  CHECK(Read(R"({"any":{"@type":"x/google.protobuf.BoolValue","value":null}})").Only() ==
        "any.value WRONG_TYPE");
  CHECK(Read(R"({"content":{"a":null},"list":[null],"value":null})")
            .Has(R"("content":{"a":null},"value":null,"list":[null])"));
}

TEST_CASE("an Any is as strict as everything else") {
  const auto any = [](absl::string_view members) {
    return Read(absl::StrCat(R"({"any":{)", members, "}}"));
  };
  CHECK(any("").Has(R"("any":{})"));
  CHECK(any(R"("value":"3s","@type":"x/google.protobuf.Duration")").Clean());
  CHECK(
      any(R"("@type":"x/google.protobuf.Duration","@type":"x/google.protobuf.Timestamp")").Only() ==
      "any DUPLICATE_KEY");
  CHECK(any(R"("@type":"x/google.protobuf.Duration","value":"3s","value":"4s")").Only() ==
        "any.value DUPLICATE_KEY");
  CHECK(any(R"("@type":"x/google.protobuf.Duration","value":"3s","seconds":4)").Only() ==
        "any.seconds UNKNOWN_FIELD");
  for (const char* type : {R"("google.protobuf.Duration")", "5", "null", R"("")", R"("x/")"}) {
    INFO(type);
    CHECK(any(absl::StrCat(R"("@type":)", type)).Only() == "any UNKNOWN_VALUE");
  }
  CHECK(any(R"("value":"3s")").Only() == "any UNKNOWN_VALUE");
}

TEST_CASE("a number has one spelling as the key of a map") {
  CHECK(Read(R"({"byNumber":{"7":{},"-7":{}}})").Clean());
  for (const char* key : {"7.0", "7e0", "-0", "07", " 7", "", "x", "2147483648"}) {
    INFO(key);
    CHECK(Read(absl::StrCat(R"({"byNumber":{")", key, R"(":{}}})")).violations.all().size() == 1);
  }
}

TEST_CASE("N06: instants", "[nasty]") {
  const auto time = [](const char* text) {
    return Read(absl::StrCat(R"({"createTime":")", text, "\"}"));
  };
  CHECK(time("2027-03-01T23:59:00+02:00").Has("2027-03-01T21:59:00Z"));
  CHECK(time("9999-12-31T23:59:59.999999999Z").Has("9999-12-31T23:59:59.999999999Z"));
  CHECK(time("1969-12-31T23:59:59.5Z").Has("1969-12-31T23:59:59.500Z"));
  CHECK(time("2028-02-29T00:00:00Z").Clean());
  for (const char* text :
       {"2027-03-01T23:59:60Z", "2027-02-29T00:00:00Z", "10000-01-01T00:00:00Z", "2027-03-01", "-1",
        "9999-12-31T23:59:59-01:00", "0001-01-01T00:00:00+01:00", "2027-03-01T24:00:00Z",
        "2027-03-01T00:00:00", "2027-03-01T00:00:00.Z", "2027-03-01 00:00:00Z",
        "2027-03-01T00:00:00.1234567890Z"}) {
    INFO(text);
    CHECK(time(text).Only() == "createTime INVALID_FORMAT");
  }
}

TEST_CASE("the mask of a PATCH follows from its body") {
  CHECK(
      Read(
          R"({"name":"x","title":null,"content":{"practice":"а","dates":{"from":1}},"inner":{"familyName":"б","deeper":{"tags":[]}},
                 "numbers":[],"labels":{"a":"1"}})")
          .mask == std::vector<std::string>{"name", "title", "content.practice", "content.dates",
                                            "inner.family_name", "inner.deeper.tags", "numbers",
                                            "labels"});
}

}  // namespace
}  // namespace nastavnik::gateway
