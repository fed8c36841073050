#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace nastavnik::gateway {

enum class Coding { kIdentity, kGzip, kBrotli };

// Bodies below this gain nothing.
inline constexpr size_t kLeastCompressed = 1024;

// The coding that an Accept-Encoding header likes best (RFC 9110, 12.5.3): brotli before gzip where
// it likes both alike, identity for what is not understood.
Coding CodingOf(absl::string_view accept_encoding);

// Name in Content-Encoding; "" for identity.
absl::string_view NameOf(Coding coding);

// The body in that coding; "" when it could not be had, for want of memory.
std::string Compress(Coding coding, absl::string_view body);

}  // namespace nastavnik::gateway
