#include "services/gateway/transcode/writer.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/timestamp.pb.h"

#include "services/gateway/transcode/scalar.h"
#include "services/gateway/transcode/well_known.h"

namespace nastavnik::gateway {
namespace {

namespace pb = google::protobuf;

void WriteFloating(double value, bool narrow, std::string* out) {
  if (std::isnan(value)) return absl::StrAppend(out, "\"NaN\"");
  if (std::isinf(value)) return absl::StrAppend(out, value < 0 ? "\"-Infinity\"" : "\"Infinity\"");
  constexpr double kExact = 9007199254740992.0;
  if (std::trunc(value) == value && std::abs(value) <= kExact) {
    if (value == 0 && std::signbit(value)) out->push_back('-');
    return absl::StrAppend(out, static_cast<int64_t>(value));
  }
  char text[32];
  const auto end = narrow ? std::to_chars(text, text + sizeof text, static_cast<float>(value))
                          : std::to_chars(text, text + sizeof text, value);
  out->append(text, end.ptr);
}

void WriteEnum(const pb::FieldDescriptor& field, int number, std::string* out) {
  if (IsNullValue(field)) return absl::StrAppend(out, "null");
  const pb::EnumValueDescriptor* value = field.enum_type()->FindValueByNumber(number);
  if (value == nullptr) return absl::StrAppend(out, number);
  absl::StrAppend(out, "\"", value->name(), "\"");
}

void WriteString(const pb::FieldDescriptor& field, const std::string& text, std::string* out) {
  if (field.type() == pb::FieldDescriptor::TYPE_BYTES)
    return absl::StrAppend(out, "\"", absl::Base64Escape(text), "\"");
  WriteText(text, out);
}

// `index` < 0: the field itself; otherwise that element of the repeated field.
#define NASTAVNIK_GET(Type)                           \
  (index < 0 ? reflection->Get##Type(message, &field) \
             : reflection->GetRepeated##Type(message, &field, index))

void WriteScalar(const pb::Message& message, const pb::FieldDescriptor& field, int index,
                 std::string* out) {
  const auto* reflection = message.GetReflection();
  std::string scratch;
  switch (field.cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_INT32:
      return absl::StrAppend(out, NASTAVNIK_GET(Int32));
    case pb::FieldDescriptor::CPPTYPE_UINT32:
      return absl::StrAppend(out, NASTAVNIK_GET(UInt32));
    case pb::FieldDescriptor::CPPTYPE_INT64:
      return absl::StrAppend(out, "\"", NASTAVNIK_GET(Int64), "\"");
    case pb::FieldDescriptor::CPPTYPE_UINT64:
      return absl::StrAppend(out, "\"", NASTAVNIK_GET(UInt64), "\"");
    case pb::FieldDescriptor::CPPTYPE_BOOL:
      return absl::StrAppend(out, NASTAVNIK_GET(Bool) ? "true" : "false");
    case pb::FieldDescriptor::CPPTYPE_DOUBLE:
      return WriteFloating(NASTAVNIK_GET(Double), false, out);
    case pb::FieldDescriptor::CPPTYPE_FLOAT:
      return WriteFloating(NASTAVNIK_GET(Float), true, out);
    case pb::FieldDescriptor::CPPTYPE_ENUM:
      return WriteEnum(field, NASTAVNIK_GET(EnumValue), out);
    default:
      return WriteString(
          field,
          index < 0 ? reflection->GetStringReference(message, &field, &scratch)
                    : reflection->GetRepeatedStringReference(message, &field, index, &scratch),
          out);
  }
}
#undef NASTAVNIK_GET

void WriteMembers(const pb::Message& message, const Shape& shape, bool first,
                  const Selection* selection, std::string* out);

void WriteArray(const pb::Message& message, const FieldShape& shape, const Selection* selection,
                std::string* out) {
  const auto* reflection = message.GetReflection();
  const int size = reflection->FieldSize(message, shape.field);
  out->push_back('[');
  for (int i = 0; i < size; ++i) {
    if (i > 0) out->push_back(',');
    if (shape.message != nullptr) {
      WriteJson(reflection->GetRepeatedMessage(message, shape.field, i), *shape.message, out,
                selection);
    } else {
      WriteScalar(message, *shape.field, i, out);
    }
  }
  out->push_back(']');
}

void WriteMapKey(const pb::Message& entry, const pb::FieldDescriptor& key, std::string* out) {
  if (key.cpp_type() == pb::FieldDescriptor::CPPTYPE_STRING)
    return WriteScalar(entry, key, -1, out);
  std::string text;
  WriteScalar(entry, key, -1, &text);
  if (!text.empty() && text[0] == '"') return absl::StrAppend(out, text);
  absl::StrAppend(out, "\"", text, "\"");
}

void WriteMap(const pb::Message& message, const FieldShape& shape, std::string* out) {
  const auto* reflection = message.GetReflection();
  const pb::FieldDescriptor& key = *shape.message->descriptor->map_key();
  const pb::FieldDescriptor& value = *shape.message->descriptor->map_value();
  std::vector<std::pair<std::string, std::string>> entries;
  for (int i = 0; i < reflection->FieldSize(message, shape.field); ++i) {
    const pb::Message& entry = reflection->GetRepeatedMessage(message, shape.field, i);
    auto& [name, text] = entries.emplace_back();
    WriteMapKey(entry, key, &name);
    if (shape.map_value != nullptr) {
      WriteJson(entry.GetReflection()->GetMessage(entry, &value), *shape.map_value, &text);
    } else {
      WriteScalar(entry, value, -1, &text);
    }
  }
  std::sort(entries.begin(), entries.end());
  out->push_back('{');
  for (size_t i = 0; i < entries.size(); ++i) {
    absl::StrAppend(out, i > 0 ? "," : "", entries[i].first, ":", entries[i].second);
  }
  out->push_back('}');
}

void WriteValue(const pb::Value& value, std::string* out);

void WriteStruct(const pb::Struct& object, std::string* out) {
  std::vector<std::pair<const std::string*, const pb::Value*>> sorted;
  sorted.reserve(object.fields().size());
  for (const auto& field : object.fields()) sorted.emplace_back(&field.first, &field.second);
  std::sort(sorted.begin(), sorted.end(),
            [](const auto& a, const auto& b) { return *a.first < *b.first; });
  out->push_back('{');
  bool first = true;
  for (const auto& [key, value] : sorted) {
    if (!std::exchange(first, false)) out->push_back(',');
    WriteText(*key, out);
    out->push_back(':');
    WriteValue(*value, out);
  }
  out->push_back('}');
}

void WriteList(const pb::ListValue& list, std::string* out) {
  out->push_back('[');
  for (int i = 0; i < list.values_size(); ++i) {
    if (i > 0) out->push_back(',');
    WriteValue(list.values(i), out);
  }
  out->push_back(']');
}

void WriteValue(const pb::Value& value, std::string* out) {
  switch (value.kind_case()) {
    case pb::Value::kNumberValue:
      return WriteFloating(value.number_value(), false, out);
    case pb::Value::kStringValue:
      return WriteText(value.string_value(), out);
    case pb::Value::kBoolValue:
      return absl::StrAppend(out, value.bool_value() ? "true" : "false");
    case pb::Value::kStructValue:
      return WriteStruct(value.struct_value(), out);
    case pb::Value::kListValue:
      return WriteList(value.list_value(), out);
    default:
      return absl::StrAppend(out, "null");
  }
}

void WriteMask(const pb::FieldMask& mask, std::string* out) {
  out->push_back('"');
  for (int i = 0; i < mask.paths_size(); ++i) {
    absl::StrAppend(out, i > 0 ? "," : "", MaskPathToCamel(mask.paths(i)));
  }
  out->push_back('"');
}

// An Any of a type that is not linked here keeps its type and loses its content.
void WriteAny(const pb::Any& any, std::string* out) {
  if (any.type_url().empty()) return absl::StrAppend(out, "{}");
  const auto slash = any.type_url().rfind('/');
  const pb::Descriptor* descriptor = pb::DescriptorPool::generated_pool()->FindMessageTypeByName(
      any.type_url().substr(slash == std::string::npos ? 0 : slash + 1));
  absl::StrAppend(out, "{\"@type\":");
  WriteText(any.type_url(), out);
  if (descriptor != nullptr) {
    const std::unique_ptr<pb::Message> message(
        pb::MessageFactory::generated_factory()->GetPrototype(descriptor)->New());
    const Shape& shape = ShapeOf(descriptor);
    if (!message->ParseFromString(any.value())) {
      // The type alone.
    } else if (shape.known == WellKnown::kNone) {
      WriteMembers(*message, shape, false, nullptr, out);
    } else {
      absl::StrAppend(out, ",\"value\":");
      WriteJson(*message, shape, out);
    }
  }
  out->push_back('}');
}

void WriteMembers(const pb::Message& message, const Shape& shape, bool first,
                  const Selection* selection, std::string* out) {
  const auto* reflection = message.GetReflection();
  for (const FieldShape& entry : shape.fields) {
    const pb::FieldDescriptor& field = *entry.field;
    if (field.has_presence() && !reflection->HasField(message, &field)) continue;
    const Selection* below = selection == nullptr ? nullptr : selection->Below(entry);
    if (selection != nullptr && below == nullptr) continue;
    if (below != nullptr && below->IsWhole()) below = nullptr;
    if (!std::exchange(first, false)) out->push_back(',');
    out->append(entry.quoted);
    if (field.is_map()) {
      WriteMap(message, entry, out);
    } else if (field.is_repeated()) {
      WriteArray(message, entry, below, out);
    } else if (entry.message != nullptr) {
      WriteJson(reflection->GetMessage(message, &field), *entry.message, out, below);
    } else {
      WriteScalar(message, field, -1, out);
    }
  }
}

}  // namespace

void WriteText(absl::string_view text, std::string* out) {
  static constexpr char kHex[] = "0123456789abcdef";
  out->push_back('"');
  size_t begin = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out->append(text.data() + begin, i - begin);
    begin = i + 1;
    out->push_back('\\');
    static constexpr absl::string_view kNamed = "\"\\\b\f\n\r\t";
    static constexpr absl::string_view kNames = "\"\\bfnrt";
    if (const size_t named = kNamed.find(text[i]); named != absl::string_view::npos) {
      out->push_back(kNames[named]);
    } else {
      absl::StrAppend(out, "u00", absl::string_view(&kHex[c >> 4], 1),
                      absl::string_view(&kHex[c & 15], 1));
    }
  }
  out->append(text.data() + begin, text.size() - begin);
  out->push_back('"');
}

void WriteJson(const pb::Message& message, const Shape& shape, std::string* out,
               const Selection* selection) {
  switch (shape.known) {
    case WellKnown::kNone:
      out->push_back('{');
      WriteMembers(message, shape, true, selection, out);
      out->push_back('}');
      return;
    case WellKnown::kTimestamp: {
      const auto& time = static_cast<const pb::Timestamp&>(message);
      out->push_back('"');
      AppendTimestamp({time.seconds(), time.nanos()}, out);
      out->push_back('"');
      return;
    }
    case WellKnown::kDuration: {
      const auto& duration = static_cast<const pb::Duration&>(message);
      out->push_back('"');
      AppendDuration({duration.seconds(), duration.nanos()}, out);
      out->push_back('"');
      return;
    }
    case WellKnown::kFieldMask:
      return WriteMask(static_cast<const pb::FieldMask&>(message), out);
    case WellKnown::kStruct:
      return WriteStruct(static_cast<const pb::Struct&>(message), out);
    case WellKnown::kValue:
      return WriteValue(static_cast<const pb::Value&>(message), out);
    case WellKnown::kListValue:
      return WriteList(static_cast<const pb::ListValue&>(message), out);
    case WellKnown::kWrapper:
      return WriteScalar(message, *shape.fields[0].field, -1, out);
    case WellKnown::kAny:
      return WriteAny(static_cast<const pb::Any&>(message), out);
  }
}

}  // namespace nastavnik::gateway
