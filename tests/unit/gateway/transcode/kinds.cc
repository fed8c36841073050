#include "tests/unit/gateway/transcode/kinds.h"

#include <stdexcept>

#include "google/api/field_behavior.pb.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/compiler/parser.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/dynamic_message.h"
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
)pb";

const pb::Descriptor* Build() {
  // Linked only when somebody names them.
  pb::LinkMessageReflection<pb::Any>();
  pb::LinkMessageReflection<pb::Int64Value>();
  pb::LinkMessageReflection<pb::Struct>();
  pb::LinkMessageReflection<pb::FieldMask>();
  pb::LinkMessageReflection<pb::Timestamp>();
  pb::LinkMessageReflection<pb::Duration>();
  pb::io::ArrayInputStream input(kProto, sizeof kProto - 1);
  pb::io::Tokenizer tokenizer(&input, nullptr);
  pb::FileDescriptorProto file;
  file.set_name("test/kinds.proto");
  pb::compiler::Parser parser;
  if (!parser.Parse(&tokenizer, &file)) throw std::logic_error("kinds.proto does not parse");
  auto* pool = new pb::DescriptorPool(pb::DescriptorPool::generated_pool());
  const pb::FileDescriptor* built = pool->BuildFile(file);
  if (built == nullptr) throw std::logic_error("kinds.proto does not build");
  return built->message_type(0);
}

const pb::Descriptor* Kinds() {
  static const pb::Descriptor* kinds = Build();
  return kinds;
}

}  // namespace

std::unique_ptr<pb::Message> NewKinds() {
  static auto& factory = *[] {
    auto* made = new pb::DynamicMessageFactory;
    made->SetDelegateToGeneratedFactory(true);
    return made;
  }();
  return std::unique_ptr<pb::Message>(factory.GetPrototype(Kinds())->New());
}

const Shape& KindsShape() { return ShapeOf(Kinds()); }

std::string PrintByProtobuf(const pb::Message& message) {
  pb::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  std::string out;
  if (!pb::util::MessageToJsonString(message, &out, options).ok())
    throw std::logic_error("protobuf cannot print it");
  return out;
}

}  // namespace nastavnik::gateway::testing
