#pragma once

#include <string>
#include <vector>

#include "common/id/id.h"

namespace nastavnik::submission {

// One version that a stage ended with.
struct FrozenVersion {
  ApplicationId application;
  int version = 0;
  std::string content_sha256;  // 32 bytes
};

// Root of the Merkle tree over a frozen set, in the order of the applications' ids. A leaf is the
// text
// "<application> <version> <SHA-256, hexadecimal>".
std::string RootOf(const std::vector<FrozenVersion>& versions);

}  // namespace nastavnik::submission
