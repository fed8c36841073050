#include "services/results/domain/season.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "common/json/reader.h"
#include "common/time/civil.h"
#include "services/results/domain/errors.h"

namespace nastavnik::results {
namespace {

using json::Reader;
using Entries = std::vector<std::pair<std::string, Reader>>;

const Reader::Names<AwardTitle::From> kFrom = {{"RANKING", AwardTitle::From::kRanking},
                                               {"ROUND", AwardTitle::From::kRound},
                                               {"PROTOCOL", AwardTitle::From::kProtocol},
                                               {"ADMITTED", AwardTitle::From::kAdmitted},
                                               {"EXPERT", AwardTitle::From::kExpert}};
const Reader::Names<OneWin> kOneWin = {
    {"SEASON", OneWin::kSeason}, {"DIRECTION", OneWin::kDirection}, {"NONE", OneWin::kNone}};

constexpr int64_t kManyPlaces = 1'000'000;

// How exactly `entry` names the nomination: 3 by id, 2 by direction, 1 by "*" or no list, 0 not at
// all.
int RankOf(Reader& entry, const RankedNomination& nomination) {
  const std::vector<std::string> terms = entry.Texts("appliesTo");
  int rank = terms.empty() ? 1 : 0;
  for (absl::string_view term : terms) {
    if (term == nomination.id.text()) return 3;
    if (term == "*") rank = std::max(rank, 1);
    if (absl::ConsumePrefix(&term, "direction:") && term == nomination.direction)
      rank = std::max(rank, 2);
  }
  return rank;
}

// Index of the entry that names the nomination most exactly, or -1.
int BestMatch(Entries& entries, const RankedNomination& nomination) {
  int best = -1;
  int best_rank = 0;
  for (size_t i = 0; i < entries.size(); ++i) {
    const int rank = RankOf(entries[i].second, nomination);
    if (rank <= best_rank) continue;
    best = static_cast<int>(i);
    best_rank = rank;
  }
  return best;
}

// Entries by the number that each has under `key`, then by id.
Entries Sorted(Entries entries, absl::string_view key) {
  std::map<std::string, int64_t> numbers;
  for (auto& [id, entry] : entries) numbers[id] = entry.OptionalInt(key, 0);
  std::stable_sort(entries.begin(), entries.end(), [&](const auto& a, const auto& b) {
    return numbers[a.first] < numbers[b.first];
  });
  return entries;
}

std::optional<int> OptionalPlaces(Reader& reader, absl::string_view key) {
  if (!reader.Has(key)) return std::nullopt;
  return static_cast<int>(reader.OptionalInt(key, 0, {0, kManyPlaces}));
}

Quota ReadQuota(Reader& reader) {
  Quota quota;
  quota.total = OptionalPlaces(reader, "total");
  for (const auto& [nomination, places] : reader.IntEntries("nominations", {0, kManyPlaces})) {
    quota.nominations[NominationId(nomination)] = static_cast<int>(places);
  }
  quota.max_per_region = OptionalPlaces(reader, "maxPerRegion");
  quota.max_per_region_total = OptionalPlaces(reader, "maxPerRegionTotal");
  quota.min_per_region = static_cast<int>(reader.OptionalInt("minPerRegion", 0, {0, kManyPlaces}));
  return quota;
}

PassMark ReadPassMark(Reader reader) {
  PassMark pass;
  if (reader.Has("valueAtLeast")) pass.value = reader.Int("valueAtLeast", {0, 10000});
  if (reader.Has("eachAtLeast")) pass.each = reader.Int("eachAtLeast", {0, 10000});
  pass.criteria = reader.IntEntries("criteria", {0, 1'000'000});
  return pass;
}

std::vector<TieBreak> ReadTieBreaks(Reader& rule) {
  std::vector<TieBreak> tie_breaks;
  for (Reader& entry : rule.Objects("tieBreaks")) {
    if (entry.Has("criterion")) {
      tie_breaks.push_back({TieBreak::Kind::kCriterion, entry.Text("criterion")});
    } else if (entry.OptionalBool("earlierSubmission", false)) {
      tie_breaks.push_back({TieBreak::Kind::kEarlierSubmission, ""});
    } else if (entry.OptionalBool("protocol", false)) {
      tie_breaks.push_back({TieBreak::Kind::kProtocol, ""});
    }
  }
  return tie_breaks;
}

RankingRule ReadRule(const std::string& id, Reader& reader) {
  RankingRule rule;
  rule.id = id;
  rule.pass = ReadPassMark(reader.Object("pass"));
  rule.tie_breaks = ReadTieBreaks(reader);
  for (auto& [award, quota] : reader.Entries("quotas")) rule.quotas[award] = ReadQuota(quota);
  rule.one_win = reader.OneOf("oneWinPer", kOneWin, OneWin::kSeason);
  rule.void_below = static_cast<int>(reader.OptionalInt("voidBelow", 2, {0, kManyPlaces}));
  rule.reserve = static_cast<int>(reader.OptionalInt("reserve", 0, {0, kManyPlaces}));
  return rule;
}

// One pass over a document.
class SeasonReader {
 public:
  SeasonReader(const json::Value& document, json::Violations& violations)
      : root_(document, violations) {}

  Season Read() {
    season_.title = root_.Text("title");
    ReadRounds();
    ReadNominations();
    ReadRules();
    ReadAwards();
    ReadRubrics();
    ReadStages();
    return std::move(season_);
  }

 private:
  void ReadRounds() {
    for (auto& [id, round] : root_.Entries("reviewRounds")) {
      season_.stage_of[id] = StageId(round.Text("stage"));
      season_.demand[id] =
          static_cast<int>(round.OptionalInt("reviewsPerApplication", 2, {1, 100}));
      if (round.Text("kind") != "OPTIMAL") kinds_not_available_.insert(id);
    }
  }

  void ReadNominations() {
    Entries entries = Sorted(root_.Entries("nominations"), "position");
    for (auto& [id, nomination] : entries) {
      season_.rules.nominations.push_back({NominationId(id), nomination.Text("direction"), 0});
      season_.nominations.push_back({NominationId(id), nomination.Text("title"), "", {}, {}});
    }
  }

  void ReadRules() {
    Entries entries = root_.Entries("rankingRules");
    for (auto& [id, rule] : entries) season_.rules.rules.push_back(ReadRule(id, rule));
    for (size_t i = 0; i < season_.nominations.size(); ++i) {
      const int match = BestMatch(entries, season_.rules.nominations[i]);
      if (match < 0) {
        root_.Fail(absl::StrCat("nominations.", season_.nominations[i].id.text()), "REQUIRED",
                   "Нет правила рейтинга.");
        continue;
      }
      season_.rules.nominations[i].rule = match;
      ReadRuleOf(entries[match].second, season_.nominations[i]);
    }
  }

  void ReadRuleOf(Reader& rule, NominationOfSeason& nomination) {
    const std::vector<std::string> rounds = rule.Texts("rounds");
    nomination.round = rounds.empty() ? "" : rounds.back();
    if (season_.stage_of.count(nomination.round) == 0)
      rule.Fail("rounds", "UNKNOWN_VALUE", "Такого тура нет.");
    const std::string method = rule.OptionalText("method", "MIXED");
    if (method != "MEAN") season_.unavailable.insert(absl::StrCat("rankingRules.method ", method));
    if (rounds.size() > 1) season_.unavailable.insert("rankingRules.rounds");
    if (kinds_not_available_.count(nomination.round) > 0)
      season_.unavailable.insert("reviewRounds.kind");
    Reader feedback = rule.Object("feedback");
    nomination.feedback = {feedback.OptionalBool("total", false),
                           feedback.OptionalBool("criteria", false)};
  }

  void ReadAwards() {
    Entries entries = Sorted(root_.Entries("awardClasses"), "rank");
    for (auto& [id, award] : entries) {
      const auto from = award.OneOf("from", kFrom, AwardTitle::From::kRanking);
      season_.awards.push_back({id, award.Text("title"), from, award.OptionalText("round")});
      if (from == AwardTitle::From::kRanking)
        season_.rules.classes.push_back({id, award.OptionalBool("win", false)});
    }
  }

  void ReadRubrics() {
    Entries entries = root_.Entries("rubrics");
    for (size_t i = 0; i < season_.nominations.size(); ++i) {
      const int match = BestMatch(entries, season_.rules.nominations[i]);
      if (match >= 0) season_.nominations[i].criteria = ReadCriteria(entries[match].second);
    }
  }

  static std::vector<Criterion> ReadCriteria(Reader& rubric) {
    std::map<std::string, Criterion> known;
    for (auto& [id, criterion] : rubric.Entries("criteria")) {
      if (criterion.OptionalBool("informative", false)) continue;
      known[id] = {id, criterion.Text("title"), static_cast<int>(criterion.Int("max", {0, 10000}))};
    }
    std::vector<Criterion> criteria;
    for (const std::string& id : rubric.Texts("order")) {
      if (known.count(id) > 0) criteria.push_back(known[id]);
    }
    return criteria;
  }

  void ReadStages() {
    for (auto& [id, stage] : root_.Entries("stages")) {
      const std::string kind = stage.Text("kind");
      if (kind != "RANKING" && kind != "APPEAL" && kind != "PUBLICATION") continue;
      season_.stages.push_back(
          {StageId(id), kind, ReadTime(stage, "opens"), ReadTime(stage, "closes")});
    }
  }

  static absl::Time ReadTime(Reader& stage, absl::string_view key) {
    const auto zoned = time::ParseCivil(stage.Text(key));
    if (zoned.ok()) return zoned->instant;
    stage.Fail(key, "INVALID_FORMAT", zoned.status().message());
    return absl::InfinitePast();
  }

  Reader root_;
  Season season_;
  std::set<std::string> kinds_not_available_;  // rounds
};

}  // namespace

const NominationOfSeason* Season::Find(const NominationId& id) const {
  const auto at =
      std::find_if(nominations.begin(), nominations.end(),
                   [&](const NominationOfSeason& nomination) { return nomination.id == id; });
  return at == nominations.end() ? nullptr : &*at;
}

std::set<StageId> Season::LastStages() const {
  std::set<StageId> stages;
  for (const NominationOfSeason& nomination : nominations)
    stages.insert(stage_of.at(nomination.round));
  return stages;
}

absl::StatusOr<Season> ReadSeason(const json::Value& document) {
  json::Violations violations;
  Season season = SeasonReader(document, violations).Read();
  if (!violations.empty()) return DocumentInvalid(std::move(violations));
  return season;
}

}  // namespace nastavnik::results
