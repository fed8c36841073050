#include "services/submission/handlers/people.h"

#include "common/status/macros.h"
#include "services/submission/domain/form/formats.h"

namespace nastavnik::submission {

namespace registration = nastavnik::registration::v1;

absl::StatusOr<Applicant> AskAboutApplicant(const Call& call, const SeasonId& season,
                                            PersonId person) {
  registration::BatchGetPeopleRequest request;
  request.add_people(person.ToString());
  request.set_season(season.text());
  ASSIGN_OR_RETURN(
      const registration::BatchGetPeopleResponse answer,
      call.env.registration.Call(&registration::RegistrationInternalService::Stub::BatchGetPeople,
                                 request, call.deadline));
  Applicant applicant{.person = person};
  if (answer.people().empty()) return applicant;
  const registration::PersonFacts& facts = answer.people(0);
  applicant.active = facts.state() == "ACTIVE";
  applicant.registered = facts.registered();
  applicant.region = facts.region();
  applicant.birth_date = ParseDate(facts.birth_date());
  applicant.facts_version = facts.facts_version();
  for (const registration::LiveConsent& consent : facts.consents()) {
    applicant.consents.push_back(consent.consent());
    applicant.purposes.push_back(consent.purpose());
  }
  return applicant;
}

}  // namespace nastavnik::submission
