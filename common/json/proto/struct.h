#pragma once

#include <google/protobuf/struct.pb.h>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/json/json.h"

namespace nastavnik::json {

// The message as a value. Errors: FIELD_INVALID with every violation below `field` for numbers that
// are not integers within
// +-2^53, U+0000, and nesting deeper than kMaxDepth.
absl::StatusOr<Value> FromStruct(const google::protobuf::Struct& message, absl::string_view field);

// The object as a message; `value` must be an object from Parse or FromStruct.
google::protobuf::Struct ToStruct(const Value& value);

}  // namespace nastavnik::json
