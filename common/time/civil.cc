#include "common/time/civil.h"

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "common/status/macros.h"

namespace nastavnik::time {
namespace {

constexpr absl::string_view kMonths[] = {"января",   "февраля", "марта",  "апреля",
                                         "мая",      "июня",    "июля",   "августа",
                                         "сентября", "октября", "ноября", "декабря"};
constexpr int kMoscowOffsetSeconds = 3 * 3600;

// Digits where the pattern has 0, the same character elsewhere.
bool Matches(absl::string_view text, absl::string_view pattern) {
  if (text.size() != pattern.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (pattern[i] == '0' ? !absl::ascii_isdigit(text[i]) : text[i] != pattern[i]) return false;
  }
  return true;
}

int Number(absl::string_view text, size_t at, size_t size) {
  int number = 0;
  return absl::SimpleAtoi(text.substr(at, size), &number) ? number : -1;
}

std::string ZoneLabel(absl::Time instant, const absl::TimeZone& zone) {
  const int shift = zone.At(instant).offset - kMoscowOffsetSeconds;
  if (shift == 0) return "МСК";
  const int minutes = (shift < 0 ? -shift : shift) / 60;
  std::string label = absl::StrCat("МСК", shift > 0 ? "+" : "−", minutes / 60);
  if (minutes % 60 != 0) absl::StrAppendFormat(&label, ":%02d", minutes % 60);
  return label;
}

}  // namespace

absl::StatusOr<absl::TimeZone> ParseZone(absl::string_view name) {
  absl::TimeZone zone;
  if (name.find('/') == absl::string_view::npos || !absl::LoadTimeZone(name, &zone)) {
    return absl::InvalidArgumentError(absl::StrCat("Неизвестный часовой пояс «", name, "»."));
  }
  return zone;
}

absl::StatusOr<Zoned> ParseCivil(absl::string_view text) {
  const size_t space = text.find(' ');
  const absl::string_view local = text.substr(0, space);
  const bool seconds = Matches(local, "0000-00-00T00:00:00");
  if (space == absl::string_view::npos || !(seconds || Matches(local, "0000-00-00T00:00"))) {
    return absl::InvalidArgumentError("Ожидается время вида «2027-04-29T18:00 Europe/Moscow».");
  }
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ParseZone(text.substr(space + 1)));
  const int hour = Number(local, 11, 2);
  const int minute = Number(local, 14, 2);
  const int second = seconds ? Number(local, 17, 2) : 0;
  const std::optional<absl::CivilDay> day = ParseDay(local.substr(0, 10));
  if (!day || hour > 23 || minute > 59 || second > 59) {
    return absl::InvalidArgumentError("Такой даты или времени суток нет.");
  }
  const absl::TimeZone::TimeInfo at =
      zone.At(absl::CivilSecond(day->year(), day->month(), day->day(), hour, minute, second));
  if (at.kind == absl::TimeZone::TimeInfo::SKIPPED) {
    return absl::InvalidArgumentError(
        "Такого времени нет: в этом поясе часы в этот день переводят вперёд.");
  }
  if (at.kind == absl::TimeZone::TimeInfo::REPEATED) {
    return absl::InvalidArgumentError(
        "Это время наступает дважды: в этом поясе часы в этот день переводят назад.");
  }
  return Zoned{at.pre, zone};
}

std::optional<absl::CivilDay> ParseDay(absl::string_view text) {
  if (!Matches(text, "0000-00-00")) return std::nullopt;
  const absl::CivilDay day(Number(text, 0, 4), Number(text, 5, 2),
                           Number(text, 8, 2));  // 31 April would become 1 May
  if (day.month() != Number(text, 5, 2) || day.day() != Number(text, 8, 2)) return std::nullopt;
  return day;
}

std::optional<absl::Duration> ParseTimeOfDay(absl::string_view text) {
  if (!Matches(text, "00:00") || Number(text, 0, 2) > 23 || Number(text, 3, 2) > 59)
    return std::nullopt;
  return absl::Hours(Number(text, 0, 2)) + absl::Minutes(Number(text, 3, 2));
}

std::string FormatMicros(absl::Time instant) {
  return absl::FormatTime("%Y-%m-%d%ET%H:%M:%E6SZ", instant, absl::UTCTimeZone());
}

std::optional<absl::Time> ParseRfc3339(absl::string_view text) {
  absl::Time instant;
  std::string error;
  if (text.size() < 20 || !absl::ParseTime(absl::RFC3339_full, text, &instant, &error))
    return std::nullopt;
  return instant;
}

std::string FormatLong(absl::Time instant, const absl::TimeZone& zone) {
  return absl::StrCat(FormatDay(absl::ToCivilDay(instant, zone)), ", ",
                      absl::FormatTime("%H:%M", instant, zone), " (", ZoneLabel(instant, zone),
                      ")");
}

std::string FormatDay(absl::CivilDay day) {
  return absl::StrCat(day.day(), " ", kMonths[day.month() - 1], " ", day.year(), " г.");
}

}  // namespace nastavnik::time
