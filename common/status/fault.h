#pragma once

#ifdef NASTAVNIK_PLANTED_FAULTS
#include <cstdlib>
#include <cstring>
#endif

namespace nastavnik {

// Whether the bug `name` is planted: NASTAVNIK_FAULT=<name> in a build with
// NASTAVNIK_PLANTED_FAULTS. A trust test has to fail while its bug is. In any other build this is
// false at compile time.
#ifdef NASTAVNIK_PLANTED_FAULTS
inline bool Fault(const char* name) {
  const char* planted = std::getenv("NASTAVNIK_FAULT");
  return planted != nullptr && std::strcmp(planted, name) == 0;
}
#else
constexpr bool Fault(const char*) { return false; }
#endif

}  // namespace nastavnik
