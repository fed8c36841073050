#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace nastavnik::trace {

// Place of a call in a trace (W3C Trace Context).
struct Context {
  std::array<uint8_t, 16> trace{};
  std::array<uint8_t, 8> span{};
  bool sampled = false;

  std::string TraceId() const;      // 32 hexadecimal digits
  std::string SpanId() const;       // 16
  std::string Traceparent() const;  // header `traceparent`, version 00
  Context Child() const;            // same trace, new span
};

// A trace of its own.
Context NewContext();
// Reads a `traceparent`; nothing when it is not one. A later version is read as far as version 00
// goes.
std::optional<Context> ParseTraceparent(absl::string_view header);

}  // namespace nastavnik::trace
