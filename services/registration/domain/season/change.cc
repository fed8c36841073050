// Decides which changes come too late.
#include "services/registration/domain/season/change.h"

#include <algorithm>

#include "absl/strings/str_split.h"

#include "common/status/error.h"

namespace nastavnik::season {
namespace {

using Class = Change::Class;
using Path = std::vector<std::string>;

bool HasOpened(const Stage& stage, absl::Time now) { return stage.opens <= now; }
bool IsFrozen(const Stage& stage, absl::Time now) { return stage.Frozen() <= now; }

// Whether any stage of the kind satisfies `done`.
template <typename Done>
bool AnyStage(const Document& document, absl::string_view kind, Done done) {
  return std::any_of(document.stages.begin(), document.stages.end(), [&](const auto& entry) {
    return entry.second.kind == kind && done(entry.second);
  });
}

// Stages whose freeze ends what the path may still get: its own stage, its round's, or every stage
// of a kind.
std::vector<const Stage*> DependentStages(const Path& path, const Document& in_force) {
  std::vector<const Stage*> stages;
  const auto add = [&](const std::string& id) {
    const auto stage = in_force.stages.find(id);
    if (stage != in_force.stages.end()) stages.push_back(&stage->second);
  };
  const auto add_kind = [&](absl::string_view kind) {
    for (const auto& [id, stage] : in_force.stages) {
      if (stage.kind == kind) stages.push_back(&stage);
    }
  };
  const std::string& part = path[0];
  if (part == "stages" && path.size() > 1) {
    add(path[1]);
  } else if (part == "reviewRounds" && path.size() > 1) {
    const auto round = in_force.rounds.find(path[1]);
    if (round != in_force.rounds.end()) add(round->second.stage);
  } else if (part == "formalCheck") {
    add_kind("FORMAL_CHECK");
  } else if (part == "experts") {
    add_kind("REVIEW");
  } else if (part == "awardClasses" || part == "rankingRules" || part == "appealRules") {
    add_kind("RANKING");
  } else if (part == "forms" || part == "keywords") {
    add_kind("APPLICATION");
  }
  return stages;
}

// With several stages the last one to freeze counts: until then somebody can still use what is
// added.
bool Frozen(const std::vector<const Stage*>& stages, absl::Time now) {
  return !stages.empty() && std::all_of(stages.begin(), stages.end(), [now](const Stage* stage) {
    return IsFrozen(*stage, now);
  });
}

// The nomination that a path speaks of, by its id; "" when it speaks of all.
std::string NominationOf(const Path& path, const Document& next) {
  for (size_t i = 1; i < path.size(); ++i) {
    if (next.nominations.count(path[i]) > 0) return path[i];
  }
  return "";
}

// Why a change is too late, in Russian; empty when it is not.
class Judge {
 public:
  Judge(const Document& in_force, const Document& next, const Moment& moment)
      : in_force_(in_force),
        next_(next),
        moment_(moment),
        opened_(in_force.OpenTime() <= moment.now) {}

  std::string Refusal(const Change& change) const {
    const Path path = absl::StrSplit(change.path, '.');
    switch (change.change_class) {
      case Class::kText:
        return "";
      case Class::kExtend:
        return Frozen(DependentStages(path, in_force_), moment_.now) ? "Этап уже зафиксирован."
                                                                     : "";
      case Class::kAdd:
        return TooLateToAdd(path);
      case Class::kTerms:
        return TooLateForTerms(path);
      case Class::kShrink:
        return RoundOpened(path) ? "Экспертиза уже идёт." : "";
      case Class::kNever:
        return TooLateForEver(path);
    }
    return "";
  }

 private:
  std::string TooLateToAdd(const Path& path) const {
    if (!opened_ || path[0] == "consents" || path[0] == "stages") return "";
    if (const std::string nomination = NominationOf(path, next_);
        !nomination.empty() && in_force_.nominations.count(nomination) == 0) {
      return ReviewOpened(nomination) ? "Экспертиза этой номинации уже началась." : "";
    }
    return Frozen(DependentStages(path, in_force_), moment_.now) ? "Этап уже зафиксирован." : "";
  }

  std::string TooLateForTerms(const Path& path) const {
    if (!opened_) return "";
    if (!moment_.apply_before_review)
      return "Приём заявок начался; нужен признак applyBeforeReview.";
    return ReviewOpened(NominationOf(path, next_)) ? "Экспертиза уже началась." : "";
  }

  std::string TooLateForEver(const Path& path) const {
    if (path[0] == "consents")
      return moment_.announced ? "Нужна новая редакция (version): эту уже показали людям." : "";
    if (path[0] == "stages" && path.size() > 2 && path[2] != "kind") {
      const auto stage = in_force_.stages.find(path[1]);
      return stage != in_force_.stages.end() && HasOpened(stage->second, moment_.now)
                 ? "Этап уже открыт."
                 : "";
    }
    return opened_ ? "На это уже ссылаются заявки." : "";
  }

  bool RoundOpened(const Path& path) const {
    const auto round = in_force_.rounds.find(path.size() > 1 ? path[1] : "");
    if (round == in_force_.rounds.end()) return false;
    const auto stage = in_force_.stages.find(round->second.stage);
    return stage != in_force_.stages.end() && HasOpened(stage->second, moment_.now);
  }

  // No review can be completed before a stage of review opens, so its opening is the last safe
  // instant.
  bool ReviewOpened(const std::string& nomination) const {
    return AnyStage(in_force_, "REVIEW", [&](const Stage& stage) {
      if (!HasOpened(stage, moment_.now)) return false;
      const auto known = next_.nominations.find(nomination);
      return known == next_.nominations.end() ||
             stage.applies_to.Matches(nomination, known->second.direction);
    });
  }

  const Document& in_force_;
  const Document& next_;
  const Moment& moment_;
  const bool opened_;
};

}  // namespace

absl::Status CheckChanges(const std::vector<Change>& changes, const Document& in_force,
                          const Document& next, const Moment& moment) {
  Error error;
  error.code = absl::StatusCode::kFailedPrecondition;
  error.reason = "CHANGE_FROZEN";
  error.message = "Часть изменений в этот момент сезона уже невозможна.";
  const Judge judge(in_force, next, moment);
  for (const Change& change : changes) {
    std::string refusal = judge.Refusal(change);
    if (!refusal.empty())
      error.violations.push_back({change.path, "READ_ONLY", std::move(refusal)});
  }
  return error.violations.empty() ? absl::OkStatus() : ToStatus(error);
}

}  // namespace nastavnik::season
