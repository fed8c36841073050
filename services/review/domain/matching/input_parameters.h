#pragma once

#include <string>

#include "absl/status/status.h"

#include "services/review/domain/matching/run_input.h"
#include "services/review/domain/matching/run_lines.h"

namespace nastavnik::review {

// The "param" lines of an input file: alternates, balance, district.<region>, lists, mode,
// nominations, onePerOrganization, region, scope, seniors, stage; sorted by name.
void AppendParameters(const RunInput& input, std::string& text);

// Reads them into `input`, from the present line to the one before the first of another kind.
// `more`: whether there is a present line, before and after.
absl::Status ReadParameters(RunLines& lines, bool& more, RunInput& input);

}  // namespace nastavnik::review
