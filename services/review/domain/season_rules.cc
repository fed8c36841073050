#include "services/review/domain/season_rules.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "common/json/json.h"
#include "common/json/reader.h"
#include "common/time/civil.h"
#include "services/review/domain/errors.h"

namespace nastavnik::review {
namespace {

using json::Reader;

// How exactly `appliesTo` names a nomination: 3 by id, 2 by its direction, 1 by "*" or silence, 0
// not at all.
int Match(const std::vector<std::string>& applies_to, const std::string& nomination,
          const std::string& direction) {
  if (applies_to.empty()) return 1;
  int best = 0;
  for (absl::string_view entry : applies_to) {
    if (entry == nomination) return 3;
    if (absl::ConsumePrefix(&entry, "direction:")) {
      if (entry == direction) best = 2;
    } else if (entry == "*") {
      best = std::max(best, 1);
    }
  }
  return best;
}

absl::Time Instant(Reader& stage, absl::string_view key) {
  const auto zoned = time::ParseCivil(stage.Text(key));
  if (!zoned.ok()) stage.Fail(key, "INVALID_FORMAT", zoned.status().message());
  return zoned.ok() ? zoned->instant : absl::InfinitePast();
}

}  // namespace

// Fills a SeasonRules part by part.
class SeasonRulesReader {
 public:
  SeasonRulesReader(Reader document, SeasonRules& rules)
      : document_(std::move(document)), rules_(rules) {}

  void Read() {
    rules_.season_ = document_.Text("season");
    ReadCalendar();
    ReadNominations();
    for (auto& [id, word] : document_.TextEntries("keywords", {.max = 200}))
      rules_.keywords_.push_back(id);
    Reader experts = document_.Object("experts");
    rules_.season_max_ = static_cast<int>(experts.OptionalInt("seasonMax", 40));
    for (auto& [id, consent] : document_.Entries("consents")) {
      if (consent.OptionalText("purpose") == "PROCESSING")
        rules_.processing_consents_.push_back(id);
    }
    ReadStages();
    for (auto& [id, round] : document_.Entries("reviewRounds")) ReadRound(id, round);
    const auto& rules = rules_;
    std::stable_sort(
        rules_.rounds_.begin(), rules_.rounds_.end(), [&](const Round& a, const Round& b) {
          return rules.StagesBefore(a.stage).size() < rules.StagesBefore(b.stage).size();
        });
    for (auto& [id, rubric] : document_.Entries("rubrics")) ReadRubric(rubric);
  }

 private:
  void ReadCalendar() {
    const std::string zone = document_.OptionalText("zone", "Europe/Moscow");
    const auto parsed = time::ParseZone(zone);
    if (!parsed.ok()) document_.Fail("zone", "INVALID_FORMAT", parsed.status().message());
    rules_.zone_ = parsed.ok() ? *parsed : absl::UTCTimeZone();
    Reader calendar = document_.Object("calendar");
    time::WorkingDays::Rules days;
    days.zone = rules_.zone_;
    if (calendar.Has("weekend")) {
      days.weekend.clear();
      for (const int64_t day : calendar.Ints("weekend")) days.weekend.insert(static_cast<int>(day));
    }
    for (const auto& day : calendar.Texts("holidays")) {
      if (const auto parsed_day = time::ParseDay(day)) days.holidays.insert(*parsed_day);
    }
    for (const auto& day : calendar.Texts("workdays")) {
      if (const auto parsed_day = time::ParseDay(day)) days.workdays.insert(*parsed_day);
    }
    if (const auto end = time::ParseTimeOfDay(calendar.OptionalText("dayEnd", "18:00")))
      days.day_end = *end;
    rules_.working_days_.emplace(std::move(days));
  }

  void ReadNominations() {
    for (auto& [id, nomination] : document_.Entries("nominations")) {
      const NominationId key(id);
      rules_.titles_[key] = nomination.Text("title");
      direction_[key] = nomination.Text("direction");
      order_.emplace_back(nomination.OptionalInt("position", 0), key);
    }
    std::sort(order_.begin(), order_.end());
  }

  void ReadStages() {
    for (auto& [id, stage] : document_.Entries("stages")) {
      const std::string kind = stage.Text("kind");
      if (kind != "REVIEW" && kind != "TRAINING") continue;
      rules_.stages_.push_back({StageId(id), kind, Instant(stage, "opens"),
                                Instant(stage, "closes"),
                                absl::Seconds(stage.OptionalInt("graceSeconds", 0))});
    }
    std::stable_sort(
        rules_.stages_.begin(), rules_.stages_.end(),
        [](const StageWindow& a, const StageWindow& b) { return a.open_time < b.open_time; });
  }

  void ReadRound(const std::string& id, Reader& round) {
    Round r;
    r.id = RoundId(id);
    r.stage = StageId(round.Text("stage"));
    r.kind = round.OneOf<Round::Kind>("kind",
                                      {{"OPTIMAL", Round::Kind::kOptimal},
                                       {"PANEL", Round::Kind::kPanel},
                                       {"PULL", Round::Kind::kPull}},
                                      Round::Kind::kOptimal);
    r.from_admitted = round.Object("source").OptionalText("from", "ADMITTED") == "ADMITTED";
    r.nominations = Covered(round.Texts("appliesTo"));
    r.reviews_per_application =
        static_cast<int>(round.OptionalInt("reviewsPerApplication", 2, {1, 10}));
    for (const auto& grade : round.Texts("grades")) {
      if (const auto parsed = ParseGrade(grade)) r.grades.insert(*parsed);
    }
    if (r.grades.empty()) r.grades = {Grade::kBasic, Grade::kSenior, Grade::kLead};
    r.seniors = static_cast<int>(round.OptionalInt("seniors", 0));
    Reader load = round.Object("load");
    r.min_load = static_cast<int>(load.OptionalInt("min", 0, {0, 10000}));
    r.max_load = static_cast<int>(load.OptionalInt("max", rules_.season_max_, {0, 10000}));
    r.min_load = std::min(r.min_load, r.max_load);
    r.alternates = static_cast<int>(round.OptionalInt("alternates", 3, {0, 20}));
    r.fresh_experts = round.OptionalBool("freshExperts", true);
    r.divergence = round.Has("divergence");
    Reader blind = round.Object("blind");
    r.authors_hidden = blind.OptionalText("authors", "HIDDEN") == "HIDDEN";
    r.co_reviews_hidden = blind.OptionalText("coReviews", "NEVER") == "NEVER";
    ReadConflict(round.Object("conflict"), r.conflict);
    Reader due = round.Object("due");
    r.response_term = absl::Hours(due.OptionalInt("responseHours", 48));
    r.review_working_days = static_cast<int>(due.OptionalInt("reviewWorkingDays", 5));
    r.late_term = absl::Hours(due.OptionalInt("lateHours", 24));
    rules_.rounds_.push_back(std::move(r));
  }

  static void ReadConflict(Reader conflict, ConflictRule& rule) {
    rule.own_organization_excluded = conflict.OptionalText("organization", "EXCLUDE") == "EXCLUDE";
    rule.one_per_organization = conflict.OptionalBool("onePerOrganization", true);
    rule.region = conflict.OneOf<ConflictRule::Region>(
        "region",
        {{"DIFFERENT_REGION", ConflictRule::Region::kDifferent},
         {"ANY", ConflictRule::Region::kAny},
         {"PREFER_NEAR", ConflictRule::Region::kPreferNear}},
        ConflictRule::Region::kDifferent);
    const std::vector<std::string> pairs = conflict.Texts("neverTogether");
    for (size_t i = 0; i < pairs.size(); ++i) {
      const std::pair<std::string, std::string> ids =
          absl::StrSplit(pairs[i], absl::MaxSplits(':', 1));
      const auto first = ExpertId::Parse(ids.first), second = ExpertId::Parse(ids.second);
      if (first && second && *first != *second) {
        rule.never_together.insert(std::minmax(*first, *second));
      } else {
        conflict.Fail(json::Join("neverTogether", i), "INVALID_FORMAT",
                      "Ожидаются id двух разных экспертов через двоеточие: «<id>:<id>».");
      }
    }
  }

  std::vector<NominationId> Covered(const std::vector<std::string>& applies_to) const {
    std::vector<NominationId> covered;
    for (const auto& [position, id] : order_) {
      if (Match(applies_to, id.text(), direction_.at(id)) > 0) covered.push_back(id);
    }
    return covered;
  }

  void ReadRubric(Reader& rubric) {
    const auto applies_to = rubric.Texts("appliesTo");
    const auto order = rubric.Texts("order");
    auto criteria = rubric.Entries("criteria");
    for (const auto& [position, nomination] : order_) {
      const int match = Match(applies_to, nomination.text(), direction_.at(nomination));
      if (match <= best_rubric_[nomination]) continue;
      best_rubric_[nomination] = match;
      Rubric& result = rules_.rubrics_[nomination] = Rubric();
      for (auto& [id, criterion] : criteria)
        result.criteria.push_back(ReadCriterion(id, criterion, nomination));
      const auto place = [&](const Criterion& c) {
        return std::find(order.begin(), order.end(), c.id.text());
      };
      std::stable_sort(result.criteria.begin(), result.criteria.end(),
                       [&](const Criterion& a, const Criterion& b) { return place(a) < place(b); });
      ReadComment(rubric.Object("comment"), result.comment);
      result.recommendations = rubric.TextEntries("recommendation", {.max = 1000});
    }
  }

  static Criterion ReadCriterion(const std::string& id, Reader& criterion,
                                 const NominationId& nomination) {
    Criterion c;
    c.id = CriterionId(id);
    c.group = criterion.OptionalText("group");
    c.title = criterion.Text("title");
    c.question = criterion.OptionalText("question");
    c.min = static_cast<int>(criterion.OptionalInt("min", 0));
    c.max = static_cast<int>(criterion.Int("max"));
    c.informative = criterion.OptionalBool("informative", false);
    c.anchors = criterion.TextEntries("anchors", {.max = 10000});
    if (c.informative) return c;
    const json::Value* weight = criterion.Find("weight");
    if (weight != nullptr && weight->is_int64()) {
      c.weight = static_cast<int>(weight->as_int64());
    } else if (weight != nullptr && weight->is_object()) {
      const auto& by_nomination = weight->as_object();
      const auto found = by_nomination.find(nomination.text());
      if (found != by_nomination.end() && found->value().is_int64())
        c.weight = static_cast<int>(found->value().as_int64());
    }
    return c;
  }

  static void ReadComment(Reader comment, CommentRule& rule) {
    if (comment.Has("requiredAtMost"))
      rule.required_at_most = static_cast<int>(comment.Int("requiredAtMost"));
    if (comment.Has("requiredAtLeast"))
      rule.required_at_least = static_cast<int>(comment.Int("requiredAtLeast"));
    rule.min_length = static_cast<int>(comment.OptionalInt("min", 0));
    rule.max_length = static_cast<int>(comment.OptionalInt("max", 0));
  }

  Reader document_;
  SeasonRules& rules_;
  std::map<NominationId, std::string> direction_;
  std::vector<std::pair<int64_t, NominationId>> order_;
  std::map<NominationId, int> best_rubric_;
};

absl::StatusOr<std::shared_ptr<const SeasonRules>> SeasonRules::Read(absl::string_view document,
                                                                     int version) {
  ASSIGN_OR_RETURN(const json::Value value, json::Parse(document));
  std::vector<FieldViolation> violations;
  std::shared_ptr<SeasonRules> rules(new SeasonRules());
  rules->version_ = version;
  SeasonRulesReader(Reader(value, violations), *rules).Read();
  if (!violations.empty()) return DocumentInvalid(std::move(violations));
  return rules;
}

const Round* SeasonRules::RoundOfStage(const StageId& stage) const {
  const auto found = std::find_if(rounds_.begin(), rounds_.end(),
                                  [&](const Round& r) { return r.stage == stage; });
  return found == rounds_.end() ? nullptr : &*found;
}

std::vector<StageId> SeasonRules::StagesBefore(const StageId& stage) const {
  std::vector<StageId> before;
  for (const auto& window : stages_) {
    if (window.id == stage) break;
    if (window.kind == "REVIEW") before.push_back(window.id);
  }
  return before;
}

const Rubric* SeasonRules::RubricOf(const NominationId& nomination) const {
  const auto found = rubrics_.find(nomination);
  return found == rubrics_.end() ? nullptr : &found->second;
}

std::string SeasonRules::TitleOf(const NominationId& nomination) const {
  const auto found = titles_.find(nomination);
  return found == titles_.end() ? nomination.text() : found->second;
}

std::optional<int> SeasonRules::KeywordIndex(absl::string_view keyword) const {
  const auto found = std::lower_bound(
      keywords_.begin(), keywords_.end(), keyword,
      [](const std::string& a, absl::string_view b) { return absl::string_view(a) < b; });
  if (found == keywords_.end() || absl::string_view(*found) != keyword) return std::nullopt;
  return static_cast<int>(found - keywords_.begin());
}

}  // namespace nastavnik::review
