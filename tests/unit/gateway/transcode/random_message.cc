#include "tests/unit/gateway/transcode/random_message.h"

#include "google/protobuf/any.pb.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/empty.pb.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/wrappers.pb.h"

namespace nastavnik::gateway::testing {
namespace {

namespace pb = google::protobuf;
using pb::FieldDescriptor;

constexpr int kDeepest = 3;

}  // namespace

void RandomMessage::Fill(pb::Message& message, int depth) {
  if (FillKnown(message, depth)) return;
  const int fields = message.GetDescriptor()->field_count();
  const int scarcity = fields > 40 ? 5 : 1;  // of a large message, a sixth of its fields
  for (int i = 0; i < fields; ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    const bool skipped = Up(scarcity) != 0 || (field.message_type() != nullptr && depth > kDeepest);
    if (skipped && !message.GetDescriptor()->options().map_entry()) continue;
    if (field.real_containing_oneof() != nullptr &&
        message.GetReflection()->HasOneof(message, field.real_containing_oneof()))
      continue;
    for (int n = field.is_map() ? 1 : field.is_repeated() ? Up(3) : 1; n > 0; --n)
      Put(message, field, depth);
  }
}

// All bits at random, few of them, or the borders of 32 and 64 bits.
uint64_t RandomMessage::Bits() {
  const uint64_t bits = random_();
  switch (Up(4)) {
    case 0:
      return bits;
    case 1:
      return bits >> Up(63);
    case 2:
      return uint64_t{0} - (bits >> Up(63));
    case 3:
      return (uint64_t{1} << Up(63)) - Up(1);
    default:
      return static_cast<uint64_t>(Up(3)) - 1;
  }
}

// Few binary digits, so that every printer gives the same decimal ones.
double RandomMessage::Fraction() { return (Up(8000) - 4000) / 8.0; }

std::string RandomMessage::Text() {
  static const char* const kWords[] = {"",
                                       "Наставник",
                                       "Ёлка «года»",
                                       "a\"b\\c",
                                       "\n\t\r\b\f\x01\x1f\x7f",
                                       "🎄",
                                       "/path",
                                       "<b>&'</b>",
                                       "\xE2\x80\xA8\xE2\x80\xA9",
                                       "\xEF\xBB\xBF",
                                       "\xEE\x80\x80",
                                       "null",
                                       "1e5"};
  std::string text;
  for (int n = Up(2); n >= 0; --n) text += kWords[Up(std::size(kWords) - 1)];
  return text;
}

bool RandomMessage::FillKnown(pb::Message& message, int depth) {
  const pb::Descriptor* type = message.GetDescriptor();
  if (type == pb::Timestamp::descriptor()) {
    auto& time = static_cast<pb::Timestamp&>(message);
    time.set_seconds(Up(4) == 0   ? -62135596800
                     : Up(4) == 0 ? 253402300799
                                  : Up(2000000000) * int64_t{100} - 50000000000);
    time.set_nanos(Up(1) == 0 ? 0 : Up(999) * (Up(1) == 0 ? 1000000 : Up(1) == 0 ? 1000 : 1));
  } else if (type == pb::Duration::descriptor()) {
    auto& duration = static_cast<pb::Duration&>(message);
    const int sign = Up(1) == 0 ? 1 : -1;
    duration.set_seconds(sign * (Up(4) == 0 ? 315576000000 : Up(100000)));
    duration.set_nanos(Up(1) == 0 ? 0 : sign * Up(999) * (Up(1) == 0 ? 1000000 : 1));
  } else if (type == pb::FieldMask::descriptor()) {
    static const char* const kPaths[] = {"title", "content.family_name", "a.b.c", "stage_id"};
    for (int n = Up(2); n > 0; --n) static_cast<pb::FieldMask&>(message).add_paths(kPaths[Up(3)]);
  } else if (type == pb::Any::descriptor()) {
    FillAny(message, depth);
  } else if (type == pb::Struct::descriptor()) {
    for (int n = Up(2); n >= 0; --n)
      FillValue((*static_cast<pb::Struct&>(message).mutable_fields())[Text()], depth + 1);
  } else if (type == pb::Value::descriptor()) {
    auto& value = static_cast<pb::Value&>(message);
    FillValue(value, depth + 1);
    if (value.has_null_value()) value.set_bool_value(true);  // protobuf drops a null in a map
  } else if (type == pb::ListValue::descriptor()) {
    for (int n = Up(2); n >= 0; --n)
      FillValue(*static_cast<pb::ListValue&>(message).add_values(), depth + 1);
  } else {
    return false;
  }
  return true;
}

void RandomMessage::FillAny(pb::Message& message, int depth) {
  static const pb::Message* const kTypes[] = {
      &pb::Timestamp::default_instance(),  &pb::Duration::default_instance(),
      &pb::Struct::default_instance(),     &pb::Empty::default_instance(),
      &pb::Int64Value::default_instance(), &pb::StringValue::default_instance(),
      &pb::BoolValue::default_instance(),  &pb::Any::default_instance()};
  const int type = depth > kDeepest ? 0 : Up(std::size(kTypes) - 1);
  const std::unique_ptr<pb::Message> inner(kTypes[type]->New());
  const bool may_be_empty = inner->GetDescriptor() == pb::Empty::descriptor();
  do {
    Fill(*inner, depth + 2);
  } while (inner->ByteSizeLong() == 0 && !may_be_empty);
  static_cast<pb::Any&>(message).PackFrom(*inner);
}

void RandomMessage::FillValue(pb::Message& message, int depth) {
  auto& value = static_cast<pb::Value&>(message);
  switch (Up(depth > kDeepest ? 3 : 5)) {
    case 0:
      return value.set_null_value(pb::NULL_VALUE);
    case 1:
      return value.set_number_value(static_cast<double>(
          static_cast<int64_t>(Bits()) / (int64_t{1} << 11) * (Up(1) == 0 ? 1 : -1)));
    case 2:
      return value.set_string_value(Text());
    case 3:
      return value.set_bool_value(Up(1) == 0);
    case 4:
      FillKnown(*value.mutable_struct_value(), depth + 1);
      return;
    default:
      FillKnown(*value.mutable_list_value(), depth + 1);
  }
}

void RandomMessage::Put(pb::Message& message, const FieldDescriptor& field, int depth) {
  const auto* r = message.GetReflection();
  const bool many = field.is_repeated();
  const uint64_t bits = Bits();
#define NASTAVNIK_PUT(Type, value) \
  return many ? r->Add##Type(&message, &field, value) : r->Set##Type(&message, &field, value)
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      NASTAVNIK_PUT(Int32, static_cast<int32_t>(bits));
    case FieldDescriptor::CPPTYPE_INT64:
      NASTAVNIK_PUT(Int64, static_cast<int64_t>(bits));
    case FieldDescriptor::CPPTYPE_UINT32:
      NASTAVNIK_PUT(UInt32, static_cast<uint32_t>(bits));
    case FieldDescriptor::CPPTYPE_UINT64:
      NASTAVNIK_PUT(UInt64, bits);
    case FieldDescriptor::CPPTYPE_BOOL:
      NASTAVNIK_PUT(Bool, bits % 2 == 0);
    case FieldDescriptor::CPPTYPE_DOUBLE:
      NASTAVNIK_PUT(Double, Fraction());
    case FieldDescriptor::CPPTYPE_FLOAT:
      NASTAVNIK_PUT(Float, static_cast<float>(Fraction()));
    case FieldDescriptor::CPPTYPE_ENUM:
      NASTAVNIK_PUT(Enum, field.enum_type()->value(Up(field.enum_type()->value_count() - 1)));
    case FieldDescriptor::CPPTYPE_STRING: {
      const bool raw = field.type() == FieldDescriptor::TYPE_BYTES;
      NASTAVNIK_PUT(String,
                    raw ? std::string(reinterpret_cast<const char*>(&bits), Up(8)) : Text());
    }
    default:
      return Fill(many ? *r->AddMessage(&message, &field) : *r->MutableMessage(&message, &field),
                  depth + 1);
  }
#undef NASTAVNIK_PUT
}

}  // namespace nastavnik::gateway::testing
