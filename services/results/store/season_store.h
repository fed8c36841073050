#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/id/id.h"
#include "common/pg/database.h"
#include "services/results/domain/season.h"

namespace nastavnik::results {

// A version of a season's document.
struct Config {
  int version = 0;
  Season season;
};

class SeasonStore {
 public:
  explicit SeasonStore(pg::Database& db) : db_(db) {}

  // Keeps the version and, when `activate`, puts it in force with its stages unless a later one is.
  // Answers the version in force. Errors: DOCUMENT_INVALID.
  absl::StatusOr<int> Apply(const pg::WriteKey& key, const SeasonId& season, int version,
                            absl::string_view document, bool activate);
  // The version in force; NOT_FOUND for a season that nobody has told of.
  absl::StatusOr<Config> InForce(const SeasonId& season, absl::Time deadline);

 private:
  pg::Database& db_;
};

}  // namespace nastavnik::results
