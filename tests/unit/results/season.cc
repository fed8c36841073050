#include "tests/unit/results/season.h"

namespace nastavnik::results::testing {
namespace {

class Dice {
 public:
  explicit Dice(Draw draw) : draw_(std::move(draw)) {}
  int Upto(int most) { return draw_(most); }
  bool OneIn(int n) { return Upto(n - 1) == n - 1; }

 private:
  Draw draw_;
};

Quota RandomQuota(Dice& dice, const std::vector<std::string>& nominations) {
  Quota quota;
  if (dice.OneIn(3)) quota.total = dice.Upto(12);
  for (const std::string& nomination : nominations) {
    if (!dice.OneIn(4)) quota.nominations[NominationId(nomination)] = dice.Upto(6);
  }
  if (dice.OneIn(3)) quota.max_per_region = 1 + dice.Upto(2);
  if (dice.OneIn(3)) quota.max_per_region_total = 1 + dice.Upto(3);
  if (dice.OneIn(4)) quota.min_per_region = 1;
  return quota;
}

Rules RandomRules(Dice& dice, const std::vector<std::string>& nominations) {
  Rules rules;
  const int count = dice.OneIn(4) ? 2 : 1;
  for (int i = 0; i < count; ++i) {
    RankingRule rule;
    rule.id = i == 0 ? "main" : "other";
    if (!dice.OneIn(3)) rule.pass.value = 5000;
    if (dice.OneIn(4)) rule.pass.each = 3000;
    if (dice.OneIn(4)) rule.pass.criteria = {{"b1", 300}};
    if (!dice.OneIn(3)) rule.tie_breaks.push_back({TieBreak::Kind::kCriterion, "b1"});
    if (dice.OneIn(2)) rule.tie_breaks.push_back({TieBreak::Kind::kEarlierSubmission, ""});
    if (dice.OneIn(2)) rule.tie_breaks.push_back({TieBreak::Kind::kProtocol, ""});
    rule.one_win = static_cast<OneWin>(dice.Upto(2));
    rule.void_below = dice.Upto(3);
    rule.reserve = dice.Upto(5);
    rule.quotas["winner"] = RandomQuota(dice, nominations);
    if (dice.OneIn(2)) rule.quotas["laureate"] = RandomQuota(dice, nominations);
    rules.rules.push_back(std::move(rule));
  }
  for (const std::string& nomination : nominations) {
    rules.nominations.push_back(
        {NominationId(nomination), dice.OneIn(3) ? "science" : "practice", dice.Upto(count - 1)});
  }
  rules.classes = {{"winner", true}, {"laureate", dice.OneIn(2)}};
  return rules;
}

Contestant RandomContestant(Dice& dice, uint32_t n, int applications, bool calibrated,
                            const std::vector<std::string>& nominations) {
  Contestant contestant = MakeContestant(n, 0);
  contestant.nomination =
      NominationId(nominations[dice.Upto(static_cast<int>(nominations.size()) - 1)]);
  contestant.region = RegionId("ru-" + std::to_string(10 + dice.Upto(7)));
  for (int member = dice.OneIn(5) ? 2 : 0; member > 0; --member) {
    contestant.people.push_back(Numbered<PersonId>(1 + dice.Upto(applications)));
  }
  contestant.submit_time = absl::FromUnixMillis(1'800'000'000'000 + dice.Upto(20));
  contestant.reviews = dice.OneIn(20) ? 1 : 2 + dice.Upto(1);
  contestant.total_sum = 0;
  contestant.lowest_total = 10000;
  for (int i = 0; i < contestant.reviews; ++i) {
    const int64_t total = dice.OneIn(3) ? 6000 : 250 * dice.Upto(40);  // a third ties at one value
    contestant.total_sum += total;
    contestant.lowest_total = std::min(contestant.lowest_total, total);
  }
  contestant.criteria = {{"a1", dice.Upto(20)}, {"b1", dice.Upto(3) * 5}};
  if (dice.OneIn(15)) contestant.state = static_cast<Contestant::State>(1 + dice.Upto(2));
  if (dice.OneIn(30)) contestant.reached_last_round = false;
  if (dice.OneIn(10)) contestant.protocol_order = 1 + dice.Upto(3);
  if (calibrated && contestant.reviews > 0) contestant.corrected = (dice.Upto(60) - 2) * 1'666'667;
  return contestant;
}

}  // namespace

Generated Generate(const Draw& draw, int applications) {
  Dice dice(draw);
  const std::vector<std::string> nominations = {"production", "education", "social", "service"};
  Generated season;
  season.rules = RandomRules(dice, nominations);
  const bool calibrated = dice.OneIn(4);
  for (int n = 1; n <= applications; ++n) {
    season.inputs.contestants.push_back(
        RandomContestant(dice, static_cast<uint32_t>(n), applications, calibrated, nominations));
  }
  return season;
}

Generated Generate(uint64_t seed, int applications) {
  std::mt19937_64 engine(seed);
  return Generate(
      [&](int most) { return static_cast<int>(engine() % static_cast<uint64_t>(most + 1)); },
      applications);
}

}  // namespace nastavnik::results::testing
