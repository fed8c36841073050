#pragma once

#include "absl/strings/string_view.h"

namespace nastavnik::crypto {

// ISO/IEC 7064 MOD 37,36: one character over digits and Latin letters that finds every single wrong
// character and every swap of two neighbours. Hyphens are skipped, so "NM27-000417" and
// "NM27000417" have the same one.

// The check character of `text`, '0'..'9' or 'A'..'Z'; '\0' if `text` has any other character than
// those and '-'.
char CheckCharacter(absl::string_view text);

// Whether the last character of `text` is the check character of what stands before it.
bool HasCheckCharacter(absl::string_view text);

}  // namespace nastavnik::crypto
