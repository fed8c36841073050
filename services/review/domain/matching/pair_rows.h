#pragma once

#include <memory>
#include <vector>

#include "absl/strings/string_view.h"

#include "services/review/domain/matching/certificate.h"
#include "services/review/domain/matching/lists.h"
#include "services/review/domain/matching/run_input.h"

namespace nastavnik::review {

// The eligible pairs of a run with their scores: application by application, some nanoseconds a
// pair, with everything looked up beforehand; and one by one with the reason and the components. A
// copy shares the tables and may be used in another thread.
class PairRows {
 public:
  // `input` must outlive the rows.
  PairRows(const RunInput& input, absl::string_view seed);

  // Appends the experts who may review application `a` and have `max_load` of 1 or more, ascending;
  // where the lists of the run are drawn, those that are drawn of them.
  void Append(int a, const std::vector<int>& max_load, std::vector<ScoredExpert>& row);

  // The first reason why expert `e` may not review application `a`; EXPERT_NOT_ACTIVE never, such
  // experts have no capacity in the file. For SIDE_CONSTRAINT `other` becomes the expert in the way
  // who holds the application, unless null.
  Ineligible WhyNot(int a, int e, int* other = nullptr) const;
  // The components of a pair's score, as if it were eligible.
  ScoreParts PartsOf(int a, int e) const;

 private:
  struct Tables;

  // Marks the experts and organizations that may not have application `a`.
  void Block(int a);
  void AppendDrawn(int a, const std::vector<int>& max_load, std::vector<ScoredExpert>& row);

  std::shared_ptr<const Tables> tables_;
  PairDraw draw_;
  std::vector<int> blocked_;  // by expert: the last application that may not have the expert
  std::vector<int> blocked_organization_;  // the same by organization
};

}  // namespace nastavnik::review
