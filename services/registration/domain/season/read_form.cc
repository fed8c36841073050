// Forms and their fields.
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "common/id/id.h"
#include "services/registration/domain/season/decimal.h"
#include "services/registration/domain/season/read.h"

namespace nastavnik::season {
namespace {

constexpr json::Reader::Range kLength{0, 100000};
constexpr json::Reader::Range kItems{0, 1000};
constexpr json::Reader::Range kNumber{-json::kMaxInteger, json::kMaxInteger};

void RefuseInverted(json::Reader& reader, absl::string_view key, std::optional<int64_t> min,
                    std::optional<int64_t> max) {
  if (min && max && *min > *max) reader.Fail(key, "OUT_OF_RANGE", "Наименьшее больше наибольшего.");
}

void ReadItems(json::Reader& reader, Field& field) {
  field.min_items = MaybeInt(reader, "minItems", kItems);
  field.max_items = MaybeInt(reader, "maxItems", {1, 1000});
  RefuseInverted(reader, "maxItems", field.min_items, field.max_items);
}

std::string ReadBound(json::Reader& reader, absl::string_view key, int scale) {
  const std::string text = reader.OptionalText(key);
  if (reader.Has(key) && !ParseDecimal(text, scale)) {
    reader.Fail(key, "INVALID_FORMAT",
                absl::StrCat("Число строкой, не более ", scale, " знаков после точки."));
  }
  return text;
}

void ReadDecimal(json::Reader& reader, Field& field) {
  field.scale = static_cast<int>(reader.Int("scale", {0, 4}));
  field.decimal_min = ReadBound(reader, "min", field.scale);
  field.decimal_max = ReadBound(reader, "max", field.scale);
  const auto min = ParseDecimal(field.decimal_min, field.scale);
  const auto max = ParseDecimal(field.decimal_max, field.scale);
  RefuseInverted(reader, "max", min, max);
}

void ReadOptions(json::Reader& reader, Field& field) {
  field.options = ReadTitles(reader, "options", 300);
  field.options_from = OneOf(reader, "optionsFrom", {"keywords"}, "");
  if (field.options.empty() == field.options_from.empty()) {
    reader.Fail("options", "REQUIRED",
                "Нужны либо варианты (options), либо их источник (optionsFrom).");
  }
  if (!field.options_from.empty() && field.type != "MULTI_CHOICE") {
    reader.Fail("optionsFrom", "CONFLICTS", "Бывает только у MULTI_CHOICE.");
  }
}

void ReadColumns(json::Reader& reader, Field& field) {
  std::set<std::string> seen;
  for (json::Reader& column : reader.Objects("columns")) {
    Column kept;
    kept.id = column.Text("id", {1, 39});
    if (!IsDocumentId(kept.id))
      column.Fail("id", "INVALID_FORMAT", "До 39 знаков a–z, 0–9 и дефис.");
    if (!seen.insert(kept.id).second) column.Fail("id", "CONFLICTS", "Столбец повторяется.");
    kept.title = column.OptionalText("title", "", kTitle);
    kept.type =
        OneOf(column, "type", {"TEXT", "LONG_TEXT", "INTEGER", "DECIMAL", "DATE", "BOOLEAN"});
    if (kept.type == "TEXT" || kept.type == "LONG_TEXT") {
      kept.min = MaybeInt(column, "min", kLength);
      kept.max = MaybeInt(column, "max", kLength);
    } else if (kept.type == "INTEGER") {
      kept.min = MaybeInt(column, "min", kNumber);
      kept.max = MaybeInt(column, "max", kNumber);
    } else if (kept.type == "DECIMAL") {
      kept.scale = static_cast<int>(column.Int("scale", {0, 4}));
    }
    RefuseInverted(column, "max", kept.min, kept.max);
    column.RefuseUnknown();
    field.columns.push_back(std::move(kept));
  }
  if (field.columns.empty()) reader.Fail("columns", "TOO_FEW", "Нужен хотя бы один столбец.");
  if (field.columns.size() > 20) reader.Fail("columns", "TOO_MANY", "Не более 20 столбцов.");
}

void ReadMedia(json::Reader& reader, Field& field) {
  field.max_bytes = MaybeInt(reader, "maxBytes", {1, int64_t{1} << 40});
  field.media = SomeOf(reader, "media", {"pdf", "docx", "odt", "jpg", "png", "mp4"});
}

// What only some types have.
void ReadOfType(json::Reader& reader, Field& field) {
  const std::string& type = field.type;
  if (type == "TEXT" || type == "LONG_TEXT") {
    field.min = MaybeInt(reader, "min", kLength);
    field.max = reader.Int("max", {1, 100000});
    RefuseInverted(reader, "max", field.min, field.max);
  } else if (type == "INTEGER") {
    field.min = MaybeInt(reader, "min", kNumber);
    field.max = MaybeInt(reader, "max", kNumber);
    RefuseInverted(reader, "max", field.min, field.max);
  } else if (type == "DECIMAL") {
    ReadDecimal(reader, field);
  } else if (type == "SINGLE_CHOICE" || type == "MULTI_CHOICE") {
    ReadOptions(reader, field);
    if (type == "MULTI_CHOICE") ReadItems(reader, field);
  } else if (type == "PERSONS") {
    ReadItems(reader, field);
  } else if (type == "TABLE") {
    ReadColumns(reader, field);
    ReadItems(reader, field);
  } else if (type == "FILES") {
    ReadItems(reader, field);
    ReadMedia(reader, field);
  } else if (type == "VIDEO") {
    ReadMedia(reader, field);
    field.max_seconds = MaybeInt(reader, "maxSeconds", {1, 36000});
  }
}

void ReadOverrides(json::Reader& reader, Field& field) {
  for (auto& [nomination, by] : reader.Entries("by")) {
    FieldOverride& kept = field.by[nomination];
    if (by.Has("title")) kept.title = by.Text("title", kTitle);
    if (by.Has("help")) kept.help = by.Text("help", kText);
    if (by.Has("required")) kept.required = OneOf(by, "required", {"NEVER", "SUBMIT", "DRAFT"});
    if (by.Has("options")) {
      kept.options = ReadTitles(by, "options", 300);
      if (field.options.empty())
        by.Fail("options", "CONFLICTS", "У поля нет своих вариантов, заменять нечего.");
      if (kept.options->empty()) by.Fail("options", "TOO_FEW", "Нужен хотя бы один вариант.");
    }
    by.RefuseUnknown();
  }
}

void ReadField(json::Reader& reader, Field& field) {
  field.type = OneOf(reader, "type",
                     {"TEXT", "LONG_TEXT", "INTEGER", "DECIMAL", "DATE", "PERIOD", "BOOLEAN",
                      "SINGLE_CHOICE", "MULTI_CHOICE", "REGION", "ORGANIZATION", "PERSONS", "TABLE",
                      "URL", "EMAIL", "PHONE", "FILES", "VIDEO"});
  field.title = reader.Text("title", kTitle);
  field.help = reader.OptionalText("help", "", kText);
  field.required = OneOf(reader, "required", {"NEVER", "SUBMIT", "DRAFT"}, "NEVER");
  ReadOfType(reader, field);
  if (reader.Has("shownIf")) {
    json::Reader shown = reader.Object("shownIf");
    field.shown_if.emplace();
    field.shown_if->field = shown.Text("field", {1, 39});
    if (const json::Value* equals = shown.Find("equals")) {
      field.shown_if->equals = *equals;
    } else {
      shown.Fail("equals", "REQUIRED", "Поле обязательно.");
    }
    shown.RefuseUnknown();
  }
  field.experts = OneOf(reader, "experts", {"HIDDEN", "SHOWN"}, "HIDDEN");
  field.audience = OneOf(reader, "public", {"NEVER", "RESULTS", "CATALOGUE"}, "NEVER");
  field.personal = OneOf(reader, "personal", {"PARTICIPANT", "THIRD_PARTY"}, "");
  field.correctable = reader.OptionalBool("correctable", false);
  OneOf(reader, "search", {"A", "B", "D"}, "");
  reader.OptionalBool("similarity", false);
  ReadOverrides(reader, field);
  reader.RefuseUnknown();
}

void ReadSections(json::Reader& reader, Form& form) {
  std::set<std::string> seen;
  for (json::Reader& section : reader.Objects("sections")) {
    Section kept = {section.Text("id", {1, 39}), section.Text("title", kTitle),
                    section.OptionalText("help", "", kText), Ids(section, "fields")};
    if (!IsDocumentId(kept.id))
      section.Fail("id", "INVALID_FORMAT", "До 39 знаков a–z, 0–9 и дефис.");
    if (!seen.insert(kept.id).second) section.Fail("id", "CONFLICTS", "Раздел повторяется.");
    section.RefuseUnknown();
    form.sections.push_back(std::move(kept));
  }
  if (form.sections.empty()) reader.Fail("sections", "TOO_FEW", "Нужен хотя бы один раздел.");
}

}  // namespace

void ReadForms(json::Reader& root, Document& document) {
  for (auto& [id, reader] : root.Entries("forms")) {
    Form& form = document.forms[id];
    form.id = id;
    form.applies_to = ReadSelector(reader);
    ReadSections(reader, form);
    for (auto& [field_id, field] : reader.Entries("fields")) {
      Field& kept = form.fields[field_id];
      kept.id = field_id;
      ReadField(field, kept);
    }
    if (form.fields.size() > kMaxFields) {
      reader.Fail("fields", "TOO_MANY", absl::StrCat("Не более ", kMaxFields, " полей в форме."));
    }
    reader.RefuseUnknown();
  }
}

Field ForNomination(const Field& field, const std::string& nomination) {
  Field own = field;
  own.by.clear();
  const auto by = field.by.find(nomination);
  if (by == field.by.end()) return own;
  if (by->second.title) own.title = *by->second.title;
  if (by->second.help) own.help = *by->second.help;
  if (by->second.required) own.required = *by->second.required;
  if (by->second.options) own.options = *by->second.options;
  return own;
}

}  // namespace nastavnik::season
