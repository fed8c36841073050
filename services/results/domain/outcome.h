#pragma once

#include <string>
#include <vector>

#include "services/results/domain/ranking/rank.h"
#include "services/results/domain/season.h"

namespace nastavnik::results {

// What the people of an application will be told; written when the ranking is frozen, shown from
// the publication on. Everything in it is final: later changes of the season document do not reach
// it.
struct Outcome {
  ApplicationId application;
  NominationId nomination;
  std::string nomination_title;
  int nomination_position = 0;  // of the season, from 0
  int place = 0;                // 0 unless awarded from the ranking
  std::string award;            // best award class; "": none
  std::string award_title;
  bool is_public = false;  // on the public list: awarded from the ranking
  bool total_shown = false;
  int reviews = 0;
  int64_t total_sum = 0;
  struct Mean {
    std::string criterion;
    std::string title;
    int max = 0;
    int64_t sum = 0;
  };
  std::vector<Mean> criteria;  // empty unless the season shows them
};

// Outcomes of all entries, in the order of application ids. Applications that were withdrawn or
// never admitted have none.
std::vector<Outcome> MakeOutcomes(const std::vector<Entry>& entries, const Season& season);

}  // namespace nastavnik::results
