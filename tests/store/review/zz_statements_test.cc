#include "catch2/catch.hpp"

#include "review_invariants/sql.h"
#include "review_sql/sql.h"
#include "tests/store/review/scene.h"
#include "tests/support/statements.h"

namespace nastavnik::review {
namespace {

TEST_CASE("the schema takes every statement, and a test runs each") {
  CHECK(support::Unpreparable(Db(), sql::kAll) == "");
  CHECK(support::Unpreparable(Db(), invariants::sql::kAll) == "");
  CHECK(support::NeverRun(sql::kAll) == std::vector<std::string>{});
}

}  // namespace
}  // namespace nastavnik::review
