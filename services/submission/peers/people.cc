#include "services/submission/peers/people.h"

#include <algorithm>
#include <utility>

#include "common/status/macros.h"
#include "services/submission/domain/form/formats.h"

namespace nastavnik::submission {
namespace {

namespace registration = nastavnik::registration::v1;

Applicant ToApplicant(PersonId person, const registration::PersonFacts& facts) {
  Applicant applicant{.person = person,
                      .active = facts.state() == "ACTIVE",
                      .registered = facts.registered(),
                      .region = facts.region(),
                      .birth_date = ParseDate(facts.birth_date()),
                      .facts_version = facts.facts_version()};
  for (const registration::LiveConsent& consent : facts.consents()) {
    applicant.consents.push_back(consent.consent());
    applicant.purposes.push_back(consent.purpose());
  }
  return applicant;
}

Applicant FindApplicant(PersonId person, const registration::BatchGetPeopleResponse& answer) {
  const std::string id = person.ToString();
  for (const registration::PersonFacts& facts : answer.people()) {
    if (facts.person() == id) return ToApplicant(person, facts);
  }
  return {.person = person};
}

absl::Status TooLate() {
  return absl::DeadlineExceededError("Время ожидания истекло, повторите запрос.");
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
  }
  std::shared_ptr<const Answer> answer;
  if (leads) {
    answer = Lead(season, *round, deadline);
  } else {
    const auto answered = [&round] { return round->answer != nullptr; };
    absl::MutexLock lock(&mutex_);
    if (!mutex_.AwaitWithDeadline(absl::Condition(&answered), deadline)) {
      return TooLate();
    }
    answer = round->answer;
  }
  if (!answer->ok()) return answer->status();
  return FindApplicant(person, **answer);
}

absl::StatusOr<Applicants> People::AskAll(const SeasonId& season, const std::set<PersonId>& people,
                                          absl::Time deadline) {
  Applicants applicants;
  if (people.empty()) return applicants;
  ASSIGN_OR_RETURN(const auto answer, Send(season, people, deadline));
  for (const PersonId& person : people) applicants[person].person = person;
  for (const registration::PersonFacts& facts : answer.people()) {
    const auto person = PersonId::Parse(facts.person());
    if (person) applicants[*person] = ToApplicant(*person, facts);
  }
  return applicants;
}

// Who asked first in a round sends it as soon as no other call of ours is on its way, for everybody
// who has joined by then. Its deadline binds the round.
std::shared_ptr<const People::Answer> People::Lead(const SeasonId& season, Round& round,
                                                   absl::Time deadline) {
  const auto may_call = [this]() ABSL_NO_THREAD_SAFETY_ANALYSIS { return !calling_; };
  const auto full = [&round] { return round.people.size() >= kMostPeople; };
  bool may = false;
  {
    absl::MutexLock lock(&mutex_);
    if (rush_) mutex_.AwaitWithTimeout(absl::Condition(&full), kGather);
    may = mutex_.AwaitWithDeadline(absl::Condition(&may_call), deadline);
    if (waiting_[season].get() == &round) waiting_.erase(season);
    if (may) calling_ = true;
    rush_ = round.people.size() > 1;
  }
  auto answer = std::make_shared<const Answer>(may ? Send(season, round.people, deadline)
                                                   : Answer(TooLate()));
  absl::MutexLock lock(&mutex_);
  if (may) calling_ = false;
  round.answer = answer;
  return answer;
}

People::Answer People::Send(const SeasonId& season, const std::set<PersonId>& people,
                            absl::Time deadline) {
  registration::BatchGetPeopleRequest request;
  for (const PersonId& person : people) request.add_people(person.ToString());
  request.set_season(season.text());
  return registration_.Call(&registration::RegistrationInternalService::Stub::BatchGetPeople,
                            request, deadline);
}

}  // namespace nastavnik::submission
