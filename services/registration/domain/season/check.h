#pragma once

#include "common/json/reader.h"
#include "services/registration/domain/season/document.h"

namespace nastavnik::season {

// The rules that join parts of a document: what is referred to exists, each nomination has exactly
// one form, rubric, ranking rule, application and formal-check stage, weights sum to 100, quotas to
// their total. Notes every breach.
void CheckDocument(const Document& document, json::Violations& violations);

// What the operator should know of a valid document that follows `former` (null for the first);
// blocks nothing.
std::vector<std::string> Warnings(const Document* former, const Document& document);

}  // namespace nastavnik::season
