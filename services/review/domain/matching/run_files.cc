#include "services/review/domain/matching/run_files.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "common/crypto/encoding.h"
#include "common/status/macros.h"
#include "common/text/text.h"

namespace nastavnik::review {
namespace {

constexpr absl::string_view kInputHeader = "nastavnik assignment input v1";
constexpr absl::string_view kResultHeader = "nastavnik assignment result v1";
constexpr absl::string_view kNone = "-";
constexpr absl::string_view kDistrict = "district.";
constexpr int64_t kMostIndex = std::numeric_limits<int>::max();
constexpr int kMostNumber = 1'000'000'000;
constexpr int64_t kMostMoney = int64_t{1} << 53;  // of objectives and prices; exact everywhere
constexpr size_t kDigestBytes = 32;

constexpr std::pair<absl::string_view, ConflictRule::Region> kRegions[] = {
    {"ANY", ConflictRule::Region::kAny},
    {"DIFFERENT_REGION", ConflictRule::Region::kDifferent},
    {"PREFER_NEAR", ConflictRule::Region::kPreferNear}};

absl::string_view NameOf(ConflictRule::Region region) {
  for (const auto& [name, known] : kRegions) {
    if (known == region) return name;
  }
  return "";
}

std::string Hex(const KeywordSet& set) {
  return absl::StrCat(absl::Hex(set.bits[1], absl::kZeroPad16),
                      absl::Hex(set.bits[0], absl::kZeroPad16));
}

std::string OrNone(absl::string_view text) { return std::string(text.empty() ? kNone : text); }
std::string OrNone(const OrganizationId& id) {
  return id.IsNil() ? std::string(kNone) : id.ToString();
}

// A word of the file: printable ASCII without spaces, and not "-".
bool IsWord(absl::string_view text) {
  return !text.empty() && text != kNone &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

// The lines of a file and what is wrong with them.
class Lines {
 public:
  explicit Lines(absl::string_view text) : left_(text) {}

  // Moves to the next line; false at the end, or when the file ends within a line.
  bool Next() {
    ++number_;
    const size_t end = left_.find('\n');
    if (end == absl::string_view::npos) {
      cut_ = !left_.empty();
      columns_.clear();
      return false;
    }
    columns_ = absl::StrSplit(left_.substr(0, end), '\t');
    left_.remove_prefix(end + 1);
    return true;
  }

  // After the last line: whether the file is whole.
  absl::Status End() const {
    if (cut_) return Wrong("the file ends within a line", "a line feed after the last line");
    if (!columns_.empty())
      return Wrong(absl::StrCat("\"", Shown(columns_[0]), "\" cannot stand here"),
                   "the kinds of lines in their order, nothing else");
    return absl::OkStatus();
  }

  absl::Status Header(absl::string_view header) {
    if (!Next() || columns_.size() != 1 || columns_[0] != header)
      return Wrong("another kind of file", absl::StrCat("\"", header, "\""));
    return absl::OkStatus();
  }

  bool Is(absl::string_view kind) const { return !columns_.empty() && columns_[0] == kind; }
  absl::Status Count(size_t count) const {
    if (columns_.size() == count) return absl::OkStatus();
    return Wrong(absl::StrCat(columns_.size(), " columns"), absl::StrCat(count));
  }
  absl::string_view At(size_t column) const { return columns_[column]; }

  // The number in a column, written as numbers are: no sign but "-", no leading zero.
  absl::StatusOr<int64_t> Number(size_t column, absl::string_view what, int64_t least,
                                 int64_t most) const {
    int64_t number = 0;
    if (!absl::SimpleAtoi(At(column), &number) || absl::StrCat(number) != At(column) ||
        number < least || number > most) {
      return Wrong(absl::StrCat(what, " is \"", Shown(At(column)), "\""),
                   absl::StrCat("an integer from ", least, " to ", most));
    }
    return number;
  }
  absl::Status Read(size_t column, absl::string_view what, int least, int most, int& into) const {
    ASSIGN_OR_RETURN(const int64_t number, Number(column, what, least, most));
    into = static_cast<int>(number);
    return absl::OkStatus();
  }
  absl::StatusOr<std::string> Digest(size_t column) const {
    const auto bytes = crypto::HexDecode(At(column));
    if (!bytes || bytes->size() != kDigestBytes || crypto::HexEncode(*bytes) != At(column))
      return Wrong(absl::StrCat("\"", Shown(At(column)), "\""), "64 lower-case hexadecimal digits");
    return *bytes;
  }

  absl::Status Wrong(absl::string_view what, absl::string_view right) const {
    return absl::InvalidArgumentError(
        absl::StrCat("line ", number_, ": ", what, "; expected ", right));
  }
  // A value in a message: not too long, no bytes that upset a terminal.
  static std::string Shown(absl::string_view value) {
    std::string shown;
    for (const char c : value.substr(0, 60)) shown += c >= ' ' && c < '\x7f' ? c : '?';
    return shown;
  }

 private:
  absl::string_view left_;
  std::vector<absl::string_view> columns_;
  int64_t number_ = 0;
  bool cut_ = false;
};

class InputReader {
 public:
  explicit InputReader(absl::string_view text) : lines_(text) {}

  absl::StatusOr<RunInput> Run() {
    RETURN_IF_ERROR(lines_.Header(kInputHeader));
    bool more = lines_.Next();
    for (; more && lines_.Is("param"); more = lines_.Next()) RETURN_IF_ERROR(KeepParameter());
    RETURN_IF_ERROR(ReadParameters());
    for (; more && lines_.Is("application"); more = lines_.Next())
      RETURN_IF_ERROR(ReadApplication());
    for (; more && lines_.Is("expert"); more = lines_.Next()) RETURN_IF_ERROR(ReadExpert());
    RETURN_IF_ERROR(CheckDistricts());
    for (; more && lines_.Is("forbid"); more = lines_.Next()) RETURN_IF_ERROR(ReadForbidden());
    for (; more && lines_.Is("never"); more = lines_.Next()) {
      RETURN_IF_ERROR(ReadPair(input_.experts.size(), input_.never));
      if (input_.never.back().first >= input_.never.back().second)
        return lines_.Wrong("the experts in this order", "two experts, the lower first");
    }
    for (; more && lines_.Is("pin"); more = lines_.Next())
      RETURN_IF_ERROR(ReadPair(input_.applications.size(), input_.pinned));
    RETURN_IF_ERROR(lines_.End());
    return std::move(input_);
  }

 private:
  using Pairs = std::vector<std::pair<int, int>>;

  absl::Status KeepParameter() {
    RETURN_IF_ERROR(lines_.Count(3));
    const std::string name(lines_.At(1));
    if (!parameters_.empty() && name <= parameters_.rbegin()->first)
      return lines_.Wrong(
          absl::StrCat("parameter ", Lines::Shown(name), " after ", parameters_.rbegin()->first),
          "parameters sorted by name, each once");
    parameters_[name] = std::string(lines_.At(2));
    return absl::OkStatus();
  }

  // The value of a parameter that must be there; it is taken out.
  absl::StatusOr<std::string> Take(const std::string& name) {
    auto found = parameters_.extract(name);
    if (found.empty()) return lines_.Wrong("no parameter " + name, "all parameters");
    return std::move(found.mapped());
  }
  absl::Status BadValue(absl::string_view name, absl::string_view value, absl::string_view right) {
    return lines_.Wrong(absl::StrCat("parameter ", name, " is \"", Lines::Shown(value), "\""),
                        right);
  }
  template <typename Enum>
  absl::Status TakeNamed(const std::string& name, std::optional<Enum> (*parse)(absl::string_view),
                         absl::string_view right, Enum& into) {
    ASSIGN_OR_RETURN(const std::string value, Take(name));
    const auto parsed = parse(value);
    if (!parsed) return BadValue(name, value, right);
    into = *parsed;
    return absl::OkStatus();
  }
  absl::Status TakeFlag(const std::string& name, absl::string_view off, absl::string_view on,
                        bool& into) {
    ASSIGN_OR_RETURN(const std::string value, Take(name));
    if (value != off && value != on) return BadValue(name, value, absl::StrCat(off, " or ", on));
    into = value == on;
    return absl::OkStatus();
  }

  static std::optional<ConflictRule::Region> ParseRegion(absl::string_view text) {
    for (const auto& [name, region] : kRegions) {
      if (name == text) return region;
    }
    return std::nullopt;
  }

  absl::Status ReadParameters() {
    RETURN_IF_ERROR(TakeNamed("mode", &ParseRunMode, "FULL, FILL or PULL", input_.mode));
    RETURN_IF_ERROR(TakeNamed("scope", &ParseRunScope, "NOMINATION or SEASON", input_.scope));
    RETURN_IF_ERROR(TakeNamed("balance", &ParseRunBalance, "NONE or STEPS", input_.balance));
    RETURN_IF_ERROR(TakeNamed("region", &InputReader::ParseRegion,
                              "ANY, DIFFERENT_REGION or PREFER_NEAR", input_.region));
    RETURN_IF_ERROR(TakeFlag("seniors", "0", "1", input_.seniors));
    RETURN_IF_ERROR(TakeFlag("onePerOrganization", "0", "1", input_.one_per_organization));
    RETURN_IF_ERROR(TakeFlag("lists", "SCORED", "DRAWN", input_.drawn));
    ASSIGN_OR_RETURN(const std::string alternates, Take("alternates"));
    if (!absl::SimpleAtoi(alternates, &input_.alternates) ||
        absl::StrCat(input_.alternates) != alternates || input_.alternates < 0 ||
        input_.alternates > RunInput::kMostAlternates) {
      return BadValue("alternates", alternates,
                      absl::StrCat("an integer from 0 to ", RunInput::kMostAlternates));
    }
    RETURN_IF_ERROR(ReadStage());
    RETURN_IF_ERROR(ReadNominations());
    return ReadDistricts();
  }

  absl::Status ReadStage() {
    ASSIGN_OR_RETURN(input_.stage, Take("stage"));
    const std::vector<absl::string_view> parts = absl::StrSplit(input_.stage, '/');
    if (parts.size() != 4 || parts[0] != "seasons" || !IsDocumentId(parts[1]) ||
        parts[2] != "stages" || !IsDocumentId(parts[3])) {
      return BadValue("stage", input_.stage, "seasons/<season>/stages/<stage>");
    }
    return absl::OkStatus();
  }

  absl::Status ReadNominations() {
    ASSIGN_OR_RETURN(const std::string value, Take("nominations"));
    if (value == kNone) return absl::OkStatus();
    for (const absl::string_view id : absl::StrSplit(value, ',')) {
      const int index = static_cast<int>(input_.nominations.size());
      if (!IsDocumentId(id) || !nomination_.try_emplace(std::string(id), index).second)
        return BadValue("nominations", value, "ids of nominations between commas, each once");
      input_.nominations.emplace_back(id);
    }
    return absl::OkStatus();
  }

  // What is left of the parameters.
  absl::Status ReadDistricts() {
    for (const auto& [name, value] : parameters_) {
      absl::string_view region = name;
      if (!absl::ConsumePrefix(&region, kDistrict) || !IsWord(region))
        return lines_.Wrong(absl::StrCat("parameter ", Lines::Shown(name)), "a known name");
      if (value.empty() || text::FirstControl(value) || !text::Normalize(value))
        return BadValue(Lines::Shown(name), value, "a district");
      input_.districts[RegionId(region)] = value;
    }
    return absl::OkStatus();
  }

  absl::Status CheckDistricts() const {
    for (const auto& [region, district] : input_.districts) {
      if (!regions_.contains(region.text()))
        return lines_.Wrong(
            absl::StrCat("a district of region ", region.text(), ", which nobody is of"),
            "only regions that occur");
    }
    return absl::OkStatus();
  }

  absl::Status ReadIndex(size_t expected) const {
    if (lines_.At(1) == absl::StrCat(expected)) return absl::OkStatus();
    return lines_.Wrong(absl::StrCat("index \"", Lines::Shown(lines_.At(1)), "\""),
                        absl::StrCat(expected));
  }
  template <typename IdType>
  absl::Status ReadId(IdType last, bool first, IdType& into) const {
    const auto id = IdType::Parse(lines_.At(2));
    if (!id || id->IsNil())
      return lines_.Wrong(absl::StrCat("id \"", Lines::Shown(lines_.At(2)), "\""),
                          "a UUID in lower case");
    if (!first && *id <= last)
      return lines_.Wrong(absl::StrCat("id ", id->ToString(), " after ", last.ToString()),
                          "lines in the order of their ids, each once");
    into = *id;
    return absl::OkStatus();
  }
  absl::Status ReadRegion(size_t column, RegionId& into) {
    if (lines_.At(column) == kNone) return absl::OkStatus();
    if (!IsWord(lines_.At(column)))
      return lines_.Wrong(absl::StrCat("region \"", Lines::Shown(lines_.At(column)), "\""),
                          "an id, or -");
    into = RegionId(lines_.At(column));
    regions_.insert(into.text());
    return absl::OkStatus();
  }
  absl::Status ReadOrganization(size_t column, OrganizationId& into) const {
    if (lines_.At(column) == kNone) return absl::OkStatus();
    const auto id = OrganizationId::Parse(lines_.At(column));
    if (!id || id->IsNil())
      return lines_.Wrong(absl::StrCat("organization \"", Lines::Shown(lines_.At(column)), "\""),
                          "a UUID in lower case, or -");
    into = *id;
    return absl::OkStatus();
  }
  absl::Status ReadKeywords(size_t column, KeywordSet& into) const {
    const auto bytes = crypto::HexDecode(lines_.At(column));
    if (!bytes || bytes->size() != 16 || crypto::HexEncode(*bytes) != lines_.At(column))
      return lines_.Wrong(absl::StrCat("keywords \"", Lines::Shown(lines_.At(column)), "\""),
                          "32 lower-case hexadecimal digits");
    for (int i = 0; i < 16; ++i)
      into.bits[i < 8 ? 1 : 0] = into.bits[i < 8 ? 1 : 0] << 8 | static_cast<uint8_t>((*bytes)[i]);
    return absl::OkStatus();
  }
  absl::StatusOr<int> NominationOf(absl::string_view id) const {
    const auto found = nomination_.find(std::string(id));
    if (found == nomination_.end())
      return lines_.Wrong(absl::StrCat("nomination \"", Lines::Shown(id), "\""),
                          "one of the parameter nominations");
    return found->second;
  }

  absl::Status ReadApplication() {
    RETURN_IF_ERROR(lines_.Count(8));
    RunInput::Application application;
    const auto& known = input_.applications;
    RETURN_IF_ERROR(ReadIndex(known.size()));
    RETURN_IF_ERROR(
        ReadId(known.empty() ? ApplicationId() : known.back().id, known.empty(), application.id));
    ASSIGN_OR_RETURN(application.nomination, NominationOf(lines_.At(3)));
    RETURN_IF_ERROR(ReadRegion(4, application.region));
    RETURN_IF_ERROR(ReadOrganization(5, application.organization));
    RETURN_IF_ERROR(ReadKeywords(6, application.keywords));
    RETURN_IF_ERROR(lines_.Read(7, "k", 0, RunInput::kMostDemand, application.demand));
    input_.applications.push_back(std::move(application));
    return absl::OkStatus();
  }

  absl::Status ReadExpert() {
    RETURN_IF_ERROR(lines_.Count(11));
    RunInput::Expert expert;
    const auto& known = input_.experts;
    RETURN_IF_ERROR(ReadIndex(known.size()));
    RETURN_IF_ERROR(ReadId(known.empty() ? ExpertId() : known.back().id, known.empty(), expert.id));
    RETURN_IF_ERROR(ReadCompetences(expert));
    RETURN_IF_ERROR(ReadRegion(4, expert.region));
    RETURN_IF_ERROR(ReadOrganization(5, expert.organization));
    RETURN_IF_ERROR(ReadKeywords(6, expert.keywords));
    const auto grade = ParseGrade(lines_.At(7));
    if (!grade)
      return lines_.Wrong(absl::StrCat("seniority \"", Lines::Shown(lines_.At(7)), "\""),
                          "BASIC, SENIOR or LEAD");
    expert.grade = *grade;
    RETURN_IF_ERROR(lines_.Read(9, "c", 0, RunInput::kMostLoad, expert.max_load));
    RETURN_IF_ERROR(lines_.Read(8, "m", 0, expert.max_load, expert.min_load));
    RETURN_IF_ERROR(lines_.Read(10, "held", 0, RunInput::kMostLoad, expert.held));
    input_.experts.push_back(std::move(expert));
    return absl::OkStatus();
  }

  absl::Status ReadCompetences(RunInput::Expert& expert) const {
    if (lines_.At(3) == kNone) return absl::OkStatus();
    absl::string_view last;
    for (const absl::string_view competence : absl::StrSplit(lines_.At(3), ',')) {
      const std::pair<absl::string_view, absl::string_view> parts =
          absl::StrSplit(competence, absl::MaxSplits(':', 1));
      const auto level = ParseLevel(parts.second);
      if (!level || (!last.empty() && parts.first <= last))
        return lines_.Wrong(absl::StrCat("competences \"", Lines::Shown(lines_.At(3)), "\""),
                            "<nomination>:PRIMARY or :SECONDARY between commas, sorted, or -");
      ASSIGN_OR_RETURN(const int nomination, NominationOf(parts.first));
      expert.competences.emplace_back(nomination, *level);
      last = parts.first;
    }
    return absl::OkStatus();
  }

  absl::Status ReadForbidden() {
    RETURN_IF_ERROR(lines_.Count(4));
    Pairs pair;
    RETURN_IF_ERROR(ReadPairOf(input_.applications.size(), pair));
    const auto [a, e] = pair.back();
    const auto& known = input_.forbidden;
    if (!known.empty() && pair.back() <= std::pair(known.back().application, known.back().expert))
      return lines_.Wrong("a pair after a later one", "lines sorted by their indices, each once");
    const auto reason = ParseIneligible(lines_.At(3));
    if (reason != Ineligible::kOwnApplication && reason != Ineligible::kConflict &&
        reason != Ineligible::kDeclinedBefore && reason != Ineligible::kAlreadyReviewed) {
      return lines_.Wrong(absl::StrCat("reason \"", Lines::Shown(lines_.At(3)), "\""),
                          "OWN_APPLICATION, CONFLICT, DECLINED_BEFORE or ALREADY_REVIEWED");
    }
    input_.forbidden.push_back({a, e, *reason});
    return absl::OkStatus();
  }

  // Two indices, the first of `first` things, the second of an expert.
  absl::Status ReadPairOf(size_t first, Pairs& into) const {
    int x = 0, y = 0;
    if (first == 0 || input_.experts.empty())
      return lines_.Wrong("a pair", "applications and experts before pairs");
    RETURN_IF_ERROR(lines_.Read(1, "index", 0, static_cast<int>(first) - 1, x));
    RETURN_IF_ERROR(lines_.Read(2, "index", 0, static_cast<int>(input_.experts.size()) - 1, y));
    into.emplace_back(x, y);
    return absl::OkStatus();
  }
  absl::Status ReadPair(size_t first, Pairs& pairs) const {
    RETURN_IF_ERROR(lines_.Count(3));
    RETURN_IF_ERROR(ReadPairOf(first, pairs));
    if (pairs.size() > 1 && pairs[pairs.size() - 2] >= pairs.back())
      return lines_.Wrong("a pair after a later one", "lines sorted by their indices, each once");
    return absl::OkStatus();
  }

  Lines lines_;
  RunInput input_;
  std::map<std::string, std::string> parameters_;
  std::map<std::string, int> nomination_;
  std::set<std::string> regions_;  // that occur
};

class ResultReader {
 public:
  explicit ResultReader(absl::string_view text) : lines_(text) {}

  absl::StatusOr<RunResult> Run() {
    RETURN_IF_ERROR(lines_.Header(kResultHeader));
    RETURN_IF_ERROR(ReadHead());
    bool more = lines_.Next();
    for (; more && lines_.Is("assign"); more = lines_.Next()) RETURN_IF_ERROR(ReadAssigned());
    for (; more && result_.assigned.empty() && lines_.Is("candidate"); more = lines_.Next())
      RETURN_IF_ERROR(ReadCandidate());
    for (; more && lines_.Is("price"); more = lines_.Next()) RETURN_IF_ERROR(ReadPrice());
    RETURN_IF_ERROR(lines_.End());
    if (most_expert_ >= static_cast<int>(result_.price.size()))
      return lines_.Wrong(absl::StrCat("no price of expert ", most_expert_),
                          "a price of every expert");
    return std::move(result_);
  }

 private:
  absl::Status ReadHead() {
    RETURN_IF_ERROR(Expect("commitment"));
    ASSIGN_OR_RETURN(result_.commitment, lines_.Digest(1));
    RETURN_IF_ERROR(Expect("number"));
    RETURN_IF_ERROR(lines_.Read(1, "number", 1, kMostNumber, result_.number));
    RETURN_IF_ERROR(Expect("input"));
    ASSIGN_OR_RETURN(result_.input_sha256, lines_.Digest(1));
    RETURN_IF_ERROR(Expect("seed"));
    ASSIGN_OR_RETURN(result_.seed, lines_.Digest(1));
    RETURN_IF_ERROR(Expect("primal"));
    ASSIGN_OR_RETURN(result_.primal, lines_.Number(1, "primal", -kMostMoney, kMostMoney));
    RETURN_IF_ERROR(Expect("bound"));
    ASSIGN_OR_RETURN(result_.bound, lines_.Number(1, "bound", -kMostMoney, kMostMoney));
    return absl::OkStatus();
  }

  absl::Status Expect(absl::string_view kind) {
    if (!lines_.Next() || !lines_.Is(kind))
      return lines_.Wrong("another line", absl::StrCat("\"", kind, "\""));
    return lines_.Count(2);
  }

  absl::Status ReadAssigned() {
    RETURN_IF_ERROR(lines_.Count(3));
    std::pair<int, int> pair;
    RETURN_IF_ERROR(lines_.Read(1, "application", 0, kMostIndex, pair.first));
    RETURN_IF_ERROR(lines_.Read(2, "expert", 0, kMostIndex, pair.second));
    if (!result_.assigned.empty() && pair <= result_.assigned.back())
      return lines_.Wrong("a pair after a later one", "lines sorted by their indices, each once");
    most_expert_ = std::max(most_expert_, pair.second);
    result_.assigned.push_back(pair);
    return absl::OkStatus();
  }

  absl::Status ReadCandidate() {
    RETURN_IF_ERROR(lines_.Count(4));
    RunResult::Candidate candidate;
    RETURN_IF_ERROR(lines_.Read(1, "expert", 0, kMostIndex, candidate.expert));
    RETURN_IF_ERROR(lines_.Read(2, "application", 0, kMostIndex, candidate.application));
    RETURN_IF_ERROR(lines_.Read(3, "score", 0, 10'000, candidate.score));
    const auto key = [](const RunResult::Candidate& c) {
      return std::tuple(c.expert, -c.score, c.application);
    };
    if (!result_.candidates.empty() && key(candidate) <= key(result_.candidates.back()))
      return lines_.Wrong("a candidate after a later one",
                          "lines by expert, then the higher score, then the application");
    most_expert_ = std::max(most_expert_, candidate.expert);
    result_.candidates.push_back(candidate);
    return absl::OkStatus();
  }

  absl::Status ReadPrice() {
    RETURN_IF_ERROR(lines_.Count(3));
    if (lines_.At(1) != absl::StrCat(result_.price.size()))
      return lines_.Wrong(absl::StrCat("expert \"", Lines::Shown(lines_.At(1)), "\""),
                          absl::StrCat(result_.price.size()));
    ASSIGN_OR_RETURN(const int64_t price, lines_.Number(2, "price", -10'000, kMostMoney));
    result_.price.push_back(price);
    return absl::OkStatus();
  }

  Lines lines_;
  RunResult result_;
  int most_expert_ = -1;
};

void AppendParameters(const RunInput& input, std::string& text) {
  std::map<std::string, std::string> parameters = {
      {"alternates", absl::StrCat(input.alternates)},
      {"balance", std::string(NameOf(input.balance))},
      {"lists", input.drawn ? "DRAWN" : "SCORED"},
      {"mode", std::string(NameOf(input.mode))},
      {"nominations", OrNone(absl::StrJoin(input.nominations, ",",
                                           [](std::string* out, const NominationId& id) {
                                             out->append(id.text());
                                           }))},
      {"onePerOrganization", input.one_per_organization ? "1" : "0"},
      {"region", std::string(NameOf(input.region))},
      {"scope", std::string(NameOf(input.scope))},
      {"seniors", input.seniors ? "1" : "0"},
      {"stage", input.stage}};
  for (const auto& [region, district] : input.districts)
    parameters[absl::StrCat(kDistrict, region.text())] = district;
  for (const auto& [name, value] : parameters)
    absl::StrAppend(&text, "param\t", name, "\t", value, "\n");
}

void AppendExpert(const RunInput& input, size_t e, std::string& text) {
  const RunInput::Expert& expert = input.experts[e];
  const auto competence = [&](std::string* out, const std::pair<int, Level>& known) {
    absl::StrAppend(out, input.nominations[known.first].text(), ":", NameOf(known.second));
  };
  absl::StrAppend(&text, "expert\t", e, "\t", expert.id.ToString(), "\t",
                  OrNone(absl::StrJoin(expert.competences, ",", competence)), "\t",
                  OrNone(expert.region.text()), "\t");
  absl::StrAppend(&text, OrNone(expert.organization), "\t", Hex(expert.keywords), "\t",
                  NameOf(expert.grade), "\t", expert.min_load, "\t");
  absl::StrAppend(&text, expert.max_load, "\t", expert.held, "\n");
}

}  // namespace

std::string WriteInput(const RunInput& input) {
  std::string text = absl::StrCat(kInputHeader, "\n");
  text.reserve(150 * (input.applications.size() + input.experts.size()) +
               30 * input.forbidden.size() + 1000);
  AppendParameters(input, text);
  for (size_t a = 0; a < input.applications.size(); ++a) {
    const RunInput::Application& application = input.applications[a];
    absl::StrAppend(&text, "application\t", a, "\t", application.id.ToString(), "\t");
    absl::StrAppend(&text, input.nominations[application.nomination].text(), "\t",
                    OrNone(application.region.text()), "\t", OrNone(application.organization),
                    "\t");
    absl::StrAppend(&text, Hex(application.keywords), "\t", application.demand, "\n");
  }
  for (size_t e = 0; e < input.experts.size(); ++e) AppendExpert(input, e, text);
  for (const auto& [a, e, reason] : input.forbidden)
    absl::StrAppend(&text, "forbid\t", a, "\t", e, "\t", NameOf(reason), "\n");
  for (const auto& [x, y] : input.never) absl::StrAppend(&text, "never\t", x, "\t", y, "\n");
  for (const auto& [a, e] : input.pinned) absl::StrAppend(&text, "pin\t", a, "\t", e, "\n");
  return text;
}

absl::StatusOr<RunInput> ReadInput(absl::string_view text) { return InputReader(text).Run(); }

std::string WriteResult(const RunResult& result) {
  std::string text =
      absl::StrCat(kResultHeader, "\ncommitment\t", crypto::HexEncode(result.commitment),
                   "\nnumber\t", result.number);
  absl::StrAppend(&text, "\ninput\t", crypto::HexEncode(result.input_sha256), "\nseed\t",
                  crypto::HexEncode(result.seed));
  absl::StrAppend(&text, "\nprimal\t", result.primal, "\nbound\t", result.bound, "\n");
  for (const auto& [a, e] : result.assigned) absl::StrAppend(&text, "assign\t", a, "\t", e, "\n");
  for (const auto& [e, a, score] : result.candidates)
    absl::StrAppend(&text, "candidate\t", e, "\t", a, "\t", score, "\n");
  for (size_t e = 0; e < result.price.size(); ++e)
    absl::StrAppend(&text, "price\t", e, "\t", result.price[e], "\n");
  return text;
}

absl::StatusOr<RunResult> ReadResult(absl::string_view text) { return ResultReader(text).Run(); }

}  // namespace nastavnik::review
