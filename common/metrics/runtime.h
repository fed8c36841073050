#pragma once

#include "absl/strings/string_view.h"

#include "common/metrics/metrics.h"

namespace nastavnik::metrics {

// Declares what every process shows of itself: nastavnik_build_info, process_cpu_seconds_total,
// process_resident_memory_bytes, process_open_fds, process_max_fds, process_start_time_seconds.
// Call once, from main.
void DeclareRuntime(Registry& registry, absl::string_view version, absl::string_view revision);

}  // namespace nastavnik::metrics
