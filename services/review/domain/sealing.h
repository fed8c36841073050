#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace nastavnik::review {

// The one place where what nobody may read in a table changes form on its way there and back: the
// address of an invitation (gone from the table as soon as registration has it), the secret of a
// stage. A version byte, then the text in that version's form. Version 1 keeps it as it is; one
// that encrypts will take the same arguments.
std::string Seal(absl::string_view text);
// What Seal was given; "" for damaged bytes.
std::string Unseal(absl::string_view sealed);

}  // namespace nastavnik::review
