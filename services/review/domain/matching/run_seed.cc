#include "services/review/domain/matching/run_seed.h"

#include "absl/strings/str_cat.h"

#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"

namespace nastavnik::review {

std::string SeedCommitment(absl::string_view stage, absl::string_view secret) {
  return crypto::Sha256(
      absl::StrCat("nastavnik/assignment-seed/v1\n", stage, "\n", crypto::HexEncode(secret)));
}

std::string RunSeed(absl::string_view secret, int number, absl::string_view input_sha256,
                    absl::string_view entropy) {
  return crypto::Sha256(absl::StrCat("nastavnik/assignment-run/v1\n", crypto::HexEncode(secret),
                                     "\n", number, "\n", crypto::HexEncode(input_sha256), "\n",
                                     entropy));
}

}  // namespace nastavnik::review
