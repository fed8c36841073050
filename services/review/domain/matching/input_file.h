#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "services/review/domain/matching/run_input.h"

// What an assignment run was solved from, in UTF-8, LF, columns separated by tabs. There is one
// text for each content, so the SHA-256 of the file names what it says. Whoever has it, the result
// (result_file.h) and the published secret can check the run without this program.
namespace nastavnik::review {

//   nastavnik assignment input v1
//   param <name> <value>                                       sorted by name
//   application <index> <id> <nomination> <region> <organization> <keywords> <k>
//   expert <index> <id> <competences> <region> <organization> <keywords> <seniority> <m> <c> <held>
//   forbid <application> <expert> <reason>                     sorted
//   never <expert> <expert>                                    the lower first, sorted
//   pin <application> <expert>                                 sorted
// Parameters: alternates, balance, district.<region>, lists, mode, nominations, onePerOrganization,
// region, scope, seniors, stage. "-" stands for no region, organization, competence or nomination;
// keywords are 32 hexadecimal digits; k counts the open slots, m and c the new assignments.
std::string WriteInput(const RunInput& input);
// The reverse: WriteInput(*ReadInput(text)) == text. Refuses everything else with INVALID_ARGUMENT
// and a message that names the line, what is wrong, and what would be right.
absl::StatusOr<RunInput> ReadInput(absl::string_view text);

}  // namespace nastavnik::review
