#include "common/filter/filter.h"

#include <algorithm>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

#include "common/filter/scanner.h"
#include "common/id/id.h"
#include "common/status/error.h"
#include "common/text/text.h"
#include "common/time/civil.h"

namespace nastavnik::filter {
namespace {

constexpr char kField[] = "filter";

const Field* Find(const Fields& fields, absl::string_view name) {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

std::string UnknownField(absl::string_view name, const Fields& fields) {
  std::vector<std::string> names;
  for (const Field& field : fields) names.push_back(field.name);
  const auto nearest = text::Nearest(name, names);
  return nearest ? absl::StrCat("Поля «", name, "» здесь нет. Вы имели в виду ", *nearest, "?")
                 : absl::StrCat("Поля «", name, "» здесь нет. Есть: ", absl::StrJoin(names, ", "));
}

// A pattern of LIKE that stands for the text itself.
std::string Literal(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"%", "\\%"}, {"_", "\\_"}});
}

// The last part of a resource name, or the whole of an id.
std::optional<Uuid> IdOf(absl::string_view value) {
  const size_t slash = value.rfind('/');
  return ParseUuid(slash == absl::string_view::npos ? value : value.substr(slash + 1));
}

// One term: a field, an operator and a value, which become a condition or a fault.
class Term {
 public:
  Term(const Field& field, absl::string_view op, const Token& value, int param)
      : field_(field), op_(op), value_(value), param_(absl::StrCat("$", param)) {}

  // nullopt: see fault(). Adds at most one parameter.
  std::optional<std::string> Sql(pg::Params& params) {
    if (op_ == ":" && value_.text.empty() && value_.starts_wild) return Presence();
    if ((value_.starts_wild || value_.ends_wild) && field_.type != Type::kText)
      return Refuse("шаблон с * возможен только для текста");
    switch (field_.type) {
      case Type::kText:
        return Text(params);
      case Type::kTexts:
        return Element(params);
      case Type::kEnum:
        return Enum(params);
      case Type::kId:
        return Id(params);
      case Type::kInt:
        return Int(params);
      case Type::kBool:
        return Bool(params);
      case Type::kTime:
        return Time(params);
    }
    return std::nullopt;
  }

  const std::string& fault() const { return fault_; }

 private:
  std::nullopt_t Refuse(absl::string_view why) {
    fault_ = absl::StrCat("Поле ", field_.name, ": ", why, ".");
    return std::nullopt;
  }
  std::nullopt_t RefuseOperator(absl::string_view fit) {
    return Refuse(absl::StrCat("оператор ", op_, " не подходит, подходят ", fit));
  }
  bool IsEquality() const { return op_ == "=" || op_ == "!="; }

  std::string Presence() const {
    if (field_.type == Type::kText) return absl::StrCat("coalesce(", field_.column, ", '') <> ''");
    if (field_.type == Type::kTexts) return absl::StrCat("cardinality(", field_.column, ") > 0");
    return absl::StrCat(field_.column, " IS NOT NULL");
  }

  // A missing value differs from every value, and compares with none.
  std::string Compared(absl::string_view cast) const {
    if (op_ == "!=") return absl::StrCat(field_.column, " IS DISTINCT FROM ", param_, "::", cast);
    return absl::StrCat("coalesce(", field_.column, " ", op_ == ":" ? "=" : op_, " ", param_,
                        "::", cast, ", FALSE)");
  }

  std::optional<std::string> Text(pg::Params& params) {
    if (!IsEquality() && op_ != ":") return RefuseOperator("= != :");
    const bool wild = value_.starts_wild || value_.ends_wild;
    if (!wild && op_ != ":") {
      params.Add(value_.text);
      return Compared("text");
    }
    const bool anywhere = op_ == ":" && !wild;
    params.Add(absl::StrCat(anywhere || value_.starts_wild ? "%" : "", Literal(value_.text),
                            anywhere || value_.ends_wild ? "%" : ""));
    const std::string match =
        absl::StrCat("coalesce(", field_.column, ", '') COLLATE \"und-x-icu\" ",
                     op_ == ":" ? "ILIKE " : "LIKE ", param_, "::text");
    return op_ == "!=" ? absl::StrCat("NOT ", match) : match;
  }

  std::optional<std::string> Element(pg::Params& params) {
    if (op_ != ":") return RefuseOperator(":");
    params.Add(value_.text);
    return absl::StrCat(param_, "::text = ANY (", field_.column, ")");
  }

  std::optional<std::string> Enum(pg::Params& params) {
    if (!IsEquality() && op_ != ":") return RefuseOperator("= != :");
    const auto& values = field_.values;
    if (std::find(values.begin(), values.end(), value_.text) == values.end()) {
      return Refuse(
          absl::StrCat("значения «", value_.text, "» нет, есть ", absl::StrJoin(values, ", ")));
    }
    params.Add(value_.text);
    return Compared("text");
  }

  std::optional<std::string> Id(pg::Params& params) {
    if (!IsEquality()) return RefuseOperator("= !=");
    const std::optional<Uuid> id = IdOf(value_.text);
    if (!id) return Refuse("ожидается идентификатор (UUID) или имя ресурса");
    params.Add(*id);
    return Compared("uuid");
  }

  std::optional<std::string> Int(pg::Params& params) {
    int64_t number = 0;
    if (!absl::SimpleAtoi(value_.text, &number)) return Refuse("ожидается целое число");
    params.Add(number);
    return Compared("bigint");
  }

  std::optional<std::string> Bool(pg::Params& params) {
    if (!IsEquality() && op_ != ":") return RefuseOperator("= !=");
    if (value_.text != "true" && value_.text != "false") return Refuse("ожидается true или false");
    params.Add(value_.text == "true");
    return Compared("boolean");
  }

  std::optional<std::string> Time(pg::Params& params) {
    const std::optional<absl::Time> time = time::ParseRfc3339(value_.text);
    if (!time) return Refuse("ожидается время вида \"2027-03-05T12:00:00Z\"");
    params.Add(*time);
    return Compared("timestamptz");
  }

  const Field& field_;
  const absl::string_view op_;
  const Token& value_;
  const std::string param_;
  std::string fault_;
};

// Recursive descent; every function leaves the scanner behind what it took.
class Parser {
 public:
  Parser(absl::string_view filter, const Fields& fields, int first_param)
      : scanner_(filter), fields_(fields), first_param_(first_param) {}

  absl::StatusOr<Condition> Parse() {
    Condition condition{.sql = "TRUE"};
    if (scanner_.token().kind != Token::Kind::kEnd) {
      condition.sql = Expression(0);
      if (!broken_ && scanner_.token().kind != Token::Kind::kEnd) Break("лишнее");
    }
    RETURN_IF_ERROR(FieldsInvalid(std::move(violations_)));
    condition.params = std::move(params_);
    return condition;
  }

 private:
  // AND of OR of terms. Two conditions side by side are joined by AND, too.
  std::string Expression(int depth) {
    std::vector<std::string> factors;
    if (depth > kMostDepth) Break(absl::StrCat("не больше ", kMostDepth, " уровней скобок"));
    while (!broken_) {
      factors.push_back(Factor(depth));
      const Token& next = scanner_.token();
      if (next.Is("AND")) {
        scanner_.Next();
      } else if (next.kind == Token::Kind::kEnd || next.kind == Token::Kind::kClose) {
        break;
      }
    }
    return Joined(factors, " AND ");
  }

  std::string Factor(int depth) {
    std::vector<std::string> terms = {Negatable(depth)};
    while (!broken_ && scanner_.token().Is("OR")) {
      scanner_.Next();
      terms.push_back(Negatable(depth));
    }
    return Joined(terms, " OR ");
  }

  static std::string Joined(const std::vector<std::string>& parts, absl::string_view by) {
    return parts.size() == 1 ? parts[0] : absl::StrCat("(", absl::StrJoin(parts, by), ")");
  }

  std::string Negatable(int depth) {
    const bool negated = scanner_.token().Is("NOT") || scanner_.token().kind == Token::Kind::kMinus;
    if (negated) scanner_.Next();
    const std::string simple = Simple(depth);
    return negated ? absl::StrCat("NOT ", simple) : simple;
  }

  std::string Simple(int depth) {
    if (scanner_.token().kind == Token::Kind::kOpen) {
      scanner_.Next();
      const std::string inner = Expression(depth + 1);
      if (!broken_ && scanner_.token().kind != Token::Kind::kClose) Break("нет закрывающей скобки");
      scanner_.Next();
      return absl::StrCat("(", inner, ")");
    }
    return Restriction();
  }

  std::string Restriction() {
    const Token name = scanner_.token();
    if (name.kind != Token::Kind::kWord || name.Is("AND") || name.Is("OR") || name.Is("NOT"))
      return Break("ожидается имя поля");
    if (++terms_ > kMostTerms) return Break(absl::StrCat("не больше ", kMostTerms, " условий"));
    scanner_.Next();
    const Token op = scanner_.token();
    if (op.kind != Token::Kind::kOperator) return Break("ожидается оператор = != < <= > >= :");
    scanner_.Next();
    const Token value = scanner_.token();
    if (!value.IsValue()) return Break("ожидается значение");
    scanner_.Next();
    return Checked(name, op.text, value);
  }

  std::string Checked(const Token& name, const std::string& op, const Token& value) {
    const Field* field = Find(fields_, name.text);
    if (field == nullptr) return Note(name, "UNKNOWN_FIELD", UnknownField(name.text, fields_));
    Term term(*field, op, value, first_param_ + params_.size());
    const auto sql = term.Sql(params_);
    return sql ? *sql : Note(name, "INVALID_FORMAT", term.fault());
  }

  std::string Note(const Token& at, const char* reason, absl::string_view message) {
    violations_.push_back({kField, reason, absl::StrCat("Знак ", at.position, ". ", message)});
    return "";
  }

  // The grammar is broken here; nothing after it is looked at.
  std::string Break(absl::string_view what) {
    if (!broken_)
      violations_ = {{kField, "INVALID_FORMAT",
                      absl::StrCat("Знак ", scanner_.token().position, ": ", what, ".")}};
    broken_ = true;
    return "";
  }

  Scanner scanner_;
  const Fields& fields_;
  const int first_param_;
  pg::Params params_;
  std::vector<FieldViolation> violations_;
  int terms_ = 0;
  bool broken_ = false;
};

}  // namespace

absl::StatusOr<Condition> ParseFilter(absl::string_view filter, const Fields& fields,
                                      int first_param) {
  if (filter.size() > kMostBytes) {
    return FieldsInvalid(
        {{kField, "TOO_LONG", absl::StrCat("Не больше ", kMostBytes, " байтов UTF-8.")}});
  }
  const auto normal = text::Normalize(filter);
  if (!normal) return FieldsInvalid({{kField, "INVALID_TEXT", "Текст должен быть в UTF-8."}});
  return Parser(*normal, fields, first_param).Parse();
}

}  // namespace nastavnik::filter
