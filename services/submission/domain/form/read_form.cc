#include "services/submission/domain/form/read_form.h"

#include "services/submission/domain/form/formats.h"

namespace nastavnik::submission {
namespace {

const json::Reader::Names<FieldType> kTypes = {
    {"TEXT", FieldType::kText},
    {"LONG_TEXT", FieldType::kLongText},
    {"INTEGER", FieldType::kInteger},
    {"DECIMAL", FieldType::kDecimal},
    {"DATE", FieldType::kDate},
    {"PERIOD", FieldType::kPeriod},
    {"BOOLEAN", FieldType::kBoolean},
    {"SINGLE_CHOICE", FieldType::kSingleChoice},
    {"MULTI_CHOICE", FieldType::kMultiChoice},
    {"REGION", FieldType::kRegion},
    {"ORGANIZATION", FieldType::kOrganization},
    {"PERSONS", FieldType::kPersons},
    {"TABLE", FieldType::kTable},
    {"URL", FieldType::kUrl},
    {"EMAIL", FieldType::kEmail},
    {"PHONE", FieldType::kPhone},
    {"FILES", FieldType::kFiles},
    {"VIDEO", FieldType::kVideo},
};

const json::Reader::Names<Required> kRequired = {
    {"NEVER", Required::kNever}, {"SUBMIT", Required::kSubmit}, {"DRAFT", Required::kDraft}};

std::optional<int64_t> MaybeInt(json::Reader& reader, absl::string_view key) {
  if (!reader.Has(key)) return std::nullopt;
  return reader.Int(key);
}

// A bound: a number, or for decimals a text in units of 10^-scale.
std::optional<int64_t> Bound(json::Reader& reader, absl::string_view key, const Field& field) {
  if (field.type != FieldType::kDecimal) return MaybeInt(reader, key);
  if (!reader.Has(key)) return std::nullopt;
  const auto value = ParseDecimal(reader.Text(key), field.scale);
  if (!value) reader.Fail(key, "INVALID_FORMAT", "Десятичное число пишется строкой.");
  return value;
}

std::map<std::string, std::string> Options(json::Reader& reader) {
  std::map<std::string, std::string> options;
  for (auto& [id, title] : reader.TextEntries("options", {})) options.emplace(id, std::move(title));
  return options;
}

void ReadType(json::Reader& reader, Field& field) {
  if (reader.OptionalText("type").empty()) reader.Fail("type", "REQUIRED", "Укажите тип поля.");
  field.type = reader.OneOf("type", kTypes, FieldType::kText);
  field.scale = static_cast<int>(reader.OptionalInt("scale", 0, {0, 4}));
  field.min = Bound(reader, "min", field);
  field.max = Bound(reader, "max", field);
}

Field ReadColumn(json::Reader& reader) {
  Field column;
  column.id = reader.Text("id");
  column.title = reader.OptionalText("title", column.id);
  column.required = reader.OneOf("required", kRequired, Required::kNever);
  ReadType(reader, column);
  return column;
}

// What one nomination replaces of a field.
void Override(json::Reader reader, Field& field) {
  field.title = reader.OptionalText("title", field.title);
  field.help = reader.OptionalText("help", field.help);
  field.required = reader.OneOf("required", kRequired, field.required);
  if (reader.Has("options")) field.options = Options(reader);
}

Field ReadField(absl::string_view id, json::Reader& reader, const NominationId& nomination,
                const std::map<std::string, std::string>& keywords) {
  Field field;
  field.id = std::string(id);
  field.title = reader.Text("title");
  field.help = reader.OptionalText("help");
  ReadType(reader, field);
  field.required = reader.OneOf("required", kRequired, Required::kNever);
  field.min_items = MaybeInt(reader, "minItems");
  field.max_items = MaybeInt(reader, "maxItems");
  field.keywords = reader.OptionalText("optionsFrom") == "keywords";
  field.options = field.keywords ? keywords : Options(reader);
  field.shown_to_experts = reader.OptionalText("experts", "HIDDEN") == "SHOWN";
  const bool is_text = field.type == FieldType::kText || field.type == FieldType::kLongText;
  field.compared = is_text && reader.OptionalBool("similarity", false);
  for (json::Reader& column : reader.Objects("columns"))
    field.columns.push_back(ReadColumn(column));
  if (reader.Has("shownIf")) {
    json::Reader condition = reader.Object("shownIf");
    const json::Value* equals = condition.Find("equals");
    field.shown_if = ShownIf{condition.Text("field"), equals == nullptr ? json::Value() : *equals};
  }
  json::Reader by = reader.Object("by");
  if (by.Has(nomination.text())) Override(by.Object(nomination.text()), field);
  // Until uploads exist nobody can have a file, so none is asked for.
  if (field.type == FieldType::kFiles || field.type == FieldType::kVideo)
    field.required = Required::kNever;
  return field;
}

}  // namespace

Form ReadForm(absl::string_view id, json::Reader& reader, const NominationId& nomination,
              const std::map<std::string, std::string>& keywords) {
  Form form;
  form.id = std::string(id);
  json::Reader fields = reader.Object("fields");
  for (json::Reader& section : reader.Objects("sections")) {
    const std::string section_id = section.Text("id");
    form.wording.push_back(section.OptionalText("title"));
    form.wording.push_back(section.OptionalText("help"));
    for (const std::string& field_id : section.Texts("fields")) {
      json::Reader field = fields.Object(field_id);
      form.fields.push_back(ReadField(field_id, field, nomination, keywords));
      form.fields.back().section = section_id;
      form.wording.push_back(form.fields.back().title);
      form.wording.push_back(form.fields.back().help);
    }
  }
  return form;
}

}  // namespace nastavnik::submission
