#include "services/submission/jobs/follower.h"

#include "absl/strings/strip.h"

namespace nastavnik::submission {
namespace {

constexpr absl::string_view kConsumer = "submission.registration";

absl::Status EndProcessing(Env& env, const Event& event) {
  const std::string user = event.Get("user");  // "users/0192..."
  const auto person = PersonId::Parse(absl::StripPrefix(user, "users/"));
  if (!person) return absl::InvalidArgumentError("consent.withdrawn names no user");
  return env.applications.WithdrawAll(pg::WriteKey::ForEvent(kConsumer, event), *person,
                                      event.season,
                                      "Отозвано согласие на обработку персональных данных");
}

}  // namespace

absl::Status FollowRegistration(Env& env, auth::Principals& principals, const Event& event) {
  for (const PersonId& person : event.recipients) principals.Drop(person);
  if (event.type == "consent.withdrawn" && event.Get("purpose") == "PROCESSING")
    return EndProcessing(env, event);
  if (event.type == "season.published") {
    return env.stages.MarkPublished(pg::WriteKey::ForEvent(kConsumer, event),
                                    SeasonId(event.season));
  }
  return absl::OkStatus();
}

}  // namespace nastavnik::submission
