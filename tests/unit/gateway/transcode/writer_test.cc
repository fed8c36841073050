#include "services/gateway/transcode/writer.h"

#include "catch2/catch.hpp"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace nastavnik::gateway {
namespace {

namespace pb = google::protobuf;

std::string Write(const pb::Message& message) {
  std::string out;
  WriteJson(message, ShapeOf(message.GetDescriptor()), &out);
  return out;
}

TEST_CASE("equal messages give equal bytes: keys of maps and of open content are sorted") {
  pb::Struct content;
  for (const char* key : {"я", "б", "а", "z", "10", "9"})
    (*content.mutable_fields())[key].set_string_value(key);
  CHECK(Write(content) == R"({"10":"10","9":"9","z":"z","а":"а","б":"б","я":"я"})");
}

TEST_CASE("instants and durations out of range are written as the nearest in it") {
  pb::Timestamp time;
  time.set_seconds(INT64_MAX);
  time.set_nanos(INT32_MIN);
  CHECK(Write(time) == "\"9999-12-31T23:59:59Z\"");
  time.set_seconds(INT64_MIN);
  CHECK(Write(time) == "\"0001-01-01T00:00:00Z\"");
  pb::Duration duration;
  duration.set_seconds(INT64_MIN);
  duration.set_nanos(INT32_MIN);
  CHECK(Write(duration) == "\"-315576000000.999999999s\"");
}

TEST_CASE("an empty Any is an empty object") { CHECK(Write(pb::Any()) == "{}"); }

TEST_CASE("an Any of an unknown type keeps its type") {
  pb::Any any;
  any.set_type_url("type.googleapis.com/none.Such");
  any.set_value("\x01\x02");
  CHECK(Write(any) == R"({"@type":"type.googleapis.com/none.Such"})");
}

}  // namespace
}  // namespace nastavnik::gateway
