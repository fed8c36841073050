#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

#include "services/gateway/transcode/shape.h"
#include "services/gateway/transcode/violations.h"

namespace nastavnik::gateway {

// Reads ProtoJSON into `message`, strictly, and goes on after a fault, so that `violations` hold
// all of them at once: unknown fields with the nearest name, duplicate keys, wrong types, ranges,
// broken text, fields that only the platform sets. Struct takes integers within 2^53 exactly; any
// other number in it is a violation (decimals travel as texts). Only lowerCamelCase names are read;
// `null` leaves a field unset.
//
// What does not follow JSON's grammar, or nests deeper than 32, ends the reading: the answer then
// says what and where, in Russian, and is empty otherwise.
//
// With `mask`, the paths of everything that the body sets or clears are put into it, in snake_case:
// leaves of messages, "content.<key>" of a Struct. `allowed_output_only` names output-only fields
// that may come all the same.
struct ReadOptions {
  std::string body_field;  // field of the request that the body fills; for the paths of violations
  std::vector<std::string>* mask = nullptr;
  std::vector<std::string> allowed_output_only = {"name", "etag"};
};
std::string ReadJson(absl::string_view json, const Shape& shape, const ReadOptions& options,
                     google::protobuf::Message& message, Violations& violations);

}  // namespace nastavnik::gateway
