#include "services/submission/domain/form/form.h"

namespace nastavnik::submission {

const Field* Form::Find(absl::string_view id) const {
  for (const Field& field : fields) {
    if (field.id == id) return &field;
  }
  return nullptr;
}

const Field* Form::First(FieldType type) const {
  for (const Field& field : fields) {
    if (field.type == type) return &field;
  }
  return nullptr;
}

std::vector<std::string> Form::Ids() const {
  std::vector<std::string> ids;
  for (const Field& field : fields) ids.push_back(field.id);
  return ids;
}

bool IsShown(const Field& field, const boost::json::object& content) {
  if (!field.shown_if) return true;
  const json::Value* value = content.if_contains(field.shown_if->field);
  return value != nullptr && *value == field.shown_if->equals;
}

}  // namespace nastavnik::submission
