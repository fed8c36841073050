#include "services/gateway/pages/error_pages.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "google/rpc/code.pb.h"

#include "common/status/error.h"
#include "nastavnik/common/v1/errors.pb.h"
#include "services/gateway/listen/problem.h"
#include "services/gateway/pages/page_file.h"

namespace nastavnik::gateway {
namespace {

using common::v1::ErrorText;
using google::protobuf::EnumValueDescriptor;

const ErrorText& TextOf(const EnumValueDescriptor& reason) {
  return reason.options().GetExtension(common::v1::error);
}

std::string Escaped(absl::string_view text) {
  return absl::StrReplaceAll(text,
                             {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}});
}

std::string Page(Language language, absl::string_view title, absl::string_view body) {
  const bool russian = language == Language::kRussian;
  return absl::StrCat("<!doctype html>\n<html lang=\"", russian ? "ru" : "en",
                      "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
                      "content=\"width=device-width\"><title>",
                      Escaped(title),
                      "</title><link rel=\"stylesheet\" href=\"/docs/docs.css\"></head><body><main>"
                      "<nav><a href=\"/docs\">API</a> · <a href=\"/docs/errors\">",
                      russian ? "Ошибки" : "Errors", "</a></nav><h1>", Escaped(title), "</h1>",
                      body, "</main></body></html>\n");
}

int StatusOf(const EnumValueDescriptor& reason) {
  Error error;
  error.code = static_cast<absl::StatusCode>(TextOf(reason).code());
  error.reason = reason.name();
  return HttpStatusOf(ToStatus(error), false);
}

std::string Row(absl::string_view name, absl::string_view value) {
  return absl::StrCat("<dt>", name, "</dt><dd>", value, "</dd>");
}

std::string ReasonPage(const EnumValueDescriptor& reason, Language language) {
  const bool russian = language == Language::kRussian;
  const ErrorText& text = TextOf(reason);
  std::string status = absl::StrCat(StatusOf(reason));
  if (reason.name() == "ETAG_MISMATCH")
    status += russian ? "; 412, если версия пришла в If-Match"
                      : "; 412 when the version came as If-Match";
  return Page(language, reason.name(),
              absl::StrCat(
                  "<p class=\"lead\">", Escaped(russian ? text.ru() : text.en()), "</p><dl>",
                  Row(russian ? "Статус HTTP" : "HTTP status", status),
                  Row(russian ? "Код gRPC" : "gRPC code", google::rpc::Code_Name(text.code())),
                  Row(russian ? "Разработчику" : "For developers", Escaped(text.hint())), "</dl>"));
}

std::string Catalogue(Language language) {
  const bool russian = language == Language::kRussian;
  std::string rows;
  const auto& reasons = *common::v1::Reason_descriptor();
  for (int i = 1; i < reasons.value_count(); ++i) {
    const EnumValueDescriptor& reason = *reasons.value(i);
    const ErrorText& text = TextOf(reason);
    absl::StrAppend(&rows, "<tr><td><a href=\"/docs/errors/", reason.name(), "\">", reason.name(),
                    "</a></td><td>", StatusOf(reason), "</td><td>",
                    Escaped(russian ? text.ru() : text.en()), "</td></tr>");
  }
  return Page(language, russian ? "Ошибки API" : "Errors of the API",
              absl::StrCat("<table>", rows, "</table>"));
}

// A page in both languages.
template <typename Make>
void Add(Front& front, std::string path, const Make& make) {
  constexpr char kHtml[] = "text/html; charset=utf-8";
  const auto russian = std::make_shared<const PageFile>(kHtml, make(Language::kRussian));
  const auto english = std::make_shared<const PageFile>(kHtml, make(Language::kEnglish));
  front.AddPage(std::move(path), [=](const http::Request& request) {
    const bool in_russian = LanguageOf(request.Header("accept-language")) == Language::kRussian;
    http::Response response = (in_russian ? russian : english)->Answer(request);
    response.headers.emplace_back("Content-Language", in_russian ? "ru" : "en");
    return response;
  });
}

}  // namespace

void AddErrorPages(Front& front) {
  Add(front, "/docs/errors", Catalogue);
  const auto& reasons = *common::v1::Reason_descriptor();
  for (int i = 1; i < reasons.value_count(); ++i) {
    const EnumValueDescriptor& reason = *reasons.value(i);
    Add(front, absl::StrCat("/docs/errors/", reason.name()),
        [&](Language language) { return ReasonPage(reason, language); });
  }
}

}  // namespace nastavnik::gateway
