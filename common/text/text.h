#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

// Russian text as the platform keeps it: UTF-8, NFC, lines end with LF, no control characters but
// LF and TAB. Lengths are code points of that form, the same number as PostgreSQL's char_length.
// Thread-safe, no state.
namespace nastavnik::text {

// NFC with CRLF and CR as LF; nullopt when `text` is not valid UTF-8. Control characters stay: see
// FirstControl. After 30 combining marks in a row comes a U+034F, so that any text takes linear
// time (Stream-Safe Text Format, UAX #15).
std::optional<std::string> Normalize(absl::string_view text);

// Whether `text` is valid UTF-8 and Normalize would change nothing.
bool IsNormal(absl::string_view text);

// `text` without white space (Unicode White_Space) at both ends.
absl::string_view Trim(absl::string_view text);

// Code points. «👍🏽» is 2; й typed as и + U+0306 is 2 before Normalize, 1 after it.
// `text` must be valid UTF-8.
size_t Length(absl::string_view text);

// The first control character (general category Cc) other than LF and TAB, or nullopt.
std::optional<uint32_t> FirstControl(absl::string_view text);

// Equal for the eye: lower case, ё as е, NFC. «Королёв» and «КОРОЛЕВ» fold alike; й and и stay
// different. `text` must be valid UTF-8.
std::string Fold(absl::string_view text);

// The candidate nearest to `word` by edit distance, if near enough to be a slip: two edits (one in
// a word of up to three letters), or a third of a longer word. For messages of the kind «Вы имели в
// виду …?». Ties go to the first candidate.
std::optional<std::string> Nearest(absl::string_view word,
                                   const std::vector<std::string>& candidates);

// The form of a noun that goes with `count`: Plural(21, "заявка", "заявки", "заявок") is "заявка".
absl::string_view Plural(int64_t count, absl::string_view one, absl::string_view few,
                         absl::string_view many);

}  // namespace nastavnik::text
