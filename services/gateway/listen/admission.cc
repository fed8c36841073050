#include "services/gateway/listen/admission.h"

namespace nastavnik::gateway {
namespace {

struct Limit {
  const char* name;
  int most;
};
// A service answers some 1,000 writes a second from a pool of 12 threads; what waits longer than a
// second is of no use to a person. Submissions may wait longest; exports must leave room for
// everything else.
constexpr Limit kLimits[] = {
    {"submit", 1024}, {"autosave", 512}, {"auth", 256}, {"browse", 512}, {"export", 32}};

size_t IndexOf(Priority priority) {
  const bool known =
      priority >= access::v1::AccessRule::SUBMIT && priority <= access::v1::AccessRule::EXPORT;
  return static_cast<size_t>((known ? priority : access::v1::AccessRule::BROWSE) -
                             access::v1::AccessRule::SUBMIT);
}

}  // namespace

Admission::Admission(metrics::Registry& registry) {
  std::vector<std::string> names;
  for (const Limit& limit : kLimits) names.emplace_back(limit.name);
  auto& in_flight = registry.Gauges("http_server_requests_in_flight", "Requests being answered",
                                    {metrics::OneOf("class", names)});
  auto& limits = registry.Gauges("http_server_concurrency_limit", "Most requests in flight",
                                 {metrics::OneOf("class", names)});
  auto& shed = registry.Counters(
      "http_server_shed_total", "Requests refused before any work",
      {metrics::OneOf("class", names), metrics::OneOf("reason", {"concurrency"})});
  for (size_t i = 0; i < classes_.size(); ++i) {
    classes_[i].limit = kLimits[i].most;
    classes_[i].gauge = &in_flight.With({kLimits[i].name});
    classes_[i].shed = &shed.With({kLimits[i].name, "concurrency"});
    limits.With({kLimits[i].name}).Set(kLimits[i].most);
  }
}

bool Admission::Enter(Priority priority) {
  Class& c = classes_[IndexOf(priority)];
  if (c.in_flight.fetch_add(1) >= c.limit) {
    c.in_flight.fetch_sub(1);
    c.shed->Increment();
    return false;
  }
  c.gauge->Increment();
  return true;
}

void Admission::Leave(Priority priority) {
  Class& c = classes_[IndexOf(priority)];
  c.in_flight.fetch_sub(1);
  c.gauge->Decrement();
}

}  // namespace nastavnik::gateway
