#include <catch2/catch.hpp>

#include "common/pg/operation.h"
#include "tests/store/common/probe.h"
#include "tests/support/matchers.h"

namespace nastavnik::pg {
namespace {

using probe::Db;
using support::IsOk;
using support::Refuses;
using support::Soon;

absl::Status Change(const std::function<void(Changes&)>& change) {
  return Db()
      ->Write(WriteKey::Job("operation"), {},
              [&](const ReadRows&, Changes& changes) -> absl::StatusOr<std::string> {
                change(changes);
                return "";
              })
      .status();
}

Operation Get(OperationId id) {
  return OperationFrom((*Db()->Read(SelectOperation(id), Soon()))[0]);
}

TEST_CASE("an operation runs, tells its progress and ends once") {
  Db().Clear();
  const PersonId chair = PersonId::New();
  const OperationId id = OperationId::New();
  REQUIRE_THAT(Change([&](Changes& changes) {
                 InsertOperation(
                     changes,
                     {.id = id, .season = "2027", .kind = "assignmentRun", .owner = chair});
               }),
               IsOk());
  CHECK(Db()->Read(SelectRunningOperations(chair, "assignmentRun"), Soon())->size() == 1);
  CHECK(Db()->Read(SelectUnfinishedOperations("assignmentRun"), Soon())->size() == 1);
  REQUIRE_THAT(
      Change([&](Changes& changes) { SetProgress(changes, id, R"({"done":10,"total":40})"); }),
      IsOk());
  CHECK(Get(id).metadata == R"({"done":10,"total":40})");
  CHECK(Get(id).owner == chair);

  REQUIRE_THAT(Change([&](Changes& changes) {
                 Succeed(changes, id, "nastavnik.review.v1.AssignmentRun", "готово");
               }),
               IsOk());
  CHECK(Get(id).state == Operation::State::kSucceeded);
  CHECK(Get(id).result == "готово");
  CHECK(Get(id).result_type == "nastavnik.review.v1.AssignmentRun");
  CHECK_THAT(Change([&](Changes& changes) { Fail(changes, id, absl::InternalError("")); }),
             Refuses("UNAVAILABLE"));
  CHECK(Db()->Read(SelectUnfinishedOperations("assignmentRun"), Soon())->empty());
}

TEST_CASE("an operation that fails keeps its reason") {
  Db().Clear();
  const OperationId id = OperationId::New();
  const absl::Status stale = ToStatus({.code = absl::StatusCode::kFailedPrecondition,
                                       .reason = "INPUTS_CHANGED",
                                       .message = "Исходные данные изменились."});
  REQUIRE_THAT(Change([&](Changes& changes) {
                 InsertOperation(changes, {.id = id, .kind = "ranking", .owner = PersonId::New()});
               }),
               IsOk());
  REQUIRE_THAT(Change([&](Changes& changes) { Fail(changes, id, stale); }), IsOk());
  CHECK(Get(id).state == Operation::State::kFailed);
  CHECK_THAT(Get(id).error, Refuses("INPUTS_CHANGED"));
}

}  // namespace
}  // namespace nastavnik::pg
