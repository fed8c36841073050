#include <set>

#include <catch2/catch.hpp>

#include "common/pg/approval.h"
#include "tests/store/common/probe.h"
#include "tests/store/common/together.h"
#include "tests/support/matchers.h"

namespace nastavnik::pg {
namespace {

using probe::Db;
using support::IsOk;
using support::Refuses;

const PersonId kOrganizer = PersonId::New(), kChair = PersonId::New();

// The call :publish by `person`; answers "предложено" or "опубликовано".
absl::StatusOr<Answer> Publish(const PersonId& person, const std::string& payload = "отпечаток") {
  Proposal act{"2027", "seasons/2027/rankings/main", "publish", payload, person};
  return Db()->Write(WriteKey::Job("publish"), {SelectProposal(act.season, act.object, act.verb)},
                     [&](const ReadRows& rows, Changes& changes) -> absl::StatusOr<std::string> {
                       ASSIGN_OR_RETURN(const Approval approval,
                                        Approve(ProposalFrom(rows[0]), act, rows.Now()));
                       if (!approval.carry_out) {
                         StoreProposal(changes, approval.proposal);
                         return "предложено";
                       }
                       DeleteProposal(changes, act);
                       return "опубликовано";
                     });
}

TEST_CASE("one proposes, another carries out") {
  Db().Clear();
  CHECK(Publish(kOrganizer)->bytes == "предложено");
  CHECK_THAT(Publish(kOrganizer), Refuses("SECOND_PERSON_REQUIRED"));
  CHECK(Publish(kChair)->bytes == "опубликовано");
  CHECK(Db().Count("approval_proposal") == 0);
}

TEST_CASE("another payload is another proposal") {
  Db().Clear();
  CHECK(Publish(kOrganizer, "a")->bytes == "предложено");
  CHECK(Publish(kChair, "b")->bytes == "предложено");
  CHECK(Db().Count("approval_proposal") == 1);
  CHECK(Publish(kOrganizer, "b")->bytes == "опубликовано");
}

TEST_CASE("a proposal lapses after a day") {
  Db().Clear();
  CHECK(Publish(kOrganizer)->bytes == "предложено");
  Db().Run("UPDATE approval_proposal SET expire_time = clock_timestamp()");
  CHECK(Publish(kChair)->bytes == "предложено");
  CHECK(Publish(kOrganizer)->bytes == "опубликовано");
}

TEST_CASE("two who propose at once are the two persons") {
  for (int round = 0; round < 10; ++round) {
    Db().Clear();
    std::vector<std::string> answers(2);
    const auto publish = [&](int i) {
      const auto answer = Publish(i == 0 ? kOrganizer : kChair);
      if (answer.ok()) answers[i] = answer->bytes;
      return answer.status();
    };
    for (const absl::Status& status : probe::Together(2, publish)) CHECK_THAT(status, IsOk());
    CHECK(std::set<std::string>(answers.begin(), answers.end()) ==
          std::set<std::string>{"предложено", "опубликовано"});
  }
}

}  // namespace
}  // namespace nastavnik::pg
