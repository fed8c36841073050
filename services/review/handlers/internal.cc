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
constexpr int kMostOffers = 1000;

using Values = google::protobuf::Map<std::string, std::string>;

// Season of a subject such as "seasons/2027/experts/...".
std::string SeasonOf(absl::string_view subject) {
  if (!absl::ConsumePrefix(&subject, "seasons/")) return "";
  return std::string(subject.substr(0, subject.find('/')));
}

std::string Day(absl::Time time, const SeasonRules& rules) {
  return time::FormatDay(absl::ToCivilDay(time, rules.zone()));
}

// What an invitation tells: nominations, time of the round, most applications.
absl::Status InvitationValues(const Call& call, const std::string& subject,
                              const SeasonRules& rules, Values& values) {
  ASSIGN_OR_RETURN(const auto name,
                   rpc::ParseChildName<ExpertId>("seasons/*/experts/*", subject, "subject"));
  ASSIGN_OR_RETURN(const Expert expert, call.env.experts.Get(name.parent, name.id, call.deadline));
  if (expert.state != Expert::State::kInvited || rules.rounds().empty()) return absl::OkStatus();
  std::string titles;
  for (const auto& [nomination, level] : expert.competences) {
    absl::StrAppend(&titles, titles.empty() ? "" : "; ", rules.TitleOf(nomination));
  }
  const Round& round = rules.rounds().front();
  ASSIGN_OR_RETURN(const Stage stage,
                   call.env.seasons.StageOf(name.parent, round.stage, call.deadline));
  values["nomination"] = titles;
  values["period"] = absl::StrCat(Day(stage.open_time, rules), " — ", Day(stage.close_time, rules));
  values["load"] = absl::StrCat(round.max_load);
  return absl::OkStatus();
}

// What a digest of offers tells: how many wait for an answer, and until when.
absl::Status OfferValues(const Call& call, const std::string& season, PersonId person,
                         const SeasonRules& rules, Values& values) {
  ASSIGN_OR_RETURN(const auto offers,
                   call.env.assignments.ListOwn(season, person, AssignmentId(), "OFFERED",
                                                kMostOffers, call.deadline));
  if (offers.empty()) return absl::OkStatus();  // all are answered: nothing to tell any more
  absl::Time response_due = absl::InfiniteFuture();
  for (const Assignment& offer : offers)
    response_due = std::min(response_due, offer.response_due_time);
  const Round* round = rules.RoundOfStage(offers.front().stage);
  const int days = round == nullptr ? 0 : round->review_working_days;
  values["count"] = absl::StrCat(offers.size());
  values["response_due"] = time::FormatLong(response_due, rules.zone());
  values["due"] = time::FormatLong(rules.working_days().TermEnd(response_due, days), rules.zone());
  values["link"] = absl::StrCat("/seasons/", season, "/assignments");
  return absl::OkStatus();
}

absl::Status ValuesOf(const Call& call, const registration::v1::MessageSubject& subject,
                      Values& values) {
  const std::string season = SeasonOf(subject.subject());
  ASSIGN_OR_RETURN(const Rules rules, call.env.seasons.RulesOf(season, call.deadline));
  if (subject.template_() == "expert.invited")
    return InvitationValues(call, subject.subject(), *rules, values);
  if (subject.template_() == "assignments.offered") {
    return OfferValues(call, season, PersonId::Parse(subject.person()).value_or(PersonId()), *rules,
                       values);
  }
  return absl::OkStatus();
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
  registration::v1::BatchGetMessageDataResponse response;
  for (const auto& subject : request.subjects()) {
    const absl::Status status = ValuesOf(call, subject, *response.add_data()->mutable_values());
    if (!status.ok() && !absl::IsNotFound(status)) return status;  // unknown: nothing to tell
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

absl::StatusOr<events::v1::ListEventsResponse> ListEvents(
    const Call& call, const events::v1::ListEventsRequest& request) {
  return outbox::ListEvents(call.env.db, request, call.deadline);
}

}  // namespace nastavnik::review
