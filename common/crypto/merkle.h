#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace nastavnik::crypto {

// Hash of one leaf of a Merkle tree (RFC 6962, 2.1): SHA-256(0x00 leaf).
std::string MerkleLeaf(absl::string_view leaf);

// Root of the tree over `leaves`, which are MerkleLeaf hashes in order. Of no leaves: SHA-256 of
// nothing.
std::string MerkleRoot(const std::vector<std::string>& leaves);

}  // namespace nastavnik::crypto
