#include "common/json/proto/struct.h"

#include <cmath>

#include "common/status/error.h"

namespace nastavnik::json {
namespace {

using google::protobuf::Struct;

class Converter {
 public:
  Value Convert(const Struct& message, const std::string& path, int depth) {
    boost::json::object members;
    if (depth > kMaxDepth) {
      Fail(path, "INVALID_FORMAT", "Слишком глубокая вложенность.");
      return members;
    }
    for (const auto& [key, value] : message.fields()) {
      CheckText(Join(path, key), key);
      members.emplace(key, Convert(value, Join(path, key), depth));
    }
    return members;
  }

  std::vector<FieldViolation> violations;

 private:
  Value Convert(const google::protobuf::Value& value, const std::string& path, int depth) {
    switch (value.kind_case()) {
      case google::protobuf::Value::kNumberValue:
        return Number(value.number_value(), path);
      case google::protobuf::Value::kBoolValue:
        return value.bool_value();
      case google::protobuf::Value::kStructValue:
        return Convert(value.struct_value(), path, depth + 1);
      case google::protobuf::Value::kListValue:
        return List(value.list_value(), path, depth + 1);
      case google::protobuf::Value::kStringValue:
        CheckText(path, value.string_value());
        return boost::json::string(value.string_value());
      default:
        return nullptr;
    }
  }

  Value List(const google::protobuf::ListValue& list, const std::string& path, int depth) {
    boost::json::array items;
    if (depth > kMaxDepth) {
      Fail(path, "INVALID_FORMAT", "Слишком глубокая вложенность.");
      return items;
    }
    for (const auto& item : list.values())
      items.push_back(Convert(item, Join(path, items.size()), depth));
    return items;
  }

  Value Number(double number, const std::string& path) {
    const bool exact = std::abs(number) <= static_cast<double>(kMaxInteger) &&
                       std::trunc(number) == number && !(number == 0 && std::signbit(number));
    if (exact) return static_cast<int64_t>(number);
    Fail(path, "INVALID_FORMAT",
         "Допустимы целые числа в пределах ±2^53; дробные пишутся строкой.");
    return 0;
  }

  void CheckText(const std::string& path, const std::string& text) {
    if (text.find('\0') != std::string::npos)
      Fail(path, "INVALID_TEXT", "Недопустимый знак U+0000.");
  }

  void Fail(const std::string& path, absl::string_view reason, absl::string_view message) {
    violations.push_back({path, std::string(reason), std::string(message)});
  }
};

void Fill(const Value& value, google::protobuf::Value& out);

void Fill(const boost::json::object& members, Struct& out) {
  for (const auto& member : members) {
    Fill(member.value(),
         (*out.mutable_fields())[std::string(member.key().data(), member.key().size())]);
  }
}

void Fill(const Value& value, google::protobuf::Value& out) {
  switch (value.kind()) {
    case boost::json::kind::null:
      out.set_null_value(google::protobuf::NULL_VALUE);
      break;
    case boost::json::kind::bool_:
      out.set_bool_value(value.get_bool());
      break;
    case boost::json::kind::string:
      out.set_string_value(value.get_string().data(), value.get_string().size());
      break;
    case boost::json::kind::object:
      Fill(value.get_object(), *out.mutable_struct_value());
      break;
    case boost::json::kind::array:
      out.mutable_list_value();
      for (const Value& item : value.get_array())
        Fill(item, *out.mutable_list_value()->add_values());
      break;
    default:
      out.set_number_value(value.to_number<double>());
      break;
  }
}

}  // namespace

absl::StatusOr<Value> FromStruct(const google::protobuf::Struct& message, absl::string_view field) {
  Converter converter;
  Value value = converter.Convert(message, std::string(field), 1);
  RETURN_IF_ERROR(FieldsInvalid(std::move(converter.violations)));
  return value;
}

google::protobuf::Struct ToStruct(const Value& value) {
  Struct out;
  if (value.is_object()) Fill(value.get_object(), out);
  return out;
}

}  // namespace nastavnik::json
