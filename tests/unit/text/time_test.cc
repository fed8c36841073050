#include <catch2/catch.hpp>

#include "common/time/civil.h"
#include "common/time/working_days.h"

namespace nastavnik::time {
namespace {

absl::TimeZone Zone(absl::string_view name) { return *ParseZone(name); }

TEST_CASE("a civil time names its zone", "[time]") {
  const auto close = ParseCivil("2027-04-29T18:00 Europe/Moscow");
  REQUIRE(close.ok());
  CHECK(FormatMicros(close->instant) == "2027-04-29T15:00:00.000000Z");
  CHECK(FormatMicros(ParseCivil("2027-04-29T18:00:30 Europe/Moscow")->instant) ==
        "2027-04-29T15:00:30.000000Z");
}

TEST_CASE("civil times of another form are refused", "[time]") {
  for (const char* text :
       {"2027-04-29T18:00", "2027-04-29 18:00 Europe/Moscow", "2027-04-29T18:00 Mars/Olympus",
        "2027-02-29T18:00 Europe/Moscow", "2027-04-29T24:00 Europe/Moscow", "",
        "2027-04-29T18:00:60 Europe/Moscow", "2027-04-29T18:00Z Europe/Moscow"}) {
    CAPTURE(text);
    CHECK_FALSE(ParseCivil(text).ok());
  }
}

TEST_CASE("a local time that does not exist or exists twice is refused", "[time]") {
  CHECK_FALSE(ParseCivil("2027-03-28T02:30 Europe/Berlin").ok());  // clocks jump from 2:00 to 3:00
  CHECK_FALSE(ParseCivil("2027-10-31T02:30 Europe/Berlin").ok());  // 3:00 becomes 2:00 again
  CHECK_FALSE(ParseCivil("2014-10-26T01:30 Europe/Moscow").ok());
  CHECK(ParseCivil("2027-03-28T03:00 Europe/Berlin").ok());
}

TEST_CASE("people read Moscow time", "[time]") {
  const absl::Time close = ParseCivil("2027-04-29T18:00 Europe/Moscow")->instant;
  CHECK(FormatLong(close, Zone("Europe/Moscow")) == "29 апреля 2027 г., 18:00 (МСК)");
  CHECK(FormatLong(close, Zone("Asia/Yekaterinburg")) == "29 апреля 2027 г., 20:00 (МСК+2)");
  CHECK(FormatLong(close, Zone("Europe/Kaliningrad")) == "29 апреля 2027 г., 17:00 (МСК−1)");
  CHECK(FormatDay(absl::CivilDay(2027, 1, 1)) == "1 января 2027 г.");
}

TEST_CASE("RFC 3339 goes both ways", "[time]") {
  const auto instant = ParseRfc3339("2027-04-29T18:00:00.1234567+03:00");
  REQUIRE(instant);
  CHECK(FormatMicros(*instant) == "2027-04-29T15:00:00.123456Z");
  CHECK(ParseRfc3339("2027-04-29T15:00:00Z"));
  CHECK_FALSE(ParseRfc3339("2027-04-29T15:00:00"));
  CHECK_FALSE(ParseRfc3339("infinite-future"));
}

TEST_CASE("days and times of day are exact", "[time]") {
  CHECK(ParseDay("2028-02-29") == absl::CivilDay(2028, 2, 29));
  CHECK_FALSE(ParseDay("2027-02-29"));
  CHECK_FALSE(ParseDay("2027-2-9"));
  CHECK(ParseTimeOfDay("18:30") == absl::Hours(18) + absl::Minutes(30));
  CHECK_FALSE(ParseTimeOfDay("24:00"));
}

TEST_CASE("terms run over working days", "[time]") {
  const absl::TimeZone moscow = Zone("Europe/Moscow");
  const WorkingDays days({.weekend = {6, 7},
                          .holidays = {absl::CivilDay(2027, 5, 3), absl::CivilDay(2027, 5, 10)},
                          .workdays = {absl::CivilDay(2027, 5, 15)},
                          .day_end = absl::Hours(18),
                          .zone = moscow});
  const auto end = [&](absl::string_view act, int n) {
    return FormatLong(days.TermEnd(ParseCivil(act)->instant, n), moscow);
  };
  CHECK(end("2027-04-30T12:00 Europe/Moscow", 1) ==
        "4 мая 2027 г., 18:00 (МСК)");  // Friday; Monday is a holiday
  CHECK(end("2027-04-30T23:59 Europe/Moscow", 2) == "5 мая 2027 г., 18:00 (МСК)");
  CHECK(end("2027-05-14T10:00 Europe/Moscow", 1) ==
        "15 мая 2027 г., 18:00 (МСК)");  // a Saturday that is worked
  CHECK_FALSE(days.IsWorking(absl::CivilDay(2027, 5, 16)));
}

}  // namespace
}  // namespace nastavnik::time
