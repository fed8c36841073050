#include "services/review/jobs/gauges.h"

#include <map>
#include <utility>

#include "absl/time/clock.h"

#include "common/metrics/metrics.h"
#include "common/status/macros.h"
#include "services/review/store/figures.h"

namespace nastavnik::review {
namespace {

using Gauge = metrics::Family<metrics::Gauge>;

struct Families {
  Gauge& reviews = metrics::Default().Gauges(
      "nastavnik_reviews", "Assignments of reviews by state",
      {metrics::Season(), metrics::Nomination(), metrics::UpTo("state", 12)});
  Gauge& overdue =
      metrics::Default().Gauges("nastavnik_reviews_overdue", "Accepted reviews past their term",
                                {metrics::Season(), metrics::Nomination()});
  Gauge& uncovered = metrics::Default().Gauges("nastavnik_assignments_uncovered",
                                               "Wanted reviews that no expert holds",
                                               {metrics::Season(), metrics::Nomination()});
  Gauge& experts = metrics::Default().Gauges("nastavnik_experts", "Experts by state",
                                             {metrics::Season(), metrics::UpTo("state", 8)});
  Gauge& depth = metrics::Default().Gauges(
      "nastavnik_queue_depth", "Rows that wait for a worker",
      {metrics::UpTo("queue", 8), metrics::OneOf("state", {"waiting", "leased"})});
  Gauge& age =
      metrics::Default().Gauges("nastavnik_queue_oldest_pending_seconds",
                                "Age of the oldest row that waits", {metrics::UpTo("queue", 8)});
};

constexpr char kQueue[] = "assignment";

}  // namespace

absl::Status Gauges::Run(jobs::Run&) {
  static Families& families = *new Families();
  std::vector<Gauge::Row> reviews, overdue, uncovered, experts;
  std::map<std::string, double> depth;
  double age = 0;
  ASSIGN_OR_RETURN(const bool elected, election_.Hold());
  if (elected) {
    const absl::Time deadline = absl::Now() + absl::Seconds(10);
    ASSIGN_OR_RETURN(const auto seasons, env_.seasons.Seasons(deadline));
    for (const std::string& season : seasons) {
      ASSIGN_OR_RETURN(const auto figures, ReadFigures(env_.db, season, deadline));
      for (const Figure& figure : figures) {
        if (figure.name == "assignments")
          reviews.push_back({{season, figure.nomination, figure.state}, figure.value});
        if (figure.name == "overdue")
          overdue.push_back({{season, figure.nomination}, figure.value});
        if (figure.name == "uncovered")
          uncovered.push_back({{season, figure.nomination}, figure.value});
        if (figure.name == "experts") experts.push_back({{season, figure.state}, figure.value});
        if (figure.name == "queued") depth[figure.state] += figure.value;
        if (figure.name == "queue_age") age = std::max(age, figure.value);
      }
    }
  }
  families.reviews.Replace(reviews);
  families.overdue.Replace(overdue);
  families.uncovered.Replace(uncovered);
  families.experts.Replace(experts);
  for (const char* state : {"waiting", "leased"})
    families.depth.With({kQueue, state}).Set(depth[state]);
  families.age.With({kQueue}).Set(age);
  return absl::OkStatus();
}

}  // namespace nastavnik::review
