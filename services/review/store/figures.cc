#include "services/review/store/figures.h"

#include "common/status/macros.h"
#include "review_sql/sql.h"

namespace nastavnik::review {

absl::StatusOr<std::vector<Figure>> ReadFigures(pg::Database& db, absl::string_view season,
                                                absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows, db.Read(pg::Query(sql::kSelectFigures, season), deadline));
  std::vector<Figure> figures;
  for (const pg::Row row : rows) {
    figures.push_back(
        {row.Text("figure"), row.Text("nomination_id"), row.Text("state"), row.Double("value")});
  }
  return figures;
}

}  // namespace nastavnik::review
