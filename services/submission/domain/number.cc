#include "services/submission/domain/number.h"

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "common/crypto/check_character.h"

namespace nastavnik::submission {

std::string FormatNumber(absl::string_view pattern, int64_t sequence) {
  std::string number;
  while (!pattern.empty()) {
    if (absl::ConsumePrefix(&pattern, "{check}")) {
      number.push_back(crypto::CheckCharacter(number));
    } else if (absl::ConsumePrefix(&pattern, "{seq:")) {
      size_t places = 0;
      const size_t end = pattern.find('}');
      if (!absl::SimpleAtoi(pattern.substr(0, end), &places)) places = 1;
      pattern.remove_prefix(end == absl::string_view::npos ? pattern.size() : end + 1);
      const std::string digits = absl::StrCat(sequence);
      if (digits.size() < places) number.append(places - digits.size(), '0');
      number += digits;
    } else {
      number.push_back(pattern[0]);
      pattern.remove_prefix(1);
    }
  }
  return number;
}

}  // namespace nastavnik::submission
