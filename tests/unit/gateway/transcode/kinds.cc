#include "tests/unit/gateway/transcode/kinds.h"

#include <stdexcept>

#include "google/api/field_behavior.pb.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/compiler/parser.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/dynamic_message.h"
#include "google/protobuf/empty.pb.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/type_resolver_util.h"
#include "google/protobuf/wrappers.pb.h"

namespace nastavnik::gateway::testing {
namespace {

namespace pb = google::protobuf;

constexpr char kProto[] = R"pb(
  syntax = "proto3"
  ;
package test;
import "google/api/field_behavior.proto";
import "google/protobuf/any.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/empty.proto";
import "google/protobuf/field_mask.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";

message Kinds {
  enum State { STATE_UNSPECIFIED = 0; DRAFT = 1; SUBMITTED = 2; }
  message Inner { string family_name = 1; int32 score_hundredths = 2; Inner deeper = 3; repeated string tags = 4; }
  string name = 1;
  string title = 2;
  int32 count = 3;
  int64 large = 4;
  uint32 natural = 5;
  uint64 natural_large = 6;
  bool active = 7;
  State state = 8 [(google.api.field_behavior) = OUTPUT_ONLY];
  State wanted_state = 9;
  bytes data = 10;
  double ratio = 11;
  repeated int32 numbers = 12;
  repeated Inner inners = 13;
  Inner inner = 14;
  map<string, string> labels = 15;
  map<int32, Inner> by_number = 16;
  google.protobuf.Timestamp create_time = 17;
  google.protobuf.Duration timeout = 18;
  google.protobuf.FieldMask update_mask = 19;
  google.protobuf.Struct content = 20;
  google.protobuf.Value value = 21;
  google.protobuf.ListValue list = 22;
  google.protobuf.Int64Value maybe_large = 23;
  google.protobuf.StringValue maybe_text = 24;
  google.protobuf.Any any = 25;
  oneof choice { string text_choice = 26; Inner inner_choice = 27; }
  optional int32 maybe_count = 28;
  repeated State states = 29;
  string etag = 30 [(google.api.field_behavior) = OUTPUT_ONLY];
}

// Everything that proto3 knows.
message Everything {
  enum Color { COLOR_UNSPECIFIED = 0; RED = 1; SAME_AS_RED = 1; FAR = 2147483647; option allow_alias = true; }
  message Nested { message Deeper { sint64 depth = 1; Everything back = 2; } Deeper deeper = 1; string text = 2; }
  int32 int32_value = 1; int64 int64_value = 2; uint32 uint32_value = 3; uint64 uint64_value = 4;
  sint32 sint32_value = 5; sint64 sint64_value = 6; fixed32 fixed32_value = 7; fixed64 fixed64_value = 8;
  sfixed32 sfixed32_value = 9; sfixed64 sfixed64_value = 10; float float_value = 11; double double_value = 12;
  bool bool_value = 13; string string_value = 14; bytes bytes_value = 15; Color color = 16; Nested nested = 17;
  Everything self = 18; string renamed = 19 [json_name = "Other-Name"]; string _odd__name_1 = 20;

  repeated int32 int32s = 31; repeated int64 int64s = 32; repeated uint32 uint32s = 33; repeated uint64 uint64s = 34;
  repeated sint32 sint32s = 35; repeated sint64 sint64s = 36; repeated fixed32 fixed32s = 37; repeated fixed64 fixed64s = 38;
  repeated sfixed32 sfixed32s = 39; repeated sfixed64 sfixed64s = 40; repeated float floats = 41; repeated double doubles = 42;
  repeated bool bools = 43; repeated string strings = 44; repeated bytes blobs = 45; repeated Color colors = 46;
  repeated Nested nesteds = 47; repeated int32 unpacked = 48 [packed = false];

  optional int32 maybe_int32 = 51; optional uint64 maybe_uint64 = 52; optional double maybe_double = 53;
  optional bool maybe_bool = 54; optional string maybe_string = 55; optional bytes maybe_bytes = 56;
  optional Color maybe_color = 57; optional Nested maybe_nested = 58;

  oneof one {
    int32 one_int32 = 61; uint64 one_uint64 = 62; bool one_bool = 63; string one_string = 64; bytes one_bytes = 65;
    Color one_color = 66; Nested one_nested = 67; google.protobuf.NullValue one_null = 68;
    google.protobuf.Timestamp one_time = 69; google.protobuf.Value one_value = 70; double one_double = 71;
    google.protobuf.StringValue one_wrapper = 72;
  }
  oneof other { float other_float = 73; google.protobuf.Empty other_empty = 74; }

  map<int32, int32> by_int32 = 81; map<int64, int64> by_int64 = 82; map<uint32, uint32> by_uint32 = 83;
  map<uint64, uint64> by_uint64 = 84; map<sint32, float> by_sint32 = 85; map<sint64, double> by_sint64 = 86;
  map<fixed32, bytes> by_fixed32 = 87; map<fixed64, bool> by_fixed64 = 88; map<sfixed32, Color> by_sfixed32 = 89;
  map<sfixed64, Nested> by_sfixed64 = 90; map<bool, string> by_bool = 91; map<string, Everything> by_string = 92;
  map<string, google.protobuf.Timestamp> times_by = 93; map<string, google.protobuf.Value> values_by = 94;
  map<string, google.protobuf.Any> anys_by = 95; map<string, google.protobuf.Struct> structs_by = 96;
  map<string, google.protobuf.BoolValue> wrappers_by = 97;

  google.protobuf.Timestamp time = 101; google.protobuf.Duration duration = 102; google.protobuf.FieldMask mask = 103;
  google.protobuf.Struct struct = 104; google.protobuf.Value value = 105; google.protobuf.ListValue list = 106;
  google.protobuf.Any any = 107; google.protobuf.Empty empty = 108; google.protobuf.NullValue null = 109;
  google.protobuf.BoolValue bool_wrapper = 110; google.protobuf.BytesValue bytes_wrapper = 111;
  google.protobuf.DoubleValue double_wrapper = 112; google.protobuf.FloatValue float_wrapper = 113;
  google.protobuf.Int32Value int32_wrapper = 114; google.protobuf.Int64Value int64_wrapper = 115;
  google.protobuf.StringValue string_wrapper = 116; google.protobuf.UInt32Value uint32_wrapper = 117;
  google.protobuf.UInt64Value uint64_wrapper = 118;

  repeated google.protobuf.Timestamp times = 121; repeated google.protobuf.Duration durations = 122;
  repeated google.protobuf.Struct structs = 123; repeated google.protobuf.Value values = 124;
  repeated google.protobuf.ListValue lists = 125; repeated google.protobuf.Any anys = 126;
  repeated google.protobuf.Empty empties = 127; repeated google.protobuf.BoolValue bool_wrappers = 128;
  repeated google.protobuf.Int64Value int64_wrappers = 129; repeated google.protobuf.StringValue string_wrappers = 130;
}
)pb";

const pb::FileDescriptor* Build() {
  // Linked only when somebody names them.
  pb::LinkMessageReflection<pb::Any>();
  pb::LinkMessageReflection<pb::Int64Value>();
  pb::LinkMessageReflection<pb::Struct>();
  pb::LinkMessageReflection<pb::FieldMask>();
  pb::LinkMessageReflection<pb::Timestamp>();
  pb::LinkMessageReflection<pb::Duration>();
  pb::LinkMessageReflection<pb::Empty>();
  pb::io::ArrayInputStream input(kProto, sizeof kProto - 1);
  pb::io::Tokenizer tokenizer(&input, nullptr);
  pb::FileDescriptorProto file;
  file.set_name("test/kinds.proto");
  pb::compiler::Parser parser;
  if (!parser.Parse(&tokenizer, &file)) throw std::logic_error("kinds.proto does not parse");
  auto* pool = new pb::DescriptorPool(pb::DescriptorPool::generated_pool());
  const pb::FileDescriptor* built = pool->BuildFile(file);
  if (built == nullptr) throw std::logic_error("kinds.proto does not build");
  return built;
}

const pb::FileDescriptor& File() {
  static const pb::FileDescriptor* file = Build();
  return *file;
}

const pb::Descriptor* Kinds() { return File().FindMessageTypeByName("Kinds"); }

}  // namespace

std::unique_ptr<pb::Message> NewMessage(const pb::Descriptor* descriptor) {
  static auto& factory = *[] {
    auto* made = new pb::DynamicMessageFactory;
    made->SetDelegateToGeneratedFactory(true);
    return made;
  }();
  return std::unique_ptr<pb::Message>(factory.GetPrototype(descriptor)->New());
}

std::unique_ptr<pb::Message> NewKinds() { return NewMessage(Kinds()); }

const Shape& KindsShape() { return ShapeOf(Kinds()); }

const pb::Descriptor* Everything() { return File().FindMessageTypeByName("Everything"); }

std::string PrintByProtobuf(const pb::Message& message) {
  pb::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  std::string out;
  if (!pb::util::MessageToJsonString(message, &out, options).ok())
    throw std::logic_error("protobuf cannot print it");
  return out;
}

absl::Status ReadByProtobuf(absl::string_view json, pb::Message& message) {
  const auto status = pb::util::JsonStringToMessage(std::string(json), &message);
  return status.ok() ? absl::OkStatus() : absl::InvalidArgumentError(status.ToString());
}

}  // namespace nastavnik::gateway::testing
