#include "services/gateway/transcode/reader.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/struct.pb.h"

#include "common/status/fault.h"
#include "services/gateway/transcode/number.h"
#include "services/gateway/transcode/scalar.h"
#include "services/gateway/transcode/scanner.h"

namespace nastavnik::gateway {
namespace {

namespace pb = google::protobuf;
using Kind = Scanner::Kind;

constexpr absl::string_view kAnyType = "@type";

class Reader {
 public:
  Reader(absl::string_view json, const ReadOptions& options, Violations& violations)
      : scanner_(json),
        options_(options),
        path_(options.body_field),
        violations_(violations),
        mask_(options.mask) {}

  std::string Run(const Shape& shape, pb::Message& message) {
    ReadMessage(shape, message);
    if (scanner_.ok()) scanner_.AtEnd();
    return scanner_.ok() ? "" : absl::StrCat(scanner_.fault(), " Байт ", scanner_.offset(), ".");
  }

 private:
  void Blame(absl::string_view reason, std::string message) {
    violations_.Add(path_, reason, std::move(message));
  }
  void Blame(Fault fault) {
    if (!fault.ok()) Blame(fault.reason, std::move(fault.message));
  }
  void WrongType(const char* wanted) {
    Blame("WRONG_TYPE", absl::StrCat("Здесь должно быть значение другого типа: ", wanted, "."));
    scanner_.Skip();
  }

  // A text, number or literal as it stands; call only when one is next.
  Scalar TakeScalar(Kind kind) {
    if (kind == Kind::kString) {
      const Scanner::Text text = scanner_.String();
      return {Scalar::Kind::kText, text.value, text.valid};
    }
    if (kind == Kind::kNumber) return {Scalar::Kind::kNumber, scanner_.Number()};
    scanner_.Literal();
    return {Scalar::Kind::kBool, kind == Kind::kTrue ? "true" : "false"};
  }

  static bool IsScalar(Kind kind) {
    return kind == Kind::kString || kind == Kind::kNumber || kind == Kind::kTrue ||
           kind == Kind::kFalse;
  }

  void ReadMessage(const Shape& shape, pb::Message& message) {
    switch (shape.known) {
      case WellKnown::kNone:
        return ReadObject(shape, message, "");
      case WellKnown::kStruct:
        return ReadStruct(static_cast<pb::Struct&>(message));
      case WellKnown::kValue:
        return ReadValue(static_cast<pb::Value&>(message));
      case WellKnown::kListValue:
        return ReadList(static_cast<pb::ListValue&>(message));
      case WellKnown::kAny:
        return ReadAny(static_cast<pb::Any&>(message));
      default:
        if (!IsScalar(scanner_.Peek())) return WrongType("строка или число");
        Blame(SetKnown(TakeScalar(scanner_.Peek()), shape, message));
    }
  }

  // Members of an object into the fields of `message`; a member called `skip` was read before.
  void ReadObject(const Shape& shape, pb::Message& message, absl::string_view skip) {
    if (scanner_.Peek() != Kind::kObject) return WrongType("объект");
    if (!scanner_.BeginObject()) return;
    std::vector<bool> seen(shape.fields.size());
    absl::flat_hash_set<std::string> unknown;
    Scanner::Text key;
    while (scanner_.NextMember(&key)) {
      const FieldShape* field = shape.Find(key.value);
      path_.Push(key.value);
      if (field != nullptr) {
        const auto index = static_cast<size_t>(field - shape.fields.data());
        ReadMember(*field, seen[index], message);
        seen[index] = true;
      } else if (!skip.empty() && key.value == skip) {
        scanner_.Skip();
      } else {
        Unknown(shape, key, unknown);
        scanner_.Skip();
      }
      path_.Pop();
    }
  }

  void Unknown(const Shape& shape, const Scanner::Text& key,
               absl::flat_hash_set<std::string>& unknown) {
    if (violations_.full()) return;
    if (!key.valid) return Blame("INVALID_TEXT", "В имени поля есть недопустимые символы.");
    if (!unknown.emplace(key.value).second)
      return Blame("DUPLICATE_KEY", "Поле встречается дважды.");
    const std::string nearest = shape.Nearest(key.value);
    Blame("UNKNOWN_FIELD", nearest.empty()
                               ? absl::StrCat("Поля «", Shorten(key.value), "» здесь нет.")
                               : absl::StrCat("Поля «", Shorten(key.value),
                                              "» здесь нет; может быть, «", nearest, "»?"));
  }

  void ReadMember(const FieldShape& shape, bool seen, pb::Message& message) {
    const pb::FieldDescriptor& field = *shape.field;
    if (seen && !nastavnik::Fault("gateway_last_key_wins")) {
      Blame("DUPLICATE_KEY", "Поле встречается дважды.");
      return scanner_.Skip();
    }
    if (shape.output_only && !MayCome(field)) {
      Blame("READ_ONLY", "Это поле устанавливает платформа.");
      return scanner_.Skip();
    }
    const bool null = scanner_.Peek() == Kind::kNull;
    if (null && !TakesNull(shape)) {
      scanner_.Literal();
      return AddToMask(field.name());
    }
    if (!null && Rivalled(field, message)) {
      Blame("CONFLICTS", "Это поле нельзя задать вместе с другим из того же выбора.");
      return scanner_.Skip();
    }
    ReadField(shape, message);
  }

  bool MayCome(const pb::FieldDescriptor& field) const {
    const auto& allowed = options_.allowed_output_only;
    return std::find(allowed.begin(), allowed.end(), field.name()) != allowed.end();
  }

  // Whether `null` is a value of the field's type and not the lack of one.
  static bool TakesNull(const FieldShape& shape) {
    if (shape.field->is_repeated()) return false;
    return shape.message == nullptr ? IsNullValue(*shape.field)
                                    : shape.message->known == WellKnown::kValue;
  }

  static bool Rivalled(const pb::FieldDescriptor& field, const pb::Message& message) {
    const pb::OneofDescriptor* oneof = field.real_containing_oneof();
    return oneof != nullptr && message.GetReflection()->HasOneof(message, oneof);
  }

  void ReadField(const FieldShape& shape, pb::Message& message) {
    const pb::FieldDescriptor& field = *shape.field;
    const auto* reflection = message.GetReflection();
    const bool inner =
        !field.is_repeated() && shape.message != nullptr &&
        (shape.message->known == WellKnown::kNone || shape.message->known == WellKnown::kStruct);
    if (!inner) AddToMask(field.name());
    const size_t prefix = mask_prefix_.size();
    absl::StrAppend(&mask_prefix_, field.name(), ".");
    std::vector<std::string>* const mask = mask_;
    if (!inner) mask_ = nullptr;
    if (field.is_map()) {
      ReadMap(shape, message);
    } else if (field.is_repeated()) {
      ReadArray(shape, message);
    } else if (shape.message != nullptr) {
      ReadMessage(*shape.message, *reflection->MutableMessage(&message, &field));
    } else {
      ReadScalar(field, message);
    }
    mask_ = mask;
    mask_prefix_.resize(prefix);
  }

  void ReadScalar(const pb::FieldDescriptor& field, pb::Message& message) {
    const Kind kind = scanner_.Peek();
    if (kind == Kind::kNull && IsNullValue(field)) {
      scanner_.Literal();
      return Blame(SetScalar({Scalar::Kind::kText, "NULL_VALUE"}, field, message));
    }
    if (!IsScalar(kind)) return WrongType(TypeInWords(field));
    Blame(SetScalar(TakeScalar(kind), field, message));
  }

  void ReadArray(const FieldShape& shape, pb::Message& message) {
    if (scanner_.Peek() != Kind::kArray) return WrongType("список");
    if (!scanner_.BeginArray()) return;
    for (int i = 0; scanner_.NextElement(); ++i) {
      path_.Push(i);
      if (shape.message != nullptr) {
        ReadMessage(*shape.message, *message.GetReflection()->AddMessage(&message, shape.field));
      } else {
        ReadScalar(*shape.field, message);
      }
      path_.Pop();
    }
  }

  void ReadMap(const FieldShape& shape, pb::Message& message) {
    if (scanner_.Peek() != Kind::kObject) return WrongType("объект");
    if (!scanner_.BeginObject()) return;
    const pb::FieldDescriptor& key_field = *shape.message->descriptor->map_key();
    const pb::FieldDescriptor& value_field = *shape.message->descriptor->map_value();
    absl::flat_hash_set<std::string> seen;
    Scanner::Text key;
    while (scanner_.NextMember(&key)) {
      path_.Push(key.value);
      pb::Message* entry = message.GetReflection()->AddMessage(&message, shape.field);
      if (!seen.emplace(key.value).second) Blame("DUPLICATE_KEY", "Ключ встречается дважды.");
      Blame(SetMapKey({Scalar::Kind::kLoose, key.value, key.valid}, key_field, *entry));
      if (shape.map_value != nullptr) {
        ReadMessage(*shape.map_value, *entry->GetReflection()->MutableMessage(entry, &value_field));
      } else {
        ReadScalar(value_field, *entry);
      }
      path_.Pop();
    }
  }

  void ReadStruct(pb::Struct& object) {
    if (scanner_.Peek() != Kind::kObject) return WrongType("объект");
    if (!scanner_.BeginObject()) return;
    auto& fields = *object.mutable_fields();
    std::vector<std::string>* const mask = mask_;  // of this level only
    Scanner::Text key;
    while (scanner_.NextMember(&key)) {
      path_.Push(key.value);
      if (!key.valid) Blame("INVALID_TEXT", "В имени есть недопустимые символы.");
      auto [at, fresh] = fields.insert({std::string(key.valid ? key.value : ""), pb::Value()});
      if (!fresh) Blame("DUPLICATE_KEY", "Ключ встречается дважды.");
      AddToMask(at->first);
      mask_ = nullptr;
      ReadValue(at->second);
      mask_ = mask;
      path_.Pop();
    }
  }

  void ReadList(pb::ListValue& list) {
    if (scanner_.Peek() != Kind::kArray) return WrongType("список");
    if (!scanner_.BeginArray()) return;
    for (int i = 0; scanner_.NextElement(); ++i) {
      path_.Push(i);
      ReadValue(*list.add_values());
      path_.Pop();
    }
  }

  void ReadValue(pb::Value& value) {
    switch (scanner_.Peek()) {
      case Kind::kObject:
        return ReadStruct(*value.mutable_struct_value());
      case Kind::kArray:
        return ReadList(*value.mutable_list_value());
      case Kind::kString: {
        const Scanner::Text text = scanner_.String();
        if (!text.valid) Blame("INVALID_TEXT", "В тексте есть недопустимые символы.");
        return value.set_string_value(std::string(text.valid ? text.value : ""));
      }
      case Kind::kNumber:
        return ReadOpenNumber(value);
      case Kind::kNull:
        value.set_null_value(pb::NULL_VALUE);
        return scanner_.Literal();
      case Kind::kEnd:
        return;
      default:
        value.set_bool_value(scanner_.Peek() == Kind::kTrue);
        scanner_.Literal();
    }
  }

  void ReadOpenNumber(pb::Value& value) {
    constexpr uint64_t kExact = uint64_t{1} << 53;
    const Number number = ParseNumber(scanner_.Number());
    if (!number.integral)
      return Blame("INVALID_FORMAT", "Дробное число передаётся строкой, например \"12.5\".");
    if (!number.fits || number.magnitude > kExact)
      return Blame("OUT_OF_RANGE", "Целое число не больше 9007199254740992 по модулю.");
    const double magnitude = static_cast<double>(number.magnitude);
    value.set_number_value(number.negative ? -magnitude : magnitude);
  }

  // The type is anywhere in the object: found first, then the object is read as a message of that
  // type. An object without members is an empty Any.
  void ReadAny(pb::Any& any) {
    if (scanner_.Peek() != Kind::kObject) return WrongType("объект");
    const Scanner::Place place = scanner_.Mark();
    std::string type;
    int members = 0, types = 0;
    Scanner::Text key;
    for (bool more = scanner_.BeginObject(); more && scanner_.NextMember(&key); ++members) {
      const bool is_type = key.value == kAnyType;
      if (is_type) ++types;
      if (is_type && scanner_.Peek() == Kind::kString) {
        type = std::string(scanner_.String().value);
      } else {
        scanner_.Skip();
      }
    }
    if (!scanner_.ok() || members == 0) return;
    const pb::Descriptor* descriptor = types == 1 ? LinkedType(type) : nullptr;
    if (descriptor == nullptr) {
      return types > 1 ? Blame("DUPLICATE_KEY", "Поле «@type» встречается дважды.")
                       : Blame("UNKNOWN_VALUE", "В «@type» нет известного типа.");
    }
    scanner_.Return(place);
    const Shape& shape = ShapeOf(descriptor);
    const std::unique_ptr<pb::Message> message(
        pb::MessageFactory::generated_factory()->GetPrototype(descriptor)->New());
    if (shape.known == WellKnown::kNone) {
      ReadObject(shape, *message, kAnyType);
    } else {
      ReadAnyValue(shape, *message);
    }
    any.set_type_url(type);
    any.set_value(message->SerializeAsString());
  }

  static const pb::Descriptor* LinkedType(absl::string_view url) {
    const size_t slash = url.rfind('/');
    if (slash == absl::string_view::npos) return nullptr;
    return pb::DescriptorPool::generated_pool()->FindMessageTypeByName(
        std::string(url.substr(slash + 1)));
  }

  // {"@type": ..., "value": ...}
  void ReadAnyValue(const Shape& shape, pb::Message& message) {
    bool seen = false;
    Scanner::Text key;
    for (bool more = scanner_.BeginObject(); more && scanner_.NextMember(&key);) {
      path_.Push(key.value);
      if (key.value == kAnyType) {
        scanner_.Skip();
      } else if (key.value != "value") {
        Blame("UNKNOWN_FIELD", "Рядом с «@type» здесь бывает только «value».");
        scanner_.Skip();
      } else if (std::exchange(seen, true)) {
        Blame("DUPLICATE_KEY", "Поле встречается дважды.");
        scanner_.Skip();
      } else {
        ReadMessage(shape, message);
      }
      path_.Pop();
    }
  }

  void AddToMask(absl::string_view name) {
    if (mask_ != nullptr) mask_->push_back(absl::StrCat(mask_prefix_, name));
  }

  Scanner scanner_;
  const ReadOptions& options_;
  Path path_;
  Violations& violations_;
  std::vector<std::string>* mask_;
  std::string mask_prefix_;
};

}  // namespace

std::string ReadJson(absl::string_view json, const Shape& shape, const ReadOptions& options,
                     pb::Message& message, Violations& violations) {
  return Reader(json, options, violations).Run(shape, message);
}

}  // namespace nastavnik::gateway
