#include <catch2/catch.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "services/registration/domain/message/mail.h"
#include "services/registration/domain/message/template.h"

namespace nastavnik::message {
namespace {

TEST_CASE("a mail as RFC 5322 wants it") {
  const std::string text =
      Format({.id = "0192",
              .host = "konkurs.example.ru",
              .sender = "Наставничество 2027",
              .to = "anna@example.ru",
              .subject = "Заявка NM27-000417-K принята, а тема письма длинная и её надо перенести",
              .body = "Первая строка\nКод: 123456\n",
              .date = absl::UnixEpoch()});
  CHECK(text.find("Date: Thu, 01 Jan 1970 00:00:00 +0000\r\n") == 0);
  CHECK(text.find("\r\nTo: anna@example.ru\r\n") != std::string::npos);
  CHECK(text.find("\r\nMessage-ID: <0192@konkurs.example.ru>\r\n") != std::string::npos);
  CHECK(text.find("\r\nContent-Transfer-Encoding: base64\r\n\r\n") != std::string::npos);
  for (const absl::string_view line : absl::StrSplit(text, "\r\n")) {
    INFO(line);
    CHECK(line.size() <= 78);
    for (const char c : line) CHECK((c >= 32 && c < 127));
  }
}

TEST_CASE("placeholders: only known ones load, values cannot break lines") {
  const Template* base = Find("application.submitted");
  REQUIRE(base != nullptr);
  CHECK(UnknownPlaceholders(base, "{{name}}, заявка {{number}} «{{title}}» до {{closes}}").empty());
  CHECK(UnknownPlaceholders(base, "{{expert}} {{name}} {{mark}}") ==
        std::vector<std::string>{"expert", "mark"});
  CHECK(Render("До {{closes}}: {{title}}{{nothing}}!",
               {{"closes", "завтра"}, {"title", "Раз\nДва"}}) == "До завтра: Раз Два!");
  CHECK(Render("{{open", {}) == "{{open");
  CHECK(Find("no.such") == nullptr);
}

TEST_CASE("every template's own placeholders are offered to it") {
  for (const std::string& id : Ids()) {
    const Template* base = Find(id);
    CHECK(UnknownPlaceholders(base, absl::StrCat(base->subject, base->body)).empty());
  }
}

}  // namespace
}  // namespace nastavnik::message
