#include "services/submission/jobs/consents.h"

#include "absl/strings/strip.h"

namespace nastavnik::submission {
namespace {

constexpr absl::string_view kConsumer = "submission.registration";

}  // namespace

absl::Status FollowRegistration(Env& env, const Event& event) {
  const bool ends = event.type == "consent.withdrawn" && event.Get("purpose") == "PROCESSING";
  if (!ends) return absl::OkStatus();
  const std::string user = event.Get("user");  // "users/0192..."
  const auto person = PersonId::Parse(absl::StripPrefix(user, "users/"));
  if (!person) return absl::InvalidArgumentError("consent.withdrawn names no user");
  return env.applications.WithdrawAll(pg::WriteKey::ForEvent(kConsumer, event), *person,
                                      event.season,
                                      "Отозвано согласие на обработку персональных данных");
}

}  // namespace nastavnik::submission
