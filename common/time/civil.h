#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

// Calendar arithmetic. Nothing here reads a clock.
namespace nastavnik::time {

// An instant together with the zone that it was written in.
struct Zoned {
  absl::Time instant;
  absl::TimeZone zone;
};

// "2027-04-29T18:00 Europe/Moscow", seconds optional. Refused with a Russian message (FIELD_INVALID
// is the caller's): another form, an unknown zone, a local time that does not exist there or exists
// twice.
absl::StatusOr<Zoned> ParseCivil(absl::string_view text);

// The zone by its IANA name ("Europe/Moscow").
absl::StatusOr<absl::TimeZone> ParseZone(absl::string_view name);

// "2027-05-03"; nullopt when there is no such day or the form is another.
std::optional<absl::CivilDay> ParseDay(absl::string_view text);

// "18:00" as the time since midnight; nullopt otherwise.
std::optional<absl::Duration> ParseTimeOfDay(absl::string_view text);

// RFC 3339 in UTC with exactly six digits: "2027-04-29T15:00:00.000000Z". Finer parts are cut off.
std::string FormatMicros(absl::Time instant);
// RFC 3339 with an offset or Z; nullopt otherwise.
std::optional<absl::Time> ParseRfc3339(absl::string_view text);

// For people: «29 апреля 2027 г., 18:00 (МСК)»; other zones as «(МСК+2)».
std::string FormatLong(absl::Time instant, const absl::TimeZone& zone);
// «29 апреля 2027 г.»
std::string FormatDay(absl::CivilDay day);

}  // namespace nastavnik::time
