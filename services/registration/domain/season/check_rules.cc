#include "services/registration/domain/season/check_rules.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"

#include "common/text/text.h"

namespace nastavnik::season {
namespace {

const Rubric* RubricOf(const Document& document, const Nomination& nomination) {
  const Rubric* best = nullptr;
  int best_rank = 0;
  for (const auto& [id, rubric] : document.rubrics) {
    const int rank = rubric.applies_to.Rank(nomination.id, nomination.direction);
    if (rank > best_rank) best = &rubric;
    best_rank = std::max(best_rank, rank);
  }
  return best;
}

void CheckOrder(const Rubric& rubric, const std::string& path, Checker& checker) {
  const std::set<std::string> order(rubric.order.begin(), rubric.order.end());
  for (size_t i = 0; i < rubric.order.size(); ++i) {
    checker.Known(json::Join(path + ".order", i), rubric.order[i], rubric.criteria);
  }
  for (const auto& [id, criterion] : rubric.criteria) {
    if (order.count(id) == 0)
      checker.Fail(path + ".order", "REQUIRED", absl::StrCat("Нет критерия «", id, "»."));
  }
}

// Weights of the nomination sum to 100, and a full mark gives whole hundredths.
void CheckWeights(const Rubric& rubric, const Nomination& nomination, const std::string& path,
                  Checker& checker) {
  int64_t sum = 0;
  bool whole = true;
  for (const auto& [id, criterion] : rubric.criteria) {
    if (criterion.informative) continue;
    const std::string at = absl::StrCat(path, ".criteria.", id, ".weight");
    const auto weight = criterion.WeightIn(nomination.id);
    whole = whole && weight.has_value();
    if (!weight) {
      checker.Fail(absl::StrCat(at, ".", nomination.id), "REQUIRED",
                   absl::StrCat("Нет веса для номинации «", nomination.id, "»."));
    } else if (criterion.max > 0 && 100 * *weight % criterion.max != 0) {
      checker.Fail(at, "OUT_OF_RANGE",
                   "100 × вес должно делиться на высшую отметку, иначе балл не целый.");
    }
    sum += weight.value_or(0);
  }
  if (whole && sum != 100) {
    checker.Fail(
        path + ".criteria", "OUT_OF_RANGE",
        absl::StrCat("Сумма весов номинации «", nomination.id, "» — ", sum, ", а нужна 100."));
  }
}

void CheckQuota(const Document& document, const RankingRule& rule, const Quota& quota,
                const std::string& path, Checker& checker) {
  int64_t sum = 0;
  for (const auto& [nomination, places] : quota.nominations) {
    checker.Known(absl::StrCat(path, ".nominations.", nomination), nomination,
                  document.nominations);
    sum += places;
  }
  if (quota.nominations.empty()) return;
  for (const auto& [id, nomination] : document.nominations) {
    if (rule.applies_to.Matches(id, nomination.direction) && quota.nominations.count(id) == 0) {
      checker.Fail(absl::StrCat(path, ".nominations.", id), "REQUIRED",
                   absl::StrCat("Нет квоты номинации «", id, "»."));
    }
  }
  if (quota.total && *quota.total != sum) {
    checker.Fail(path + ".total", "OUT_OF_RANGE",
                 absl::StrCat("Сумма квот номинаций — ", sum, "."));
  }
}

// What every region is promised has to fit into what a region may have and into the places there
// are, or which region gets it would hang on the order of their codes.
void CheckRegionQuota(const Document& document, const RankingRule& rule, const Quota& quota,
                      const std::string& path, Checker& checker) {
  const int64_t least = quota.min_per_region.value_or(0);
  if (least == 0) return;
  int64_t nominations = 0, places = 0;
  bool limited = true;
  for (const auto& [id, nomination] : document.nominations) {
    if (!rule.applies_to.Matches(id, nomination.direction)) continue;
    ++nominations;
    const auto own = quota.nominations.find(id);
    limited = limited && own != quota.nominations.end();
    if (own != quota.nominations.end()) places += own->second;
  }
  const auto most = [&](std::optional<int64_t> limit, absl::string_view key) {
    if (!limit || least <= *limit) return;
    checker.Fail(path + ".minPerRegion", "CONFLICTS",
                 absl::StrCat("Региону обещано больше (", least, "), чем разрешает ", key, " (",
                              *limit, " на все номинации правила)."));
  };
  most(quota.max_per_region_total, "maxPerRegionTotal");
  if (quota.max_per_region) most(*quota.max_per_region * nominations, "maxPerRegion");
  const int64_t regions = kFederalSubjects + static_cast<int64_t>(document.extra_regions.size());
  if (quota.total) places = *quota.total;
  if ((quota.total || limited) && least * regions > places) {
    checker.Fail(path + ".minPerRegion", "CONFLICTS",
                 absl::StrCat("Регионам обещано больше мест (", regions, " × ", least,
                              "), чем есть (", places, ")."));
  }
}

// A criterion that ranks must be scored in every nomination that the rule ranks.
void CheckRankingCriteria(const Document& document, const RankingRule& rule,
                          const std::string& path, Checker& checker) {
  for (const auto& [id, nomination] : document.nominations) {
    if (!rule.applies_to.Matches(id, nomination.direction)) continue;
    const Rubric* rubric = RubricOf(document, nomination);
    if (rubric == nullptr) continue;
    for (const std::string& name : rule.criteria) {
      const auto criterion = rubric->criteria.find(name);
      if (criterion == rubric->criteria.end() || criterion->second.informative) {
        checker.Fail(path, "UNKNOWN_VALUE",
                     absl::StrCat("Критерий «", name, "» не оценивается в номинации «", id, "»."));
      }
    }
  }
}

bool SourceEnds(const Document& document, const Round& start) {
  std::set<std::string> seen = {start.id};
  const Round* at = &start;
  while (!at->source_round.empty()) {
    const auto next = document.rounds.find(at->source_round);
    if (next == document.rounds.end()) return true;
    if (!seen.insert(next->first).second) return false;
    at = &next->second;
  }
  return true;
}

void CheckOpposite(const Document& document, const Round& round, const std::string& path,
                   Checker& checker) {
  for (const auto& [id, nomination] : document.nominations) {
    const Rubric* rubric = RubricOf(document, nomination);
    if (rubric == nullptr || !round.applies_to.Matches(id, nomination.direction)) continue;
    const std::map<std::string, std::string> known(rubric->recommendation.begin(),
                                                   rubric->recommendation.end());
    for (const std::string& recommendation : round.opposite) {
      checker.Known(path + ".divergence.oppositeRecommendation", recommendation, known);
    }
    return;  // one nomination tells; the others share the rubric or are checked as they load theirs
  }
}

}  // namespace

void Checker::Unknown(absl::string_view path, absl::string_view id,
                      const std::vector<std::string>& known) {
  const auto nearest = text::Nearest(id, known);
  Fail(path, "UNKNOWN_VALUE",
       nearest ? absl::StrCat("«", id, "» в документе нет. Возможно, «", *nearest, "»?")
               : absl::StrCat("«", id, "» в документе нет."));
}

void CheckRubrics(const Document& document, Checker& checker) {
  for (const auto& [id, rubric] : document.rubrics) {
    const std::string path = absl::StrCat("rubrics.", id);
    CheckOrder(rubric, path, checker);
    for (const auto& [criterion_id, criterion] : rubric.criteria) {
      const std::string at = absl::StrCat(path, ".criteria.", criterion_id);
      for (const auto& [nomination, weight] : criterion.weights) {
        checker.Known(absl::StrCat(at, ".weight.", nomination), nomination, document.nominations);
      }
      for (const std::string& nomination : criterion.indicators) {
        checker.Known(absl::StrCat(at, ".indicators.", nomination), nomination,
                      document.nominations);
      }
    }
    for (const auto& [nomination_id, nomination] : document.nominations) {
      if (RubricOf(document, nomination) == &rubric)
        CheckWeights(rubric, nomination, path, checker);
    }
  }
}

void CheckRounds(const Document& document, Checker& checker) {
  if (document.rounds.empty())
    checker.Fail("reviewRounds", "TOO_FEW", "Нужен хотя бы один тур экспертизы.");
  std::set<std::string> stages;
  for (const auto& [id, round] : document.rounds) {
    const std::string path = absl::StrCat("reviewRounds.", id);
    checker.Known(path + ".stage", round.stage, document.stages);
    const auto stage = document.stages.find(round.stage);
    if (stage != document.stages.end() && stage->second.kind != "REVIEW") {
      checker.Fail(path + ".stage", "CONFLICTS", "Этап тура должен быть вида REVIEW.");
    }
    if (!stages.insert(round.stage).second)
      checker.Fail(path + ".stage", "CONFLICTS", "На этапе уже есть тур.");
    checker.Known(path + ".source.round", round.source_round, document.rounds);
    if (!SourceEnds(document, round))
      checker.Fail(path + ".source.round", "CONFLICTS", "Туры ссылаются по кругу.");
    CheckOpposite(document, round, path, checker);
  }
}

void CheckRanking(const Document& document, Checker& checker) {
  for (const auto& [id, rule] : document.ranking_rules) {
    const std::string path = absl::StrCat("rankingRules.", id);
    for (size_t i = 0; i < rule.rounds.size(); ++i) {
      checker.Known(json::Join(path + ".rounds", i), rule.rounds[i], document.rounds);
    }
    CheckRankingCriteria(document, rule, path, checker);
    for (const auto& [award, quota] : rule.quotas) {
      const std::string at = absl::StrCat(path, ".quotas.", award);
      checker.Known(at, award, document.award_classes);
      CheckQuota(document, rule, quota, at, checker);
      CheckRegionQuota(document, rule, quota, at, checker);
    }
  }
  std::set<int64_t> ranks;
  for (const auto& [id, award] : document.award_classes) {
    const std::string path = absl::StrCat("awardClasses.", id);
    if (!ranks.insert(award.rank).second)
      checker.Fail(path + ".rank", "CONFLICTS", "Ранг уже занят.");
    checker.Known(path + ".round", award.round, document.rounds);
  }
  for (size_t i = 0; i < document.catalogue_awards.size(); ++i) {
    checker.Known(json::Join("catalogue.awardClasses", i), document.catalogue_awards[i],
                  document.award_classes);
  }
}

}  // namespace nastavnik::season
