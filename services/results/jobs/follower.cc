#include "services/results/jobs/follower.h"

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace nastavnik::results {
namespace {

// Person of "users/0192..." or "users/0192.../consents/..."; nil for another subject.
PersonId PersonOf(const std::string& subject) {
  const std::vector<std::string> parts = absl::StrSplit(subject, '/');
  if (parts.size() < 2 || parts[0] != "users") return {};
  return PersonId::Parse(parts[1]).value_or(PersonId());
}

}  // namespace

absl::Status ForgetStale(const Event& event, auth::Principals& principals, Names& names) {
  const PersonId person = PersonOf(event.subject);
  if (person.IsNil()) return absl::OkStatus();
  if (absl::StartsWith(event.type, "consent.") || absl::StartsWith(event.type, "person."))
    names.Drop(person);
  principals.Drop(person);
  return absl::OkStatus();
}

}  // namespace nastavnik::results
