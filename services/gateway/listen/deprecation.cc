#include "services/gateway/listen/deprecation.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace nastavnik::gateway {
namespace {

constexpr char kHttpDate[] = "%a, %d %b %Y %H:%M:%S GMT";
constexpr char kLink[] = R"(</docs>; rel="deprecation"; type="text/html")";

// Midnight UTC of a day that the catalog has checked.
absl::Time StartOf(const std::string& day) {
  absl::CivilDay civil;
  absl::ParseCivilTime(day, &civil);
  return absl::FromCivil(civil, absl::UTCTimeZone());
}

}  // namespace

Deprecation::Deprecation(metrics::Registry& registry, const Catalog& catalog) {
  auto& family =
      registry.Counters("nastavnik_api_deprecated_calls_total",
                        "Calls of methods that are going away", {metrics::UpTo("method", 512)});
  for (const Method& method : catalog.methods()) {
    if (!method.descriptor->options().deprecated()) continue;
    notices_[&method] = {
        absl::StrCat("@", absl::ToUnixSeconds(StartOf(method.rule.deprecated_since()))),
        absl::FormatTime(kHttpDate, StartOf(method.rule.sunset()), absl::UTCTimeZone()),
        &family.With({method.full_name})};
  }
}

void Deprecation::Tell(const Method& method, http::Response& response) const {
  const auto notice = notices_.find(&method);
  if (notice == notices_.end()) return;
  notice->second.calls->Increment();
  response.headers.emplace_back("Deprecation", notice->second.deprecation);
  response.headers.emplace_back("Sunset", notice->second.sunset);
  response.headers.emplace_back("Link", kLink);
}

}  // namespace nastavnik::gateway
