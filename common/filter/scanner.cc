#include "common/filter/scanner.h"

#include "absl/strings/ascii.h"

namespace nastavnik::filter {
namespace {

constexpr absl::string_view kEndsName = " \t\r\n\"'()<>=!:,";
constexpr absl::string_view kEndsValue = " \t\r\n\"'()";

bool IsLead(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

}  // namespace

void Scanner::Advance() {
  ++at_;
  if (at_ == text_.size() || IsLead(text_[at_])) ++position_;
}

bool Scanner::SkipSpace() {
  const size_t begin = at_;
  while (at_ < text_.size() && absl::ascii_isspace(text_[at_])) Advance();
  return at_ == 0 || at_ > begin;
}

void Scanner::Next() {
  value_next_ = token_.kind == Token::Kind::kOperator;
  token_ = {};
  const bool spaced = SkipSpace();
  token_.position = position_;
  if (at_ == text_.size()) return;
  const char c = text_[at_];
  if (c == '(' || c == ')') {
    token_.kind = c == '(' ? Token::Kind::kOpen : Token::Kind::kClose;
    Advance();
  } else if (c == '"' || c == '\'') {
    Advance();
    TakeValue(c);
  } else if (absl::string_view("<>=!:").find(c) != absl::string_view::npos) {
    TakeOperator();
  } else if (c == '-' && !value_next_ && spaced) {
    token_.kind = Token::Kind::kMinus;
    Advance();
  } else if (c == ',' && !value_next_) {
    token_.kind = Token::Kind::kBroken;
    Advance();
  } else {
    TakeValue('\0');
  }
}

void Scanner::TakeOperator() {
  token_.kind = Token::Kind::kOperator;
  const char c = text_[at_];
  token_.text.push_back(c);
  Advance();
  if (c != '=' && c != ':' && at_ < text_.size() && text_[at_] == '=') {
    token_.text.push_back('=');
    Advance();
  }
  if (token_.text == "!") token_.kind = Token::Kind::kBroken;
}

// Up to the closing quote, or, without one, up to what ends a word.
void Scanner::TakeValue(char quote) {
  token_.kind = quote == '\0' ? Token::Kind::kWord : Token::Kind::kQuoted;
  const absl::string_view ends = value_next_ ? kEndsValue : kEndsName;
  bool star = false;  // the last character is an unescaped *
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (quote == '\0' && ends.find(c) != absl::string_view::npos) break;
    if (quote != '\0' && c == quote) break;
    Advance();
    star = c == '*';
    if (star && token_.text.empty() && !token_.starts_wild) {
      token_.starts_wild = true;
      star = false;
      continue;
    }
    if (c == '\\') {
      if (at_ == text_.size()) break;
      token_.text.push_back(text_[at_]);
      Advance();
    } else {
      token_.text.push_back(c);
    }
  }
  if (quote != '\0') {
    if (at_ == text_.size()) {
      token_.kind = Token::Kind::kBroken;
      return;
    }
    Advance();
  }
  if (star) {
    token_.text.pop_back();
    token_.ends_wild = true;
  }
}

}  // namespace nastavnik::filter
