#pragma once

#include <string>

#include "google/protobuf/descriptor.h"

namespace nastavnik::gateway {

// The comment above a message, field, enum, value, service or method, or ""; lines joined, no
// slashes. Descriptors must come from files with comments, as protoc gives them to its plugins.
template <typename Descriptor>
std::string CommentOf(const Descriptor& descriptor);

}  // namespace nastavnik::gateway
