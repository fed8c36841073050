#pragma once

#include "absl/strings/string_view.h"

namespace nastavnik::registration {

// Whether a password is one of those that are tried first: a common word, a walk over the keyboard
// or a run of digits, or two of them, with what people put behind («123», «2027», «!»); or a few
// characters over and over. `folded` as text::Fold makes it.
bool IsGuessedFirst(absl::string_view folded);

}  // namespace nastavnik::registration
