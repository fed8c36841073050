#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace nastavnik::crypto {

// Lower-case hexadecimal.
std::string HexEncode(absl::string_view bytes);
// Accepts both cases; nothing but pairs of digits.
std::optional<std::string> HexDecode(absl::string_view text);

// RFC 4648. kStandard has '+', '/' and padding, kUrl has '-', '_' and no padding.
enum class Base64 { kStandard, kUrl };
std::string Base64Encode(absl::string_view bytes, Base64 alphabet = Base64::kStandard);
// Strict: the exact alphabet and padding, no spaces.
std::optional<std::string> Base64Decode(absl::string_view text,
                                        Base64 alphabet = Base64::kStandard);

}  // namespace nastavnik::crypto
