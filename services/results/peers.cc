#include "services/results/peers.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/status/macros.h"
#include "services/results/domain/errors.h"

namespace nastavnik::results {
namespace {

using Registration = registration::v1::RegistrationInternalService::Stub;
using Submission = submission::v1::SubmissionInternalService::Stub;
using Review = review::v1::ReviewInternalService::Stub;

constexpr size_t kBatch = 1000;  // ids of one request

Contestant::State StateOf(const std::string& state) {
  if (state == "ADMITTED") return Contestant::State::kAdmitted;
  if (state == "WITHDRAWN") return Contestant::State::kWithdrawn;
  if (state == "DISQUALIFIED") return Contestant::State::kDisqualified;
  return Contestant::State::kNotAdmitted;
}

absl::Time TimeFrom(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

absl::Status BadAnswer(absl::string_view what) {
  return absl::InternalError(absl::StrCat("unreadable answer: ", what));
}

absl::StatusOr<Contestant> ContestantFrom(const submission::v1::RoundItem& item,
                                          const Season& season) {
  Contestant contestant;
  const auto application = ApplicationId::Parse(item.application());
  if (!application) return BadAnswer("application of a round item");
  contestant.application = *application;
  contestant.nomination = NominationId(item.nomination());
  contestant.region = RegionId(item.region());
  for (const std::string& text : item.people()) {
    const auto person = PersonId::Parse(text);
    if (!person) return BadAnswer("person of a round item");
    contestant.people.push_back(*person);
  }
  contestant.state = StateOf(item.state());
  contestant.submit_time = TimeFrom(item.submit_time());
  const NominationOfSeason* nomination = season.Find(contestant.nomination);
  if (nomination == nullptr) return BadAnswer("nomination of a round item");
  contestant.demand = season.demand.at(nomination->round);
  return contestant;
}

absl::StatusOr<CountedReview> ReviewFrom(const review::v1::CompletedReview& proto) {
  CountedReview review;
  const auto application = ApplicationId::Parse(proto.application());
  if (!application) return BadAnswer("application of a review");
  review.application = *application;
  review.marks = {proto.marks().begin(), proto.marks().end()};
  review.total = proto.total_hundredths();
  return review;
}

std::string FullName(const common::v1::PersonName& name) {
  std::vector<std::string> parts = {name.family_name(), name.given_name(), name.patronymic()};
  parts.erase(std::remove(parts.begin(), parts.end(), ""), parts.end());
  return absl::StrJoin(parts, " ");
}

}  // namespace

absl::Status Peers::CheckFrozen(const SeasonId& id, const Season& season, absl::Time deadline) {
  for (const StageId& stage : season.LastStages()) {
    review::v1::BatchGetReviewsRequest request;
    request.set_season(id.text());
    request.set_stage(stage.text());
    ASSIGN_OR_RETURN(const auto answer, review_.Call(&Review::BatchGetReviews, request, deadline));
    if (!answer.frozen()) return StageNotFrozen(stage);
  }
  return absl::OkStatus();
}

absl::StatusOr<Inputs> Peers::GatherInputs(const SeasonId& id, const Season& season,
                                           absl::Time deadline) {
  ASSIGN_OR_RETURN(const std::vector<CountedReview> reviews, GetReviews(id, season, deadline));
  Inputs inputs;
  ASSIGN_OR_RETURN(inputs.contestants, GetAdmitted(id, season, deadline));
  RETURN_IF_ERROR(AddLeavers(id, season, reviews, inputs.contestants, deadline));
  Aggregate(reviews, inputs.contestants);
  return inputs;
}

absl::StatusOr<std::vector<CountedReview>> Peers::GetReviews(const SeasonId& id,
                                                             const Season& season,
                                                             absl::Time deadline) {
  std::vector<CountedReview> reviews;
  for (const StageId& stage : season.LastStages()) {
    review::v1::BatchGetReviewsRequest request;
    request.set_season(id.text());
    request.set_stage(stage.text());
    for (bool more = true; more;) {
      ASSIGN_OR_RETURN(const auto page, review_.Call(&Review::BatchGetReviews, request, deadline));
      if (!page.frozen()) return StageNotFrozen(stage);
      for (const auto& proto : page.reviews()) {
        ASSIGN_OR_RETURN(CountedReview review, ReviewFrom(proto));
        reviews.push_back(std::move(review));
      }
      more = page.more() && !page.reviews().empty();
      if (more) request.set_after(page.reviews().rbegin()->review());
    }
  }
  return reviews;
}

absl::StatusOr<std::vector<Contestant>> Peers::GetAdmitted(const SeasonId& id, const Season& season,
                                                           absl::Time deadline) {
  std::vector<Contestant> contestants;
  submission::v1::BatchGetRoundItemsRequest request;
  request.set_season(id.text());
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(const auto page,
                     submission_.Call(&Submission::BatchGetRoundItems, request, deadline));
    for (const auto& item : page.items()) {
      ASSIGN_OR_RETURN(Contestant contestant, ContestantFrom(item, season));
      contestants.push_back(std::move(contestant));
    }
    more = page.more() && !page.items().empty();
    if (more) request.set_after(page.items().rbegin()->application());
  }
  return contestants;
}

absl::Status Peers::AddLeavers(const SeasonId& id, const Season& season,
                               const std::vector<CountedReview>& reviews,
                               std::vector<Contestant>& contestants, absl::Time deadline) {
  std::set<ApplicationId> leavers;
  for (const CountedReview& review : reviews) leavers.insert(review.application);
  for (const Contestant& contestant : contestants) leavers.erase(contestant.application);
  for (auto next = leavers.begin(); next != leavers.end();) {
    submission::v1::BatchGetRoundItemsRequest request;
    request.set_season(id.text());
    for (size_t i = 0; i < kBatch && next != leavers.end(); ++i, ++next)
      request.add_applications(next->ToString());
    ASSIGN_OR_RETURN(const auto answer,
                     submission_.Call(&Submission::BatchGetRoundItems, request, deadline));
    for (const auto& item : answer.items()) {
      ASSIGN_OR_RETURN(Contestant contestant, ContestantFrom(item, season));
      contestants.push_back(std::move(contestant));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<PublicContents> Peers::GetPublicContents(const SeasonId& id, const Inputs& inputs,
                                                        absl::Time deadline) {
  PublicContents contents;
  const auto& all = inputs.contestants;
  for (size_t from = 0; from < all.size(); from += kBatch) {
    submission::v1::BatchGetPublicApplicationsRequest request;
    request.set_season(id.text());
    for (size_t i = from; i < std::min(all.size(), from + kBatch); ++i) {
      request.add_applications(all[i].application.ToString());
    }
    ASSIGN_OR_RETURN(const auto answer,
                     submission_.Call(&Submission::BatchGetPublicApplications, request, deadline));
    for (const auto& content : answer.applications()) {
      const auto application = ApplicationId::Parse(content.application());
      if (!application) return BadAnswer("public application");
      contents[*application] = {content.number(), content.title()};
    }
  }
  return contents;
}

absl::StatusOr<std::map<PersonId, std::string>> Peers::GetPublicNames(
    const SeasonId& id, const std::vector<PersonId>& people, absl::Time deadline) {
  std::map<PersonId, std::string> names;
  for (size_t from = 0; from < people.size(); from += kBatch) {
    registration::v1::BatchGetPeopleRequest request;
    request.set_season(id.text());
    request.set_names_for_publication(true);
    for (size_t i = from; i < std::min(people.size(), from + kBatch); ++i)
      request.add_people(people[i].ToString());
    ASSIGN_OR_RETURN(const auto answer,
                     registration_.Call(&Registration::BatchGetPeople, request, deadline));
    for (const auto& facts : answer.people()) {
      const auto person = PersonId::Parse(facts.person());
      const std::string name = FullName(facts.name());
      if (person && !name.empty()) names[*person] = name;
    }
  }
  return names;
}

}  // namespace nastavnik::results
