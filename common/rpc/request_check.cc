#include "common/rpc/request_check.h"

#include <map>
#include <string>

#include <google/protobuf/descriptor.h>
#include <re2/re2.h>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"

#include "common/text/text.h"
#include "google/api/field_behavior.pb.h"
#include "nastavnik/access/v1/access.pb.h"

namespace nastavnik::rpc {
namespace {

using access::v1::FieldLimits;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// What binds one field. Only fields that something binds, or that hold text or messages, have a
// rule.
struct FieldRule {
  const FieldDescriptor* field;
  bool required = false;
  bool output_only = false;
  FieldLimits limits;
  std::shared_ptr<const RE2> pattern;
};

struct TypeRules {
  std::vector<FieldRule> fields;
};

bool HasBehavior(const FieldDescriptor& field, google::api::FieldBehavior behavior) {
  const auto& options = field.options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == behavior) return true;
  }
  return false;
}

bool IsOpenContent(const Descriptor& type) {
  return type.full_name() == "google.protobuf.Struct" ||
         type.full_name() == "google.protobuf.Value" ||
         type.full_name() == "google.protobuf.ListValue" ||
         type.full_name() == "google.protobuf.Any";
}

std::string Under(const std::string& path, const FieldDescriptor& field) {
  return path.empty() ? field.json_name() : absl::StrCat(path, ".", field.json_name());
}

// Collects the violations of one request.
class Walk {
 public:
  explicit Walk(const std::map<const Descriptor*, TypeRules>& rules) : rules_(rules) {}

  void Visit(const Message& message, const std::string& path) {
    const auto found = rules_.find(message.GetDescriptor());
    if (found == rules_.end()) return;
    for (const FieldRule& rule : found->second.fields)
      VisitField(message, rule, Under(path, *rule.field));
  }
  std::vector<FieldViolation> Take() { return std::move(violations_); }

 private:
  void VisitField(const Message& message, const FieldRule& rule, const std::string& path) {
    const Reflection& reflection = *message.GetReflection();
    const bool repeated = rule.field->is_repeated();
    const int size = repeated ? reflection.FieldSize(message, rule.field)
                              : static_cast<int>(IsSet(message, rule.field));
    if (size == 0) {
      if (rule.required) Add(path, "REQUIRED", "Заполните это поле.");
      if (repeated && rule.limits.min_items() > 0) {
        Add(path, "TOO_FEW", absl::StrCat("Не менее ", rule.limits.min_items(), "."));
      }
      return;
    }
    if (rule.output_only) {  // a number that is 0 was not written by anybody
      if (repeated || reflection.HasField(message, rule.field))
        Add(path, "READ_ONLY", "Это поле заполняет система.");
      return;
    }
    if (repeated) CheckCount(size, rule, path);
    if (rule.field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE)
      return VisitMessages(message, rule, path, size);
    for (int i = 0; i < size; ++i) {
      const std::string at = repeated ? absl::StrCat(path, "[", i, "]") : path;
      if (rule.field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        CheckText(repeated ? reflection.GetRepeatedString(message, rule.field, i)
                           : reflection.GetString(message, rule.field),
                  rule, at);
      } else if (rule.limits.has_range()) {
        CheckRange(IntegerAt(message, rule.field, repeated ? i : -1), rule, at);
      }
    }
  }

  void VisitMessages(const Message& message, const FieldRule& rule, const std::string& path,
                     int size) {
    const Reflection& reflection = *message.GetReflection();
    if (rule.field->is_map()) return;  // map keys and values carry no limits of their own
    for (int i = 0; i < size; ++i) {
      if (rule.field->is_repeated()) {
        Visit(reflection.GetRepeatedMessage(message, rule.field, i),
              absl::StrCat(path, "[", i, "]"));
      } else {
        Visit(reflection.GetMessage(message, rule.field), path);
      }
    }
  }

  void CheckCount(int size, const FieldRule& rule, const std::string& path) {
    if (rule.limits.max_items() > 0 && size > rule.limits.max_items()) {
      Add(path, "TOO_MANY", absl::StrCat("Не более ", rule.limits.max_items(), "."));
    }
    if (size < rule.limits.min_items())
      Add(path, "TOO_FEW", absl::StrCat("Не менее ", rule.limits.min_items(), "."));
  }

  void CheckText(const std::string& value, const FieldRule& rule, const std::string& path) {
    if (rule.field->type() == FieldDescriptor::TYPE_BYTES) return;
    if (text::FirstControl(value)) return Add(path, "INVALID_TEXT", "Уберите управляющие символы.");
    const size_t length = text::Length(value);
    if (rule.limits.max_length() > 0 && length > static_cast<size_t>(rule.limits.max_length())) {
      Add(path, "TOO_LONG",
          absl::StrCat("Не более ", rule.limits.max_length(), " ",
                       text::Plural(rule.limits.max_length(), "знака", "знаков", "знаков"), "."));
    } else if (length < static_cast<size_t>(rule.limits.min_length())) {
      Add(path, "TOO_SHORT",
          absl::StrCat("Не менее ", rule.limits.min_length(), " ",
                       text::Plural(rule.limits.min_length(), "знака", "знаков", "знаков"), "."));
    } else if (rule.pattern != nullptr && !RE2::FullMatch(value, *rule.pattern)) {
      Add(path, "INVALID_FORMAT",
          rule.limits.pattern_hint().empty() ? "Неверный вид значения."
                                             : rule.limits.pattern_hint());
    }
  }

  void CheckRange(int64_t value, const FieldRule& rule, const std::string& path) {
    if (value >= rule.limits.min_value() && value <= rule.limits.max_value()) return;
    Add(path, "OUT_OF_RANGE",
        absl::StrCat("От ", rule.limits.min_value(), " до ", rule.limits.max_value(), "."));
  }

  static bool IsSet(const Message& message, const FieldDescriptor* field) {
    const Reflection& reflection = *message.GetReflection();
    if (field->has_presence()) return reflection.HasField(message, field);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING)
      return !reflection.GetString(message, field).empty();
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM)
      return reflection.GetEnumValue(message, field) != 0;
    return true;  // a number or a bool without presence always has a value
  }

  static int64_t IntegerAt(const Message& message, const FieldDescriptor* field, int index) {
    const Reflection& reflection = *message.GetReflection();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        return index < 0 ? reflection.GetInt32(message, field)
                         : reflection.GetRepeatedInt32(message, field, index);
      case FieldDescriptor::CPPTYPE_INT64:
        return index < 0 ? reflection.GetInt64(message, field)
                         : reflection.GetRepeatedInt64(message, field, index);
      case FieldDescriptor::CPPTYPE_UINT32:
        return index < 0 ? reflection.GetUInt32(message, field)
                         : reflection.GetRepeatedUInt32(message, field, index);
      default:
        return 0;
    }
  }

  void Add(std::string path, std::string reason, std::string message) {
    violations_.push_back({std::move(path), std::move(reason), std::move(message)});
  }

  const std::map<const Descriptor*, TypeRules>& rules_;
  std::vector<FieldViolation> violations_;
};

// Calls `visit(message, field, index)` for every text of the message, index -1 for a singular one,
// until it returns true; then true. Open content is left out.
template <typename MessageType, typename Visit>
bool AnyText(MessageType& message, const Visit& visit) {
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int size = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < size; ++i) {
      const int index = field->is_repeated() ? i : -1;
      if (field->type() == FieldDescriptor::TYPE_STRING) {
        if (visit(message, field, index)) return true;
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
                 !IsOpenContent(*field->message_type())) {
        if constexpr (std::is_const_v<MessageType>) {
          const Message& child = index < 0 ? reflection.GetMessage(message, field)
                                           : reflection.GetRepeatedMessage(message, field, index);
          if (AnyText(child, visit)) return true;
        } else {
          Message& child = index < 0 ? *reflection.MutableMessage(&message, field)
                                     : *reflection.MutableRepeatedMessage(&message, field, index);
          if (AnyText(child, visit)) return true;
        }
      }
    }
  }
  return false;
}

const std::string& TextAt(const Message& message, const FieldDescriptor* field, int index,
                          std::string& scratch) {
  const Reflection& reflection = *message.GetReflection();
  return index < 0 ? reflection.GetStringReference(message, field, &scratch)
                   : reflection.GetRepeatedStringReference(message, field, index, &scratch);
}

}  // namespace

struct RequestCheck::Plan {
  const Descriptor* root;
  std::map<const Descriptor*, TypeRules> types;

  // Adds the rules of `type` and of every message type below it.
  void Add(const Descriptor& type) {
    if (IsOpenContent(type) || types.contains(&type)) return;
    TypeRules& rules = types[&type];
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      FieldRule rule{&field};
      rule.required = HasBehavior(field, google::api::REQUIRED);
      // A resource sent back as it was read carries its name and etag: they say which one is meant.
      const bool says_which = field.name() == "name" || field.name() == "etag";
      rule.output_only = !says_which && HasBehavior(field, google::api::OUTPUT_ONLY);
      rule.limits = field.options().GetExtension(access::v1::limits);
      if (!rule.limits.pattern().empty())
        rule.pattern = std::make_shared<const RE2>(rule.limits.pattern());
      rules.fields.push_back(std::move(rule));
    }
    for (int i = 0; i < type.field_count(); ++i) {
      if (const Descriptor* child = type.field(i)->message_type()) Add(*child);
    }
  }
};

RequestCheck::RequestCheck(const Descriptor& type) : plan_(std::make_unique<Plan>()) {
  plan_->root = &type;
  plan_->Add(type);
}
RequestCheck::~RequestCheck() = default;
RequestCheck::RequestCheck(RequestCheck&&) noexcept = default;

bool RequestCheck::NeedsNormalizing(const Message& request) const {
  return AnyText(request, [](const Message& message, const FieldDescriptor* field, int index) {
    std::string scratch;
    return !text::IsNormal(TextAt(message, field, index, scratch));
  });
}

absl::Status RequestCheck::Run(Message& request) const {
  AnyText(request, [](Message& message, const FieldDescriptor* field, int index) {
    std::string scratch;
    const std::string& value = TextAt(message, field, index, scratch);
    if (text::IsNormal(value)) return false;
    std::string normal = text::Normalize(value).value_or("");
    if (index < 0) {
      message.GetReflection()->SetString(&message, field, std::move(normal));
    } else {
      message.GetReflection()->SetRepeatedString(&message, field, index, std::move(normal));
    }
    return false;
  });
  Walk walk(plan_->types);
  walk.Visit(request, "");
  return FieldsInvalid(walk.Take());
}

}  // namespace nastavnik::rpc
