#include "services/gateway/transcode/writer.h"

#include <algorithm>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "catch2/catch.hpp"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/timestamp.pb.h"

#include "services/gateway/transcode/scanner.h"
#include "tests/unit/gateway/transcode/kinds.h"

namespace nastavnik::gateway {
namespace {

namespace pb = google::protobuf;
using pb::FieldDescriptor;

std::string Write(const pb::Message& message) {
  std::string out;
  WriteJson(message, ShapeOf(message.GetDescriptor()), &out);
  return out;
}

// The same JSON with the members of its objects sorted: protobuf prints unset fields before set
// ones.
std::string Sorted(Scanner& scanner, absl::string_view json) {
  std::vector<std::string> members;
  const Scanner::Kind kind = scanner.Peek();
  Scanner::Text key;
  if (kind == Scanner::Kind::kObject) {
    scanner.BeginObject();
    while (scanner.NextMember(&key)) {
      const std::string name(key.value);
      members.push_back(absl::StrCat(name, ":", Sorted(scanner, json)));
    }
    std::sort(members.begin(), members.end());
    return absl::StrCat("{", absl::StrJoin(members, ","), "}");
  }
  if (kind == Scanner::Kind::kArray) {
    scanner.BeginArray();
    while (scanner.NextElement()) members.push_back(Sorted(scanner, json));
    return absl::StrCat("[", absl::StrJoin(members, ","), "]");
  }
  const size_t begin = scanner.offset();
  scanner.Skip();
  return std::string(json.substr(begin, scanner.offset() - begin));
}

std::string Sorted(absl::string_view json) {
  Scanner scanner(json);
  return Sorted(scanner, json);
}

// Fills a message at random, within what both printers write alike: at most one key in a map, no
// fractions, no characters that protobuf escapes for HTML's sake.
class Filler {
 public:
  explicit Filler(unsigned seed) : random_(seed) {}

  void Fill(pb::Message& message, int depth) {
    if (Special(message)) return;
    for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor& field = *message.GetDescriptor()->field(i);
      if (Up(1) == 0 || (field.message_type() != nullptr && depth > 3)) continue;
      for (int n = field.is_map() ? 1 : field.is_repeated() ? Up(3) : 1; n > 0; --n)
        Put(message, field, depth);
    }
  }

 private:
  int Up(int top) { return std::uniform_int_distribution<int>(0, top)(random_); }

  std::string Text() {
    static const char* const kWords[] = {
        "", "Наставник", "Ёлка «года»", "a\"b\\c", "\n\t\r\b\f\x01", "emoji 🎄", "/path"};
    return kWords[Up(6)];
  }

  bool Special(pb::Message& message) {
    const std::string& name = message.GetDescriptor()->full_name();
    if (name == "google.protobuf.Timestamp") {
      static_cast<pb::Timestamp&>(message).set_seconds(Up(2000000000) * int64_t{100} - 50000000000);
      static_cast<pb::Timestamp&>(message).set_nanos(Up(1) == 0 ? 0 : Up(999) * 1000000);
    } else if (name == "google.protobuf.Duration") {
      message.GetReflection()->SetInt64(&message, message.GetDescriptor()->field(0), Up(100000));
    } else if (name == "google.protobuf.FieldMask") {
      message.GetReflection()->AddString(&message, message.GetDescriptor()->field(0),
                                         "content.family_name");
    } else if (name == "google.protobuf.Any") {
      pb::Timestamp time;
      time.set_seconds(1 + Up(9));  // protobuf prints no value at all for an empty one
      static_cast<pb::Any&>(message).PackFrom(time);
    } else if (name == "google.protobuf.Struct") {  // an unset value inside would be printed by
                                                    // nobody alike
      Special((*static_cast<pb::Struct&>(message).mutable_fields())[Text()]);
    } else if (name == "google.protobuf.Value") {
      auto& value = static_cast<pb::Value&>(message);
      const int kind = Up(4);
      if (kind == 0) value.set_null_value(pb::NULL_VALUE);
      if (kind == 1) value.set_number_value(Up(1000000) - 500000);
      if (kind == 2) value.set_string_value(Text());
      if (kind == 3) value.set_bool_value(Up(1) == 0);
      if (kind == 4) value.mutable_list_value()->add_values()->set_number_value(Up(9));
    } else {
      return false;
    }
    return true;
  }

  void Put(pb::Message& message, const FieldDescriptor& field, int depth) {
    const auto* r = message.GetReflection();
    const bool many = field.is_repeated();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        return many ? r->AddInt32(&message, &field, Up(99) - 50)
                    : r->SetInt32(&message, &field, Up(99) - 50);
      case FieldDescriptor::CPPTYPE_INT64:
        return r->SetInt64(&message, &field, (int64_t{Up(1 << 30)} << 32) - Up(99));
      case FieldDescriptor::CPPTYPE_UINT32:
        return r->SetUInt32(&message, &field, 4294967295u - Up(9));
      case FieldDescriptor::CPPTYPE_UINT64:
        return r->SetUInt64(&message, &field, ~uint64_t{0} - Up(9));
      case FieldDescriptor::CPPTYPE_BOOL:
        return r->SetBool(&message, &field, Up(1) == 0);
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return r->SetDouble(&message, &field, Up(9) + 0.5);
      case FieldDescriptor::CPPTYPE_ENUM:
        return many ? r->AddEnumValue(&message, &field, Up(3))
                    : r->SetEnumValue(&message, &field, Up(3));
      case FieldDescriptor::CPPTYPE_STRING:
        return many ? r->AddString(&message, &field, Text())
                    : r->SetString(&message, &field, Text());
      default:
        return Fill(many ? *r->AddMessage(&message, &field) : *r->MutableMessage(&message, &field),
                    depth + 1);
    }
  }

  std::mt19937 random_;
};

TEST_CASE("the writer agrees with protobuf's printer byte for byte, member by member") {
  for (unsigned seed = 0; seed < 3000; ++seed) {
    const auto message = testing::NewKinds();
    Filler(seed).Fill(*message, 0);
    INFO("seed " << seed);
    REQUIRE(Sorted(Write(*message)) == Sorted(testing::PrintByProtobuf(*message)));
  }
}

TEST_CASE("equal messages give equal bytes: keys of maps and of open content are sorted") {
  pb::Struct content;
  for (const char* key : {"я", "б", "а", "z", "10", "9"})
    (*content.mutable_fields())[key].set_string_value(key);
  CHECK(Write(content) == R"({"10":"10","9":"9","z":"z","а":"а","б":"б","я":"я"})");
}

TEST_CASE("an Any of an unknown type keeps its type") {
  pb::Any any;
  any.set_type_url("type.googleapis.com/none.Such");
  any.set_value("\x01\x02");
  CHECK(Write(any) == R"({"@type":"type.googleapis.com/none.Such"})");
}

}  // namespace
}  // namespace nastavnik::gateway
