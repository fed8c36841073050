#include "services/gateway/openapi/generator/text_form.h"

#include <map>
#include <vector>

#include <re2/re2.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/stubs/logging.h"

#include "nastavnik/access/v1/access.pb.h"
#include "services/gateway/openapi/generator/comments.h"

namespace nastavnik::gateway {
namespace {

namespace pb = google::protobuf;

// A UUIDv7 of its own for each word, the same in every build (FNV-1a).
std::string UuidOf(absl::string_view word) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return absl::StrFormat("019a5c3e-7b10-7%03x-8%03x-%012x", hash >> 52, (hash >> 40) & 0xfff,
                         (hash * 31) & 0xffffffffffff);
}

std::string ValueOf(absl::string_view variable) {
  static const auto& values = *new std::map<std::string, std::string, std::less<>>{
      {"season", "2027"},    {"nomination", "production"},
      {"region", "77"},      {"stage", "applications"},
      {"config", "3"},       {"version", "3"},
      {"key", "gateway-1"},  {"result", "NM27-000417-K"},
      {"service", "review"}, {"operation", "review." + UuidOf("operation")},
  };
  const auto found = values.find(variable);
  return found == values.end() ? UuidOf(variable) : found->second;
}

// What a field of this name holds, where its comment quotes nothing.
const std::map<std::string, std::string, std::less<>>& ExamplesByName() {
  static const auto& examples = *new std::map<std::string, std::string, std::less<>>{
      {"access_token", "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIwMTlhIn0.c2lnbmF0dXJl"},
      {"applicant_kind", "PERSON"},
      {"applicant_kinds", "PERSON"},
      {"award", "laureate"},
      {"award_title", "Лауреат I степени"},
      {"birth_date", "1985-04-12"},
      {"change_class", "TEXT"},
      {"code", "482913"},
      {"comment", "Практика описана подробно, результаты подтверждены документами."},
      {"criterion", "relevance"},
      {"direction", "practices"},
      {"district", "Центральный федеральный округ"},
      {"email", "maria.ivanova@example.ru"},
      {"etag", "v7-owner"},
      {"family_name", "Иванова"},
      {"given_name", "Мария"},
      {"patronymic", "Сергеевна"},
      {"authors", "Иванова Мария Сергеевна"},
      {"inn", "7707083893"},
      {"ogrn", "1027700132195"},
      {"keywords", "engineering"},
      {"number", "NM27-000417-K"},
      {"order_by", "title desc"},
      {"other_number", "NM27-000512-A"},
      {"password", "верный конь батарея скрепка"},
      {"phone", "+7 495 000-00-00"},
      {"request_id", UuidOf("request_id")},
      {"page_token", "b3BhcXVl"},
      {"next_page_token", "b3BhcXVl"},
      {"refresh_token", "cmVmcmVzaC10b2tlbg"},
      {"secret", "c2VjcmV0LW9mLXRoZS1saW5r"},
      {"filter", "title = \"*наставник*\""},
      {"reason", "Изменились планы организации."},
      {"short_title", "Завод «Прогресс»"},
      {"status", "Заявка подана, идёт формальная проверка"},
      {"title", "Наставник молодого инженера"},
      {"uid", UuidOf("application")},
      {"url", "https://konkurs.example.ru"},
  };
  return examples;
}

// What the comment quotes first: "seasons/{season}", "NM27-000417-K".
std::string QuotedIn(const std::string& comment) {
  std::string quoted;
  RE2::PartialMatch(comment, R"re("([^"\s]+)")re", &quoted);
  return FillName(quoted);
}

// The first of several values in capitals: "PERSON, TEAM or ORGANIZATION".
std::string WordIn(const std::string& comment) {
  std::string word;
  RE2::PartialMatch(comment, R"re(: ([A-Z][A-Z_]+)(?:,| or))re", &word);
  return word;
}

bool Fits(const TextForm& form, const std::string& text) {
  const int64_t length =
      std::count_if(text.begin(), text.end(), [](unsigned char c) { return (c & 0xc0) != 0x80; });
  return !text.empty() && length >= form.min_length && length <= form.max_length &&
         (form.pattern == kAnyText || RE2::PartialMatch(text, form.pattern));
}

int32_t LongestOf(const pb::FieldDescriptor& field) {
  const std::string& name = field.name();
  if (name == "request_id") return 64;
  if (name == "etag") return 128;
  if (absl::EndsWith(name, "page_token")) return 1024;
  return name == "name" || name == "parent" ? kLongestName : kLongestText;
}

std::string ExampleFor(const pb::FieldDescriptor& field, const TextForm& form) {
  const std::string comment = CommentOf(field);
  std::vector<std::string> candidates{QuotedIn(comment), WordIn(comment)};
  if (absl::StrContains(comment, "UPPER_SNAKE") || absl::StrContains(comment, "FieldReason"))
    candidates.emplace_back("REQUIRED");
  if (absl::StrContains(comment, "SHA-256") || absl::StrContains(comment, "hexadecimal"))
    candidates.emplace_back("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
  if (const auto named = ExamplesByName().find(field.name()); named != ExamplesByName().end())
    candidates.insert(candidates.begin(), named->second);
  candidates.insert(candidates.end(),
                    {ValueOf(field.name()), "Текст", "2027", "текст " + UuidOf("")});
  const bool is_name = field.name() == "name" || field.name() == "parent";
  const bool is_word =
      ExamplesByName().count(field.name()) == 0 && ValueOf(field.name()) == UuidOf(field.name());
  if (is_word && !is_name) candidates.insert(candidates.end() - 4, "Текст");
  for (const std::string& candidate : candidates) {
    if (Fits(form, candidate)) return candidate;
  }
  GOOGLE_LOG(FATAL) << "no example fits " << field.full_name() << ": add one to ExamplesByName";
  return "";
}

}  // namespace

std::string FillName(absl::string_view name) {
  std::string filled;
  while (!name.empty()) {
    const size_t open = name.find('{');
    absl::StrAppend(&filled, name.substr(0, open));
    if (open == absl::string_view::npos) break;
    const size_t close = name.find('}', open);
    if (close == absl::string_view::npos) return "";
    absl::StrAppend(&filled, ValueOf(name.substr(open + 1, close - open - 1)));
    name.remove_prefix(close + 1);
  }
  return filled;
}

TextForm TextFormOf(const pb::FieldDescriptor& field) {
  const auto& limits = field.options().GetExtension(access::v1::limits);
  TextForm form;
  form.min_length = limits.min_length();
  form.max_length = limits.max_length() > 0 ? limits.max_length() : LongestOf(field);
  form.pattern = limits.pattern().empty() ? kAnyText : absl::StrCat("^(?:", limits.pattern(), ")$");
  if (field.name() == "request_id") form.pattern = "^[\\x21-\\x7e]*$";
  form.example = ExampleFor(field, form);
  return form;
}

TextForm PathPartForm(absl::string_view variable) {
  return {1, 100, "^[A-Za-z0-9._-]+$", ValueOf(variable)};
}

}  // namespace nastavnik::gateway
