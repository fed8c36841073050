#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/pg/database.h"

namespace nastavnik::review {

// One figure over the tables: "assignments" by nomination and state, "overdue" and "uncovered" by
// nomination, "experts" and "queued" by state, "queue_age" in seconds.
struct Figure {
  std::string name;
  std::string nomination;
  std::string state;
  double value = 0;
};

absl::StatusOr<std::vector<Figure>> ReadFigures(pg::Database& db, absl::string_view season,
                                                absl::Time deadline);

}  // namespace nastavnik::review
