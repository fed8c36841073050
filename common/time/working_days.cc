#include "common/time/working_days.h"

namespace nastavnik::time {

bool WorkingDays::IsWorking(absl::CivilDay day) const {
  if (rules_.workdays.count(day) > 0) return true;
  if (rules_.holidays.count(day) > 0) return false;
  const int iso = static_cast<int>(absl::GetWeekday(day)) + 1;  // absl counts from Monday 0
  return rules_.weekend.count(iso) == 0;
}

absl::Time WorkingDays::TermEnd(absl::Time act, int days) const {
  absl::CivilDay day = absl::ToCivilDay(act, rules_.zone);
  while (days > 0) {
    ++day;
    if (IsWorking(day)) --days;
  }
  const absl::CivilSecond end = absl::CivilSecond(day) + absl::ToInt64Seconds(rules_.day_end);
  return absl::FromCivil(end, rules_.zone);
}

}  // namespace nastavnik::time
