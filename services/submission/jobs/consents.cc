#include "services/submission/jobs/consents.h"

namespace nastavnik::submission {
namespace {

constexpr absl::string_view kConsumer = "submission.registration";

}  // namespace

absl::Status FollowRegistration(Env& env, const Event& event) {
  const bool ends = event.type == "consent.withdrawn" && event.Get("purpose") == "PROCESSING";
  if (!ends) return absl::OkStatus();
  const auto person = PersonId::Parse(event.Get("person"));
  if (!person) return absl::InvalidArgumentError("consent.withdrawn names no person");
  return env.applications.WithdrawAll(pg::WriteKey::ForEvent(kConsumer, event), *person, event.season,
                                      "Отозвано согласие на обработку персональных данных");
}

}  // namespace nastavnik::submission
