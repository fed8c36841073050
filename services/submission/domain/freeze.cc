#include "services/submission/domain/freeze.h"

#include "absl/strings/str_cat.h"

#include "common/crypto/encoding.h"
#include "common/crypto/merkle.h"

namespace nastavnik::submission {

std::string RootOf(const std::vector<FrozenVersion>& versions) {
  std::vector<std::string> leaves;
  leaves.reserve(versions.size());
  for (const FrozenVersion& version : versions) {
    leaves.push_back(
        crypto::MerkleLeaf(absl::StrCat(version.application.ToString(), " ", version.version, " ",
                                        crypto::HexEncode(version.content_sha256))));
  }
  return crypto::MerkleRoot(leaves);
}

}  // namespace nastavnik::submission
