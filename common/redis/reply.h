#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace nastavnik::redis {

// What Redis answers to one command.
struct Reply {
  enum class Kind { kNil, kInteger, kText, kList, kError };
  Kind kind = Kind::kNil;
  int64_t integer = 0;
  std::string text;          // of kText (status lines included) and kError
  std::vector<Reply> items;  // of kList

  bool IsNil() const { return kind == Kind::kNil; }
  bool IsError() const { return kind == Kind::kError; }
  // Whether it is an error whose first word is `code`: "NOGROUP", "NOSCRIPT", "OOM".
  bool IsError(const char* code) const;
};

}  // namespace nastavnik::redis
