#include "services/review/domain/matching/input_parameters.h"

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "common/status/macros.h"
#include "common/text/text.h"

namespace nastavnik::review {
namespace {

constexpr absl::string_view kDistrict = "district.";

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

std::optional<ConflictRule::Region> ParseRegion(absl::string_view text) {
  for (const auto& [name, region] : kRegions) {
    if (name == text) return region;
  }
  return std::nullopt;
}

class ParameterReader {
 public:
  ParameterReader(RunLines& lines, RunInput& input) : lines_(lines), input_(input) {}

  absl::Status Keep() {
    RETURN_IF_ERROR(lines_.Count(3));
    const std::string name(lines_.At(1));
    if (!parameters_.empty() && name <= parameters_.rbegin()->first)
      return lines_.Wrong(
          absl::StrCat("parameter ", RunLines::Shown(name), " after ", parameters_.rbegin()->first),
          "parameters sorted by name, each once");
    parameters_[name] = std::string(lines_.At(2));
    return absl::OkStatus();
  }

  absl::Status ReadAll() {
    RETURN_IF_ERROR(TakeNamed("mode", &ParseRunMode, "FULL, FILL or PULL", input_.mode));
    RETURN_IF_ERROR(TakeNamed("scope", &ParseRunScope, "NOMINATION or SEASON", input_.scope));
    RETURN_IF_ERROR(TakeNamed("balance", &ParseRunBalance, "NONE or STEPS", input_.balance));
    RETURN_IF_ERROR(
        TakeNamed("region", &ParseRegion, "ANY, DIFFERENT_REGION or PREFER_NEAR", input_.region));
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

 private:
  // The value of a parameter that must be there; it is taken out.
  absl::StatusOr<std::string> Take(const std::string& name) {
    auto found = parameters_.extract(name);
    if (found.empty()) return lines_.Wrong("no parameter " + name, "all parameters");
    return std::move(found.mapped());
  }
  absl::Status BadValue(absl::string_view name, absl::string_view value, absl::string_view right) {
    return lines_.Wrong(absl::StrCat("parameter ", name, " is \"", RunLines::Shown(value), "\""),
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
    std::set<absl::string_view> known;
    for (const absl::string_view id : absl::StrSplit(value, ',')) {
      if (!IsDocumentId(id) || !known.insert(id).second)
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
        return lines_.Wrong(absl::StrCat("parameter ", RunLines::Shown(name)), "a known name");
      if (value.empty() || text::FirstControl(value) || !text::Normalize(value))
        return BadValue(RunLines::Shown(name), value, "a district");
      input_.districts[RegionId(region)] = value;
    }
    return absl::OkStatus();
  }

  RunLines& lines_;
  RunInput& input_;
  std::map<std::string, std::string> parameters_;
};

}  // namespace

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

absl::Status ReadParameters(RunLines& lines, bool& more, RunInput& input) {
  ParameterReader reader(lines, input);
  for (; more && lines.Is("param"); more = lines.Next()) RETURN_IF_ERROR(reader.Keep());
  return reader.ReadAll();
}

}  // namespace nastavnik::review
