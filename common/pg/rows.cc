#include "common/pg/rows.h"

#include <libpq-fe.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "absl/strings/numbers.h"

namespace nastavnik::pg {
namespace {

// Reads "2027-03-01 10:00:00.123456+00".
class TimeReader {
 public:
  explicit TimeReader(absl::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  absl::Time Read() {
    const int year = Number(), month = Number(), day = Number();
    const int hour = Number(), minute = Number(), second = Number();
    absl::Duration fraction;
    if (at_ < end_ && *at_ == '.') fraction = Fraction();
    const absl::Duration offset = Offset();
    const absl::CivilSecond civil(year, month, day, hour, minute, second);
    return absl::FromCivil(civil, absl::UTCTimeZone()) + fraction - offset;
  }

 private:
  int Number() {
    while (at_ < end_ && (*at_ == '-' || *at_ == ' ' || *at_ == ':')) ++at_;
    int number = 0;
    at_ = std::from_chars(at_, end_, number).ptr;
    return number;
  }
  absl::Duration Fraction() {
    int64_t micros = 0;
    int digits = 0;
    for (++at_; at_ < end_ && *at_ >= '0' && *at_ <= '9'; ++at_, ++digits)
      micros = micros * 10 + (*at_ - '0');
    for (; digits < 6; ++digits) micros *= 10;
    return absl::Microseconds(micros);
  }
  absl::Duration Offset() {
    if (at_ >= end_) return absl::ZeroDuration();
    const int sign = *at_++ == '-' ? -1 : 1;
    const int hours = Number(), minutes = Number();
    return sign * (absl::Hours(hours) + absl::Minutes(minutes));
  }

  const char* at_;
  const char* end_;
};

int HexValue(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

}  // namespace

int Row::Column(const char* name) const {
  const int count = PQnfields(result_.get());
  for (int i = 0; i < count; ++i) {
    if (std::strcmp(PQfname(result_.get(), i), name) == 0) return i;
  }
  std::fprintf(stderr, "pg: the statement returns no column \"%s\"\n", name);
  std::abort();
}

bool Row::IsNull(const char* column) const {
  return PQgetisnull(result_.get(), row_, Column(column));
}

absl::string_view Row::View(const char* column) const {
  const int i = Column(column);
  return {PQgetvalue(result_.get(), row_, i),
          static_cast<size_t>(PQgetlength(result_.get(), row_, i))};
}

int64_t Row::Int64(const char* column) const {
  const absl::string_view text = View(column);
  int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

double Row::Double(const char* column) const {
  double value = 0;
  return absl::SimpleAtod(View(column), &value) ? value : 0;
}

absl::Time Row::Time(const char* column) const {
  const absl::string_view text = View(column);
  if (text.empty() || text == "-infinity") return absl::InfinitePast();
  if (text == "infinity") return absl::InfiniteFuture();
  return TimeReader(text).Read();
}

Uuid Row::Uuid(const char* column) const {
  return ParseUuid(View(column)).value_or(nastavnik::Uuid{});
}

std::string Row::Bytes(const char* column) const {
  absl::string_view hex = View(column);
  if (hex.size() < 2) return "";
  hex.remove_prefix(2);  // \x
  std::string bytes(hex.size() / 2, '\0');
  for (size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<char>(HexValue(hex[2 * i]) << 4 | HexValue(hex[2 * i + 1]));
  }
  return bytes;
}

std::vector<std::string> Row::TextArray(const char* column) const {
  const absl::string_view text = View(column);
  std::vector<std::string> elements;
  if (text.size() <= 2) return elements;
  std::string element;
  bool quoted = false, was_quoted = false;
  for (size_t i = 1; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\') {
      element.push_back(text[++i]);
    } else if (c == '"') {
      quoted = !quoted;
      was_quoted = true;
    } else if (!quoted && (c == ',' || c == '}')) {
      if (!was_quoted && element == "NULL") element.clear();
      elements.push_back(std::move(element));
      element.clear();
      was_quoted = false;
    } else {
      element.push_back(c);
    }
  }
  return elements;
}

Rows::Rows(Result result) : result_(std::move(result)), size_(PQntuples(result_.get())) {
  const char* count = PQcmdTuples(const_cast<PGresult*>(result_.get()));
  affected_ = *count == '\0' ? 0 : std::atoi(count);
}

}  // namespace nastavnik::pg
