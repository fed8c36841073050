#pragma once

#include <set>
#include <utility>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace nastavnik::time {

// Working days of a contest: weekend by weekday, holidays that fall on other days, weekends that
// are worked.
class WorkingDays {
 public:
  struct Rules {
    std::set<int> weekend = {6, 7};  // ISO: Monday 1 ... Sunday 7; at most six of them
    std::set<absl::CivilDay> holidays;
    std::set<absl::CivilDay> workdays;  // weekends and holidays that are worked
    absl::Duration day_end = absl::Hours(18);
    absl::TimeZone zone;
  };

  explicit WorkingDays(Rules rules) : rules_(std::move(rules)) {}

  bool IsWorking(absl::CivilDay day) const;
  // End of a term of `days` working days: the end of the `days`-th working day after the day of the
  // act, in the zone.
  absl::Time TermEnd(absl::Time act, int days) const;

 private:
  Rules rules_;
};

}  // namespace nastavnik::time
