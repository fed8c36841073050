#pragma once

#include <string>

#include "absl/strings/string_view.h"

#include "services/review/domain/matching/planner.h"

namespace nastavnik::review {

// The figures of a plan as they are stored: canonical JSON, and back.
std::string EncodeMetrics(const PlanMetrics& metrics, int solve_millis);
PlanMetrics DecodeMetrics(absl::string_view json, int* solve_millis);

}  // namespace nastavnik::review
