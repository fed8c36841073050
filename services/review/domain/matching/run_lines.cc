#include "services/review/domain/matching/run_lines.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "common/crypto/encoding.h"
#include "common/status/macros.h"

namespace nastavnik::review {
namespace {

constexpr size_t kDigestBytes = 32;

}  // namespace

std::string OrNone(absl::string_view text) { return std::string(text.empty() ? kNone : text); }

bool IsWord(absl::string_view text) {
  return !text.empty() && text != kNone &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

bool RunLines::Next() {
  ++number_;
  const size_t end = left_.find('\n');
  if (end == absl::string_view::npos) {
    cut_ = !left_.empty();
    columns_.clear();
    return false;
  }
  columns_ = absl::StrSplit(left_.substr(0, end), '\t');
  left_.remove_prefix(end + 1);
  return true;
}

absl::Status RunLines::Header(absl::string_view header) {
  if (!Next() || columns_.size() != 1 || columns_[0] != header)
    return Wrong("another kind of file", absl::StrCat("\"", header, "\""));
  return absl::OkStatus();
}

absl::Status RunLines::End() const {
  if (cut_) return Wrong("the file ends within a line", "a line feed after the last line");
  if (!columns_.empty())
    return Wrong(absl::StrCat("\"", Shown(columns_[0]), "\" cannot stand here"),
                 "the kinds of lines in their order, nothing else");
  return absl::OkStatus();
}

absl::Status RunLines::Count(size_t count) const {
  if (columns_.size() == count) return absl::OkStatus();
  return Wrong(absl::StrCat(columns_.size(), " columns"), absl::StrCat(count));
}

absl::StatusOr<int64_t> RunLines::Number(size_t column, absl::string_view what, int64_t least,
                                         int64_t most) const {
  int64_t number = 0;
  if (!absl::SimpleAtoi(At(column), &number) || absl::StrCat(number) != At(column) ||
      number < least || number > most) {
    return Wrong(absl::StrCat(what, " is \"", Shown(At(column)), "\""),
                 absl::StrCat("an integer from ", least, " to ", most));
  }
  return number;
}

absl::Status RunLines::Read(size_t column, absl::string_view what, int least, int most,
                            int& into) const {
  ASSIGN_OR_RETURN(const int64_t number, Number(column, what, least, most));
  into = static_cast<int>(number);
  return absl::OkStatus();
}

absl::StatusOr<std::string> RunLines::Digest(size_t column) const {
  const auto bytes = crypto::HexDecode(At(column));
  if (!bytes || bytes->size() != kDigestBytes || crypto::HexEncode(*bytes) != At(column))
    return Wrong(absl::StrCat("\"", Shown(At(column)), "\""), "64 lower-case hexadecimal digits");
  return *bytes;
}

absl::Status RunLines::Wrong(absl::string_view what, absl::string_view right) const {
  return absl::InvalidArgumentError(
      absl::StrCat("line ", number_, ": ", what, "; expected ", right));
}

std::string RunLines::Shown(absl::string_view value) {
  std::string shown;
  for (const char c : value.substr(0, 60)) shown += c >= ' ' && c < '\x7f' ? c : '?';
  return shown;
}

}  // namespace nastavnik::review
