#pragma once

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"

namespace nastavnik::gateway {

// A JSON number taken exactly, never through floating point.
struct Number {
  bool integral = false;   // its value is an integer: 3, 3.0, 30e-1
  bool fits = false;       // and at most 2^64 - 1 in magnitude
  bool negative = false;   // false for -0
  uint64_t magnitude = 0;  // when `fits`

  // The value when it is an integer inside the type, else nothing.
  std::optional<int64_t> AsSigned() const;
  std::optional<uint64_t> AsUnsigned() const;
};

// `token` must follow JSON's grammar of numbers, of any length.
Number ParseNumber(absl::string_view token);

// Whether `text` is a JSON number from end to end.
bool IsNumber(absl::string_view text);

}  // namespace nastavnik::gateway
