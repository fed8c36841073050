#pragma once

#include <map>
#include <string>

#include "common/json/reader.h"
#include "services/submission/domain/form/form.h"

namespace nastavnik::submission {

// Reads one entry of `forms` as `nomination` has it: overrides of `by` applied, keywords offered
// where a field takes its options from them. Notes what it cannot read; registration has checked
// the document before.
Form ReadForm(absl::string_view id, json::Reader& reader, const NominationId& nomination,
              const std::map<std::string, std::string>& keywords);

}  // namespace nastavnik::submission
