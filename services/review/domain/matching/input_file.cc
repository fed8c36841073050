#include "services/review/domain/matching/input_file.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "common/crypto/encoding.h"
#include "common/status/macros.h"
#include "services/review/domain/matching/input_parameters.h"
#include "services/review/domain/matching/run_lines.h"

namespace nastavnik::review {
namespace {

constexpr absl::string_view kHeader = "nastavnik assignment input v1";

std::string Hex(const KeywordSet& set) {
  return absl::StrCat(absl::Hex(set.bits[1], absl::kZeroPad16),
                      absl::Hex(set.bits[0], absl::kZeroPad16));
}

std::string IdOrNone(const OrganizationId& id) {
  return id.IsNil() ? std::string(kNone) : id.ToString();
}

class InputReader {
 public:
  explicit InputReader(absl::string_view text) : lines_(text) {}

  absl::StatusOr<RunInput> Run() {
    RETURN_IF_ERROR(lines_.Header(kHeader));
    bool more = lines_.Next();
    RETURN_IF_ERROR(ReadParameters(lines_, more, input_));
    for (size_t i = 0; i < input_.nominations.size(); ++i)
      nomination_[input_.nominations[i].text()] = static_cast<int>(i);
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
    return lines_.Wrong(absl::StrCat("index \"", RunLines::Shown(lines_.At(1)), "\""),
                        absl::StrCat(expected));
  }
  template <typename IdType>
  absl::Status ReadId(IdType last, bool first, IdType& into) const {
    const auto id = IdType::Parse(lines_.At(2));
    if (!id || id->IsNil())
      return lines_.Wrong(absl::StrCat("id \"", RunLines::Shown(lines_.At(2)), "\""),
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
      return lines_.Wrong(absl::StrCat("region \"", RunLines::Shown(lines_.At(column)), "\""),
                          "an id, or -");
    into = RegionId(lines_.At(column));
    regions_.insert(into.text());
    return absl::OkStatus();
  }
  absl::Status ReadOrganization(size_t column, OrganizationId& into) const {
    if (lines_.At(column) == kNone) return absl::OkStatus();
    const auto id = OrganizationId::Parse(lines_.At(column));
    if (!id || id->IsNil())
      return lines_.Wrong(absl::StrCat("organization \"", RunLines::Shown(lines_.At(column)), "\""),
                          "a UUID in lower case, or -");
    into = *id;
    return absl::OkStatus();
  }
  absl::Status ReadKeywords(size_t column, KeywordSet& into) const {
    const auto bytes = crypto::HexDecode(lines_.At(column));
    if (!bytes || bytes->size() != 16 || crypto::HexEncode(*bytes) != lines_.At(column))
      return lines_.Wrong(absl::StrCat("keywords \"", RunLines::Shown(lines_.At(column)), "\""),
                          "32 lower-case hexadecimal digits");
    for (int i = 0; i < 16; ++i)
      into.bits[i < 8 ? 1 : 0] = into.bits[i < 8 ? 1 : 0] << 8 | static_cast<uint8_t>((*bytes)[i]);
    return absl::OkStatus();
  }
  absl::StatusOr<int> NominationOf(absl::string_view id) const {
    const auto found = nomination_.find(std::string(id));
    if (found == nomination_.end())
      return lines_.Wrong(absl::StrCat("nomination \"", RunLines::Shown(id), "\""),
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
      return lines_.Wrong(absl::StrCat("seniority \"", RunLines::Shown(lines_.At(7)), "\""),
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
        return lines_.Wrong(absl::StrCat("competences \"", RunLines::Shown(lines_.At(3)), "\""),
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
      return lines_.Wrong(absl::StrCat("reason \"", RunLines::Shown(lines_.At(3)), "\""),
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

  RunLines lines_;
  RunInput input_;
  std::map<std::string, int> nomination_;
  std::set<std::string> regions_;  // that occur
};

void AppendExpert(const RunInput& input, size_t e, std::string& text) {
  const RunInput::Expert& expert = input.experts[e];
  const auto competence = [&](std::string* out, const std::pair<int, Level>& known) {
    absl::StrAppend(out, input.nominations[known.first].text(), ":", NameOf(known.second));
  };
  absl::StrAppend(&text, "expert\t", e, "\t", expert.id.ToString(), "\t",
                  OrNone(absl::StrJoin(expert.competences, ",", competence)), "\t",
                  OrNone(expert.region.text()), "\t");
  absl::StrAppend(&text, IdOrNone(expert.organization), "\t", Hex(expert.keywords), "\t",
                  NameOf(expert.grade), "\t", expert.min_load, "\t");
  absl::StrAppend(&text, expert.max_load, "\t", expert.held, "\n");
}

}  // namespace

std::string WriteInput(const RunInput& input) {
  std::string text = absl::StrCat(kHeader, "\n");
  text.reserve(150 * (input.applications.size() + input.experts.size()) +
               30 * input.forbidden.size() + 1000);
  AppendParameters(input, text);
  for (size_t a = 0; a < input.applications.size(); ++a) {
    const RunInput::Application& application = input.applications[a];
    absl::StrAppend(&text, "application\t", a, "\t", application.id.ToString(), "\t");
    absl::StrAppend(&text, input.nominations[application.nomination].text(), "\t",
                    OrNone(application.region.text()), "\t", IdOrNone(application.organization),
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

}  // namespace nastavnik::review
