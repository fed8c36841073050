// Rubrics, formal check, experts and rounds.
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "common/id/id.h"
#include "services/registration/domain/season/decimal.h"
#include "services/registration/domain/season/read.h"

namespace nastavnik::season {
namespace {

constexpr json::Reader::Range kWeight{1, 100};
constexpr json::Reader::Range kPercent{1, 100};

void ReadWeight(json::Reader& reader, Criterion& criterion) {
  const json::Value* weight = reader.Find("weight");
  if (criterion.informative) {
    if (weight != nullptr)
      reader.Fail("weight", "CONFLICTS", "Справочный критерий не взвешивается.");
  } else if (weight != nullptr && weight->is_object()) {
    for (const auto& [nomination, value] : reader.IntEntries("weight", kWeight))
      criterion.weights[nomination] = value;
  } else {
    criterion.weight_all = reader.Int("weight", kWeight);
  }
}

void ReadCriterion(json::Reader& reader, Criterion& criterion) {
  reader.OptionalText("group", "", {0, 39});
  reader.Text("title", kTitle);
  reader.OptionalText("question", "", kText);
  criterion.min = reader.OptionalInt("min", 0, {0, 100});
  criterion.max = reader.Int("max", {1, 100});
  if (criterion.min >= criterion.max)
    reader.Fail("max", "OUT_OF_RANGE", "Должно быть больше, чем min.");
  criterion.informative = reader.OptionalBool("informative", false);
  ReadWeight(reader, criterion);
  for (const auto& [score, text] : reader.TextEntries("anchors", kText)) {
    int64_t mark = 0;
    if (!absl::SimpleAtoi(score, &mark) || absl::StrCat(mark) != score || mark < criterion.min ||
        mark > criterion.max) {
      reader.Fail(json::Join("anchors", score), "OUT_OF_RANGE", "Такой отметки на шкале нет.");
    }
  }
  for (const auto& [nomination, text] : reader.TextEntries("indicators", kText)) {
    criterion.indicators.push_back(nomination);
  }
  reader.RefuseUnknown();
}

void ReadComment(json::Reader reader, const Rubric& rubric) {
  int64_t top = 0;
  for (const auto& [id, criterion] : rubric.criteria) top = std::max(top, criterion.max);
  reader.OptionalInt("requiredAtMost", 0, {0, top});
  reader.OptionalInt("requiredAtLeast", top, {0, top});
  const int64_t min = reader.OptionalInt("min", 0, {0, 10000});
  if (reader.OptionalInt("max", 2000, {1, 10000}) < min)
    reader.Fail("max", "OUT_OF_RANGE", "Меньше, чем min.");
  reader.RefuseUnknown();
}

void ReadSource(json::Reader reader, Round& round) {
  if (OneOf(reader, "from", {"ADMITTED", "ROUND"}) == "ROUND") {
    round.source_round = reader.Text("round", {1, 39});
    reader.OptionalInt("topPercent", 15, kPercent);
    reader.OptionalInt("minTimesPlaces", 3, {1, 100});
  }
  reader.RefuseUnknown();
}

// Pairs of experts of the season, who are known by opaque ids only: everybody may read a document.
void ReadNeverTogether(json::Reader& reader) {
  const std::vector<std::string> pairs = reader.Texts("neverTogether");
  for (size_t i = 0; i < pairs.size(); ++i) {
    const std::pair<std::string, std::string> ids =
        absl::StrSplit(pairs[i], absl::MaxSplits(':', 1));
    if (!ParseUuid(ids.first) || !ParseUuid(ids.second) || ids.first == ids.second) {
      reader.Fail(json::Join("neverTogether", i), "INVALID_FORMAT",
                  "Ожидаются id двух разных экспертов через двоеточие: «<id>:<id>».");
    }
  }
}

void ReadConflict(json::Reader reader) {
  OneOf(reader, "organization", {"EXCLUDE", "ANY"}, "EXCLUDE");
  reader.OptionalBool("onePerOrganization", true);
  OneOf(reader, "region", {"DIFFERENT_REGION", "ANY", "PREFER_NEAR"}, "DIFFERENT_REGION");
  ReadNeverTogether(reader);
  reader.OptionalInt("pastYears", 3, {0, 50});
  reader.RefuseUnknown();
}

void ReadBlind(json::Reader reader) {
  OneOf(reader, "authors", {"HIDDEN", "SHOWN", "AFTER_COMPLETE"}, "HIDDEN");
  OneOf(reader, "coReviews", {"NEVER", "AFTER_OWN", "AFTER_ROUND"}, "NEVER");
  reader.RefuseUnknown();
}

void ReadDue(json::Reader reader) {
  reader.OptionalInt("responseHours", 48, {1, 1000});
  reader.OptionalInt("reviewWorkingDays", 5, {1, 100});
  reader.OptionalInt("lateHours", 24, {0, 1000});
  const std::vector<int64_t> remind = reader.Ints("remindPercent");
  for (size_t i = 0; i < remind.size(); ++i) {
    if (remind[i] < 1 || remind[i] > 99)
      reader.Fail(json::Join("remindPercent", i), "OUT_OF_RANGE", "От 1 до 99.");
  }
  reader.RefuseUnknown();
}

void ReadDivergenceRule(json::Reader reader) {
  if (reader.Has("calibrated") == reader.Has("points")) {
    reader.Fail("", "CONFLICTS", "Нужно ровно одно правило: calibrated или points.");
  }
  if (reader.Has("calibrated")) {
    json::Reader calibrated = reader.Object("calibrated");
    const auto sd = ParseDecimal(calibrated.OptionalText("sd", "3.0"), 4);
    if (!sd || *sd <= 0)
      calibrated.Fail("sd", "INVALID_FORMAT", "Положительное число строкой, например «3.0».");
    calibrated.RefuseUnknown();
  }
  if (reader.Has("points")) {
    json::Reader points = reader.Object("points");
    points.Int("atLeast", {1, 10000});
    points.RefuseUnknown();
  }
  reader.RefuseUnknown();
}

void ReadDivergence(json::Reader reader, Round& round) {
  ReadDivergenceRule(reader.Object("rule"));
  round.opposite = Ids(reader, "oppositeRecommendation");
  if (!round.opposite.empty() && round.opposite.size() != 2) {
    reader.Fail("oppositeRecommendation", "TOO_FEW", "Ожидается пара рекомендаций.");
  }
  reader.OptionalInt("extraReviews", 1, {1, 10});
  OneOf(reader, "appoint", {"AUTO", "CHAIR"}, "AUTO");
  reader.OptionalBool("thirdSeesScores", false);
  OneOf(reader, "merge", {"ALL", "CLOSEST_TWO", "THIRD_IS_FINAL"}, "ALL");
  reader.RefuseUnknown();
}

// A panel reviews everything, so load, side constraints and divergence have no meaning there.
void ReadSideConstraints(json::Reader& reader, Round& round) {
  if (round.kind == "PANEL") {
    for (const char* key :
         {"load", "batch", "freshExperts", "alternates", "conflict", "seniors", "divergence"}) {
      if (reader.Find(key) != nullptr)
        reader.Fail(key, "CONFLICTS", "В туре вида PANEL не задаётся.");
    }
    return;
  }
  json::Reader load = reader.Object("load");
  const int64_t min = load.OptionalInt("min", 0, {0, 1000});
  round.load_max = load.OptionalInt("max", 30, {1, 1000});
  if (min > round.load_max) load.Fail("max", "OUT_OF_RANGE", "Меньше, чем min.");
  load.RefuseUnknown();
  reader.OptionalInt("batch", 10, {1, 1000});
  reader.OptionalBool("freshExperts", true);
  reader.OptionalInt("alternates", 3, {0, 20});
  if (reader.OptionalInt("seniors", 0, {0, 20}) > round.reviews) {
    reader.Fail("seniors", "OUT_OF_RANGE", "Больше, чем экспертов у заявки.");
  }
  ReadConflict(reader.Object("conflict"));
  if (reader.Has("divergence")) ReadDivergence(reader.Object("divergence"), round);
}

void ReadRound(json::Reader& reader, Round& round) {
  round.applies_to = ReadSelector(reader);
  round.stage = reader.Text("stage", {1, 39});
  round.kind = OneOf(reader, "kind", {"OPTIMAL", "PANEL", "PULL"});
  ReadSource(reader.Object("source"), round);
  round.reviews = reader.OptionalInt("reviewsPerApplication", 2, {1, 20});
  if (SomeOf(reader, "grades", {"BASIC", "SENIOR", "LEAD"}).empty()) {
    reader.Fail("grades", "TOO_FEW", "Нужна хотя бы одна ступень экспертов.");
  }
  ReadSideConstraints(reader, round);
  ReadBlind(reader.Object("blind"));
  ReadDue(reader.Object("due"));
  if (round.kind == "PULL") {
    json::Reader pull = reader.Object("pull");
    pull.OptionalInt("liveClaims", 3, {1, 100});
    pull.OptionalInt("idleHours", 24, {1, 1000});
    pull.OptionalInt("maxDays", 5, {1, 100});
    pull.RefuseUnknown();
  }
  reader.RefuseUnknown();
}

}  // namespace

void ReadRubrics(json::Reader& root, Document& document) {
  for (auto& [id, reader] : root.Entries("rubrics")) {
    Rubric& rubric = document.rubrics[id];
    rubric.id = id;
    rubric.applies_to = ReadSelector(reader);
    rubric.order = Ids(reader, "order");
    for (auto& [criterion_id, criterion] : reader.Entries("criteria")) {
      Criterion& kept = rubric.criteria[criterion_id];
      kept.id = criterion_id;
      ReadCriterion(criterion, kept);
    }
    if (rubric.criteria.size() > kMaxCriteria) {
      reader.Fail("criteria", "TOO_MANY", absl::StrCat("Не более ", kMaxCriteria, " критериев."));
    }
    ReadComment(reader.Object("comment"), rubric);
    rubric.recommendation = ReadTitles(reader, "recommendation", 200);
    reader.RefuseUnknown();
  }
}

void ReadFormalCheck(json::Reader reader) {
  if (ReadTitles(reader, "reasons", 500).empty())
    reader.Fail("reasons", "TOO_FEW", "Нужно хотя бы одно основание.");
  json::Reader refusal = reader.Object("refusal");
  refusal.OptionalInt("approvals", 2, {1, 10});
  refusal.RefuseUnknown();
  json::Reader correction = reader.Object("correction");
  correction.OptionalInt("workingDays", 2, {1, 100});
  correction.OptionalInt("times", 1, {0, 10});
  correction.RefuseUnknown();
  reader.OptionalInt("similarityFlagPercent", 50, kPercent);
  reader.RefuseUnknown();
}

void ReadExperts(json::Reader reader) {
  reader.OptionalBool("selfApplication", true);
  reader.OptionalInt("seasonMax", 40, {1, 10000});
  json::Reader test = reader.Object("test");
  test.OptionalInt("markPercent", 70, kPercent);
  test.OptionalInt("attempts", 2, {1, 100});
  test.RefuseUnknown();
  reader.RefuseUnknown();
}

void ReadRounds(json::Reader& root, Document& document) {
  for (auto& [id, reader] : root.Entries("reviewRounds")) {
    Round& round = document.rounds[id];
    round.id = id;
    ReadRound(reader, round);
  }
  if (document.rounds.size() > kMaxRounds) {
    root.Fail("reviewRounds", "TOO_MANY", absl::StrCat("Не более ", kMaxRounds, " туров."));
  }
}

std::optional<int64_t> Criterion::WeightIn(const std::string& nomination) const {
  if (weight_all) return weight_all;
  const auto weight = weights.find(nomination);
  return weight == weights.end() ? std::nullopt : std::optional<int64_t>(weight->second);
}

}  // namespace nastavnik::season
