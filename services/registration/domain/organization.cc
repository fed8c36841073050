#include "services/registration/domain/organization.h"

#include <algorithm>
#include <cstdint>
#include <initializer_list>

#include "absl/strings/ascii.h"

namespace nastavnik::registration {
namespace {

bool AllDigits(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

int Digit(absl::string_view text, size_t at) { return text[at] - '0'; }

// The digit that follows the weighted ones.
int CheckDigit(absl::string_view text, std::initializer_list<int> weights) {
  int sum = 0;
  size_t at = 0;
  for (const int weight : weights) sum += weight * Digit(text, at++);
  return sum % 11 % 10;
}

}  // namespace

bool IsInn(absl::string_view text) {
  if (!AllDigits(text)) return false;
  if (text.size() == 10) return CheckDigit(text, {2, 4, 10, 3, 5, 9, 4, 6, 8}) == Digit(text, 9);
  if (text.size() != 12) return false;
  return CheckDigit(text, {7, 2, 4, 10, 3, 5, 9, 4, 6, 8}) == Digit(text, 10) &&
         CheckDigit(text, {3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8}) == Digit(text, 11);
}

bool IsOgrn(absl::string_view text) {
  if (!AllDigits(text) || (text.size() != 13 && text.size() != 15)) return false;
  int64_t number = 0;
  for (size_t i = 0; i + 1 < text.size(); ++i) number = number * 10 + Digit(text, i);
  return number % (text.size() == 13 ? 11 : 13) % 10 == Digit(text, text.size() - 1);
}

void CheckNumbers(const Organization& organization, std::vector<FieldViolation>& violations) {
  if (!IsInn(organization.inn)) {
    violations.push_back({"organization.inn", "INVALID_FORMAT",
                          "ИНН — 10 или 12 цифр; проверьте, нет ли опечатки."});
  }
  if (!IsOgrn(organization.ogrn)) {
    violations.push_back({"organization.ogrn", "INVALID_FORMAT",
                          "ОГРН — 13 или 15 цифр; проверьте, нет ли опечатки."});
  }
}

}  // namespace nastavnik::registration
