#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

#include "services/review/domain/ids.h"

namespace nastavnik::review {

// One question of a rubric, with its weight in one nomination.
struct Criterion {
  CriterionId id;
  std::string group;
  std::string title;
  std::string question;
  int min = 0;
  int max = 0;
  int weight = 0;  // points of 100; 0 when informative
  bool informative = false;
  std::vector<std::pair<std::string, std::string>> anchors;  // mark -> what it means
};

// When words are asked for. Bounds are marks; lengths are code points.
struct CommentRule {
  std::optional<int> required_at_most;
  std::optional<int> required_at_least;
  int min_length = 0;
  int max_length = 0;  // 0: none of its own

  bool RequiredAt(int mark) const {
    return (required_at_most && mark <= *required_at_most) ||
           (required_at_least && mark >= *required_at_least);
  }
};

// How a nomination is marked. The weights of the scored criteria sum to 100, and 100 * weight is a
// multiple of max, so every total is an integer.
struct Rubric {
  std::vector<Criterion> criteria;  // in the order of the document
  CommentRule comment;
  std::vector<std::pair<std::string, std::string>> recommendations;  // id -> title

  const Criterion* Find(const CriterionId& id) const;
  bool HasRecommendation(absl::string_view id) const;
};

}  // namespace nastavnik::review
