#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "common/pg/statement.h"

namespace nastavnik::ctl {

// A service that has a database, and what nastavnikctl does there.
struct ServiceDatabase {
  std::string name;    // also its schema
  const std::vector<pg::Migration>& migrations;
  std::vector<const pg::Statement*> invariants;  // each answers the rows that break a rule; $1, if there, is the season
};

const std::vector<ServiceDatabase>& Databases();

// Those that --service names, or all; INVALID_ARGUMENT on an unknown one.
absl::StatusOr<std::vector<ServiceDatabase>> DatabasesOf(const std::string& service);

// The database of one service: `url`, entered as the role nastavnik_<service> unless it names a user.
std::string UrlOf(const std::string& url, const ServiceDatabase& database);

}  // namespace nastavnik::ctl
