#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace nastavnik::filter {

// A piece of a filter.
struct Token {
  enum class Kind { kEnd, kWord, kQuoted, kOperator, kOpen, kClose, kMinus, kBroken };
  Kind kind = Kind::kEnd;
  std::string text;          // without quotes and escapes
  bool starts_wild = false;  // an unescaped * at the beginning, which is not in the text
  bool ends_wild = false;
  int position = 1;  // of its first character, from 1

  bool Is(absl::string_view word) const { return kind == Kind::kWord && text == word; }
  bool IsValue() const { return kind == Kind::kWord || kind == Kind::kQuoted; }
};

// Cuts a filter, valid UTF-8, into tokens. Past the end come kEnd tokens.
class Scanner {
 public:
  explicit Scanner(absl::string_view text) : text_(text) { Next(); }
  const Token& token() const { return token_; }
  void Next();

 private:
  bool SkipSpace();  // whether there was some, or nothing before it
  void TakeOperator();
  void TakeValue(char quote);
  void Advance();

  absl::string_view text_;
  size_t at_ = 0;
  bool value_next_ = false;  // a value may hold colons, commas and signs
  int position_ = 1;
  Token token_;
};

}  // namespace nastavnik::filter
