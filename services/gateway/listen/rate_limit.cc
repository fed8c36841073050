#include "services/gateway/listen/rate_limit.h"

#include <cmath>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/random/random.h"
#include "absl/strings/str_cat.h"

#include "common/status/error.h"

namespace nastavnik::gateway {
namespace {

using access::v1::AccessRule;
using access::v1::Grant;

constexpr double kJitter = 3;  // seconds, at most

bool IsSignIn(const access::v1::AccessRule& rule) {
  return rule.priority() == AccessRule::AUTH &&
         absl::c_any_of(rule.any_of(),
                        [](const Grant& grant) { return grant.role() == Grant::ANYONE; });
}

int64_t WholeSeconds(absl::Duration duration) {
  return static_cast<int64_t>(std::ceil(absl::ToDoubleSeconds(duration)));
}

}  // namespace

CountedUnder CountedUnderOf(const Route* route, bool staff_listener, const auth::Caller& caller,
                            std::string address) {
  if (route != nullptr && IsSignIn(route->method->rule)) return {Bucket::kAuth, std::move(address)};
  if (!caller.IsPerson()) return {Bucket::kAnonymous, std::move(address)};
  const bool bulk = route != nullptr && route->method->rule.priority() == AccessRule::EXPORT;
  return {bulk             ? Bucket::kBulk
          : staff_listener ? Bucket::kStaff
                           : Bucket::kDefault,
          caller.person.ToString()};
}

absl::Status RateLimited(const Verdict& verdict) {
  thread_local absl::BitGen random;
  Error error;
  error.code = absl::StatusCode::kResourceExhausted;
  error.reason = "RATE_LIMITED";
  error.message = "Слишком много запросов, повторите немного позже.";
  error.metadata = {{"policy", verdict.policy->name}};
  error.retry_after = verdict.retry_after +
                      absl::Seconds(absl::Uniform(absl::IntervalClosed, random, 0.0, kJitter));
  return ToStatus(error);
}

void AddRateLimitHeaders(const Verdict& verdict, http::Headers& headers) {
  if (verdict.policy == nullptr) return;
  const Policy& policy = *verdict.policy;
  headers.emplace_back("RateLimit-Policy", absl::StrCat("\"", policy.name, "\";q=", policy.quota,
                                                        ";w=", WholeSeconds(policy.window)));
  headers.emplace_back("RateLimit", absl::StrCat("\"", policy.name, "\";r=", verdict.remaining,
                                                 ";t=", WholeSeconds(verdict.full_after)));
}

}  // namespace nastavnik::gateway
