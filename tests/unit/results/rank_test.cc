#include <catch2/catch.hpp>

#include "services/results/domain/ranking/aggregate.h"
#include "services/results/domain/ranking/lines.h"
#include "services/results/domain/ranking/rank.h"
#include "tests/unit/results/season.h"

namespace nastavnik::results {
namespace {

using testing::MakeContestant;
using testing::MakeRules;
using testing::Numbered;

// "place award-or-reason" of each entry, in the order of ids.
std::vector<std::string> Summary(const std::vector<Entry>& entries) {
  std::vector<std::string> lines;
  for (const Entry& entry : entries) {
    std::string line = std::to_string(entry.place) + " ";
    line += entry.award.empty() ? std::string(ReasonName(entry.reason)) : entry.award;
    if (entry.reserve > 0) line += " reserve " + std::to_string(entry.reserve);
    lines.push_back(line);
  }
  return lines;
}

using Lines = std::vector<std::string>;

TEST_CASE("fractions compare exactly", "[ranking]") {
  CHECK(Compare({1, 3}, {2, 6}) == 0);
  CHECK(Compare({9007199254740993, 3}, {9007199254740992, 3}) > 0);  // equal as doubles
  CHECK(Compare({INT64_MAX, 2}, {INT64_MAX - 1, 2}) > 0);
  CHECK(Rounded({5, 2}) == 3);
  CHECK(Rounded({20001, 3}) == 6667);
  CHECK(Rounded({0, 2}) == 0);
}

TEST_CASE("the best of a nomination win, the next are in reserve", "[ranking]") {
  Rules rules = MakeRules({"production"}, 2);
  rules.rules[0].reserve = 1;
  Inputs inputs;
  inputs.contestants = {MakeContestant(1, 7000), MakeContestant(2, 9000), MakeContestant(3, 8000),
                        MakeContestant(4, 6000)};
  CHECK(Summary(Rank(inputs, rules)) ==
        Lines{"3 QUOTA_FULL reserve 1", "1 winner", "2 winner", "4 QUOTA_FULL"});
}

TEST_CASE("those who do not compete have a reason", "[ranking]") {
  Inputs inputs;
  for (uint32_t n = 1; n <= 6; ++n) inputs.contestants.push_back(MakeContestant(n, 5000));
  inputs.contestants[0].state = Contestant::State::kNotAdmitted;
  inputs.contestants[1].state = Contestant::State::kWithdrawn;
  inputs.contestants[2].state = Contestant::State::kDisqualified;
  inputs.contestants[3].reached_last_round = false;
  inputs.contestants[4].reviews = 1;
  inputs.contestants[5].reviews = 0;
  inputs.contestants[5].demand = 0;
  CHECK(Summary(Rank(inputs, MakeRules({"production"}, 1))) ==
        Lines{"0 NOT_ADMITTED", "0 WITHDRAWN", "0 DISQUALIFIED", "0 ROUND_NOT_REACHED",
              "0 REVIEWS_MISSING", "0 REVIEWS_MISSING"});
}

TEST_CASE("a nomination with too few contenders has no award", "[ranking]") {
  Inputs inputs;
  inputs.contestants = {MakeContestant(1, 9000), MakeContestant(2, 8000), MakeContestant(3, 7000)};
  inputs.contestants[2].nomination = NominationId("service");
  CHECK(Summary(Rank(inputs, MakeRules({"production", "service"}, 5))) ==
        Lines{"1 winner", "2 winner", "1 NOMINATION_VOID"});
}

TEST_CASE("equal ones share a place and the next skips", "[ranking]") {
  Inputs inputs;
  inputs.contestants = {MakeContestant(1, 9000), MakeContestant(2, 8000), MakeContestant(3, 8000),
                        MakeContestant(4, 7000)};
  CHECK(Summary(Rank(inputs, MakeRules({"production"}, 3))) ==
        Lines{"1 winner", "2 winner", "2 winner", "4 QUOTA_FULL"});
}

TEST_CASE("a tie across the last place stops its nomination only", "[ranking]") {
  Inputs inputs;
  inputs.contestants = {MakeContestant(1, 9000), MakeContestant(2, 8000), MakeContestant(3, 8000),
                        MakeContestant(4, 7000), MakeContestant(5, 5000), MakeContestant(6, 4000)};
  inputs.contestants[4].nomination = inputs.contestants[5].nomination = NominationId("social");
  CHECK(Summary(Rank(inputs, MakeRules({"production", "social"}, 2))) ==
        Lines{"1 winner", "2 TIE_UNRESOLVED", "2 TIE_UNRESOLVED", "4 TIE_UNRESOLVED", "1 winner",
              "2 winner"});
}

TEST_CASE("a protocol orders a tie", "[ranking]") {
  Rules rules = MakeRules({"production"}, 1);
  rules.rules[0].tie_breaks = {{TieBreak::Kind::kProtocol, ""}};
  Inputs inputs;
  inputs.contestants = {MakeContestant(1, 8000), MakeContestant(2, 8000), MakeContestant(3, 8000)};
  inputs.contestants[1].protocol_order = 1;
  CHECK(Summary(Rank(inputs, rules)) == Lines{"2 QUOTA_FULL", "1 winner", "2 QUOTA_FULL"});
}

TEST_CASE("ties are broken in the order of the rule", "[ranking]") {
  Rules rules = MakeRules({"production"}, 1);
  Inputs inputs;
  inputs.contestants = {MakeContestant(1, 8000), MakeContestant(2, 8000)};
  inputs.contestants[0].criteria = {{"a1", 20}, {"b1", 10}};
  inputs.contestants[1].criteria = {{"a1", 10}, {"b1", 20}};
  inputs.contestants[1].submit_time += absl::Seconds(1);
  rules.rules[0].tie_breaks = {{TieBreak::Kind::kCriterion, "b1"},
                               {TieBreak::Kind::kCriterion, "a1"}};
  CHECK(Summary(Rank(inputs, rules)) == Lines{"2 QUOTA_FULL", "1 winner"});
  rules.rules[0].tie_breaks = {{TieBreak::Kind::kEarlierSubmission, ""},
                               {TieBreak::Kind::kCriterion, "b1"}};
  CHECK(Summary(Rank(inputs, rules)) == Lines{"1 winner", "2 QUOTA_FULL"});
}

TEST_CASE("means of different numbers of reviews compare exactly", "[ranking]") {
  Inputs inputs;
  inputs.contestants = {MakeContestant(1, 0), MakeContestant(2, 0)};
  inputs.contestants[0].reviews = 3;
  inputs.contestants[0].total_sum = 20000;  // 6666.67
  inputs.contestants[1].total_sum = 13333;  // 6666.5
  CHECK(Summary(Rank(inputs, MakeRules({"production"}, 1))) == Lines{"1 winner", "2 QUOTA_FULL"});
}

TEST_CASE("the pass mark compares the exact value, not the one shown", "[ranking]") {
  Rules rules = MakeRules({"production"}, 5);
  rules.rules[0].pass.value = 6000;
  Inputs inputs;
  inputs.contestants = {MakeContestant(1, 6000), MakeContestant(2, 0), MakeContestant(3, 9000)};
  inputs.contestants[1].total_sum = 11999;  // 59.995, shown as 60.00
  CHECK(Summary(Rank(inputs, rules)) == Lines{"2 winner", "3 BELOW_THRESHOLD", "1 winner"});
}

TEST_CASE("every review and a criterion may have a threshold", "[ranking]") {
  Rules rules = MakeRules({"production"}, 5);
  rules.rules[0].pass.each = 5000;
  rules.rules[0].pass.criteria = {{"b1", 600}};
  Inputs inputs;
  inputs.contestants = {MakeContestant(1, 9000), MakeContestant(2, 8000), MakeContestant(3, 7000)};
  inputs.contestants[0].lowest_total = 4999;
  inputs.contestants[1].criteria = {{"b1", 11}};  // mean 5.5
  CHECK(Summary(Rank(inputs, rules)) ==
        Lines{"1 BELOW_THRESHOLD", "2 BELOW_THRESHOLD", "3 winner"});
}

TEST_CASE("pitfall 28: sums of hundredths that floating point tells apart are ties", "[ranking]") {
  // Totals of 0.10 and 0.20 points against 0.30 and 0.
  CHECK(0.1 + 0.2 != 0.3 + 0.0);
  Inputs inputs;
  inputs.contestants = {MakeContestant(1, 0), MakeContestant(2, 0), MakeContestant(3, 7000)};
  inputs.contestants[0].total_sum = 10 + 20;
  inputs.contestants[1].total_sum = 30 + 0;
  CHECK(Summary(Rank(inputs, MakeRules({"production"}, 3))) ==
        Lines{"2 winner", "2 winner", "1 winner"});
  inputs.contestants[1].reviews = 4;  // the same mean of another number of reviews
  inputs.contestants[1].total_sum = 60;
  CHECK(Summary(Rank(inputs, MakeRules({"production"}, 3))) ==
        Lines{"2 winner", "2 winner", "1 winner"});
}

TEST_CASE(
    "pitfall 29: a tie wholly inside is shared, one across the last place waits for a protocol",
    "[ranking]") {
  Inputs inputs;
  inputs.contestants = {MakeContestant(1, 9000), MakeContestant(2, 9000), MakeContestant(3, 8000),
                        MakeContestant(4, 8000), MakeContestant(5, 7000)};
  Rules rules = MakeRules({"production"}, 3);
  rules.rules[0].tie_breaks = {{TieBreak::Kind::kProtocol, ""}};
  CHECK(Summary(Rank(inputs, rules)) ==
        Lines{"1 winner", "1 winner", "3 TIE_UNRESOLVED", "3 TIE_UNRESOLVED", "5 TIE_UNRESOLVED"});
  inputs.contestants[3].protocol_order = 1;
  inputs.contestants[2].protocol_order = 2;
  CHECK(Summary(Rank(inputs, rules)) ==
        Lines{"1 winner", "1 winner", "4 QUOTA_FULL", "3 winner", "5 QUOTA_FULL"});
}

TEST_CASE("pitfall 30: who is first twice keeps the win of the season's order", "[ranking]") {
  // Person 1 is first in both nominations, once in a team; the freed places go to the next.
  Rules rules = MakeRules({"social", "production"}, 1);
  Inputs inputs;
  inputs.contestants = {MakeContestant(1, 9000), MakeContestant(2, 8000), MakeContestant(3, 9500),
                        MakeContestant(4, 7000)};
  inputs.contestants[2].nomination = inputs.contestants[3].nomination = NominationId("social");
  inputs.contestants[2].people = {Numbered<PersonId>(3), Numbered<PersonId>(1)};
  CHECK(Summary(Rank(inputs, rules)) ==
        Lines{"1 ALREADY_AWARDED", "2 winner", "1 winner", "2 QUOTA_FULL"});
  std::swap(rules.nominations[0], rules.nominations[1]);
  CHECK(Summary(Rank(inputs, rules)) ==
        Lines{"1 winner", "2 QUOTA_FULL", "1 ALREADY_AWARDED", "2 winner"});
}

TEST_CASE("pitfall 32: the same instant on Kamchatka and in Moscow is a tie", "[ranking]") {
  Rules rules = MakeRules({"production"}, 2);
  rules.rules[0].tie_breaks = {{TieBreak::Kind::kEarlierSubmission, ""}};
  Inputs inputs;
  inputs.contestants = {MakeContestant(1, 8000), MakeContestant(2, 8000)};
  inputs.contestants[1].region = RegionId("ru-41");
  const absl::CivilSecond clock(2027, 4, 30, 12, 0, 0);
  inputs.contestants[0].submit_time = absl::FromCivil(clock, absl::FixedTimeZone(3 * 3600));
  inputs.contestants[1].submit_time =
      absl::FromCivil(clock + 9 * 3600, absl::FixedTimeZone(12 * 3600));
  CHECK(Summary(Rank(inputs, rules)) == Lines{"1 winner", "1 winner"});
  inputs.contestants[1].submit_time -= absl::Milliseconds(1);
  CHECK(Summary(Rank(inputs, rules)) == Lines{"2 winner", "1 winner"});
}

TEST_CASE("pitfall 33: a fifth nomination changes no line of the others", "[ranking]") {
  Rules rules = MakeRules({"production", "education", "social", "service"}, 2);
  Inputs inputs;
  for (uint32_t n = 1; n <= 40; ++n) {
    inputs.contestants.push_back(MakeContestant(n, 6000 + 37 * (n * n % 61)));
    inputs.contestants.back().nomination = rules.nominations[n % 4].id;
  }
  const std::vector<Entry> before = Rank(inputs, rules);
  rules.nominations.push_back({NominationId("business"), "practice", 0});
  rules.rules[0].quotas["winner"].nominations[NominationId("business")] = 2;
  for (uint32_t n = 41; n <= 60; ++n) {
    inputs.contestants.push_back(MakeContestant(n, 9900));
    inputs.contestants.back().nomination = NominationId("business");
  }
  std::string others = "nastavnik ranking result v1\n";
  for (const Entry& entry : Rank(inputs, rules)) {
    if (entry.nomination != NominationId("business")) others += ResultLine(entry);
  }
  CHECK(others == ResultLines(before));
}

TEST_CASE("one person wins once, members included", "[ranking]") {
  Rules rules = MakeRules({"production", "social"}, 1);
  rules.rules[0].void_below = 1;
  rules.nominations[1].direction = "science";
  Inputs inputs;
  inputs.contestants = {MakeContestant(1, 9000), MakeContestant(2, 8000), MakeContestant(3, 7000)};
  inputs.contestants[1].nomination = inputs.contestants[2].nomination = NominationId("social");
  inputs.contestants[1].people.push_back(
      Numbered<PersonId>(1));  // member of the team; wins in production
  CHECK(Summary(Rank(inputs, rules)) == Lines{"1 winner", "1 ALREADY_AWARDED", "2 winner"});
  rules.rules[0].one_win = OneWin::kDirection;
  CHECK(Summary(Rank(inputs, rules)) == Lines{"1 winner", "1 winner", "2 QUOTA_FULL"});
  rules.rules[0].one_win = OneWin::kNone;
  CHECK(Summary(Rank(inputs, rules)) == Lines{"1 winner", "1 winner", "2 QUOTA_FULL"});
}

TEST_CASE("regions have a most and a least", "[ranking]") {
  Rules rules = MakeRules({"production"}, 3);
  Inputs inputs;
  for (uint32_t n = 1; n <= 5; ++n) inputs.contestants.push_back(MakeContestant(n, 9500 - 500 * n));
  inputs.contestants[4].region = RegionId("ru-14");

  rules.rules[0].quotas["winner"].max_per_region = 2;
  CHECK(Summary(Rank(inputs, rules)) ==
        Lines{"1 winner", "2 winner", "3 REGION_QUOTA", "4 REGION_QUOTA", "5 winner"});
  rules.rules[0].quotas["winner"] = {};
  rules.rules[0].quotas["winner"].total = 2;
  rules.rules[0].quotas["winner"].min_per_region = 1;
  CHECK(Summary(Rank(inputs, rules)) ==
        Lines{"1 winner", "2 QUOTA_FULL", "3 QUOTA_FULL", "4 QUOTA_FULL", "5 winner"});
}

TEST_CASE("classes follow one another and nobody has two", "[ranking]") {
  Rules rules = MakeRules({"production"}, 1);
  rules.classes.push_back({"laureate", false});
  rules.rules[0].quotas["laureate"].total = 1;
  Inputs inputs;
  for (uint32_t n = 1; n <= 3; ++n) inputs.contestants.push_back(MakeContestant(n, 9500 - 500 * n));
  CHECK(Summary(Rank(inputs, rules)) == Lines{"1 winner", "2 laureate", "3 QUOTA_FULL"});
}

TEST_CASE("reviews are summed, never averaged", "[ranking]") {
  std::vector<Contestant> contestants = {MakeContestant(1, 0), MakeContestant(2, 0)};
  contestants[0].reviews = contestants[1].reviews = 0;
  const ApplicationId first = contestants[0].application;
  Aggregate({{first, {{"b1", 7}, {"a1", 3}}, 6550},
             {first, {{"b1", 8}, {"a1", 10}}, 8005},
             {Numbered<ApplicationId>(9), {{"a1", 1}}, 100}},
            contestants);
  CHECK(contestants[0].reviews == 2);
  CHECK(contestants[0].total_sum == 14555);
  CHECK(contestants[0].lowest_total == 6550);
  CHECK(contestants[0].criteria.size() == 2);
  CHECK(contestants[0].criteria[0].criterion == "a1");
  CHECK(contestants[0].criteria[0].sum == 13);
  CHECK(contestants[1].reviews == 0);
}

}  // namespace
}  // namespace nastavnik::results
