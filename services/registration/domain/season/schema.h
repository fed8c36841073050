#pragma once

#include <string>

#include "common/json/json.h"
#include "services/registration/domain/season/document.h"

namespace nastavnik::season {

// The form of a nomination as JSON Schema 2020-12: what the frontend draws and what a partner
// checks against. What it requires is what a submission is refused for. Depends on nothing
// but the form as this nomination has it and the season's extra regions, so another nomination's
// arrival changes no byte. Lengths of JSON Schema are code points, as ours. What JSON
// Schema has no word for stands in members that begin with "x-": "x-extra" of a REGION are
// the places that the season adds to the list of regions.
json::Value FormSchema(const Document& document, const Nomination& nomination);

}  // namespace nastavnik::season
