#include "services/review/domain/run.h"

#include <utility>

namespace nastavnik::review {
namespace {

using State = AssignmentRun::State;

constexpr std::pair<State, absl::string_view> kStates[] = {
    {State::kPending, "PENDING"},     {State::kSolving, "SOLVING"},
    {State::kProposed, "PROPOSED"},   {State::kDeployed, "DEPLOYED"},
    {State::kDiscarded, "DISCARDED"}, {State::kFailed, "FAILED"},
};

}  // namespace

absl::string_view NameOf(State state) {
  for (const auto& [value, name] : kStates) {
    if (value == state) return name;
  }
  return "";
}

State ParseRunState(absl::string_view name) {
  for (const auto& [value, known] : kStates) {
    if (known == name) return value;
  }
  return State::kFailed;
}

}  // namespace nastavnik::review
