#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

#include "services/gateway/transcode/shape.h"

namespace nastavnik::gateway {

// A value that is not an object or an array, as it stood in the request.
struct Scalar {
  enum class Kind {
    kText,
    kNumber,
    kBool,
    kLoose
  };  // kLoose: from a path or a query, where everything is a text

  Kind kind = Kind::kText;
  absl::string_view text;  // decoded text, token of a number, "true" or "false"
  bool valid = true;       // UTF-8 without U+0000
};

// What is wrong with a value; an empty reason means nothing is.
struct Fault {
  const char* reason = "";
  std::string message;  // Russian

  bool ok() const { return *reason == '\0'; }
};

// Gives a scalar field its value; to a repeated field it is added.
Fault SetScalar(const Scalar& scalar, const google::protobuf::FieldDescriptor& field,
                google::protobuf::Message& message);

// Gives an entry of a map its key; a number has one spelling, so that equal keys are equal texts.
Fault SetMapKey(const Scalar& scalar, const google::protobuf::FieldDescriptor& key,
                google::protobuf::Message& entry);

// Whether the field is of the enum google.protobuf.NullValue, whose JSON is null.
bool IsNullValue(const google::protobuf::FieldDescriptor& field);

// Fills a message that is one scalar in JSON: Timestamp, Duration, FieldMask, wrappers.
Fault SetKnown(const Scalar& scalar, const Shape& shape, google::protobuf::Message& message);

// Whether SetKnown can fill it.
bool IsScalarKnown(WellKnown known);

// What stands in the JSON of a field of this type, in Russian: «строка», «целое число».
const char* TypeInWords(const google::protobuf::FieldDescriptor& field);

}  // namespace nastavnik::gateway
