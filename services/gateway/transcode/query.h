#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "google/protobuf/message.h"

#include "services/gateway/transcode/shape.h"
#include "services/gateway/transcode/violations.h"

namespace nastavnik::gateway {

// Reads "pageSize=50&filter.state=DRAFT&ids=1&ids=2" into the request: lowerCamelCase paths, the
// last step a scalar or a message that is a scalar in JSON, repeated fields by repetition. Unknown
// names, names that the path or the body already fills (`taken`, top-level JSON names) and broken
// escapes are violations. `taken` "*" leaves no name free. The parameter "fields", which asks for a
// part of the answer, goes to `fields`.
void ReadQuery(absl::string_view query, const Shape& shape, absl::Span<const std::string> taken,
               google::protobuf::Message& message, std::string* fields, Violations& violations);

// Percent-decoding; nothing when an escape is broken or the result is not UTF-8 without U+0000.
bool DecodePercent(absl::string_view text, bool plus_is_space, std::string* out);

// Follows `path` below `message` and sets the last field from a text.
void SetPath(absl::string_view text,
             const std::vector<const google::protobuf::FieldDescriptor*>& path,
             google::protobuf::Message& message, Violations& violations);

}  // namespace nastavnik::gateway
