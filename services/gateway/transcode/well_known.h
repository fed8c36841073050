#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace nastavnik::gateway {

// Seconds and nanoseconds of google.protobuf.Timestamp and Duration.
struct SecondsNanos {
  int64_t seconds = 0;
  int32_t nanos = 0;
};

// RFC 3339 with any offset; years 0001 to 9999 in UTC, no leap seconds, at most nine digits of a
// fraction.
bool ParseTimestamp(absl::string_view text, SecondsNanos* out);
// In UTC with "Z" and 0, 3, 6 or 9 digits of a fraction. What is out of range, here and in a
// duration, is written as the nearest that is in it.
void AppendTimestamp(SecondsNanos time, std::string* out);

// "3.5s", "-0.000000001s"; at most 10,000 years.
bool ParseDuration(absl::string_view text, SecondsNanos* out);
void AppendDuration(SecondsNanos duration, std::string* out);

// One path of a field mask: "content.updateTime" <-> "content.update_time". False when it holds
// what a path may not.
bool MaskPathToSnake(absl::string_view camel, std::string* snake);
std::string MaskPathToCamel(absl::string_view snake);

// Standard and URL alphabets, padded or not.
bool DecodeBase64(absl::string_view text, std::string* bytes);

}  // namespace nastavnik::gateway
