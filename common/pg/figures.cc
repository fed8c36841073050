#include "common/pg/figures.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/status/macros.h"

namespace nastavnik::pg {

Figures::Figures(Database& db, const Statement& statement,
                 const std::vector<Declaration>& declarations)
    : db_(db), statement_(statement), election_(db, "figures", 3 * kInterval) {
  for (const auto& [family, help, labels] : declarations) {
    families_[family] = &metrics::Default().Gauges(family, help, labels);
  }
}

absl::Status Figures::Refresh() {
  std::map<std::string, std::vector<metrics::Family<metrics::Gauge>::Row>> shown;
  ASSIGN_OR_RETURN(const bool elected, election_.Hold());
  if (elected) {
    ASSIGN_OR_RETURN(const Rows rows, db_.Read(Query(statement_), absl::Now() + absl::Seconds(10)));
    for (const Row row : rows) {
      const std::string family = row.Text("family");
      if (families_.count(family) == 0) {
        return absl::InternalError(absl::StrCat("figure of an unknown family: ", family));
      }
      shown[family].push_back({row.TextArray("labels"), row.Double("value")});
    }
  }
  for (const auto& [name, family] : families_) family->Replace(shown[name]);
  return absl::OkStatus();
}

}  // namespace nastavnik::pg
