#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

// Forms of single values. Pure; texts are valid UTF-8 in NFC.
namespace nastavnik::submission {

// "12.50" with at most `scale` digits after the point, in units of 10^-scale: 1250 for scale 2. No
// exponent, no leading plus, no comma; within +-2^53 units.
std::optional<int64_t> ParseDecimal(absl::string_view text, int scale);
// The shortest text of a decimal: 1250 with scale 2 is "12.5".
std::string FormatDecimal(int64_t units, int scale);

// "2027-05-03", a day that exists, years 1900 to 2199.
std::optional<absl::CivilDay> ParseDate(absl::string_view text);

// One address as people write it: local part, @, a domain with a dot; Cyrillic domains too. At most
// 254 bytes.
bool IsEmail(absl::string_view text);
// http or https with a host; no spaces, no user name.
bool IsUrl(absl::string_view text);
// E.164: "+79161234567".
bool IsPhone(absl::string_view text);
// "ru-77": two digits after the prefix.
bool IsRegionId(absl::string_view text);

}  // namespace nastavnik::submission
