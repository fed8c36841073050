#include "common/text/text.h"

#include <algorithm>
#include <numeric>

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace nastavnik::text {
namespace {

const icu::Normalizer2& Nfc() {
  static const icu::Normalizer2& nfc = []() -> const icu::Normalizer2& {
    UErrorCode error = U_ZERO_ERROR;
    return *icu::Normalizer2::getNFCInstance(error);  // part of libicuuc itself: cannot fail
  }();
  return nfc;
}

icu::StringPiece Piece(absl::string_view text) {
  return icu::StringPiece(text.data(), static_cast<int32_t>(text.size()));
}

bool IsAsciiWithoutCr(absl::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<signed char>(c) >= 0 && c != '\r'; });
}

// The code point at `i`, which moves past it; negative when the bytes there are not UTF-8.
UChar32 Next(absl::string_view text, int32_t& i) {
  UChar32 c;
  U8_NEXT(text.data(), i, static_cast<int32_t>(text.size()), c);
  return c;
}

bool IsUtf8(absl::string_view text) {
  for (int32_t i = 0; i < static_cast<int32_t>(text.size());) {
    if (Next(text, i) < 0) return false;
  }
  return true;
}

std::string WithLineFeeds(absl::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      out.push_back(text[i]);
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      out.push_back('\n');
    }
  }
  return out;
}

// Most combining marks in a row (Unicode's Stream-Safe Text Format, UAX #15): ordering them takes
// quadratic time, and no writing system needs more.
constexpr int kMostMarks = 30;
constexpr UChar32 kJoiner = 0x034F;  // COMBINING GRAPHEME JOINER, invisible

// Whether more than kMostMarks combining marks stand in a row; `text` is UTF-8.
bool HasLongMarks(absl::string_view text) {
  int marks = 0;
  for (int32_t i = 0; i < static_cast<int32_t>(text.size());) {
    const UChar32 c = Next(text, i);
    marks = c < 0x300 || u_getCombiningClass(c) == 0 ? 0 : marks + 1;
    if (marks > kMostMarks) return true;
  }
  return false;
}

// Breaks long rows of combining marks by joiners.
std::string WithShortMarks(absl::string_view text) {
  std::string out;
  int marks = 0;
  for (int32_t i = 0; i < static_cast<int32_t>(text.size());) {
    const int32_t begin = i;
    const UChar32 c = Next(text, i);
    marks = c < 0x300 || u_getCombiningClass(c) == 0 ? 0 : marks + 1;
    if (marks > kMostMarks) {
      icu::StringByteSink<std::string> sink(&out);
      icu::UnicodeString(kJoiner).toUTF8(sink);
      marks = 1;
    }
    out.append(text.data() + begin, i - begin);
  }
  return out;
}

std::vector<UChar32> CodePoints(absl::string_view text) {
  std::vector<UChar32> points;
  for (int32_t i = 0; i < static_cast<int32_t>(text.size());) points.push_back(Next(text, i));
  return points;
}

size_t EditDistance(const std::vector<UChar32>& a, const std::vector<UChar32>& b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::optional<std::string> Normalize(absl::string_view text) {
  if (IsAsciiWithoutCr(text)) return std::string(text);
  if (!IsUtf8(text)) return std::nullopt;
  std::string lines = WithLineFeeds(text);
  if (HasLongMarks(lines)) lines = WithShortMarks(lines);
  UErrorCode error = U_ZERO_ERROR;
  if (Nfc().isNormalizedUTF8(Piece(lines), error)) return lines;
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  Nfc().normalizeUTF8(0, Piece(lines), sink, nullptr, error);
  if (U_FAILURE(error)) return std::nullopt;
  return out;
}

bool IsNormal(absl::string_view text) {
  if (IsAsciiWithoutCr(text)) return true;
  UErrorCode error = U_ZERO_ERROR;
  return IsUtf8(text) && text.find('\r') == absl::string_view::npos && !HasLongMarks(text) &&
         Nfc().isNormalizedUTF8(Piece(text), error);
}

absl::string_view Trim(absl::string_view text) {
  int32_t begin = 0;
  int32_t end = static_cast<int32_t>(text.size());
  while (begin < end) {
    int32_t next = begin;
    if (!u_isUWhiteSpace(Next(text, next))) break;
    begin = next;
  }
  while (end > begin) {
    int32_t previous = end;
    UChar32 c;
    U8_PREV(text.data(), 0, previous, c);
    if (!u_isUWhiteSpace(c)) break;
    end = previous;
  }
  return text.substr(begin, end - begin);
}

size_t Length(absl::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
}

std::optional<uint32_t> FirstControl(absl::string_view text) {
  for (int32_t i = 0; i < static_cast<int32_t>(text.size());) {
    const UChar32 c = Next(text, i);
    if (c != '\n' && c != '\t' && c >= 0 && u_charType(c) == U_CONTROL_CHAR)
      return static_cast<uint32_t>(c);
  }
  return std::nullopt;
}

std::string Fold(absl::string_view text) {
  icu::UnicodeString folded =
      icu::UnicodeString::fromUTF8(Piece(Normalize(text).value_or(std::string(text))));
  folded.toLower(icu::Locale("ru"));
  folded.findAndReplace(icu::UnicodeString(UChar32{0x451}),
                        icu::UnicodeString(UChar32{0x435}));  // ё -> е
  std::string out;
  folded.toUTF8String(out);
  return out;
}

std::optional<std::string> Nearest(absl::string_view word,
                                   const std::vector<std::string>& candidates) {
  const std::vector<UChar32> points = CodePoints(word);
  const size_t farthest =
      points.size() < 4 ? 1 : std::max<size_t>(2, points.size() / 3);  // 2: two letters swapped
  size_t best = farthest + 1;
  std::optional<std::string> nearest;
  for (const std::string& candidate : candidates) {
    const std::vector<UChar32> others = CodePoints(candidate);
    const size_t least =
        std::max(points.size(), others.size()) - std::min(points.size(), others.size());
    if (least >= best) continue;
    const size_t distance = EditDistance(points, others);
    if (distance >= best) continue;
    best = distance;
    nearest = candidate;
  }
  return nearest;
}

absl::string_view Plural(int64_t count, absl::string_view one, absl::string_view few,
                         absl::string_view many) {
  const int64_t hundred = count % 100 < 0 ? -(count % 100) : count % 100;
  const int64_t ten = hundred % 10;
  if (ten == 1 && hundred != 11) return one;
  if (ten >= 2 && ten <= 4 && (hundred < 12 || hundred > 14)) return few;
  return many;
}

}  // namespace nastavnik::text
