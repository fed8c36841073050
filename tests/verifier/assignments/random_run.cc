#include "tests/verifier/assignments/random_run.h"

#include <algorithm>
#include <random>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace nastavnik::review::testing {
namespace {

constexpr int kRegions = 6;
constexpr Ineligible kReasons[] = {Ineligible::kOwnApplication, Ineligible::kConflict,
                                   Ineligible::kDeclinedBefore, Ineligible::kAlreadyReviewed};

// `number` below 2^48; ids of greater numbers are greater.
template <typename IdType>
IdType IdOf(int kind, int number) {
  return *IdType::Parse(absl::StrFormat("019200%02d-0000-7000-8000-%012x", kind, number));
}

class Maker {
 public:
  explicit Maker(uint64_t seed) : random_(seed) {}

  RunInput Random(uint64_t seed) {
    input_.stage = absl::StrCat("seasons/2027/stages/review-", 1 + seed % 3);
    input_.mode = Chance(5) ? RunMode::kPull : Chance(3) ? RunMode::kFill : RunMode::kFull;
    input_.scope = Chance(4) ? RunScope::kSeason : RunScope::kNomination;
    input_.balance = Chance(4) ? RunBalance::kSteps : RunBalance::kNone;
    input_.seniors = Chance(3);
    input_.alternates = Below(4);
    input_.one_per_organization = Chance(2);
    input_.region = static_cast<ConflictRule::Region>(Below(3));
    const int nominations = 1 + Below(4);
    const int applications = Chance(12) ? 0 : 1 + Below(Chance(5) ? 120 : 25);
    const int experts = Chance(12) ? 0 : 1 + Below(Chance(5) ? 50 : 15);
    equal_ = Chance(4);
    most_ = Chance(6) ? 0 : 1 + Below(8);
    Fill(nominations, applications, experts, Below(5));
    AddPairs();
    return std::move(input_);
  }

  RunInput Large(int applications, int experts) {
    input_.stage = "seasons/2027/stages/review-1";
    input_.alternates = 3;
    input_.one_per_organization = true;
    most_ = std::max(1, applications * 2 * 4 / (3 * std::max(1, experts)));
    Fill(4, applications, experts, 2);
    return std::move(input_);
  }

 private:
  int Below(int end) { return static_cast<int>(random_() % static_cast<uint64_t>(end)); }
  bool Chance(int in) { return Below(in) == 0; }

  void Fill(int nominations, int applications, int experts, int demand) {
    for (int q = 0; q < nominations; ++q)
      input_.nominations.emplace_back(absl::StrCat("n", 9 - q));  // not the order of their ids
    for (int a = 0; a < applications; ++a) AddApplication(a, demand);
    for (int e = 0; e < experts; ++e) AddExpert(e);
    std::set<std::string> occurring;
    for (const auto& application : input_.applications) occurring.insert(application.region.text());
    for (const auto& expert : input_.experts) occurring.insert(expert.region.text());
    for (const std::string& region : occurring) {
      if (region.empty() || region == "ru-0") continue;  // one region is of no known district
      input_.districts[RegionId(region)] = absl::StrCat("Округ ", region.back() % 2);
    }
  }

  RegionId AnyRegion() {
    return Chance(8) ? RegionId() : RegionId(absl::StrCat("ru-", Below(kRegions)));
  }
  OrganizationId AnyOrganization() {
    return Chance(4) ? OrganizationId() : IdOf<OrganizationId>(3, Below(equal_ ? 3 : 12));
  }
  KeywordSet AnyKeywords(int most) {
    KeywordSet keywords;
    if (equal_) return keywords;
    for (int i = Below(most + 1); i > 0; --i) keywords.Add(Chance(4) ? 100 + Below(28) : Below(12));
    return keywords;
  }

  void AddApplication(int a, int demand) {
    input_.applications.push_back({.id = IdOf<ApplicationId>(1, 7 * a + 1),
                                   .nomination = Below(static_cast<int>(input_.nominations.size())),
                                   .region = AnyRegion(),
                                   .organization = AnyOrganization(),
                                   .keywords = AnyKeywords(4),
                                   .demand = Chance(10) ? Below(11) : demand});
  }

  void AddExpert(int e) {
    RunInput::Expert expert{.id = IdOf<ExpertId>(2, 3 * e + 1),
                            .region = AnyRegion(),
                            .organization = AnyOrganization(),
                            .keywords = AnyKeywords(6),
                            .grade = static_cast<Grade>(Below(3)),
                            .max_load = Chance(10) ? 0 : Below(most_ + 1) + most_ / 2};
    expert.min_load = Chance(2) ? 0 : Below(expert.max_load + 1);
    expert.held = Chance(2) ? 0 : Below(5);
    // Nominations in the order of their ids, which is the reverse of the season's.
    for (int q = static_cast<int>(input_.nominations.size()) - 1; q >= 0; --q) {
      if (Chance(2))
        expert.competences.emplace_back(q, Chance(3) ? Level::kSecondary : Level::kPrimary);
    }
    input_.experts.push_back(std::move(expert));
  }

  void AddPairs() {
    const int applications = static_cast<int>(input_.applications.size());
    const int experts = static_cast<int>(input_.experts.size());
    const int forbidden = 1 + Below(20), pinned = 5 + Below(100);
    for (int a = 0; a < applications; ++a) {
      for (int e = 0; e < experts; ++e) {
        if (Chance(pinned)) {
          input_.pinned.emplace_back(a, e);
        } else if (Chance(forbidden)) {
          input_.forbidden.push_back({a, e, kReasons[Below(4)]});
        }
      }
    }
    const int never = 3 + Below(30);
    for (int e = 0; e < experts; ++e) {
      for (int other = e + 1; other < experts; ++other) {
        if (Chance(never)) input_.never.emplace_back(e, other);
      }
    }
  }

  std::mt19937_64 random_;
  RunInput input_;
  bool equal_ = false;  // few differences, many equal scores
  int most_ = 0;        // of an expert's load, more or less
};

}  // namespace

RunInput RandomRun(uint64_t seed) { return Maker(seed).Random(seed); }

RunInput LargeRun(uint64_t seed, int applications, int experts) {
  return Maker(seed).Large(applications, experts);
}

}  // namespace nastavnik::review::testing
