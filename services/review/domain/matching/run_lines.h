#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace nastavnik::review {

// What stands in a column where there is nothing.
inline constexpr absl::string_view kNone = "-";

// The text, or kNone for an empty one.
std::string OrNone(absl::string_view text);
// Whether a column may hold the text as a word: printable ASCII without spaces, and not kNone.
bool IsWord(absl::string_view text);

// Reads the files of a run (input_file.h, result_file.h) line by line, the columns of a line
// separated by tabs. Every fault is INVALID_ARGUMENT and names the line, what is wrong, and what
// would be right. Columns count from 0; whoever asks for one has checked how many there are.
class RunLines {
 public:
  explicit RunLines(absl::string_view text) : left_(text) {}

  // Moves to the next line; false at the end, or when the file ends within a line.
  bool Next();
  // Moves to the first line, which must be this one.
  absl::Status Header(absl::string_view header);
  // After the last line: whether the file is whole.
  absl::Status End() const;

  // Whether this is a line of that kind, which its first column names.
  bool Is(absl::string_view kind) const { return !columns_.empty() && columns_[0] == kind; }
  // Whether the line has so many columns.
  absl::Status Count(size_t count) const;
  absl::string_view At(size_t column) const { return columns_[column]; }

  // The number in a column, written as numbers are: no sign but "-", no leading zero.
  absl::StatusOr<int64_t> Number(size_t column, absl::string_view what, int64_t least,
                                 int64_t most) const;
  absl::Status Read(size_t column, absl::string_view what, int least, int most, int& into) const;
  // The 32 bytes of a SHA-256.
  absl::StatusOr<std::string> Digest(size_t column) const;

  // A fault of this line.
  absl::Status Wrong(absl::string_view what, absl::string_view right) const;
  // A value in a message: not too long, no bytes that upset a terminal.
  static std::string Shown(absl::string_view value);

 private:
  absl::string_view left_;
  std::vector<absl::string_view> columns_;
  int64_t number_ = 0;  // of the line, from 1
  bool cut_ = false;
};

}  // namespace nastavnik::review
