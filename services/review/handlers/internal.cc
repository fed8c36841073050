#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"

#include "common/outbox/feed.h"
#include "common/rpc/name.h"
#include "common/status/macros.h"
#include "common/time/civil.h"
#include "services/review/domain/errors.h"
#include "services/review/handlers/handlers.h"

namespace nastavnik::review {
namespace {

constexpr int kMostReviews = 1000;

using Values = std::map<std::string, std::string>;

// Season of a subject such as "seasons/2027/experts/...".
std::string SeasonOf(absl::string_view subject) {
  if (!absl::ConsumePrefix(&subject, "seasons/")) return "";
  return std::string(subject.substr(0, subject.find('/')));
}

std::string Day(absl::Time time, const SeasonRules& rules) {
  return time::FormatDay(absl::ToCivilDay(time, rules.zone()));
}

// What invitations tell: nominations, time of the round, most applications. Nothing of those that
// are answered or gone.
absl::StatusOr<std::map<ExpertId, Values>> InvitationValues(const Call& call,
                                                            const std::string& season,
                                                            const std::vector<ExpertId>& ids,
                                                            const SeasonRules& rules) {
  std::map<ExpertId, Values> told;
  if (rules.rounds().empty()) return told;
  const Round& round = rules.rounds().front();
  ASSIGN_OR_RETURN(const auto experts, call.env.experts.BatchGet(season, ids, call.deadline));
  ASSIGN_OR_RETURN(const Stage stage, call.env.seasons.StageOf(season, round.stage, call.deadline));
  for (const Expert& expert : experts) {
    if (expert.state != Expert::State::kInvited) continue;
    std::string titles;
    for (const auto& [nomination, level] : expert.competences) {
      absl::StrAppend(&titles, titles.empty() ? "" : "; ", rules.TitleOf(nomination));
    }
    told[expert.id] = {
        {"nomination", titles},
        {"period", absl::StrCat(Day(stage.open_time, rules), " — ", Day(stage.close_time, rules))},
        {"load", absl::StrCat(round.max_load)}};
  }
  return told;
}

// What digests of offers tell: how many wait for an answer, and until when. Nothing to those who
// have answered all.
absl::StatusOr<std::map<PersonId, Values>> OfferValues(const Call& call, const std::string& season,
                                                       const std::vector<PersonId>& people,
                                                       const SeasonRules& rules) {
  std::map<PersonId, Values> told;
  ASSIGN_OR_RETURN(const auto open,
                   call.env.assignments.ListOpenOffers(season, people, call.deadline));
  for (const auto& offers : open) {
    const Round* round = rules.RoundOfStage(offers.stage);
    const absl::Time due = rules.working_days().TermEnd(
        offers.response_due_time, round == nullptr ? 0 : round->review_working_days);
    told[offers.person] = {
        {"count", absl::StrCat(offers.count)},
        {"response_due", time::FormatLong(offers.response_due_time, rules.zone())},
        {"due", time::FormatLong(due, rules.zone())},
        {"link", absl::StrCat("/seasons/", season, "/assignments")}};
  }
  return told;
}

// Places of a request's subjects, by what they are about.
struct Asked {
  std::map<ExpertId, std::vector<int>> invited;
  std::map<PersonId, std::vector<int>> offered;
};

template <typename Id>
void Put(const std::map<Id, Values>& told, const std::map<Id, std::vector<int>>& asked,
         registration::v1::BatchGetMessageDataResponse& response) {
  for (const auto& [id, values] : told) {
    for (const int place : asked.at(id)) {
      response.mutable_data(place)->mutable_values()->insert(values.begin(), values.end());
    }
  }
}

template <typename Id>
std::vector<Id> KeysOf(const std::map<Id, std::vector<int>>& asked) {
  std::vector<Id> keys;
  for (const auto& [id, places] : asked) keys.push_back(id);
  return keys;
}

}  // namespace

absl::StatusOr<pb::BatchGetReviewsResponse> BatchGetReviews(
    const Call& call, const pb::BatchGetReviewsRequest& request) {
  const StageId stage_id(request.stage());
  // The stage first: once it is frozen, the reviews read after it are final.
  ASSIGN_OR_RETURN(const Stage stage,
                   call.env.seasons.StageOf(request.season(), stage_id, call.deadline));
  ASSIGN_OR_RETURN(const auto reviews, call.env.reviews.ListCompleted(
                                           request.season(), stage_id,
                                           ReviewId::Parse(request.after()).value_or(ReviewId()),
                                           kMostReviews + 1, call.deadline));
  pb::BatchGetReviewsResponse response;
  response.set_frozen(stage.state == Stage::State::kFrozen);
  for (const CompletedReview& review : reviews) {
    if (response.reviews_size() == kMostReviews) {
      response.set_more(true);
      break;
    }
    *response.add_reviews() = ToProto(review);
  }
  return response;
}

absl::StatusOr<registration::v1::BatchGetMessageDataResponse> BatchGetMessageData(
    const Call& call, const registration::v1::BatchGetMessageDataRequest& request) {
  std::map<std::string, Asked> seasons;
  registration::v1::BatchGetMessageDataResponse response;
  for (int i = 0; i < request.subjects_size(); ++i) {
    const auto& subject = request.subjects(i);
    response.add_data();
    Asked& asked = seasons[SeasonOf(subject.subject())];
    if (subject.template_() == "expert.invited") {
      const auto name =
          rpc::ParseChildName<ExpertId>("seasons/*/experts/*", subject.subject(), "subject");
      if (name.ok()) asked.invited[name->id].push_back(i);
    } else if (subject.template_() == "assignments.offered") {
      const auto person = PersonId::Parse(subject.person());
      if (person) asked.offered[*person].push_back(i);
    }
  }
  for (const auto& [season, asked] : seasons) {
    const auto rules = call.env.seasons.RulesOf(season, call.deadline);
    if (absl::IsNotFound(rules.status())) continue;  // nothing to tell
    RETURN_IF_ERROR(rules.status());
    ASSIGN_OR_RETURN(const auto invited,
                     InvitationValues(call, season, KeysOf(asked.invited), **rules));
    ASSIGN_OR_RETURN(const auto offered, OfferValues(call, season, KeysOf(asked.offered), **rules));
    Put(invited, asked.invited, response);
    Put(offered, asked.offered, response);
  }
  return response;
}

absl::StatusOr<registration::v1::GetDatabaseTimeResponse> GetDatabaseTime(
    const Call& call, const registration::v1::GetDatabaseTimeRequest&) {
  ASSIGN_OR_RETURN(const absl::Time now, call.env.db.Now(call.deadline));
  registration::v1::GetDatabaseTimeResponse response;
  *response.mutable_time() = ToTimestamp(now);
  return response;
}

absl::StatusOr<registration::v1::ApplyConfigResponse> ApplyConfig(
    const Call& call, const registration::v1::ApplyConfigRequest& request) {
  ASSIGN_OR_RETURN(
      const int version,
      call.env.seasons.Apply(pg::WriteKey::Job("applyConfig"), request.season(), request.version(),
                             request.document(), request.activate()));
  registration::v1::ApplyConfigResponse response;
  response.set_version(version);
  return response;
}

absl::StatusOr<events::v1::ReadFeedResponse> ReadFeed(
    const Call& call, const events::v1::ReadFeedRequest& request) {
  return outbox::ReadFeed(call.env.db, request, call.deadline);
}

}  // namespace nastavnik::review
