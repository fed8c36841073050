#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace nastavnik::gateway {

// Strict pull scanner of JSON (RFC 8259): no comments, no trailing commas, no leading zeros, no
// byte order mark, nesting at most kDepth. After the first fault of grammar every call answers
// "nothing" and ok() is false. Faults inside a text (broken UTF-8, lone surrogates, U+0000) are no
// faults of grammar: the text is marked instead.
class Scanner {
 public:
  static constexpr int kDepth = 32;

  enum class Kind { kObject, kArray, kString, kNumber, kTrue, kFalse, kNull, kEnd };

  struct Text {
    absl::string_view value;  // until the next String or NextMember
    bool valid = true;        // UTF-8 without U+0000
  };

  explicit Scanner(absl::string_view json) : json_(json) {}

  Kind Peek();
  bool BeginObject() { return Begin('{'); }
  // Moves to the next member; false at the object's end.
  bool NextMember(Text* key);
  bool BeginArray() { return Begin('['); }
  // Moves to the next element; false at the array's end.
  bool NextElement();
  Text String();
  absl::string_view Number();
  void Literal();  // true, false or null, as peeked
  void Skip();     // any value
  // Nothing but white space is left.
  bool AtEnd();

  bool ok() const { return fault_ == nullptr; }
  const char* fault() const { return fault_; }  // Russian
  size_t offset() const { return at_; }

  // A place to come back to: Any has to find its type before it reads its members.
  struct Place {
    size_t at;
    int depth;
    uint64_t fresh;
  };
  Place Mark() const { return {at_, depth_, fresh_}; }
  void Return(const Place& place) { at_ = place.at, depth_ = place.depth, fresh_ = place.fresh; }

 private:
  bool Begin(char open);
  bool Next(char close);
  void SkipSpace();
  bool Expect(char c);
  bool Escape(Text& text);
  uint32_t Hex4();
  void Fail(const char* fault);

  absl::string_view json_;
  size_t at_ = 0;
  int depth_ = 0;
  uint64_t fresh_ = 0;  // bit d: the container at depth d has had no member yet
  const char* fault_ = nullptr;
  std::string scratch_;  // of a text with escapes
};

// Well-formed UTF-8 (Unicode table 3-7): no overlong forms, no surrogates, nothing above U+10FFFF.
bool IsUtf8(absl::string_view text);

}  // namespace nastavnik::gateway
