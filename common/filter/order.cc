#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "common/filter/filter.h"
#include "common/status/error.h"

namespace nastavnik::filter {
namespace {

constexpr char kField[] = "orderBy";

const char* SqlType(Type type) {
  switch (type) {
    case Type::kInt:
      return "bigint";
    case Type::kBool:
      return "boolean";
    case Type::kTime:
      return "timestamptz";
    case Type::kId:
      return "uuid";
    default:
      return "text";
  }
}

}  // namespace

absl::StatusOr<Order> Order::Parse(absl::string_view order_by, const Fields& fields,
                                   absl::string_view id_column) {
  Order order;
  std::vector<FieldViolation> violations;
  std::vector<std::string> seen;
  const auto fault = [&](const char* reason, std::string message) {
    violations.push_back({kField, reason, std::move(message)});
  };
  const auto part = [&](absl::string_view text) {
    const std::vector<std::string> words = absl::StrSplit(text, ' ', absl::SkipWhitespace());
    const bool directed = words.size() == 2 && (words[1] == "desc" || words[1] == "asc");
    if (words.empty() || (words.size() > 1 && !directed))
      return fault("INVALID_FORMAT", "Поля через запятую, за полем может стоять desc.");
    const auto field = std::find_if(fields.begin(), fields.end(), [&](const Field& f) {
      return f.ordered && f.name == words[0];
    });
    if (field == fields.end()) {
      std::vector<std::string> names;
      for (const Field& f : fields) {
        if (f.ordered) names.push_back(f.name);
      }
      return fault("UNKNOWN_FIELD",
                   absl::StrCat("По полю «", words[0],
                                "» не сортируют; можно по: ", absl::StrJoin(names, ", "), "."));
    }
    if (std::find(seen.begin(), seen.end(), words[0]) != seen.end())
      return fault("CONFLICTS", absl::StrCat("Поле ", words[0], " названо дважды."));
    seen.push_back(words[0]);
    order.parts_.push_back({field->column, SqlType(field->type), directed && words[1] == "desc"});
  };
  if (!absl::StripAsciiWhitespace(order_by).empty()) {
    for (const absl::string_view text : absl::StrSplit(order_by, ',')) part(text);
  }
  RETURN_IF_ERROR(FieldsInvalid(std::move(violations)));
  // In the direction of the column before it, so that one index serves both.
  const bool descending = !order.parts_.empty() && order.parts_.back().descending;
  order.parts_.push_back({std::string(id_column), "uuid", descending});
  return order;
}

std::string Order::Sql() const {
  return absl::StrJoin(parts_, ", ", [](std::string* out, const Part& part) {
    absl::StrAppend(out, part.column, part.descending ? " DESC" : "");
  });
}

std::vector<std::string> Order::KeyColumns() const {
  std::vector<std::string> columns;
  for (const Part& part : parts_) columns.push_back(part.column);
  return columns;
}

bool Order::SameDirection() const {
  return std::all_of(parts_.begin(), parts_.end(),
                     [&](const Part& part) { return part.descending == parts_[0].descending; });
}

std::string Order::RowAfter(const std::vector<std::string>& values) const {
  return absl::StrCat("(", absl::StrJoin(KeyColumns(), ", "), ")",
                      parts_[0].descending ? " < (" : " > (", absl::StrJoin(values, ", "), ")");
}

std::string Order::AnyAfter(const std::vector<std::string>& values) const {
  std::vector<std::string> cases;
  std::string equal;  // the columns before
  for (size_t i = 0; i < parts_.size(); ++i) {
    const Part& part = parts_[i];
    cases.push_back(
        absl::StrCat("(", equal, part.column, part.descending ? " < " : " > ", values[i], ")"));
    absl::StrAppend(&equal, part.column, " = ", values[i], " AND ");
  }
  return absl::StrCat("(", absl::StrJoin(cases, " OR "), ")");
}

absl::StatusOr<Condition> Order::After(const page::Key& key, int first_param) const {
  Condition condition{.sql = "TRUE"};
  if (key.empty()) return condition;
  if (key.size() != parts_.size())
    return ToStatus({.code = absl::StatusCode::kInvalidArgument,
                     .reason = "PAGE_TOKEN_INVALID",
                     .message = "Страница относится к другому порядку."});
  std::vector<std::string> values;
  for (size_t i = 0; i < parts_.size(); ++i) {
    values.push_back(absl::StrCat("$", first_param + i, "::", parts_[i].type));
    condition.params.Add(key[i]);
  }
  condition.sql = SameDirection() ? RowAfter(values) : AnyAfter(values);
  return condition;
}

absl::Status Fill(const Listing& listing, const Fields& fields, absl::string_view id_column,
                  pg::Query& query) {
  const auto where = ParseFilter(listing.filter, fields, query.params.size() + 1);
  const auto order = Order::Parse(listing.order_by, fields, id_column);
  if (!where.ok() && !order.ok()) {
    std::vector<FieldViolation> violations = ErrorFrom(where.status()).violations;
    for (FieldViolation& more : ErrorFrom(order.status()).violations)
      violations.push_back(std::move(more));
    return FieldsInvalid(std::move(violations));
  }
  RETURN_IF_ERROR(where.status());
  RETURN_IF_ERROR(order.status());
  const int first = query.params.size() + where->params.size() + 1;
  ASSIGN_OR_RETURN(Condition after, order->After(listing.after, first));
  pg::Params params = where->params;
  params.Append(after.params);
  query.Fill("where", absl::StrCat(where->sql, " AND ", after.sql), params);
  query.Fill("order", order->Sql());
  query.Fill("key", absl::StrCat(absl::StrJoin(order->KeyColumns(), "::text, "), "::text"));
  return absl::OkStatus();
}

}  // namespace nastavnik::filter
