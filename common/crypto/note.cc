#include "common/crypto/note.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"

namespace nastavnik::crypto {
namespace {

constexpr absl::string_view kEd25519 = "\x01";  // algorithm byte of the form
constexpr absl::string_view kMark = "— ";       // begins a signature line

}  // namespace

std::string NoteKeyId(absl::string_view name, absl::string_view public_key) {
  return Sha256(absl::StrCat(name, "\n", kEd25519, public_key)).substr(0, 4);
}

std::string NoteVerifierKey(absl::string_view name, absl::string_view public_key) {
  return absl::StrCat(name, "+", HexEncode(NoteKeyId(name, public_key)), "+",
                      Base64Encode(absl::StrCat(kEd25519, public_key)));
}

std::string SignNote(absl::string_view text, absl::string_view name, const SigningKey& key) {
  const std::string signature = absl::StrCat(NoteKeyId(name, key.public_key()), key.Sign(text));
  return absl::StrCat(text, "\n", kMark, name, " ", Base64Encode(signature), "\n");
}

std::optional<std::string> NoteText(absl::string_view note) {
  const size_t end = note.rfind("\n\n");
  if (end == absl::string_view::npos || note.back() != '\n') return std::nullopt;
  return std::string(note.substr(0, end + 1));
}

std::optional<std::string> OpenNote(absl::string_view note, absl::string_view name,
                                    absl::string_view public_key) {
  const auto text = NoteText(note);
  if (!text) return std::nullopt;
  const std::string mine = absl::StrCat(kMark, name, " ");
  for (absl::string_view line : absl::StrSplit(note.substr(text->size() + 1), '\n')) {
    if (line.substr(0, mine.size()) != mine) continue;
    const auto bytes = Base64Decode(line.substr(mine.size()));
    if (!bytes || absl::string_view(*bytes).substr(0, 4) != NoteKeyId(name, public_key)) continue;
    if (VerifySignature(public_key, *text, absl::string_view(*bytes).substr(4))) return text;
  }
  return std::nullopt;
}

}  // namespace nastavnik::crypto
