#include "common/crypto/merkle.h"

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"

#include "common/crypto/hash.h"

namespace nastavnik::crypto {
namespace {

std::string Root(absl::Span<const std::string> leaves) {
  if (leaves.size() == 1) return leaves[0];
  size_t left = 1;  // the largest power of two below the count
  while (left * 2 < leaves.size()) left *= 2;
  return Sha256(absl::StrCat("\x01", Root(leaves.first(left)), Root(leaves.subspan(left))));
}

}  // namespace

std::string MerkleLeaf(absl::string_view leaf) {
  return Sha256(absl::StrCat(absl::string_view("\0", 1), leaf));
}

std::string MerkleRoot(const std::vector<std::string>& leaves) {
  return leaves.empty() ? Sha256("") : Root(leaves);
}

}  // namespace nastavnik::crypto
