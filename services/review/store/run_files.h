#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace nastavnik::review {

// What a run keeps for whoever checks it: the canonical text that it was solved from, and the one
// that came out.
enum class RunFile { kInput, kResult };

absl::string_view NameOf(RunFile file);

// Texts as the table holds them: gzip (RFC 1952), without a time, so that equal texts are equal
// bytes.
std::string Zip(absl::string_view text);
// What Zip was given. DATA_LOSS for damaged bytes.
absl::StatusOr<std::string> Unzip(absl::string_view zipped);

}  // namespace nastavnik::review
