#include "services/gateway/transcode/scalar.h"

#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/timestamp.pb.h"

#include "services/gateway/transcode/number.h"
#include "services/gateway/transcode/violations.h"
#include "services/gateway/transcode/well_known.h"

namespace nastavnik::gateway {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

Fault WrongType(const FieldDescriptor& field) {
  return {"WRONG_TYPE",
          absl::StrCat("Здесь должно быть значение другого типа: ", TypeInWords(field), ".")};
}

Fault OutOfRange() { return {"OUT_OF_RANGE", "Число вне допустимого диапазона."}; }

bool IsText(const Scalar& scalar) {
  return scalar.kind == Scalar::Kind::kText || scalar.kind == Scalar::Kind::kLoose;
}

// Sets or adds, whichever the field wants.
#define NASTAVNIK_PUT(Type, value)                    \
  do {                                                \
    const auto* reflection = message.GetReflection(); \
    if (field.is_repeated())                          \
      reflection->Add##Type(&message, &field, value); \
    else                                              \
      reflection->Set##Type(&message, &field, value); \
  } while (false)

Fault PutInteger(const Scalar& scalar, const FieldDescriptor& field, Message& message) {
  if (scalar.kind == Scalar::Kind::kBool || !IsNumber(scalar.text)) return WrongType(field);
  const Number number = ParseNumber(scalar.text);
  if (!number.integral) return WrongType(field);
  const std::optional<int64_t> value = number.AsSigned();
  const std::optional<uint64_t> natural = number.AsUnsigned();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      if (!value || *value < std::numeric_limits<int32_t>::min() ||
          *value > std::numeric_limits<int32_t>::max()) {
        return OutOfRange();
      }
      NASTAVNIK_PUT(Int32, static_cast<int32_t>(*value));
      return {};
    case FieldDescriptor::CPPTYPE_INT64:
      if (!value) return OutOfRange();
      NASTAVNIK_PUT(Int64, *value);
      return {};
    case FieldDescriptor::CPPTYPE_UINT32:
      if (!natural || *natural > std::numeric_limits<uint32_t>::max()) return OutOfRange();
      NASTAVNIK_PUT(UInt32, static_cast<uint32_t>(*natural));
      return {};
    default:
      if (!natural) return OutOfRange();
      NASTAVNIK_PUT(UInt64, *natural);
      return {};
  }
}

// No message of ours has such a field; stock messages may. NaN and infinity are refused.
Fault PutFloating(const Scalar& scalar, const FieldDescriptor& field, Message& message) {
  double value = 0;
  if (scalar.kind == Scalar::Kind::kBool || !IsNumber(scalar.text)) return WrongType(field);
  if (!absl::SimpleAtod(scalar.text, &value) || !std::isfinite(value)) return OutOfRange();
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE) {
    NASTAVNIK_PUT(Double, value);
    return {};
  }
  if (std::abs(value) > std::numeric_limits<float>::max()) return OutOfRange();
  NASTAVNIK_PUT(Float, static_cast<float>(value));
  return {};
}

Fault UnknownValue(absl::string_view text, const EnumDescriptor& type) {
  std::vector<std::string> names;
  for (int i = 0; i < type.value_count(); ++i) names.push_back(type.value(i)->name());
  const std::string nearest = NearestName(text, names);
  return {"UNKNOWN_VALUE", nearest.empty() ? absl::StrCat("Нет значения «", Shorten(text), "».")
                                           : absl::StrCat("Нет значения «", Shorten(text),
                                                          "»; может быть, «", nearest, "»?")};
}

Fault PutEnum(const Scalar& scalar, const FieldDescriptor& field, Message& message) {
  const EnumDescriptor& type = *field.enum_type();
  const EnumValueDescriptor* value = nullptr;
  if (scalar.kind == Scalar::Kind::kNumber) {
    const auto number = ParseNumber(scalar.text).AsSigned();
    const bool fits = number && *number >= INT32_MIN && *number <= INT32_MAX;
    if (fits) value = type.FindValueByNumber(static_cast<int>(*number));
  } else if (IsText(scalar)) {
    if (scalar.text.size() <= 100) value = type.FindValueByName(std::string(scalar.text));
  } else {
    return WrongType(field);
  }
  if (value == nullptr) return UnknownValue(scalar.text, type);
  NASTAVNIK_PUT(Enum, value);
  return {};
}

Fault PutText(const Scalar& scalar, const FieldDescriptor& field, Message& message) {
  if (!IsText(scalar)) return WrongType(field);
  if (!scalar.valid) return {"INVALID_TEXT", "В тексте есть недопустимые символы."};
  if (field.type() == FieldDescriptor::TYPE_STRING) {
    NASTAVNIK_PUT(String, std::string(scalar.text));
    return {};
  }
  std::string bytes;
  if (!DecodeBase64(scalar.text, &bytes)) return {"INVALID_FORMAT", "Нужна запись base64."};
  NASTAVNIK_PUT(String, std::move(bytes));
  return {};
}

Fault PutBool(const Scalar& scalar, const FieldDescriptor& field, Message& message) {
  const bool typed = scalar.kind == Scalar::Kind::kBool || scalar.kind == Scalar::Kind::kLoose;
  if (!typed || (scalar.text != "true" && scalar.text != "false")) return WrongType(field);
  NASTAVNIK_PUT(Bool, scalar.text == "true");
  return {};
}
#undef NASTAVNIK_PUT

Fault SetMask(absl::string_view text, google::protobuf::FieldMask& mask) {
  if (text.empty()) return {};
  for (const absl::string_view path : absl::StrSplit(text, ',')) {
    std::string snake;
    if (!MaskPathToSnake(path, &snake)) {
      return {"INVALID_FORMAT",
              absl::StrCat("«", Shorten(path),
                           "» не может быть путём маски: нужен lowerCamelCase через точку.")};
    }
    mask.add_paths(std::move(snake));
  }
  return {};
}

}  // namespace

const char* TypeInWords(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return "строка";
    case FieldDescriptor::CPPTYPE_BOOL:
      return "true или false";
    case FieldDescriptor::CPPTYPE_ENUM:
      return "название значения";
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return "объект";
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      return "число";
    default:
      return "целое число";
  }
}

Fault SetScalar(const Scalar& scalar, const FieldDescriptor& field, Message& message) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return PutText(scalar, field, message);
    case FieldDescriptor::CPPTYPE_BOOL:
      return PutBool(scalar, field, message);
    case FieldDescriptor::CPPTYPE_ENUM:
      return PutEnum(scalar, field, message);
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      return PutFloating(scalar, field, message);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return WrongType(field);
    default:
      return PutInteger(scalar, field, message);
  }
}

Fault SetMapKey(const Scalar& scalar, const FieldDescriptor& key, Message& entry) {
  const bool number = key.cpp_type() != FieldDescriptor::CPPTYPE_STRING &&
                      key.cpp_type() != FieldDescriptor::CPPTYPE_BOOL;
  if (number &&
      (scalar.text.find_first_of(".eE") != absl::string_view::npos || scalar.text == "-0"))
    return WrongType(key);
  return SetScalar(scalar, key, entry);
}

bool IsNullValue(const FieldDescriptor& field) {
  return field.enum_type() != nullptr &&
         field.enum_type()->full_name() == "google.protobuf.NullValue";
}

bool IsScalarKnown(WellKnown known) {
  return known == WellKnown::kTimestamp || known == WellKnown::kDuration ||
         known == WellKnown::kFieldMask || known == WellKnown::kWrapper;
}

Fault SetKnown(const Scalar& scalar, const Shape& shape, Message& message) {
  if (shape.known == WellKnown::kWrapper) return SetScalar(scalar, *shape.fields[0].field, message);
  if (!IsText(scalar)) return {"WRONG_TYPE", "Здесь должна быть строка."};
  SecondsNanos value;
  if (shape.known == WellKnown::kTimestamp) {
    if (!ParseTimestamp(scalar.text, &value)) {
      return {"INVALID_FORMAT",
              "Нужен момент времени по RFC 3339, например 2027-03-01T23:59:00+03:00."};
    }
    auto& time = static_cast<google::protobuf::Timestamp&>(message);
    time.set_seconds(value.seconds);
    time.set_nanos(value.nanos);
    return {};
  }
  if (shape.known == WellKnown::kDuration) {
    if (!ParseDuration(scalar.text, &value))
      return {"INVALID_FORMAT", "Нужна длительность в секундах, например 1.5s."};
    auto& duration = static_cast<google::protobuf::Duration&>(message);
    duration.set_seconds(value.seconds);
    duration.set_nanos(value.nanos);
    return {};
  }
  return SetMask(scalar.text, static_cast<google::protobuf::FieldMask&>(message));
}

}  // namespace nastavnik::gateway
