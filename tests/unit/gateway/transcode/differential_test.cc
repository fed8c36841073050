// Reader and writer against those of protobuf. They differ by decision, all of it here:
// - the writer keeps the declared order of fields and sorts keys of maps; protobuf prints unset
//   fields first and maps as they lie;
// - the writer escapes what JSON asks for and no more; protobuf also <, >, U+007F to U+009F,
// U+2028;
// - the writer prints whole numbers of floating fields without exponent and the rest in the fewest
//   digits; an unset NullValue is null, to protobuf "NULL_VALUE"; a well-known message inside an
//   Any has a value also when it is empty, and nothing beside it;
// - the reader refuses names in snake_case, numbers without a name as enum values, repeated keys,
//   unknown members, NaN and infinities, fractions in open content, null inside lists and maps.
#include <algorithm>
#include <charconv>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "catch2/catch.hpp"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/descriptor_database.h"
#include "google/protobuf/util/message_differencer.h"

#include "services/gateway/transcode/reader.h"
#include "services/gateway/transcode/scanner.h"
#include "services/gateway/transcode/writer.h"
#include "tests/unit/gateway/transcode/kinds.h"
#include "tests/unit/gateway/transcode/random_message.h"

namespace nastavnik::gateway {
namespace {

namespace pb = google::protobuf;

std::string Write(const pb::Message& message) {
  std::string out;
  WriteJson(message, ShapeOf(message.GetDescriptor()), &out);
  return out;
}

// JSON in one form: members sorted, texts with the fewest escapes, numbers with the fewest digits.
std::string Canonical(Scanner& scanner) {
  std::vector<std::string> members;
  std::string text;
  Scanner::Text key;
  double number = 0;
  switch (scanner.Peek()) {
    case Scanner::Kind::kObject:
      scanner.BeginObject();
      while (scanner.NextMember(&key)) {
        std::string& member = members.emplace_back();
        WriteText(key.value, &member);
        absl::StrAppend(&member, ":", Canonical(scanner));
      }
      std::sort(members.begin(), members.end());
      return absl::StrCat("{", absl::StrJoin(members, ","), "}");
    case Scanner::Kind::kArray:
      scanner.BeginArray();
      while (scanner.NextElement()) members.push_back(Canonical(scanner));
      return absl::StrCat("[", absl::StrJoin(members, ","), "]");
    case Scanner::Kind::kString:
      WriteText(scanner.String().value, &text);
      return text == "\"NULL_VALUE\"" ? "null" : text;
    case Scanner::Kind::kNumber:
      REQUIRE(absl::SimpleAtod(scanner.Number(), &number));
      text.resize(32);
      text.resize(std::to_chars(text.data(), text.data() + text.size(), number).ptr - text.data());
      return text;
    default:
      text = scanner.Peek() == Scanner::Kind::kNull   ? "null"
             : scanner.Peek() == Scanner::Kind::kTrue ? "true"
                                                      : "false";
      scanner.Literal();
      return text;
  }
}

std::string Canonical(absl::string_view json) {
  Scanner scanner(json);
  std::string text = Canonical(scanner);
  REQUIRE(scanner.AtEnd());
  return text;
}

void CheckEqual(const std::string& one, const std::string& other) {
  if (one == other) return;
  const size_t at =
      std::mismatch(one.begin(), one.end(), other.begin(), other.end()).first - one.begin();
  FAIL("from byte " << at << ": " << one.substr(at, 100) << "\nand " << other.substr(at, 100));
}

bool IsOutputOnlyBelow(const Shape& shape, std::vector<const Shape*>& seen,
                       std::vector<std::string>& names) {
  if (std::find(seen.begin(), seen.end(), &shape) != seen.end()) return false;
  seen.push_back(&shape);
  for (const FieldShape& field : shape.fields) {
    if (field.output_only) names.push_back(field.field->name());
    if (field.message != nullptr) IsOutputOnlyBelow(*field.message, seen, names);
  }
  return !names.empty();
}

// As if no field were the platform's alone.
ReadOptions Everywhere(const Shape& shape) {
  ReadOptions options;
  std::vector<const Shape*> seen;
  IsOutputOnlyBelow(shape, seen, options.allowed_output_only);
  return options;
}

// Prints alike, reads what protobuf printed, and protobuf reads what it printed.
void CheckAlike(const pb::Message& message, const Shape& shape, const ReadOptions& options) {
  const std::string ours = Write(message), theirs = testing::PrintByProtobuf(message);
  CheckEqual(Canonical(ours), Canonical(theirs));
  for (const std::string& json : {ours, theirs}) {
    const auto read = testing::NewMessage(message.GetDescriptor());
    Violations violations;
    INFO(json);
    REQUIRE(ReadJson(json, shape, options, *read, violations) == "");
    for (const Violation& violation : violations.all())
      FAIL(violation.field << " " << violation.reason);
    CheckEqual(Write(*read), ours);
  }
  const auto read = testing::NewMessage(message.GetDescriptor());
  REQUIRE(testing::ReadByProtobuf(ours, *read).ok());
  CheckEqual(Write(*read), ours);
}

void CheckType(const pb::Descriptor* type, int rounds) {
  const Shape& shape = ShapeOf(type);
  const ReadOptions options = Everywhere(shape);
  for (int seed = 0; seed < rounds; ++seed) {
    INFO(type->full_name() << " seed " << seed);
    const auto message = testing::NewMessage(type);
    testing::RandomMessage(seed).Fill(*message);
    CheckAlike(*message, shape, options);
  }
}

TEST_CASE("everything that proto3 knows is printed and read as protobuf does") {
  CheckType(testing::Everything(), 3000);
  CheckType(testing::KindsShape().descriptor, 1000);
}

void AddTypes(const pb::Descriptor* type, std::vector<const pb::Descriptor*>& types) {
  if (!type->options().map_entry()) types.push_back(type);
  for (int i = 0; i < type->nested_type_count(); ++i) AddTypes(type->nested_type(i), types);
}

TEST_CASE("every message of the contract is printed and read as protobuf does") {
  std::vector<std::string> names;
  pb::DescriptorPool::internal_generated_database()->FindAllFileNames(&names);
  std::vector<const pb::Descriptor*> types;
  for (const std::string& name : names) {
    const pb::FileDescriptor* linked = pb::DescriptorPool::generated_pool()->FindFileByName(name);
    // Well-known types alone are not what protobuf prints as JSON; as fields they are above.
    if (linked->syntax() != pb::FileDescriptor::SYNTAX_PROTO3 ||
        linked->package() == "google.protobuf")
      continue;
    for (int i = 0; i < linked->message_type_count(); ++i) AddTypes(linked->message_type(i), types);
  }
  REQUIRE(types.size() > 200);
  for (const pb::Descriptor* type : types) CheckType(type, 12);
}

TEST_CASE("every double and float that is printed is read back bit by bit") {
  const auto message = testing::NewMessage(testing::Everything());
  const auto* r = message->GetReflection();
  const auto* wide = testing::Everything()->FindFieldByName("double_value");
  const auto* narrow = testing::Everything()->FindFieldByName("float_value");
  std::mt19937_64 random(1);
  for (int i = 0; i < 20000; ++i) {
    const double value = absl::bit_cast<double>(random());
    const float half = absl::bit_cast<float>(static_cast<uint32_t>(random()));
    if (!std::isfinite(value) || !std::isfinite(half)) continue;
    r->SetDouble(message.get(), wide, value);
    r->SetFloat(message.get(), narrow, half);
    const auto read = testing::NewMessage(testing::Everything());
    Violations violations;
    REQUIRE(ReadJson(Write(*message), ShapeOf(testing::Everything()), {}, *read, violations) == "");
    REQUIRE(violations.empty());
    REQUIRE(r->GetDouble(*read, wide) == value);
    REQUIRE(r->GetFloat(*read, narrow) == half);
  }
}

}  // namespace
}  // namespace nastavnik::gateway
