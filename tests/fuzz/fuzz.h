#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "absl/strings/string_view.h"

// What every target may use. A target is one function
//   extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
// which aborts when what it promises in its first lines does not hold.
namespace nastavnik::fuzz {

inline void Require(bool good, const char* what, const std::string& about = "") {
  if (good) return;
  std::fprintf(stderr, "does not hold: %s\n%s\n", what, about.c_str());
  std::abort();
}

// Takes numbers and texts off the front of an input; zeros and empty texts when it is used up.
class Input {
 public:
  Input(const uint8_t* data, size_t size) : rest_(reinterpret_cast<const char*>(data), size) {}

  uint8_t Byte() {
    if (rest_.empty()) return 0;
    const auto byte = static_cast<uint8_t>(rest_[0]);
    rest_.remove_prefix(1);
    return byte;
  }
  // Up to the next line feed.
  absl::string_view Line() {
    const absl::string_view line = rest_.substr(0, rest_.find('\n'));
    rest_.remove_prefix(std::min(rest_.size(), line.size() + 1));
    return line;
  }
  absl::string_view Rest() { return rest_; }

 private:
  absl::string_view rest_;
};

}  // namespace nastavnik::fuzz
