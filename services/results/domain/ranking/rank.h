#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/id/id.h"
#include "services/results/domain/ranking/fraction.h"
#include "services/results/domain/ranking/rules.h"

namespace nastavnik::results {

// Sum of the marks of one criterion over the reviews of an application.
struct CriterionSum {
  std::string criterion;
  int64_t sum = 0;
};

// One application as the ranking sees it.
struct Contestant {
  enum class State { kAdmitted, kNotAdmitted, kWithdrawn, kDisqualified };

  ApplicationId application;
  NominationId nomination;
  RegionId region;
  std::vector<PersonId> people;  // applicant and members
  State state = State::kAdmitted;
  bool reached_last_round = true;
  absl::Time submit_time;    // of the version in force; counts in milliseconds
  int demand = 0;            // reviews that the last round asks for
  int reviews = 0;           // completed ones that count
  int64_t total_sum = 0;     // of their totals, hundredths of a point
  int64_t lowest_total = 0;  // of the lowest of them
  // A calibrated value, millionths of a point, that ranks instead of the mean of the totals.
  std::optional<int64_t> corrected;
  std::vector<CriterionSum> criteria;  // by criterion id, ascending
  int protocol_order = 0;              // from 1, by a protocol about a tie; 0: none

  // What ranks, hundredths of a point. Only of one that has reviews.
  Fraction Value() const {
    return corrected ? Fraction{*corrected, 10'000} : Fraction{total_sum, reviews};
  }
};

struct Inputs {
  std::vector<Contestant> contestants;  // in any order
};

// Why an application has no place or no award.
enum class Reason {
  kNone,
  kNotAdmitted,
  kWithdrawn,
  kDisqualified,
  kRoundNotReached,
  kReviewsMissing,
  kNominationVoid,
  kBelowThreshold,
  kQuotaFull,
  kRegionQuota,
  kAlreadyAwarded,
  kTieUnresolved,
};
absl::string_view ReasonName(Reason reason);  // "QUOTA_FULL"; "" for kNone

struct Entry {
  ApplicationId application;
  NominationId nomination;
  RegionId region;
  int reviews = 0;
  int64_t total_sum = 0;
  std::optional<int64_t> corrected;
  std::vector<CriterionSum> criteria;
  int place = 0;      // 0: does not compete
  std::string award;  // class id; "": none
  Reason reason = Reason::kNone;
  int reserve = 0;  // number on the reserve list of the nomination; 0: not on it
};

// Ranks and awards. Pure: the same inputs in any order give the same entries, which come in the
// order of application ids. The reason of an entry without award is that of the last class tried.
//
// 1. Contenders are admitted, reached the last round and have the reviews that it demands; the
// others get a reason.
// 2. A nomination with fewer contenders than `void_below` has no awards; its places go nowhere
// else.
// 3. Below a pass mark an application is placed, not awarded.
// 4. Order: value, then the tie breaks. Equal ones share a place and the next place skips (1, 2, 2,
// 4).
// 5. Each award class in turn: first the floors (regions in order of their ids, the best of each),
// then all nominations by
//    place, nomination, application. Whoever is better placed in a nomination is decided before.
// 6. Tied candidates are decided together. When only some of them fit, the tie is unresolved and
// its nomination stops.
//    Below a pass mark, or with a win or a better award already, one is no candidate and does not
//    make a tie.
// 7. The reserve are the contenders after the last award of the nomination, in order.
std::vector<Entry> Rank(const Inputs& inputs, const Rules& rules);

}  // namespace nastavnik::results
