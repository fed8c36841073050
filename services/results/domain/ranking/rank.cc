#include "services/results/domain/ranking/rank.h"

#include <algorithm>
#include <map>

#include "services/results/domain/ranking/award.h"
#include "services/results/domain/ranking/order.h"

namespace nastavnik::results {
namespace {

Entry MakeEntry(const Contestant& contestant) {
  Entry entry;
  entry.application = contestant.application;
  entry.nomination = contestant.nomination;
  entry.region = contestant.region;
  entry.reviews = contestant.reviews;
  entry.total_sum = contestant.total_sum;
  entry.corrected = contestant.corrected;
  entry.criteria = contestant.criteria;
  entry.reason = WhyExcluded(contestant);
  return entry;
}

// Numbers the contenders that follow the last award of their nomination; tied ones share a number.
void MarkReserve(const RankingRule& rule, const std::vector<Contender>& contenders,
                 std::vector<Entry>& entries) {
  size_t next = 0;
  for (size_t i = 0; i < contenders.size(); ++i) {
    if (!entries[contenders[i].entry].award.empty()) next = i + 1;
  }
  int passed = 0;
  int number = 0;
  int place = 0;  // of the last one on the list
  for (size_t i = next; i < contenders.size(); ++i) {
    Entry& entry = entries[contenders[i].entry];
    if (entry.reason != Reason::kQuotaFull && entry.reason != Reason::kRegionQuota) continue;
    ++passed;
    if (entry.place != place) number = passed;
    if (number > rule.reserve) return;
    place = entry.place;
    entry.reserve = number;
  }
}

}  // namespace

absl::string_view ReasonName(Reason reason) {
  switch (reason) {
    case Reason::kNone:
      return "";
    case Reason::kNotAdmitted:
      return "NOT_ADMITTED";
    case Reason::kWithdrawn:
      return "WITHDRAWN";
    case Reason::kDisqualified:
      return "DISQUALIFIED";
    case Reason::kRoundNotReached:
      return "ROUND_NOT_REACHED";
    case Reason::kReviewsMissing:
      return "REVIEWS_MISSING";
    case Reason::kNominationVoid:
      return "NOMINATION_VOID";
    case Reason::kBelowThreshold:
      return "BELOW_THRESHOLD";
    case Reason::kQuotaFull:
      return "QUOTA_FULL";
    case Reason::kRegionQuota:
      return "REGION_QUOTA";
    case Reason::kAlreadyAwarded:
      return "ALREADY_AWARDED";
    case Reason::kTieUnresolved:
      return "TIE_UNRESOLVED";
  }
  return "";
}

std::vector<Entry> Rank(const Inputs& inputs, const Rules& rules) {
  std::vector<const Contestant*> sorted;
  sorted.reserve(inputs.contestants.size());
  for (const Contestant& contestant : inputs.contestants) sorted.push_back(&contestant);
  std::sort(sorted.begin(), sorted.end(), [](const Contestant* a, const Contestant* b) {
    return a->application < b->application;
  });

  std::map<NominationId, int> numbers;
  for (const RankedNomination& nomination : rules.nominations) {
    numbers.emplace(nomination.id, static_cast<int>(numbers.size()));
  }
  std::vector<Entry> entries;
  entries.reserve(sorted.size());
  std::vector<std::vector<Contender>> nominations(rules.nominations.size());
  for (const Contestant* contestant : sorted) {
    entries.push_back(MakeEntry(*contestant));
    const auto number = numbers.find(contestant->nomination);
    if (entries.back().reason != Reason::kNone || number == numbers.end()) continue;
    const RankingRule& rule = rules.rules[rules.nominations[number->second].rule];
    Contender contender = MakeContender(*contestant, rule);
    contender.nomination = number->second;
    contender.entry = static_cast<int>(entries.size()) - 1;
    nominations[number->second].push_back(std::move(contender));
  }

  for (size_t i = 0; i < nominations.size(); ++i) {
    const RankingRule& rule = rules.rules[rules.nominations[i].rule];
    Place(rule, nominations[i]);
    const bool is_void = static_cast<int>(nominations[i].size()) < rule.void_below;
    for (const Contender& contender : nominations[i]) {
      Entry& entry = entries[contender.entry];
      entry.place = contender.place;
      if (!contender.passes) entry.reason = Reason::kBelowThreshold;
      if (is_void) entry.reason = Reason::kNominationVoid;
    }
  }
  Awarding(rules, nominations, entries).AwardAll();
  for (size_t i = 0; i < nominations.size(); ++i) {
    MarkReserve(rules.rules[rules.nominations[i].rule], nominations[i], entries);
  }
  return entries;
}

}  // namespace nastavnik::results
