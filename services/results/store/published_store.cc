#include "services/results/store/published_store.h"

#include "absl/time/clock.h"

#include "common/status/fault.h"
#include "common/status/macros.h"
#include "results_sql/sql.h"
#include "services/results/domain/errors.h"
#include "services/results/store/rows.h"

namespace nastavnik::results {
namespace {

constexpr absl::Duration kLookAgain = absl::Seconds(1);

PublicOutcome PublicOutcomeFrom(const pg::Row& row) {
  PublicOutcome result;
  result.outcome.application = row.IdOf<ApplicationId>("application_id");
  result.outcome.nomination = row.IdOf<NominationId>("nomination_id");
  result.outcome.nomination_title = row.Text("nomination_title");
  result.outcome.nomination_position = row.Int("position");
  result.outcome.place = row.Int("place");
  result.outcome.award = row.Text("award");
  result.outcome.award_title = row.Text("award_title");
  result.number = row.Text("number");
  result.title = row.Text("title");
  result.region = row.IdOf<RegionId>("region_id");
  result.people = row.IdArray<PersonId>("people");
  return result;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Published>> PublishedStore::Current(const SeasonId& season,
                                                                         absl::Time deadline) {
  const absl::Time look_time = absl::Now();
  std::shared_ptr<const Published> known;
  {
    absl::MutexLock lock(&mutex_);
    const auto kept = kept_.find(season);
    if (kept != kept_.end()) {
      known = kept->second.published;
      if (look_time - kept->second.look_time < kLookAgain) return known;
      kept->second.look_time = look_time;  // this call looks, the others go on with what is known
    }
  }
  const auto rows = db_.Read(pg::Query(sql::kSelectCurrentPublication, season), deadline);
  if (!rows.ok() && known != nullptr) return known;  // what is published stays so
  if (!rows.ok()) return rows.status();
  const auto publication = rows->One();
  if (!publication) return nullptr;
  if (known != nullptr && known->version == publication->Int("version")) return known;
  ASSIGN_OR_RETURN(known, Load(season, *publication, deadline));
  absl::MutexLock lock(&mutex_);
  kept_[season] = {known, look_time};
  return known;
}

absl::StatusOr<std::shared_ptr<const Published>> PublishedStore::Load(const SeasonId& season,
                                                                      const pg::Row& publication,
                                                                      absl::Time deadline) {
  const auto published = std::make_shared<Published>();
  published->version = publication.Int("version");
  published->publish_time = publication.Time("publish_time");
  ASSIGN_OR_RETURN(
      const pg::Rows rows,
      db_.Read(pg::Query(sql::kSelectPublicOutcomes, season, published->version), deadline));
  for (const pg::Row& row : rows) {
    published->results.push_back(PublicOutcomeFrom(row));
    published->by_application[published->results.back().outcome.application] =
        published->results.size() - 1;
  }
  return published;
}

absl::StatusOr<OwnOutcome> PublishedStore::Own(const SeasonId& season,
                                               const ApplicationId& application,
                                               const PersonId& person, absl::Time deadline) {
  const auto& select =
      Fault("published_early") ? sql::kSelectOwnOutcomeEarly : sql::kSelectOwnOutcome;
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(pg::Query(select, season, application, person), deadline));
  ASSIGN_OR_RETURN(const pg::Row row, rows.One(ResultNotFound()));
  OwnOutcome own;
  own.version = row.Int("version");
  own.publish_time = row.Time("publish_time");
  own.number = row.Text("number");
  own.outcome.application = application;
  own.outcome.nomination = row.IdOf<NominationId>("nomination_id");
  own.outcome.place = row.Int("place");
  own.outcome.award = row.Text("award");
  own.outcome.award_title = row.Text("award_title");
  own.outcome.total_shown = row.Bool("total_shown");
  own.outcome.reviews = row.Int("reviews");
  own.outcome.total_sum = row.Int64("total_sum");
  own.outcome.criteria = DecodeMeans(row.View("criteria"));
  return own;
}

absl::StatusOr<std::map<PersonId, PublishedStore::Label>> PublishedStore::Labels(
    const SeasonId& season, int version, const std::vector<PersonId>& people, absl::Time deadline) {
  ASSIGN_OR_RETURN(
      const pg::Rows rows,
      db_.Read(pg::Query(sql::kSelectMessageOutcomes, season, version, people), deadline));
  std::map<PersonId, Label> labels;
  for (const pg::Row& row : rows) {
    labels.emplace(row.IdOf<PersonId>("person_id"), Label{row.Text("number"), row.Text("title")});
  }
  return labels;
}

}  // namespace nastavnik::results
