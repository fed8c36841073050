#include "common/crypto/check_character.h"

namespace nastavnik::crypto {
namespace {

constexpr char kAlphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

int ValueOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  return -1;
}

}  // namespace

char CheckCharacter(absl::string_view text) {
  int product = 36;
  for (const char c : text) {
    if (c == '-') continue;
    const int value = ValueOf(c);
    if (value < 0) return '\0';
    const int sum = (product + value) % 36;
    product = (sum == 0 ? 36 : sum) * 2 % 37;
  }
  return kAlphabet[(37 - product) % 36];
}

bool HasCheckCharacter(absl::string_view text) {
  return !text.empty() && CheckCharacter(text.substr(0, text.size() - 1)) == text.back();
}

}  // namespace nastavnik::crypto
