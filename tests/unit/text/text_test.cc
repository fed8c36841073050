#include <catch2/catch.hpp>

#include "common/text/text.h"

namespace nastavnik::text {
namespace {

TEST_CASE("length counts code points after NFC", "[text]") {
  CHECK(Length("👍🏽") == 2);
  CHECK(Length(*Normalize("и\u0306")) == 1);
  CHECK(*Normalize("и\u0306") == "й");
  CHECK(Length("Ёлка") == 4);
  CHECK(Length("") == 0);
}

TEST_CASE("normalizing makes one kind of line end and keeps the rest", "[text]") {
  CHECK(*Normalize("раз\r\nдва\rтри\n") == "раз\nдва\nтри\n");
  CHECK(*Normalize("a\r\r\nb") == "a\n\nb");
  CHECK(*Normalize("plain ASCII\t\n") == "plain ASCII\t\n");
  CHECK(Normalize("\xff\xfe") == std::nullopt);
  CHECK(Normalize("\xed\xa0\x80") == std::nullopt);  // a surrogate in UTF-8
  CHECK(Normalize("Наставник") == "Наставник");
}

TEST_CASE("a flood of combining marks takes linear time and becomes normal", "[text]") {
  std::string flood = "Наставник";
  for (int i = 0; i < 250'000; ++i) flood += i % 2 == 0 ? "\xCC\x81" : "\xCC\xA3";  // out of order
  CHECK_FALSE(IsNormal(flood));  // hours if it were quadratic
  const auto normal = Normalize(flood);
  REQUIRE(normal);
  CHECK(IsNormal(*normal));
  CHECK(Normalize(*normal) == normal);
  std::string few = "и";
  for (int i = 0; i < 30; ++i) few += "\xCC\xA3";
  CHECK(Normalize(few) == few);
}

TEST_CASE("normal text is recognised", "[text]") {
  CHECK(IsNormal("Наставничество"));
  CHECK_FALSE(IsNormal("и\u0306"));
  CHECK_FALSE(IsNormal("a\r\nb"));
  CHECK_FALSE(IsNormal("\xff"));
}

TEST_CASE("outer white space goes, inner stays", "[text]") {
  CHECK(Trim(" \t\u00a0Анна  Петрова\u2003\n") == "Анна  Петрова");
  CHECK(Trim("\u00a0\n ") == "");
  CHECK(Trim("слово") == "слово");
}

TEST_CASE("only LF and TAB are allowed controls", "[text]") {
  CHECK_FALSE(FirstControl("строка\n\tстрока"));
  CHECK(FirstControl(absl::string_view("a\0b", 3)) == 0u);
  CHECK(FirstControl("звонок\a") == 7u);
  CHECK(FirstControl("\u0085") == 0x85u);  // C1
  CHECK(FirstControl("\x7f") == 0x7fu);
}

TEST_CASE("fold makes equal what the eye takes for equal", "[text]") {
  CHECK(Fold("КОРОЛЁВ") == Fold("Королев"));
  CHECK(Fold("Е\u0308лка") == "елка");
  CHECK(Fold("Й") == "й");
  CHECK(Fold("Й") != Fold("И"));
}

TEST_CASE("the nearest name is offered only for a slip", "[text]") {
  const std::vector<std::string> fields = {"title", "annotation", "nomination"};
  CHECK(Nearest("titel", fields) == "title");
  CHECK(Nearest("anotation", fields) == "annotation");
  CHECK(Nearest("xyz", fields) == std::nullopt);
  CHECK(Nearest("название", {"названия"}) == "названия");
}

TEST_CASE("nouns agree with numbers", "[text]") {
  const auto form = [](int64_t n) { return std::string(Plural(n, "заявка", "заявки", "заявок")); };
  CHECK(form(1) == "заявка");
  CHECK(form(21) == "заявка");
  CHECK(form(3) == "заявки");
  CHECK(form(12) == "заявок");
  CHECK(form(111) == "заявок");
  CHECK(form(0) == "заявок");
  CHECK(form(-2) == "заявки");
}

}  // namespace
}  // namespace nastavnik::text
