#include "services/submission/domain/form/check.h"

#include "absl/strings/str_cat.h"

#include "common/status/error.h"
#include "common/text/text.h"

namespace nastavnik::submission {
namespace {

const json::Value* ValueOf(const Content& content, absl::string_view id) {
  return content.if_contains(boost::json::string_view(id.data(), id.size()));
}

std::string PathOf(Level level, absl::string_view id) {
  return absl::StrCat(level == Level::kSave ? "application.content." : "content.", id);
}

void NoteMissing(const Form& form, const Content& content, Level level,
                 json::Violations& violations) {
  for (const Field& field : form.fields) {
    const bool required = field.required == Required::kDraft ||
                          (field.required == Required::kSubmit && level == Level::kSubmit);
    if (!required || ValueOf(content, field.id) != nullptr || !IsShown(field, content)) continue;
    violations.push_back(
        {PathOf(level, field.id), "REQUIRED", absl::StrCat("Заполните поле «", field.title, "».")});
  }
}

void NoteUnknown(const Form& form, absl::string_view id, json::Violations& violations) {
  const auto nearest = text::Nearest(id, form.Ids());
  violations.push_back({PathOf(Level::kSave, id), "UNKNOWN_FIELD",
                        nearest ? absl::StrCat("Такого поля нет. Вы имели в виду ", *nearest, "?")
                                : "Такого поля в форме этой номинации нет."});
}

void NoteUnknownPlace(const Field& field, const json::Value& value, const UnknownPlaces& unknown,
                      json::Violations& violations) {
  if (field.type != FieldType::kRegion && field.type != FieldType::kOrganization) return;
  if (!value.is_string() || !unknown.contains(std::string(value.get_string()))) return;
  violations.push_back({PathOf(Level::kSave, field.id), "UNKNOWN_VALUE",
                        field.type == FieldType::kRegion
                            ? "Такого региона нет; все регионы: GET /v1/public/regions."
                            : "Такой организации нет; добавить её: POST /v1/organizations."});
}

}  // namespace

json::Violations CheckSave(const Form& form, const Content& content,
                           const std::vector<std::string>& touched, const UnknownPlaces& unknown) {
  json::Violations violations;
  for (const std::string& id : touched) {
    const Field* field = form.Find(id);
    const json::Value* value = ValueOf(content, id);
    if (field == nullptr) {
      if (value != nullptr) NoteUnknown(form, id, violations);
    } else if (value != nullptr) {
      CheckValue(*field, *value, PathOf(Level::kSave, id), Level::kSave, {}, violations);
      NoteUnknownPlace(*field, *value, unknown, violations);
    }
  }
  NoteMissing(form, content, Level::kSave, violations);
  return violations;
}

json::Violations CheckSubmit(const Form& form, const Content& content, const People& people) {
  json::Violations violations;
  NoteMissing(form, content, Level::kSubmit, violations);
  for (const Field& field : form.fields) {
    const json::Value* value = ValueOf(content, field.id);
    if (value == nullptr || !IsShown(field, content)) continue;
    CheckValue(field, *value, PathOf(Level::kSubmit, field.id), Level::kSubmit, people, violations);
  }
  return violations;
}

absl::Status RefuseFiles(const Form& form, const Content& content,
                         const std::vector<std::string>& touched) {
  for (const std::string& id : touched) {
    const Field* field = form.Find(id);
    if (field == nullptr || ValueOf(content, id) == nullptr) continue;
    if (field->type != FieldType::kFiles && field->type != FieldType::kVideo) continue;
    return ToStatus(
        {.code = absl::StatusCode::kFailedPrecondition,
         .reason = "FEATURE_NOT_AVAILABLE",
         .message = "Загрузка файлов пока недоступна.",
         .metadata = {{"feature", "attachments"}, {"field", PathOf(Level::kSave, id)}}});
  }
  return absl::OkStatus();
}

}  // namespace nastavnik::submission
