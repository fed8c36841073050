#include "services/submission/domain/season.h"

#include "absl/strings/str_cat.h"

namespace nastavnik::submission {

bool DecidesStage(absl::string_view kind) {
  return kind == "APPLICATION" || kind == "FORMAL_CHECK";
}

const Nomination* Season::Find(const NominationId& nomination) const {
  const auto it = nominations.find(nomination.text());
  return it == nominations.end() ? nullptr : &it->second;
}

const StageRule* Season::Find(const StageId& stage) const {
  for (const StageRule& rule : stages) {
    if (rule.id == stage) return &rule;
  }
  return nullptr;
}

std::string Season::ScopeOf(const Nomination& nomination) {
  switch (nomination.participation.per) {
    case Participation::Per::kSeason:
      return "season";
    case Participation::Per::kNomination:
      return absl::StrCat("nomination:", nomination.id.text());
    case Participation::Per::kDirection:
      break;
  }
  return absl::StrCat("direction:", nomination.direction);
}

}  // namespace nastavnik::submission
