#pragma once

#include <string>

#include <boost/json/value.hpp>
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

// JSON as the platform keeps it: exact and in one form. Numbers are integers within +-2^53
// (decimals travel as text), every text is valid UTF-8 without U+0000, no object has a key twice,
// nesting is at most 32 deep.
namespace nastavnik::json {

using Value = boost::json::value;  // numbers are always int64

inline constexpr int kMaxDepth = 32;
inline constexpr int64_t kMaxInteger = int64_t{1} << 53;

// Reads one JSON text. Errors: MALFORMED_BODY when it is not JSON (broken UTF-8, lone surrogates
// and too deep nesting included); FIELD_INVALID with every violation and its path for repeated
// keys, U+0000 and numbers other than integers within +-2^53 (-0, 1.0 and 1e400 too).
absl::StatusOr<Value> Parse(absl::string_view text);

// The one form of a value: keys sorted by code point, no spaces, UTF-8 not escaped. Equal values
// give equal bytes, so this is what is stored and hashed. `value` holds integers only, as
// everything from Parse and FromStruct does.
std::string Canonical(const Value& value);

// The result of an RFC 7396 merge patch: objects merge key by key, null deletes, everything else
// replaces.
Value MergePatch(Value target, const Value& patch);

// Path of a key or an entry below `path`: "stages.review.opens", "tieBreaks[2]".
std::string Join(absl::string_view path, absl::string_view key);
std::string Join(absl::string_view path, size_t index);

}  // namespace nastavnik::json
