#include "services/review/jobs/followers.h"

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace nastavnik::review {
namespace {

// Second part of "users/0192..." or fourth of "seasons/2027/applications/0192...".
template <typename IdType>
IdType IdAt(const std::string& subject, size_t place) {
  const std::vector<std::string> parts = absl::StrSplit(subject, '/');
  if (parts.size() <= place) return IdType();
  return IdType::Parse(parts[place]).value_or(IdType());
}

}  // namespace

absl::Status FollowSubmission(Env& env, const Event& event) {
  if (!absl::StartsWith(event.type, "application.")) return absl::OkStatus();
  const ApplicationId application = IdAt<ApplicationId>(event.subject, 3);
  const std::string state = event.Get("state");
  if (application.IsNil() || state.empty() || state == "DRAFT") return absl::OkStatus();
  int version = 0;
  (void)absl::SimpleAtoi(event.Get("version"), &version);
  env.peers.DropBlind(application);
  return env.assignments.ApplicationChanged(pg::WriteKey::ForEvent("review.submission", event),
                                            event.season, application, state, version);
}

absl::Status FollowRegistration(auth::Principals& principals, const Event& event) {
  if (!absl::StartsWith(event.subject, "users/")) return absl::OkStatus();
  const PersonId person = IdAt<PersonId>(event.subject, 1);
  if (!person.IsNil()) principals.Drop(person);
  return absl::OkStatus();
}

}  // namespace nastavnik::review
