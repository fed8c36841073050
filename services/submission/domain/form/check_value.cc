#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"

#include "common/text/text.h"
#include "services/submission/domain/form/check.h"
#include "services/submission/domain/form/formats.h"
#include "services/submission/domain/limits.h"

namespace nastavnik::submission {
namespace {

// Walks one value of one field. Wrong types end the walk of that value; everything else is noted
// and goes on.
class ValueCheck {
 public:
  ValueCheck(Level level, const People& people, json::Violations& violations)
      : submit_(level == Level::kSubmit), people_(people), violations_(violations) {}

  void Check(const Field& field, const json::Value& value, const std::string& path) {
    switch (field.type) {
      case FieldType::kText:
        return Text(field, value, path, kMaxTextLength);
      case FieldType::kLongText:
        return Text(field, value, path, kMaxLongTextLength);
      case FieldType::kInteger:
        return Integer(field, value, path);
      case FieldType::kDecimal:
        return Decimal(field, value, path);
      case FieldType::kDate:
        return Formatted(
            value, path, [](auto text) { return ParseDate(text).has_value(); }, kDate);
      case FieldType::kPeriod:
        return Period(value, path);
      case FieldType::kBoolean:
        return Boolean(value, path);
      case FieldType::kSingleChoice:
        return Choice(field, value, path);
      case FieldType::kMultiChoice:
        return Choices(field, value, path);
      case FieldType::kRegion:
        return Formatted(value, path, IsRegionId, "Выберите регион из списка.");
      case FieldType::kOrganization:
        return Formatted(value, path, IsId, "Выберите организацию.");
      case FieldType::kPersons:
        return Persons(field, value, path);
      case FieldType::kTable:
        return Table(field, value, path);
      case FieldType::kUrl:
        return Formatted(value, path, IsUrl, "Нужен адрес вида https://example.ru/страница.");
      case FieldType::kEmail:
        return Formatted(value, path, IsEmail, "Нужен адрес вида name@example.ru.");
      case FieldType::kPhone:
        return Formatted(value, path, IsPhone, "Нужен номер вида +79161234567.");
      case FieldType::kFiles:
      case FieldType::kVideo:
        return Fail(path, "WRONG_TYPE", "Загрузка файлов пока недоступна.");
    }
  }

 private:
  static constexpr absl::string_view kDate = "Нужна дата вида 2027-03-15.";

  static bool IsId(absl::string_view text) { return ParseUuid(text).has_value(); }
  static absl::string_view View(const json::Value& value) {
    return {value.get_string().data(), value.get_string().size()};
  }

  void Fail(const std::string& path, absl::string_view reason, absl::string_view message) {
    violations_.push_back({path, std::string(reason), std::string(message)});
  }

  // Whether the value is a text of bearable length.
  bool IsText(const json::Value& value, const std::string& path, int64_t max) {
    if (!value.is_string()) {
      Fail(path, "WRONG_TYPE", "Здесь ожидается текст.");
      return false;
    }
    if (static_cast<int64_t>(text::Length(View(value))) <= max) return true;
    Fail(path, "TOO_LONG",
         absl::StrCat("Не более ", max, " ", text::Plural(max, "знака", "знаков", "знаков"), "."));
    return false;
  }

  void Text(const Field& field, const json::Value& value, const std::string& path, int64_t limit) {
    if (!IsText(value, path, field.max.value_or(limit))) return;
    if (field.type == FieldType::kText && View(value).find('\n') != absl::string_view::npos) {
      Fail(path, "INVALID_FORMAT", "Здесь одна строка, без переводов.");
    }
    const int64_t min = field.min.value_or(0);
    if (submit_ && static_cast<int64_t>(text::Length(View(value))) < min) {
      Fail(
          path, "TOO_SHORT",
          absl::StrCat("Не менее ", min, " ", text::Plural(min, "знака", "знаков", "знаков"), "."));
    }
  }

  // A short text of a certain form. A save takes what is half typed.
  template <typename Fits>
  void Formatted(const json::Value& value, const std::string& path, Fits fits,
                 absl::string_view message) {
    if (!IsText(value, path, kMaxTextLength)) return;
    if (submit_ && !fits(View(value))) Fail(path, "INVALID_FORMAT", message);
  }

  void Bounds(const Field& field, int64_t number, const std::string& path) {
    if (!submit_) return;
    if (field.min && number < *field.min) {
      Fail(path, "OUT_OF_RANGE",
           absl::StrCat("Не меньше ", FormatDecimal(*field.min, field.scale), "."));
    }
    if (field.max && number > *field.max) {
      Fail(path, "OUT_OF_RANGE",
           absl::StrCat("Не больше ", FormatDecimal(*field.max, field.scale), "."));
    }
  }

  void Integer(const Field& field, const json::Value& value, const std::string& path) {
    if (!value.is_int64()) return Fail(path, "WRONG_TYPE", "Здесь ожидается целое число.");
    Bounds(field, value.get_int64(), path);
  }

  void Decimal(const Field& field, const json::Value& value, const std::string& path) {
    if (!IsText(value, path, kMaxTextLength)) return;
    const auto number = ParseDecimal(View(value), field.scale);
    if (number) return Bounds(field, *number, path);
    if (!submit_) return;
    Fail(path, "INVALID_FORMAT",
         absl::StrCat("Нужно число строкой, после точки не более ", field.scale, " ",
                      text::Plural(field.scale, "знака", "знаков", "знаков"), ": \"12.5\"."));
  }

  void Boolean(const json::Value& value, const std::string& path) {
    if (!value.is_bool()) Fail(path, "WRONG_TYPE", "Здесь ожидается «да» или «нет».");
  }

  void Choice(const Field& field, const json::Value& value, const std::string& path) {
    if (!IsText(value, path, kMaxTextLength)) return;
    if (field.options.count(std::string(View(value))) == 0)
      Fail(path, "UNKNOWN_VALUE", "Такого варианта нет.");
  }

  // Whether the value is a list of bearable size; notes too few entries.
  bool IsList(const Field& field, const json::Value& value, const std::string& path) {
    if (!value.is_array()) {
      Fail(path, "WRONG_TYPE", "Здесь ожидается список.");
      return false;
    }
    const int64_t size = static_cast<int64_t>(value.get_array().size());
    const int64_t max = field.max_items.value_or(kMaxItems);
    if (size > max) {
      Fail(path, "TOO_MANY", absl::StrCat("Не более ", max, "."));
      return false;
    }
    if (submit_ && size < field.min_items.value_or(0)) {
      Fail(path, "TOO_FEW", absl::StrCat("Не менее ", *field.min_items, "."));
    }
    return true;
  }

  void Choices(const Field& field, const json::Value& value, const std::string& path) {
    if (!IsList(field, value, path)) return;
    std::set<std::string> seen;
    const auto& items = value.get_array();
    for (size_t i = 0; i < items.size(); ++i) {
      Choice(field, items[i], json::Join(path, i));
      if (items[i].is_string() && !seen.emplace(View(items[i])).second) {
        Fail(json::Join(path, i), "CONFLICTS", "Вариант указан дважды.");
      }
    }
  }

  // The members of an object that are among `known`; others are noted.
  bool IsObject(const json::Value& value, const std::string& path,
                const std::vector<std::string>& known) {
    if (!value.is_object()) {
      Fail(path, "WRONG_TYPE", "Здесь ожидается объект.");
      return false;
    }
    for (const auto& member : value.get_object()) {
      const std::string key(member.key().data(), member.key().size());
      if (std::find(known.begin(), known.end(), key) == known.end()) {
        Fail(json::Join(path, key), "UNKNOWN_FIELD", "Такого поля нет.");
      }
    }
    return true;
  }

  void Period(const json::Value& value, const std::string& path) {
    if (!IsObject(value, path, {"from", "to"})) return;
    const auto& members = value.get_object();
    std::optional<absl::CivilDay> days[2];
    const char* const names[2] = {"from", "to"};
    for (int i = 0; i < 2; ++i) {
      const json::Value* day = members.if_contains(names[i]);
      if (day == nullptr) continue;
      Formatted(
          *day, json::Join(path, names[i]), [](auto text) { return ParseDate(text).has_value(); },
          kDate);
      if (day->is_string()) days[i] = ParseDate(View(*day));
    }
    if (!submit_) return;
    if (!members.contains("from")) Fail(json::Join(path, "from"), "REQUIRED", "Укажите начало.");
    if (days[0] && days[1] && *days[1] < *days[0]) {
      Fail(json::Join(path, "to"), "OUT_OF_RANGE", "Окончание раньше начала.");
    }
  }

  void Persons(const Field& field, const json::Value& value, const std::string& path) {
    if (!IsList(field, value, path)) return;
    std::set<std::string> seen;
    for (size_t i = 0; i < value.get_array().size(); ++i) {
      const json::Value& entry = value.get_array()[i];
      const std::string at = json::Join(path, i);
      if (!IsObject(entry, at, {"person", "role"})) continue;
      const auto& members = entry.get_object();
      if (const json::Value* role = members.if_contains("role"))
        IsText(*role, json::Join(at, "role"), kMaxRoleLength);
      const json::Value* person = members.if_contains("person");
      if (person == nullptr) {
        if (submit_) Fail(json::Join(at, "person"), "REQUIRED", "Укажите человека.");
        continue;
      }
      if (!IsText(*person, json::Join(at, "person"), kMaxTextLength) || !submit_) continue;
      Person(std::string(View(*person)), json::Join(at, "person"), seen);
    }
  }

  void Person(const std::string& person, const std::string& path, std::set<std::string>& seen) {
    const auto id = PersonId::Parse(person);
    if (!id || std::find(people_.begin(), people_.end(), *id) == people_.end()) {
      Fail(path, "UNKNOWN_VALUE", "Автором может быть заявитель или участник команды.");
    } else if (!seen.insert(person).second) {
      Fail(path, "CONFLICTS", "Человек указан дважды.");
    }
  }

  void Table(const Field& field, const json::Value& value, const std::string& path) {
    if (!IsList(field, value, path)) return;
    std::vector<std::string> known;
    for (const Field& column : field.columns) known.push_back(column.id);
    for (size_t i = 0; i < value.get_array().size(); ++i) {
      const json::Value& row = value.get_array()[i];
      const std::string at = json::Join(path, i);
      if (!IsObject(row, at, known)) continue;
      if (submit_ && row.get_object().empty())
        Fail(at, "REQUIRED", "Заполните строку или удалите её.");
      for (const Field& column : field.columns)
        Cell(column, row.get_object(), json::Join(at, column.id));
    }
  }

  void Cell(const Field& column, const boost::json::object& row, const std::string& path) {
    if (const json::Value* value = row.if_contains(boost::json::string_view(column.id))) {
      Check(column, *value, path);
    } else if (submit_ && column.required != Required::kNever) {
      Fail(path, "REQUIRED", absl::StrCat("Заполните «", column.title, "»."));
    }
  }

  const bool submit_;
  const People& people_;
  json::Violations& violations_;
};

}  // namespace

void CheckValue(const Field& field, const json::Value& value, const std::string& path, Level level,
                const People& people, json::Violations& violations) {
  ValueCheck(level, people, violations).Check(field, value, path);
}

}  // namespace nastavnik::submission
