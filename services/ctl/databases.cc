#include "services/ctl/databases.h"

#include <iterator>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "registration_invariants/sql.h"
#include "registration_sql/sql.h"
#include "results_invariants/sql.h"
#include "results_sql/sql.h"
#include "review_invariants/sql.h"
#include "review_sql/sql.h"
#include "submission_invariants/sql.h"
#include "submission_sql/sql.h"

namespace nastavnik::ctl {

const std::vector<ServiceDatabase>& Databases() {
  const auto list = [](const auto& all) {
    return std::vector<const pg::Statement*>(std::begin(all), std::end(all));
  };
  static const auto& databases = *new std::vector<ServiceDatabase>{
      {"registration", registration::Migrations(), list(registration::invariants::sql::kAll)},
      {"submission", submission::Migrations(), list(submission::invariants::sql::kAll)},
      {"review", review::Migrations(), list(review::invariants::sql::kAll)},
      {"results", results::Migrations(), list(results::invariants::sql::kAll)},
  };
  return databases;
}

absl::StatusOr<std::vector<ServiceDatabase>> DatabasesOf(const std::string& service) {
  if (service.empty()) return Databases();
  for (const ServiceDatabase& database : Databases()) {
    if (database.name == service) return std::vector<ServiceDatabase>{database};
  }
  return absl::InvalidArgumentError(absl::StrCat("no service \"", service, "\" has a database"));
}

std::string UrlOf(const std::string& url, const ServiceDatabase& database) {
  const bool keywords = !absl::StrContains(url, "://");
  if (keywords && !absl::StrContains(url, "user=")) return absl::StrCat(url, " user=nastavnik_", database.name);
  if (!keywords && !absl::StrContains(url, "@") && !absl::StrContains(url, "user=")) {
    return absl::StrCat(url, absl::StrContains(url, "?") ? "&" : "?", "user=nastavnik_", database.name);
  }
  return url;
}

}  // namespace nastavnik::ctl
