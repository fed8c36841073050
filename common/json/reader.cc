#include "common/json/reader.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

#include "common/id/id.h"
#include "common/text/text.h"

namespace nastavnik::json {
namespace {

using boost::json::kind;

const Value& EmptyObject() {
  static const Value& empty = *new Value(boost::json::object());
  return empty;
}

boost::json::string_view View(absl::string_view text) { return {text.data(), text.size()}; }

std::string ToText(const boost::json::string& text) { return {text.data(), text.size()}; }

}  // namespace

Reader::Reader(const Value& value, Violations& violations, std::string path)
    : value_(&value), violations_(&violations), path_(std::move(path)) {
  if (value.is_object()) return;
  Fail("", "WRONG_TYPE", "Ожидается объект.");
  value_ = &EmptyObject();
}

bool Reader::Has(absl::string_view key) const { return value_->get_object().contains(View(key)); }

const Value* Reader::Find(absl::string_view key) {
  asked_.emplace(key);
  return value_->get_object().if_contains(View(key));
}

const Value* Reader::Get(absl::string_view key, kind kind, absl::string_view wanted) {
  const Value* member = Find(key);
  if (member == nullptr || member->kind() == kind) return member;
  Fail(key, "WRONG_TYPE", absl::StrCat("Ожидается ", wanted, "."));
  return nullptr;
}

std::string Reader::Text(absl::string_view key, Length length) {
  if (!Has(key)) {
    asked_.emplace(key);
    Fail(key, "REQUIRED", "Поле обязательно.");
    return "";
  }
  return OptionalText(key, "", length);
}

std::string Reader::OptionalText(absl::string_view key, absl::string_view otherwise,
                                 Length length) {
  const Value* member = Get(key, kind::string, "строка");
  if (member == nullptr) return std::string(otherwise);
  std::string text = ToText(member->get_string());
  const size_t size = text::Length(text);
  if (size > length.max) Fail(key, "TOO_LONG", absl::StrCat("Не более ", length.max, " знаков."));
  if (size < length.min) Fail(key, "TOO_SHORT", absl::StrCat("Не менее ", length.min, " знаков."));
  if (text::FirstControl(text)) Fail(key, "INVALID_TEXT", "Недопустимый управляющий знак.");
  return text;
}

int64_t Reader::Int(absl::string_view key, Range range) {
  if (!Has(key)) {
    asked_.emplace(key);
    Fail(key, "REQUIRED", "Поле обязательно.");
    return 0;
  }
  return OptionalInt(key, 0, range);
}

int64_t Reader::OptionalInt(absl::string_view key, int64_t otherwise, Range range) {
  const Value* member = Get(key, kind::int64, "целое число");
  if (member == nullptr) return otherwise;
  const int64_t number = member->get_int64();
  if (number < range.min || number > range.max) {
    Fail(key, "OUT_OF_RANGE",
         absl::StrCat("Ожидается число от ", range.min, " до ", range.max, "."));
  }
  return number;
}

bool Reader::OptionalBool(absl::string_view key, bool otherwise) {
  const Value* member = Get(key, kind::bool_, "true или false");
  return member == nullptr ? otherwise : member->get_bool();
}

std::vector<std::string> Reader::Texts(absl::string_view key) {
  std::vector<std::string> texts;
  const Value* list = Get(key, kind::array, "список строк");
  if (list == nullptr) return texts;
  for (const Value& item : list->get_array()) {
    if (item.is_string()) {
      texts.push_back(ToText(item.get_string()));
    } else {
      Fail(Join(key, texts.size()), "WRONG_TYPE", "Ожидается строка.");
      texts.emplace_back();
    }
  }
  return texts;
}

std::vector<int64_t> Reader::Ints(absl::string_view key) {
  std::vector<int64_t> numbers;
  const Value* list = Get(key, kind::array, "список целых чисел");
  if (list == nullptr) return numbers;
  for (const Value& item : list->get_array()) {
    if (!item.is_int64()) Fail(Join(key, numbers.size()), "WRONG_TYPE", "Ожидается целое число.");
    numbers.push_back(item.is_int64() ? item.get_int64() : 0);
  }
  return numbers;
}

std::vector<Reader> Reader::Objects(absl::string_view key) {
  std::vector<Reader> objects;
  const Value* list = Get(key, kind::array, "список объектов");
  if (list == nullptr) return objects;
  for (const Value& item : list->get_array()) {
    objects.emplace_back(item, *violations_, Join(Join(path_, key), objects.size()));
  }
  return objects;
}

Reader Reader::Object(absl::string_view key) {
  const Value* member = Get(key, kind::object, "объект");
  return Reader(member == nullptr ? EmptyObject() : *member, *violations_, Join(path_, key));
}

std::vector<std::string> Reader::SortedKeys(const Value& map) const {
  std::vector<std::string> keys;
  for (const auto& member : map.get_object())
    keys.emplace_back(member.key().data(), member.key().size());
  std::sort(keys.begin(), keys.end());
  return keys;
}

std::vector<std::pair<std::string, Reader>> Reader::Entries(absl::string_view key) {
  std::vector<std::pair<std::string, Reader>> entries;
  const Value* map = Get(key, kind::object, "объект");
  if (map == nullptr) return entries;
  for (const std::string& id : SortedKeys(*map)) {
    if (!IsDocumentId(id))
      Fail(Join(key, id), "INVALID_FORMAT", "Идентификатор: до 39 знаков a–z, 0–9 и дефис.");
    entries.emplace_back(
        id, Reader(map->get_object().at(id), *violations_, Join(Join(path_, key), id)));
  }
  return entries;
}

std::vector<std::pair<std::string, int64_t>> Reader::IntEntries(absl::string_view key,
                                                                Range range) {
  std::vector<std::pair<std::string, int64_t>> entries;
  const Value* map = Get(key, kind::object, "объект");
  if (map == nullptr) return entries;
  Reader inside(*map, *violations_, Join(path_, key));
  for (const std::string& id : SortedKeys(*map)) entries.emplace_back(id, inside.Int(id, range));
  return entries;
}

std::vector<std::pair<std::string, std::string>> Reader::TextEntries(absl::string_view key,
                                                                     Length length) {
  std::vector<std::pair<std::string, std::string>> entries;
  const Value* map = Get(key, kind::object, "объект");
  if (map == nullptr) return entries;
  Reader inside(*map, *violations_, Join(path_, key));
  for (const std::string& id : SortedKeys(*map)) entries.emplace_back(id, inside.Text(id, length));
  return entries;
}

void Reader::Fail(absl::string_view key, absl::string_view reason, absl::string_view message) {
  violations_->push_back(
      {key.empty() ? path_ : Join(path_, key), std::string(reason), std::string(message)});
}

void Reader::FailUnknownValue(absl::string_view key, absl::string_view value,
                              const std::vector<std::string>& known) {
  const auto nearest = text::Nearest(value, known);
  Fail(key, "UNKNOWN_VALUE",
       nearest ? absl::StrCat("Неизвестное значение. Возможно, «", *nearest, "»?")
               : std::string("Неизвестное значение."));
}

void Reader::RefuseUnknown() {
  const std::vector<std::string> known(asked_.begin(), asked_.end());
  for (const std::string& key : SortedKeys(*value_)) {
    if (asked_.count(key) > 0) continue;
    const auto nearest = text::Nearest(key, known);
    Fail(key, "UNKNOWN_FIELD",
         nearest ? absl::StrCat("Такого поля нет. Возможно, «", *nearest, "»?")
                 : std::string("Такого поля нет."));
  }
}

}  // namespace nastavnik::json
