#include "services/review/jobs/followers.h"

#include <optional>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"

#include "common/status/macros.h"

namespace nastavnik::review {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(5);

// Second part of "users/0192..." or fourth of "seasons/2027/applications/0192...".
template <typename IdType>
IdType IdAt(const std::string& subject, size_t place) {
  const std::vector<std::string> parts = absl::StrSplit(subject, '/');
  if (parts.size() <= place) return IdType();
  return IdType::Parse(parts[place]).value_or(IdType());
}

struct ApplicationChange {
  ApplicationId application;
  std::string state;
  int version = 0;
};

// What an event says about an application that has left its author's desk; nothing of others.
std::optional<ApplicationChange> ChangeOf(const Event& event) {
  if (!absl::StartsWith(event.type, "application.")) return std::nullopt;
  ApplicationChange change{IdAt<ApplicationId>(event.subject, 3), event.Get("state")};
  if (change.application.IsNil() || change.state.empty() || change.state == "DRAFT")
    return std::nullopt;
  (void)absl::SimpleAtoi(event.Get("version"), &change.version);
  return change;
}

}  // namespace

absl::Status FollowSubmission(Env& env, absl::Span<const Event> events) {
  std::vector<std::pair<std::string, ApplicationId>> changed;
  for (const Event& event : events) {
    const std::optional<ApplicationChange> change = ChangeOf(event);
    if (!change) continue;
    env.peers.DropBlind(change->application);
    changed.emplace_back(event.season, change->application);
  }
  if (changed.empty()) return absl::OkStatus();
  // Most changes come before the first round, and are none of review's business.
  ASSIGN_OR_RETURN(const std::set<ApplicationId> in_rounds,
                   env.assignments.InRounds(changed, absl::Now() + kTimeout));
  for (const Event& event : events) {
    const std::optional<ApplicationChange> change = ChangeOf(event);
    if (!change || in_rounds.count(change->application) == 0) continue;
    RETURN_IF_ERROR(env.assignments.ApplicationChanged(
        pg::WriteKey::ForEvent("review.submission", event), event.season, change->application,
        change->state, change->version));
  }
  return absl::OkStatus();
}

absl::Status FollowRegistration(auth::Principals& principals, const Event& event) {
  for (const PersonId& person : event.recipients) principals.Drop(person);
  return absl::OkStatus();
}

}  // namespace nastavnik::review
