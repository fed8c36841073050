#pragma once

#include <string>

#include "absl/strings/string_view.h"

// Pure functions over bytes. Every digest is a std::string of raw bytes; encoding.h turns it into
// text.
namespace nastavnik::crypto {

// SHA-256 (FIPS 180-4): 32 bytes.
std::string Sha256(absl::string_view bytes);

// HMAC-SHA-256 (RFC 2104): 32 bytes. `key` may have any length.
std::string HmacSha256(absl::string_view key, absl::string_view message);

// Whether the two are equal, in time that depends on the lengths alone. For secrets and their
// hashes.
bool SameBytes(absl::string_view a, absl::string_view b);

// `count` bytes from the system's generator.
std::string RandomBytes(size_t count);

}  // namespace nastavnik::crypto
