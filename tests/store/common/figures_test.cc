#include <catch2/catch.hpp>

#include "common/pg/figures.h"
#include "tests/store/common/probe.h"
#include "tests/support/matchers.h"

namespace nastavnik::pg {
namespace {

using probe::Db;
using support::IsOk;

constexpr Statement kFigures{
    "select_figures",
    "SELECT 'nastavnik_notes' AS family, ARRAY[season_id] AS labels, count(*)::float8 AS value "
    "FROM note GROUP BY season_id"};

TEST_CASE("one process shows the figures, another takes over with the rows of then") {
  Db().Clear();
  REQUIRE_THAT(probe::CreateNote(*Db(), probe::Call("a"), "Первая"), IsOk());
  const std::vector<Figures::Declaration> declared = {
      {"nastavnik_notes", "Notes", {metrics::Season()}}};
  const std::string shown = "nastavnik_notes{season=\"2027\"} ";
  const auto text = [] { return metrics::Default().Text(); };
  {
    Figures first(*Db(), kFigures, declared);
    REQUIRE_THAT(first.Refresh(), IsOk());
    CHECK_THAT(text(), Catch::Contains(shown + "1"));
    Figures second(*Db(), kFigures, declared);
    REQUIRE_THAT(second.Refresh(), IsOk());  // not elected: shows nothing
    CHECK_THAT(text(), !Catch::Contains(shown));
  }
  REQUIRE_THAT(probe::CreateNote(*Db(), probe::Call("b"), "Вторая"), IsOk());
  Figures third(*Db(), kFigures, declared);
  REQUIRE_THAT(third.Refresh(), IsOk());
  CHECK_THAT(text(), Catch::Contains(shown + "2"));
}

}  // namespace
}  // namespace nastavnik::pg
