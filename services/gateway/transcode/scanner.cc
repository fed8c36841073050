#include "services/gateway/transcode/scanner.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

#include "services/gateway/transcode/number.h"

namespace nastavnik::gateway {
namespace {

void AppendUtf8(std::string& out, uint32_t point) {
  if (point < 0x80) {
    out.push_back(static_cast<char>(point));
  } else if (point < 0x800) {
    out.push_back(static_cast<char>(0xC0 | (point >> 6)));
    out.push_back(static_cast<char>(0x80 | (point & 0x3F)));
  } else if (point < 0x10000) {
    out.push_back(static_cast<char>(0xE0 | (point >> 12)));
    out.push_back(static_cast<char>(0x80 | ((point >> 6) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (point & 0x3F)));
  } else {
    out.push_back(static_cast<char>(0xF0 | (point >> 18)));
    out.push_back(static_cast<char>(0x80 | ((point >> 12) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | ((point >> 6) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (point & 0x3F)));
  }
}

bool IsHigh(uint32_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool IsLow(uint32_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

constexpr const char* kCut = "Тело обрывается.";
constexpr const char* kBad = "Нарушена запись JSON.";
constexpr const char* kDeep = "Вложенность больше 32.";

}  // namespace

bool IsUtf8(absl::string_view text) {
  const auto* p = reinterpret_cast<const unsigned char*>(text.data());
  const auto* end = p + text.size();
  while (p < end) {
    const unsigned char c = *p++;
    if (c < 0x80) continue;
    int more = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : 1;
    if (c < 0xC2 || c > 0xF4 || end - p < more) return false;
    const unsigned char low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
    const unsigned char high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
    if (*p < low || *p > high) return false;
    for (++p; --more > 0; ++p) {
      if ((*p & 0xC0) != 0x80) return false;
    }
  }
  return true;
}

void Scanner::Fail(const char* fault) {
  if (fault_ == nullptr) fault_ = fault;
}

void Scanner::SkipSpace() {
  while (at_ < json_.size()) {
    const char c = json_[at_];
    if (c != ' ' && c != '\n' && c != '\t' && c != '\r') return;
    ++at_;
  }
}

Scanner::Kind Scanner::Peek() {
  SkipSpace();
  if (fault_ != nullptr) return Kind::kEnd;
  if (at_ >= json_.size()) {
    Fail(kCut);
    return Kind::kEnd;
  }
  switch (json_[at_]) {
    case '{':
      return Kind::kObject;
    case '[':
      return Kind::kArray;
    case '"':
      return Kind::kString;
    case 't':
      return Kind::kTrue;
    case 'f':
      return Kind::kFalse;
    case 'n':
      return Kind::kNull;
    default:
      if (json_[at_] == '-' || absl::ascii_isdigit(json_[at_])) return Kind::kNumber;
      Fail(kBad);
      return Kind::kEnd;
  }
}

bool Scanner::Expect(char c) {
  SkipSpace();
  if (fault_ != nullptr) return false;
  if (at_ >= json_.size() || json_[at_] != c) {
    Fail(at_ >= json_.size() ? kCut : kBad);
    return false;
  }
  ++at_;
  return true;
}

bool Scanner::Begin(char open) {
  if (!Expect(open)) return false;
  if (++depth_ > kDepth) {
    Fail(kDeep);
    return false;
  }
  fresh_ |= uint64_t{1} << depth_;
  return true;
}

bool Scanner::Next(char close) {
  SkipSpace();
  if (fault_ != nullptr) return false;
  const uint64_t bit = uint64_t{1} << depth_;
  const bool first = (fresh_ & bit) != 0;
  fresh_ &= ~bit;
  if (at_ < json_.size() && json_[at_] == close) {
    ++at_;
    --depth_;
    return false;
  }
  return first || Expect(',');
}

bool Scanner::NextMember(Text* key) {
  if (!Next('}')) return false;
  SkipSpace();
  *key = String();
  return Expect(':');
}

bool Scanner::NextElement() { return Next(']'); }

uint32_t Scanner::Hex4() {
  if (json_.size() - at_ < 4) {
    Fail(kCut);
    return 0;
  }
  uint32_t unit = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = json_[at_++];
    if (!absl::ascii_isxdigit(c)) Fail(kBad);
    const uint32_t digit = absl::ascii_isdigit(c) ? c - '0' : (c | 0x20) - 'a' + 10;
    unit = unit * 16 + (digit & 0xF);
  }
  return unit;
}

// After the backslash. A surrogate without its half marks the text.
bool Scanner::Escape(Text& text) {
  static constexpr absl::string_view kPlain = "\"\\/bfnrt";
  static constexpr absl::string_view kMeaning = "\"\\/\b\f\n\r\t";
  if (at_ >= json_.size()) return false;
  const char c = json_[at_++];
  if (const size_t i = kPlain.find(c); i != absl::string_view::npos) {
    scratch_.push_back(kMeaning[i]);
    return true;
  }
  if (c != 'u') return false;
  uint32_t point = Hex4();
  if (IsHigh(point) && absl::StartsWith(json_.substr(at_), "\\u")) {
    at_ += 2;
    const uint32_t low = Hex4();
    point = IsLow(low) ? 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00) : 0xD800;
  }
  if (IsHigh(point) || IsLow(point) || point == 0) {
    text.valid = false;
    point = 0xFFFD;
  }
  AppendUtf8(scratch_, point);
  return fault_ == nullptr;
}

Scanner::Text Scanner::String() {
  Text text;
  if (!Expect('"')) return text;
  size_t begin = at_;
  bool copied = false, ascii = true;
  while (at_ < json_.size()) {
    const auto c = static_cast<unsigned char>(json_[at_]);
    if (c == '"') {
      text.value = json_.substr(begin, at_ - begin);
      if (copied) text.value = scratch_.append(text.value.data(), text.value.size());
      ++at_;
      if (!ascii && text.valid) text.valid = IsUtf8(text.value);
      return text;
    }
    if (c < 0x20) break;
    if (c >= 0x80) ascii = false;
    ++at_;
    if (c != '\\') continue;
    if (!copied) scratch_.clear();
    copied = true;
    scratch_.append(json_.data() + begin, at_ - 1 - begin);
    if (!Escape(text)) break;
    begin = at_;
  }
  Fail(at_ >= json_.size() ? kCut : kBad);
  return text;
}

absl::string_view Scanner::Number() {
  SkipSpace();
  const size_t end = json_.find_first_not_of("+-.0123456789eE", at_);
  const absl::string_view token =
      json_.substr(at_, end == absl::string_view::npos ? end : end - at_);
  if (!IsNumber(token)) {
    Fail(kBad);
    return "0";
  }
  at_ += token.size();
  return token;
}

void Scanner::Literal() {
  for (const absl::string_view word : {"true", "false", "null"}) {
    if (!absl::StartsWith(json_.substr(at_), word)) continue;
    at_ += word.size();
    return;
  }
  Fail(kBad);
}

void Scanner::Skip() {
  Text key;
  switch (Peek()) {
    case Kind::kObject:
      if (BeginObject()) {
        while (NextMember(&key)) Skip();
      }
      return;
    case Kind::kArray:
      if (BeginArray()) {
        while (NextElement()) Skip();
      }
      return;
    case Kind::kString:
      String();
      return;
    case Kind::kNumber:
      Number();
      return;
    case Kind::kEnd:
      return;
    default:
      Literal();
  }
}

bool Scanner::AtEnd() {
  SkipSpace();
  if (fault_ == nullptr && at_ < json_.size()) Fail(kBad);
  return fault_ == nullptr;
}

}  // namespace nastavnik::gateway
