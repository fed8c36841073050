// Filter and order of a list, one a line. What is taken becomes SQL that holds no byte of the
// caller's: letters of the statement's own words, columns and placeholders, exactly as many as
// there are parameters and from the wanted number on. What is refused is refused in words.
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "common/filter/filter.h"
#include "common/status/error.h"
#include "tests/fuzz/fuzz.h"

namespace nastavnik::filter {
namespace {

const Fields& AllKinds() {
  static const auto& fields = *new Fields{
      {"title", Type::kText, "a.title", {}, true},
      {"keywords", Type::kTexts, "a.keywords"},
      {"state", Type::kEnum, "a.state", {"DRAFT", "SUBMITTED"}, true},
      {"organization", Type::kId, "a.organization_id"},
      {"number", Type::kInt, "a.number", {}, true},
      {"minors", Type::kBool, "a.minors"},
      {"createTime", Type::kTime, "a.create_time", {}, true},
  };
  return fields;
}

constexpr int kFirst = 4;

// Numbers behind "$".
std::set<int> Placeholders(const std::string& sql) {
  std::set<int> found;
  for (size_t at = sql.find('$'); at != std::string::npos; at = sql.find('$', at + 1)) {
    size_t end = at + 1;
    while (end < sql.size() && absl::ascii_isdigit(sql[end])) ++end;
    int number = 0;
    fuzz::Require(absl::SimpleAtoi(sql.substr(at + 1, end - at - 1), &number), "a number after $",
                  sql);
    found.insert(number);
  }
  return found;
}

void CheckSql(const Condition& condition) {
  const std::set<int> found = Placeholders(condition.sql);
  const int size = static_cast<int>(condition.params.size());
  fuzz::Require(static_cast<int>(found.size()) == size, "a placeholder each", condition.sql);
  if (size > 0)
    fuzz::Require(*found.begin() == kFirst && *found.rbegin() == kFirst + size - 1, "in a row",
                  condition.sql);
  int depth = 0;
  for (const char c : condition.sql) {
    fuzz::Require(absl::ascii_isprint(c) && c != ';', "plain text", condition.sql);
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    fuzz::Require(depth >= 0, "parentheses in pairs", condition.sql);
  }
  fuzz::Require(depth == 0, "parentheses closed", condition.sql);
}

void CheckRefusal(const absl::Status& status, const char* field) {
  const Error error = ErrorFrom(status);
  fuzz::Require(error.reason == "FIELD_INVALID" && !error.violations.empty(),
                "a refusal with a reason");
  for (const FieldViolation& violation : error.violations)
    fuzz::Require(violation.field == field && !violation.message.empty(), "a fault in words");
}

void CheckFilter(absl::string_view text) {
  const auto condition = ParseFilter(text, AllKinds(), kFirst);
  if (!condition.ok()) return CheckRefusal(condition.status(), "filter");
  fuzz::Require(text.size() <= kMostBytes, "no longer than allowed");
  fuzz::Require(condition->params.size() <= kMostTerms, "no more terms than allowed",
                condition->sql);
  CheckSql(*condition);
  // The same filter in parentheses means the same, unless it is at its limits or empty.
  const auto again = ParseFilter(absl::StrCat("(", text, ")"), AllKinds(), kFirst);
  if (again.ok())
    fuzz::Require(again->params.size() == condition->params.size(), "the same in parentheses",
                  again->sql);
}

void CheckOrder(absl::string_view text) {
  const auto order = Order::Parse(text, AllKinds(), "a.application_id");
  if (!order.ok()) return CheckRefusal(order.status(), "orderBy");
  const std::vector<std::string> columns = order->KeyColumns();
  fuzz::Require(!columns.empty() &&
                    std::set<std::string>(columns.begin(), columns.end()).size() == columns.size(),
                "each column once", order->Sql());
  const auto after = order->After(page::Key(columns.size(), "1"), kFirst);
  if (after.ok()) CheckSql(*after);
  fuzz::Require(!order->After(page::Key(columns.size() + 1, "1"), kFirst).ok(),
                "a key of this order");
}

}  // namespace
}  // namespace nastavnik::filter

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  nastavnik::fuzz::Input input(data, size);
  nastavnik::filter::CheckOrder(input.Line());
  nastavnik::filter::CheckFilter(input.Rest());
  return 0;
}
