#include "services/registration/domain/season/schema.h"

#include "absl/strings/str_cat.h"

namespace nastavnik::season {
namespace {

using boost::json::array;
using boost::json::object;

boost::json::string Text(absl::string_view text) {
  return boost::json::string(text.data(), text.size());
}

array Texts(const std::vector<std::string>& texts) {
  array list;
  for (const std::string& text : texts) list.emplace_back(Text(text));
  return list;
}

array Titled(const Titles& options, absl::string_view prefix = "") {
  array titled;
  for (const auto& [id, title] : options) {
    titled.emplace_back(object{{"id", Text(absl::StrCat(prefix, id))}, {"title", Text(title)}});
  }
  return titled;
}

// Ids of a choice, and their titles in an extension.
void PutOptions(object& schema, object& holder, const Titles& options) {
  array ids;
  for (const auto& [id, title] : options) ids.emplace_back(Text(id));
  schema["enum"] = std::move(ids);
  holder["x-options"] = Titled(options);
}

void PutItems(object& schema, const Field& field, object items) {
  schema["type"] = "array";
  schema["items"] = std::move(items);
  if (field.min_items) schema["minItems"] = *field.min_items;
  if (field.max_items) schema["maxItems"] = *field.max_items;
}

void PutText(object& schema, std::optional<int64_t> min, std::optional<int64_t> max) {
  schema["type"] = "string";
  if (min) schema["minLength"] = *min;
  if (max) schema["maxLength"] = *max;
}

void PutInteger(object& schema, std::optional<int64_t> min, std::optional<int64_t> max) {
  schema["type"] = "integer";
  schema["minimum"] = min.value_or(-json::kMaxInteger);
  schema["maximum"] = max.value_or(json::kMaxInteger);
}

void PutDecimal(object& schema, int scale) {
  schema["type"] = "string";
  const std::string fraction = scale > 0 ? absl::StrCat("(\\.[0-9]{1,", scale, "})?") : "";
  schema["pattern"] = Text(absl::StrCat("^-?[0-9]{1,16}", fraction, "$"));
}

object Formatted(absl::string_view format) {
  return {{"type", "string"}, {"format", Text(format)}};
}

object ColumnSchema(const Column& column) {
  object schema;
  if (!column.title.empty()) schema["title"] = Text(column.title);
  if (column.type == "INTEGER") {
    PutInteger(schema, column.min, column.max);
  } else if (column.type == "DECIMAL") {
    PutDecimal(schema, column.scale);
  } else if (column.type == "DATE") {
    schema["type"] = "string";
    schema["format"] = "date";
  } else if (column.type == "BOOLEAN") {
    schema["type"] = "boolean";
  } else {
    PutText(schema, column.min, column.max);
  }
  schema["x-type"] = Text(column.type);
  return schema;
}

// A row may have empty cells, but not be empty.
object RowSchema(const Field& field) {
  object properties;
  for (const Column& column : field.columns) properties[column.id] = ColumnSchema(column);
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"minProperties", 1},
          {"additionalProperties", false}};
}

object PeriodSchema() {
  return {{"from", Formatted("date")},
          {"to", object{{"type", array{"string", "null"}}, {"format", "date"}}}};
}

object PersonSchema() {
  return {{"type", "object"},
          {"properties", object{{"person", Formatted("uuid")},
                                {"role", object{{"type", "string"}, {"maxLength", 100}}}}},
          {"required", array{"person"}},
          {"additionalProperties", false}};
}

void PutFile(object& schema, const Field& field) {
  if (field.max_bytes) schema["x-max-bytes"] = *field.max_bytes;
  if (field.max_seconds) schema["x-max-seconds"] = *field.max_seconds;
  if (!field.media.empty()) schema["x-media"] = Texts(field.media);
}

void PutChoice(object& schema, const Document& document, const Field& field) {
  const Titles& options = field.options_from == "keywords" ? document.keywords : field.options;
  if (field.type == "SINGLE_CHOICE") {
    schema["type"] = "string";
    PutOptions(schema, schema, options);
    return;
  }
  object item{{"type", "string"}};
  PutOptions(item, schema, options);
  PutItems(schema, field, std::move(item));
  schema["uniqueItems"] = true;
}

// Any region of the list of regions, and the places that the season adds to it.
void PutRegion(object& schema, const Document& document) {
  schema["type"] = "string";
  schema["pattern"] = "^ru-[0-9]{2}$";
  if (!document.extra_regions.empty()) schema["x-extra"] = Titled(document.extra_regions, "ru-");
}

// What the type says; helps, rules and audiences are added by FieldSchema.
void PutType(object& schema, const Document& document, const Field& field) {
  const std::string& type = field.type;
  if (type == "TEXT" || type == "LONG_TEXT") return PutText(schema, field.min, field.max);
  if (type == "INTEGER") return PutInteger(schema, field.min, field.max);
  if (type == "SINGLE_CHOICE" || type == "MULTI_CHOICE") return PutChoice(schema, document, field);
  if (type == "PERSONS") return PutItems(schema, field, PersonSchema());
  if (type == "TABLE") return PutItems(schema, field, RowSchema(field));
  if (type == "REGION") return PutRegion(schema, document);
  if (type == "DECIMAL") {
    PutDecimal(schema, field.scale);
    if (!field.decimal_min.empty()) schema["x-minimum"] = Text(field.decimal_min);
    if (!field.decimal_max.empty()) schema["x-maximum"] = Text(field.decimal_max);
  } else if (type == "PERIOD") {
    schema["type"] = "object";
    schema["properties"] = PeriodSchema();
    schema["required"] = array{"from"};
    schema["additionalProperties"] = false;
  } else if (type == "FILES") {
    PutItems(schema, field, Formatted("uuid"));
    PutFile(schema, field);
  } else if (type == "VIDEO") {
    schema["type"] = "string";
    PutFile(schema, field);
  } else if (type == "BOOLEAN") {
    schema["type"] = "boolean";
  } else {
    schema["type"] = "string";
    if (type == "DATE") schema["format"] = "date";
    if (type == "ORGANIZATION") schema["format"] = "uuid";
    if (type == "PHONE") schema["pattern"] = "^\\+[1-9][0-9]{6,14}$";
    if (type == "EMAIL") schema["format"] = "email";
    if (type == "EMAIL") schema["maxLength"] = 254;
    if (type == "URL") schema["format"] = "uri";
    if (type == "URL") schema["maxLength"] = 500;
  }
}

object FieldSchema(const Document& document, const Field& field) {
  object schema{{"title", Text(field.title)},
                {"x-type", Text(field.type)},
                {"x-required", Text(field.required)}};
  if (!field.help.empty()) schema["description"] = Text(field.help);
  PutType(schema, document, field);
  if (field.shown_if) {
    schema["x-shown-if"] =
        object{{"field", Text(field.shown_if->field)}, {"equals", field.shown_if->equals}};
  }
  schema["x-experts"] = Text(field.experts);
  schema["x-public"] = Text(field.audience);
  if (!field.personal.empty()) schema["x-personal"] = Text(field.personal);
  if (field.correctable) schema["x-correctable"] = true;
  return schema;
}

array SectionsOf(const Form& form) {
  array sections;
  for (const Section& section : form.sections) {
    object entry{{"id", Text(section.id)}, {"title", Text(section.title)}};
    if (!section.help.empty()) entry["help"] = Text(section.help);
    entry["fields"] = Texts(section.fields);
    sections.emplace_back(std::move(entry));
  }
  return sections;
}

}  // namespace

json::Value FormSchema(const Document& document, const Nomination& nomination) {
  const Form* form = document.FormOf(nomination);
  object properties;
  array required;
  for (const auto& [id, field] : form->fields) {
    Field own = ForNomination(field, nomination.id);
    // Until uploads exist nobody can have a file, so none is asked for.
    if (own.type == "FILES" || own.type == "VIDEO") own.required = "NEVER";
    properties[id] = FieldSchema(document, own);
    if (own.required != "NEVER" && !own.shown_if) required.emplace_back(Text(id));
  }
  return object{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                {"type", "object"},
                {"title", Text(nomination.title)},
                {"properties", std::move(properties)},
                {"required", std::move(required)},
                {"additionalProperties", false},
                {"x-form", Text(form->id)},
                {"x-sections", SectionsOf(*form)}};
}

}  // namespace nastavnik::season
