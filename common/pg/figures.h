#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"

#include "common/metrics/metrics.h"
#include "common/pg/database.h"
#include "common/pg/lease.h"

namespace nastavnik::pg {

// Gauges over tables, refreshed every 15 s from one statement and never by a scrape. Of all
// processes of a service one shows them, so that their sum is right.
//
// The statement answers rows (family text, labels text[], value float8). A gauge shows exactly the
// rows of the last run.
class Figures {
 public:
  static constexpr absl::Duration kInterval = absl::Seconds(15);
  struct Declaration {
    std::string family;
    std::string help;
    std::vector<metrics::Label> labels;
  };

  // `declarations`: every family that the statement may name.
  Figures(Database& db, const Statement& statement, const std::vector<Declaration>& declarations);

  absl::Status Refresh();  // the body of a loop

 private:
  Database& db_;
  const Statement& statement_;
  std::map<std::string, metrics::Family<metrics::Gauge>*> families_;
  Election election_;
};

}  // namespace nastavnik::pg
