#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/pg/database.h"
#include "services/review/domain/ids.h"

namespace nastavnik::review {

// What an assignment run is checked by: its canonical files, and what the run told of them.
struct StoredRun {
  std::string input;
  std::string result;
  std::string inputs_sha256;  // 32 bytes each
  std::string result_sha256;
  std::string commitment;
  std::string secret;  // of the stage
};

// NOT_FOUND for a run that is not there or has no result.
absl::StatusOr<StoredRun> ReadStoredRun(pg::Database& db, absl::string_view season, RunId run,
                                        absl::Time deadline);

}  // namespace nastavnik::review
