#include "services/review/domain/matching/run_options.h"

#include <utility>

namespace nastavnik::review {
namespace {

template <typename Enum>
using Names = std::pair<Enum, absl::string_view>;

constexpr Names<RunMode> kModes[] = {
    {RunMode::kFull, "FULL"}, {RunMode::kFill, "FILL"}, {RunMode::kPull, "PULL"}};
constexpr Names<RunScope> kScopes[] = {{RunScope::kNomination, "NOMINATION"},
                                       {RunScope::kSeason, "SEASON"}};
constexpr Names<RunBalance> kBalances[] = {{RunBalance::kNone, "NONE"},
                                           {RunBalance::kSteps, "STEPS"}};

template <typename Enum, size_t kCount>
absl::string_view Name(const Names<Enum> (&names)[kCount], Enum value) {
  for (const auto& [known, name] : names) {
    if (known == value) return name;
  }
  return "";
}

template <typename Enum, size_t kCount>
std::optional<Enum> Parse(const Names<Enum> (&names)[kCount], absl::string_view text) {
  for (const auto& [value, name] : names) {
    if (name == text) return value;
  }
  return std::nullopt;
}

}  // namespace

absl::string_view NameOf(RunMode mode) { return Name(kModes, mode); }
absl::string_view NameOf(RunScope scope) { return Name(kScopes, scope); }
absl::string_view NameOf(RunBalance balance) { return Name(kBalances, balance); }
std::optional<RunMode> ParseRunMode(absl::string_view name) { return Parse(kModes, name); }
std::optional<RunScope> ParseRunScope(absl::string_view name) { return Parse(kScopes, name); }
std::optional<RunBalance> ParseRunBalance(absl::string_view name) { return Parse(kBalances, name); }

}  // namespace nastavnik::review
