#include "services/registration/jobs/followers.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/crypto/hash.h"
#include "common/status/macros.h"

namespace nastavnik::registration {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(5);
// Offers of one deployment come within a moment; the mail that tells of all of them waits for the
// last.
constexpr absl::Duration kDigestDelay = absl::Seconds(2);

Uuid IdOf(const Event& event) { return ParseUuid(event.id).value_or(Uuid{}); }

// The same id for everything that one mail tells together: a run's offers to a person, or a day's.
Uuid DigestId(const Event& event, PersonId person) {
  const std::string run = event.Get("run");
  const std::string day = absl::FormatTime("%Y-%m-%d", event.time, absl::FixedTimeZone(3 * 3600));
  const std::string digest =
      crypto::Sha256(absl::StrCat("assignments.offered\n", event.season, "\n", person.ToString(),
                                  "\n", run.empty() ? day : run));
  Uuid id;
  std::copy_n(digest.begin(), id.bytes.size(), id.bytes.begin());
  return id;
}

absl::Status Milestone(Env& env, const Event& event, const std::string& milestone,
                       absl::string_view consumer) {
  return env.seasons.ReachMilestone(pg::WriteKey::ForEvent(consumer, event), SeasonId(event.season),
                                    milestone, event.time);
}

}  // namespace

absl::Status FollowSubmission(Env& env, absl::Span<const Event> events) {
  std::vector<MessageStore::Notice> notices;
  for (const Event& event : events) {
    if (event.type != "application.submitted" || event.recipients.empty()) continue;
    notices.push_back({SeasonId(event.season), event.type, IdOf(event), event.subject, "submission",
                       absl::ZeroDuration(), event.recipients});
  }
  if (notices.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(env.messages.Queue(notices));
  env.send_messages();
  return absl::OkStatus();
}

absl::Status FollowReview(Env& env, absl::Span<const Event> events) {
  std::vector<MessageStore::Notice> notices;
  for (const Event& event : events) {
    if (event.type == "assignment_run.deployed") {
      RETURN_IF_ERROR(Milestone(env, event, "review_started", "registration.review"));
    }
    if (event.type != "assignment.offered" || event.recipients.empty()) continue;
    const PersonId expert = event.recipients[0];
    notices.push_back({SeasonId(event.season),
                       "assignments.offered",
                       DigestId(event, expert),
                       event.subject,
                       "review",
                       kDigestDelay,
                       {expert}});
  }
  return notices.empty() ? absl::OkStatus() : env.messages.Queue(notices);
}

absl::Status FollowResults(Env& env, const Event& event) {
  if (event.type == "ranking.signed")
    return Milestone(env, event, "results_fixed", "registration.results");
  if (event.type != "publication.published") return absl::OkStatus();
  RETURN_IF_ERROR(Milestone(env, event, "published", "registration.results"));
  const MessageStore::Notice notice{SeasonId(event.season),
                                    "results.published",
                                    IdOf(event),
                                    event.subject,
                                    "results",
                                    absl::ZeroDuration(),
                                    {}};
  RETURN_IF_ERROR(env.messages.QueueToApplicants(
      pg::WriteKey::ForEvent("registration.results.mail", event), notice));
  env.send_messages();
  return absl::OkStatus();
}

absl::Status WatchDates(Env& env) {
  ASSIGN_OR_RETURN(const absl::Time now, env.db.Now(absl::Now() + kTimeout));
  for (const auto& opened : *env.book.List()) {
    if (!opened->facts.announce_time) continue;
    for (const auto& [milestone, when] : {std::pair("opened", opened->document.OpenTime()),
                                          std::pair("closed", opened->document.CloseTime())}) {
      if (when > now || opened->facts.milestones.count(milestone) > 0) continue;
      RETURN_IF_ERROR(env.seasons.ReachMilestone(pg::WriteKey::Job("watchDates"), opened->facts.id,
                                                 milestone, when));
    }
  }
  return absl::OkStatus();
}

}  // namespace nastavnik::registration
