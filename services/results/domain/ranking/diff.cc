#include "services/results/domain/ranking/diff.h"

#include "services/results/domain/ranking/lines.h"

namespace nastavnik::results {

std::vector<Difference> Diff(const std::vector<Entry>& before, const std::vector<Entry>& after) {
  std::vector<Difference> differences;
  auto old = before.begin();
  auto now = after.begin();
  while (old != before.end() || now != after.end()) {
    const bool gone =
        now == after.end() || (old != before.end() && old->application < now->application);
    const bool come = !gone && (old == before.end() || now->application < old->application);
    if (gone) {
      differences.push_back({old->application, *old, std::nullopt});
    } else if (come) {
      differences.push_back({now->application, std::nullopt, *now});
    } else if (ResultLine(*old) != ResultLine(*now)) {
      differences.push_back({now->application, *old, *now});
    }
    if (!come) ++old;
    if (!gone) ++now;
  }
  return differences;
}

}  // namespace nastavnik::results
