#include "services/ctl/ranking_file.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "services/results/domain/ranking/lines.h"

namespace nastavnik::ctl {
namespace {

using results::AwardClass;
using results::Contestant;
using results::OneWin;
using results::Quota;
using results::RankingRule;
using results::TieBreak;

using Words = std::vector<absl::string_view>;

constexpr absl::string_view kTitle = "nastavnik ranking inputs v1\n";

// Reads line by line; what is not as expected is noticed at the end, when the lines are written
// again.
class Reader {
 public:
  void ReadLine(absl::string_view line) {
    const Words words = absl::StrSplit(line, ' ');
    const auto has = [&](absl::string_view kind, size_t least) {
      return words[0] == kind && words.size() >= least;
    };
    if (has("rule", 8)) ReadRule(words);
    if (has("nomination", 4)) ReadNomination(words);
    if (has("class", 3)) file_.rules.classes.push_back({std::string(words[1]), words[2] == "win"});
    if (has("quota", 7)) ReadQuota(words);
    if (has("application", 14)) ReadApplication(words);
    if (has("order", 3)) ReadOrder(words);
  }

  RankingFile Take() { return std::move(file_); }

 private:
  // The value of "name=value" or "name>=value".
  static absl::string_view Value(absl::string_view word) {
    return word.substr(std::min(word.find('=') + 1, word.size()));
  }
  template <typename Number>
  static Number NumberOf(absl::string_view text) {
    Number number{};
    return absl::SimpleAtoi(text, &number) ? number : Number{};
  }
  template <typename Number>
  static std::optional<Number> OrNone(absl::string_view text) {
    return text == "-" ? std::nullopt : std::optional(NumberOf<Number>(text));
  }
  static absl::string_view OrEmpty(absl::string_view text) { return text == "-" ? "" : text; }

  void ReadRule(const Words& words) {
    RankingRule rule;
    rule.id = std::string(words[1]);
    const absl::string_view win = Value(words[2]);
    rule.one_win = win == "NONE"        ? OneWin::kNone
                   : win == "DIRECTION" ? OneWin::kDirection
                                        : OneWin::kSeason;
    rule.void_below = NumberOf<int>(Value(words[3]));
    rule.reserve = NumberOf<int>(Value(words[4]));
    rule.pass.value = OrNone<int64_t>(Value(words[5]));
    rule.pass.each = OrNone<int64_t>(Value(words[6]));
    for (size_t i = 7; i + 1 < words.size(); ++i) {
      const std::pair<std::string, absl::string_view> mark = absl::StrSplit(words[i], ">=");
      rule.pass.criteria.emplace_back(mark.first, NumberOf<int64_t>(mark.second));
    }
    for (absl::string_view name :
         absl::StrSplit(OrEmpty(Value(words.back())), ',', absl::SkipEmpty()))
      rule.tie_breaks.push_back(TieBreakOf(name));
    file_.rules.rules.push_back(std::move(rule));
  }

  static TieBreak TieBreakOf(absl::string_view name) {
    if (name == "earlierSubmission") return {TieBreak::Kind::kEarlierSubmission, ""};
    if (absl::ConsumePrefix(&name, "criterion:"))
      return {TieBreak::Kind::kCriterion, std::string(name)};
    return {TieBreak::Kind::kProtocol, ""};
  }

  RankingRule* RuleOf(absl::string_view id) {
    auto& rules = file_.rules.rules;
    const auto found = std::find_if(rules.begin(), rules.end(),
                                    [&](const RankingRule& rule) { return rule.id == id; });
    return found == rules.end() ? nullptr : &*found;
  }

  void ReadNomination(const Words& words) {
    const RankingRule* rule = RuleOf(words[3]);
    if (rule == nullptr) return;
    file_.rules.nominations.push_back({NominationId(words[1]), std::string(OrEmpty(words[2])),
                                       static_cast<int>(rule - file_.rules.rules.data())});
  }

  void ReadQuota(const Words& words) {
    RankingRule* rule = RuleOf(words[1]);
    if (rule == nullptr) return;
    Quota quota;
    quota.total = OrNone<int>(Value(words[3]));
    quota.max_per_region = OrNone<int>(Value(words[4]));
    quota.max_per_region_total = OrNone<int>(Value(words[5]));
    quota.min_per_region = NumberOf<int>(Value(words[6]));
    for (size_t i = 7; i < words.size(); ++i) {
      const std::pair<std::string, absl::string_view> places = absl::StrSplit(words[i], '=');
      quota.nominations[NominationId(places.first)] = NumberOf<int>(places.second);
    }
    rule->quotas[std::string(words[2])] = std::move(quota);
  }

  static Contestant::State StateOf(absl::string_view name) {
    if (name == "NOT_ADMITTED") return Contestant::State::kNotAdmitted;
    if (name == "WITHDRAWN") return Contestant::State::kWithdrawn;
    if (name == "DISQUALIFIED") return Contestant::State::kDisqualified;
    return Contestant::State::kAdmitted;
  }

  void ReadApplication(const Words& words) {
    Contestant contestant;
    contestant.application = ApplicationId::Parse(words[1]).value_or(ApplicationId());
    contestant.nomination = NominationId(words[2]);
    contestant.region = RegionId(OrEmpty(words[3]));
    contestant.state = StateOf(words[4]);
    contestant.reached_last_round = Value(words[5]) == "1";
    contestant.demand = NumberOf<int>(Value(words[6]));
    contestant.submit_time = absl::FromUnixMillis(NumberOf<int64_t>(Value(words[7])));
    contestant.reviews = NumberOf<int>(Value(words[8]));
    contestant.total_sum = NumberOf<int64_t>(Value(words[9]));
    contestant.lowest_total = NumberOf<int64_t>(Value(words[10]));
    contestant.corrected = OrNone<int64_t>(Value(words[11]));
    for (absl::string_view item :
         absl::StrSplit(OrEmpty(Value(words[12])), ',', absl::SkipEmpty())) {
      const size_t colon = std::min(item.rfind(':'), item.size() - 1);
      contestant.criteria.push_back(
          {std::string(item.substr(0, colon)), NumberOf<int64_t>(item.substr(colon + 1))});
    }
    for (absl::string_view person :
         absl::StrSplit(OrEmpty(Value(words[13])), ',', absl::SkipEmpty()))
      contestant.people.push_back(PersonId::Parse(person).value_or(PersonId()));
    index_[words[1]] = file_.inputs.contestants.size();
    file_.inputs.contestants.push_back(std::move(contestant));
  }

  void ReadOrder(const Words& words) {
    const auto found = index_.find(words[1]);
    if (found == index_.end()) return;
    file_.inputs.contestants[found->second].protocol_order = NumberOf<int>(words[2]);
  }

  RankingFile file_;
  std::map<absl::string_view, size_t> index_;  // of contestants, by id; words of the text
};

// Number of the first line in which two texts differ.
size_t FirstDifference(absl::string_view a, absl::string_view b) {
  const auto at = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first;
  return std::count(a.begin(), at, '\n') + 1;
}

}  // namespace

absl::StatusOr<RankingFile> ReadRankingFile(absl::string_view text) {
  Reader reader;
  absl::string_view rest = text;
  if (!absl::ConsumePrefix(&rest, kTitle))
    return absl::InvalidArgumentError("not a file of a ranking's inputs");
  for (absl::string_view line : absl::StrSplit(rest, '\n', absl::SkipEmpty()))
    reader.ReadLine(line);
  RankingFile file = reader.Take();
  const std::string again = results::InputLines(file.inputs, file.rules);
  if (again != text)
    return absl::InvalidArgumentError(
        absl::StrCat("line ", FirstDifference(text, again), " is not as a ranking's inputs are"));
  return file;
}

}  // namespace nastavnik::ctl
