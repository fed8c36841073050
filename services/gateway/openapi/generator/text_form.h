#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace nastavnik::gateway {

// What a text of the API may look like, with an example that does.
struct TextForm {
  int32_t min_length = 0;  // code points
  int32_t max_length = 0;
  std::string pattern;  // of the whole text, with its anchors
  std::string example;
};

// The form of a field of texts: its limits, where it has none what every text keeps to; the example
// is what its comment quotes, else what its name stands for. The program ends when the example does
// not fit its own form: that is a fault of this generator that nobody should publish.
TextForm TextFormOf(const google::protobuf::FieldDescriptor& field);

// The form of one variable of a path: "season", "application".
TextForm PathPartForm(absl::string_view variable);

// "seasons/{season}/applications/{application}" with its variables filled, always alike.
std::string FillName(absl::string_view name);

// No text is longer than the largest request; none holds U+0000, which PostgreSQL cannot keep.
inline constexpr int32_t kLongestText = 1 << 20;
inline constexpr char kAnyText[] = "^[^\\u0000]*$";
// Longest resource name: that of a path.
inline constexpr int32_t kLongestName = 2048;

}  // namespace nastavnik::gateway
