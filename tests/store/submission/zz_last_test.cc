#include "submission_invariants/sql.h"
#include "tests/store/submission/contest.h"
#include "tests/support/statements.h"

namespace nastavnik::submission {
namespace {

// Runs after all others: Catch keeps the order of the sources.
TEST_CASE("every statement is run by some test") {
  CHECK(support::Unpreparable(Db(), sql::kAll) == "");
  CHECK(support::NeverRun(sql::kAll) == std::vector<std::string>{});
  CHECK(support::NeverRun(invariants::sql::kAll) == std::vector<std::string>{});
}

}  // namespace
}  // namespace nastavnik::submission
