#pragma once

#include "absl/strings/string_view.h"

#include "services/review/domain/matching/result_file.h"
#include "services/review/domain/matching/run_input.h"

namespace nastavnik::review {

// Why a run gave an application to an expert, or did not.
struct Explanation {
  enum class Outcome {
    kAssigned,
    kHeld,            // the expert held it before the run
    kListed,          // the expert may claim it; mode PULL
    kIneligible,      // for `reason`
    kNotListed,       // not among the candidates of the application, or it has no open slot
    kOutbid,          // others are worth more to the application at these prices
    kCapacity,        // the expert is worth more to other applications, and full
    kSideConstraint,  // `other` has the application and may not be on it with this expert
  };

  Outcome outcome = Outcome::kNotListed;
  Ineligible reason = Ineligible::kNone;  // SIDE_CONSTRAINT: for `other`, who held it before
  ScoreParts score;                       // as if the pair were eligible
  int place = 0;          // on the list of candidates by score, from 1; 0: not on it
  int listed = 0;         // length of the list
  int64_t price = 0;      // of the expert
  int64_t value = 0;      // score less price
  int64_t threshold = 0;  // the demand-th best value on the list, or the price of an open slot
  int other = -1;         // an expert
};

absl::string_view NameOf(Explanation::Outcome outcome);

// Explains application `a` and expert `e` of a run from its two files. Makes the lists again, which
// takes a scan over all eligible pairs.
Explanation Explain(const RunInput& input, absl::string_view seed, const RunResult& result, int a,
                    int e);

}  // namespace nastavnik::review
