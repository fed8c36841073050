#include "services/submission/domain/form/content.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "common/text/text.h"
#include "services/submission/domain/limits.h"

namespace nastavnik::submission {
namespace {

absl::string_view View(const boost::json::string& text) { return {text.data(), text.size()}; }
absl::string_view View(boost::json::string_view text) { return {text.data(), text.size()}; }
boost::json::string_view Key(absl::string_view text) { return {text.data(), text.size()}; }

bool IsEmpty(const json::Value& value) {
  switch (value.kind()) {
    case boost::json::kind::null:
      return true;
    case boost::json::kind::string:
      return value.get_string().empty();
    case boost::json::kind::array:
      return value.get_array().empty();
    case boost::json::kind::object:
      return value.get_object().empty();
    default:
      return false;
  }
}

json::Value CleanText(const boost::json::string& raw, const std::string& path,
                      json::Violations& violations) {
  const auto normal = text::Normalize(View(raw));
  if (!normal || text::FirstControl(*normal)) {
    violations.push_back({path, "INVALID_TEXT", "Недопустимый управляющий знак."});
    return json::Value();
  }
  return boost::json::string(Key(text::Trim(*normal)));
}

// Any value with its texts cleaned; members and entries that are empty then are left out.
json::Value CleanValue(const json::Value& value, const std::string& path,
                       json::Violations& violations) {
  if (value.is_string()) return CleanText(value.get_string(), path, violations);
  if (value.is_array()) {
    boost::json::array items;
    for (size_t i = 0; i < value.get_array().size(); ++i) {
      items.push_back(CleanValue(value.get_array()[i], json::Join(path, i), violations));
    }
    return items;
  }
  if (value.is_object()) {
    boost::json::object members;
    for (const auto& member : value.get_object()) {
      json::Value clean =
          CleanValue(member.value(), json::Join(path, View(member.key())), violations);
      if (!IsEmpty(clean)) members.emplace(member.key(), std::move(clean));
    }
    return members;
  }
  return value;
}

// "organizations/0192..." -> "0192...": a value may be given as the resource's name.
void ShortenName(json::Value& value, absl::string_view collection) {
  if (!value.is_string()) return;
  absl::string_view text = View(value.get_string());
  if (absl::ConsumePrefix(&text, collection)) value = boost::json::string(Key(std::string(text)));
}

void ShortenNames(const Field& field, json::Value& value) {
  if (field.type == FieldType::kOrganization) ShortenName(value, "organizations/");
  if (field.type == FieldType::kRegion) ShortenName(value, "regions/");
  if (field.type != FieldType::kPersons || !value.is_array()) return;
  for (json::Value& entry : value.get_array()) {
    if (!entry.is_object()) continue;
    if (json::Value* person = entry.get_object().if_contains("person"))
      ShortenName(*person, "users/");
  }
}

std::string TextOf(const Field* field, const Content& content) {
  if (field == nullptr) return "";
  const json::Value* value = content.if_contains(Key(field->id));
  return value != nullptr && value->is_string() ? std::string(View(value->get_string())) : "";
}

}  // namespace

absl::StatusOr<Patch> ReadPatch(const std::vector<std::string>& mask,
                                const NominationId& nomination, const Content& content) {
  if (mask.size() > kMaxPatchFields || content.size() > kMaxPatchFields) {
    return FieldsInvalid({{"application.content", "TOO_MANY",
                           absl::StrCat("Не более ", kMaxPatchFields, " полей.")}});
  }
  Patch patch;
  std::vector<FieldViolation> violations;
  if (mask.empty()) {
    patch.nomination = nomination;
    for (const auto& member : content) patch.fields.emplace_back(View(member.key()));
    patch.values = content;
    std::sort(patch.fields.begin(), patch.fields.end());
    return patch;
  }
  for (size_t i = 0; i < mask.size(); ++i) {
    absl::string_view path = mask[i];
    if (path == "nomination") {
      patch.nomination = nomination;
      if (nomination.empty())
        violations.push_back({"application.nomination", "REQUIRED", "Выберите номинацию."});
    } else if (path == "content") {
      patch.whole = true;
      patch.values = content;
    } else if (absl::ConsumePrefix(&path, "content.") && IsDocumentId(path)) {
      patch.fields.emplace_back(path);
    } else {
      violations.push_back({absl::StrCat("update_mask.paths[", i, "]"), "UNKNOWN_FIELD",
                            "Допустимы nomination, content и content.<поле>."});
    }
  }
  RETURN_IF_ERROR(FieldsInvalid(std::move(violations)));
  if (patch.whole) {
    patch.fields.clear();
    for (const auto& member : content) patch.fields.emplace_back(View(member.key()));
  }
  std::sort(patch.fields.begin(), patch.fields.end());
  patch.fields.erase(std::unique(patch.fields.begin(), patch.fields.end()), patch.fields.end());
  for (const std::string& id : patch.fields) {
    if (const json::Value* value = content.if_contains(Key(id)))
      patch.values.insert_or_assign(Key(id), *value);
  }
  return patch;
}

Content Clean(const Form& form, const Content& values, absl::string_view path,
              json::Violations& violations) {
  Content clean;
  for (const auto& member : values) {
    json::Value value =
        CleanValue(member.value(), json::Join(path, View(member.key())), violations);
    if (const Field* field = form.Find(View(member.key()))) ShortenNames(*field, value);
    if (!IsEmpty(value)) clean.emplace(member.key(), std::move(value));
  }
  return clean;
}

Content Merge(Content content, const Patch& patch) {
  if (patch.whole) return patch.values;
  for (const std::string& id : patch.fields) {
    if (const json::Value* value = patch.values.if_contains(Key(id))) {
      content.insert_or_assign(Key(id), *value);
    } else {
      content.erase(Key(id));
    }
  }
  return content;
}

Content Submitted(const Form& form, const Content& content) {
  Content submitted;
  for (const Field& field : form.fields) {
    const json::Value* value = content.if_contains(Key(field.id));
    if (value != nullptr && IsShown(field, content)) submitted.emplace(Key(field.id), *value);
  }
  return submitted;
}

std::vector<std::string> UnusedFields(const Form& form, const Content& content) {
  std::vector<std::string> unused;
  for (const auto& member : content) {
    const Field* field = form.Find(View(member.key()));
    if (field == nullptr || !IsShown(*field, content)) unused.emplace_back(View(member.key()));
  }
  std::sort(unused.begin(), unused.end());
  return unused;
}

Content ShownToExperts(const Form& form, const Content& content) {
  Content shown;
  for (const Field& field : form.fields) {
    const json::Value* value = content.if_contains(Key(field.id));
    if (value != nullptr && field.shown_to_experts) shown.emplace(Key(field.id), *value);
  }
  return shown;
}

std::string TitleOf(const Form& form, const Content& content) {
  const Field* field = form.Find("title");
  return TextOf(field != nullptr ? field : form.First(FieldType::kText), content);
}

std::string RegionOf(const Form& form, const Content& content) {
  return TextOf(form.First(FieldType::kRegion), content);
}

std::string OrganizationOf(const Form& form, const Content& content) {
  return TextOf(form.First(FieldType::kOrganization), content);
}

std::vector<std::string> KeywordsOf(const Form& form, const Content& content) {
  std::vector<std::string> keywords;
  for (const Field& field : form.fields) {
    if (!field.keywords) continue;
    const json::Value* value = content.if_contains(Key(field.id));
    if (value == nullptr || !value->is_array()) break;
    for (const json::Value& keyword : value->get_array()) {
      if (keyword.is_string()) keywords.emplace_back(View(keyword.get_string()));
    }
    break;
  }
  return keywords;
}

}  // namespace nastavnik::submission
