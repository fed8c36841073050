#include "services/submission/peers/people.h"

#include <algorithm>
#include <utility>

#include "common/status/macros.h"
#include "services/submission/domain/form/formats.h"

namespace nastavnik::submission {
namespace {

namespace registration = nastavnik::registration::v1;

Applicant ToApplicant(PersonId person, const registration::BatchGetPeopleResponse& answer) {
  Applicant applicant{.person = person};
  for (const registration::PersonFacts& facts : answer.people()) {
    if (facts.person() != person.ToString()) continue;
    applicant.active = facts.state() == "ACTIVE";
    applicant.registered = facts.registered();
    applicant.region = facts.region();
    applicant.birth_date = ParseDate(facts.birth_date());
    applicant.facts_version = facts.facts_version();
    for (const registration::LiveConsent& consent : facts.consents()) {
      applicant.consents.push_back(consent.consent());
      applicant.purposes.push_back(consent.purpose());
    }
  }
  return applicant;
}

}  // namespace

absl::StatusOr<Applicant> People::Ask(const SeasonId& season, PersonId person,
                                      absl::Time deadline) {
  std::shared_ptr<Round> round;
  bool leads = false;
  {
    absl::MutexLock lock(&mutex_);
    std::shared_ptr<Round>& waiting = waiting_[season];
    if (waiting == nullptr || waiting->people.size() >= kMostPeople) {
      waiting = std::make_shared<Round>();
      leads = true;
    }
    round = waiting;
    round->people.insert(person);
    round->deadline = std::max(round->deadline, deadline);
  }
  std::shared_ptr<const Answer> answer;
  if (leads) {
    answer = Lead(season, round);
  } else {
    const auto answered = [&round] { return round->answer != nullptr; };
    absl::MutexLock lock(&mutex_);
    if (!mutex_.AwaitWithDeadline(absl::Condition(&answered), deadline)) {
      return absl::DeadlineExceededError("Время ожидания истекло, повторите запрос.");
    }
    answer = round->answer;
  }
  if (!answer->ok()) return answer->status();
  return ToApplicant(person, **answer);
}

// Who asked first in a round sends it as soon as a call may start, for everybody who has joined by
// then.
std::shared_ptr<const People::Answer> People::Lead(const SeasonId& season,
                                                   std::shared_ptr<Round> round) {
  const auto may_call = [this]() ABSL_NO_THREAD_SAFETY_ANALYSIS { return calls_ < kMostCalls; };
  {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(&may_call));  // every call ends by its deadline
    if (waiting_[season] == round) waiting_.erase(season);
    ++calls_;
  }
  auto answer = std::make_shared<const Answer>(Send(season, *round));
  absl::MutexLock lock(&mutex_);
  --calls_;
  round->answer = answer;
  return answer;
}

People::Answer People::Send(const SeasonId& season, const Round& round) {
  registration::BatchGetPeopleRequest request;
  for (const PersonId& person : round.people) request.add_people(person.ToString());
  request.set_season(season.text());
  return registration_.Call(&registration::RegistrationInternalService::Stub::BatchGetPeople,
                            request, round.deadline);
}

}  // namespace nastavnik::submission
