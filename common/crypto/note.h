#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

#include "common/crypto/ed25519.h"

// Signed notes (https://c2sp.org/signed-note): a text, an empty line, and a line for each
// signature.
//
//   nastavnik receipt v1
//   season 2027
//
//   — nastavnik-receipts x08go/ZJkuBS9UG/SffcvIAQxVBtiFup...
namespace nastavnik::crypto {

// The note of `text` with one signature. `text` is UTF-8 that ends with a newline; `name` has
// neither spaces nor '+'.
std::string SignNote(absl::string_view text, absl::string_view name, const SigningKey& key);

// The text of `note`, if it carries a valid signature by that name and key.
std::optional<std::string> OpenNote(absl::string_view note, absl::string_view name,
                                    absl::string_view public_key);

// The text of `note`, its signatures unchecked: for notes of one's own keeping.
std::optional<std::string> NoteText(absl::string_view note);

// The four bytes that tell keys of one name apart: SHA-256(name LF 0x01 key), shortened.
std::string NoteKeyId(absl::string_view name, absl::string_view public_key);

// What a verifier is configured with: "name+keyid+base64(0x01 key)".
std::string NoteVerifierKey(absl::string_view name, absl::string_view public_key);

}  // namespace nastavnik::crypto
