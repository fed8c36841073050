#pragma once

#include <string>

#include "absl/strings/string_view.h"

// The public seed of assignment runs. A stage's secret is drawn and its commitment published before
// any input is known; the secret is published with the results, and then everybody can repeat the
// seed of every run. Digests and secrets are raw bytes.
namespace nastavnik::review {

// SHA-256("nastavnik/assignment-seed/v1\n" + stage + "\n" + hex(secret)); `stage` is its full name.
std::string SeedCommitment(absl::string_view stage, absl::string_view secret);

// SHA-256("nastavnik/assignment-run/v1\n" + hex(secret) + "\n" + number + "\n" + hex(input) + "\n"
// + entropy): the seed of run `number` of the stage on the input file of that hash. `entropy` is a
// line of text that nobody could know before, or empty.
std::string RunSeed(absl::string_view secret, int number, absl::string_view input_sha256,
                    absl::string_view entropy);

}  // namespace nastavnik::review
