#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace nastavnik::submission {

// Part of a text field as it was written: code points `begin` .. `end` - 1 of field `field`.
struct OriginalSpan {
  size_t field = 0;
  size_t begin = 0;
  size_t end = 0;

  friend bool operator==(const OriginalSpan&, const OriginalSpan&) = default;
};

// The texts of one application in the form in which they are compared: what a copyist may change
// without changing a word is gone. Made by NormalizeFields.
class NormalText {
 public:
  // Stands between fields and nowhere else: no gram and no passage crosses it.
  static constexpr char32_t kSeparator = U'\n';

  // Lower-case letters, digits, single spaces, separators.
  const std::u32string& points() const { return points_; }
  // Code points without the separators.
  size_t length() const { return fields_.empty() ? 0 : points_.size() - (fields_.size() - 1); }
  bool empty() const { return points_.empty(); }
  std::string ToUtf8() const;

  // Where points `begin` .. `end` - 1 come from, without the spaces at both ends. They must hold a
  // letter or digit and no separator.
  OriginalSpan Original(size_t begin, size_t end) const;

 private:
  friend class Normalizer;

  // The code points of its field that a point stands for.
  struct Source {
    uint32_t begin;
    uint32_t end;
  };
  struct Field {
    size_t start;   // of its first point
    size_t number;  // among the fields given
  };

  std::u32string points_;
  std::vector<Source> sources_;  // by point
  std::vector<Field> fields_;    // those that are not empty
};

// Joins the fields of an application, in the order of its form, each UTF-8 (bytes that are not
// count as one code point of white space). Of each:
// - NFC; soft hyphens, other format characters and combining marks that are left go;
// - letters and digits stay, every run of anything else becomes one space, none at the ends;
// - lower case, ё as е;
// - Latin letters that look like Cyrillic ones become those in a word that has a Cyrillic letter,
//   or none but such letters. «МOСKВA» with Latin O, K and A is «москва»; «team» stays.
// Fields without letters and digits leave no trace. Up to 2^32 code points.
NormalText NormalizeFields(const std::vector<absl::string_view>& fields);

}  // namespace nastavnik::submission
