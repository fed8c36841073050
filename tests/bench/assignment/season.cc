#include "tests/bench/assignment/season.h"

#include <string>
#include <vector>

#include "services/review/domain/matching/streams.h"

namespace nastavnik::review {
namespace {

constexpr int kNominations = 4;
constexpr uint64_t kRegions = 89;
constexpr uint64_t kKeywords = 24;

class Maker {
 public:
  Maker(int applications, int experts, int reviews) : random_("season", "bench") {
    const double share = 1.0 * applications * reviews / experts;
    Round& round = input_.round;
    round.stage = StageId("review");
    round.grades = {Grade::kBasic, Grade::kSenior, Grade::kLead};
    round.max_load = static_cast<int>(1.3 * share) + 1;
    round.min_load = static_cast<int>(share / 2);
    round.conflict.one_per_organization = true;
    input_.season_max = round.max_load;
    input_.season = "2027";
    for (int q = 0; q < kNominations; ++q)
      input_.nominations.emplace_back("nomination-" + std::to_string(q));
    for (int o = 0; o < experts / 3 + 1; ++o) organizations_.push_back(OrganizationId::New());
    for (int e = 0; e < experts; ++e) AddCandidate();
    for (int a = 0; a < applications; ++a) AddItem(reviews);
  }

  PlanInput Take() { return std::move(input_); }

 private:
  uint64_t Below(uint64_t count) { return random_.At(next_++) % count; }
  RegionId Region() { return RegionId("ru-" + std::to_string(Below(kRegions))); }
  const NominationId& Nomination() {  // 35, 35, 20 and 10 %
    const uint64_t at = Below(100);
    return input_.nominations[at < 35 ? 0 : at < 70 ? 1 : at < 90 ? 2 : 3];
  }
  KeywordSet Keywords(uint64_t count) {
    KeywordSet set;
    for (uint64_t i = 0; i < count; ++i) set.Add(static_cast<int>(Below(kKeywords)));
    return set;
  }

  void AddCandidate() {
    Candidate candidate;
    candidate.expert = {.season = "2027",
                        .id = ExpertId::New(),
                        .person = PersonId::New(),
                        .state = Expert::State::kActive,
                        .grade = static_cast<Grade>(Below(3)),
                        .region = Region(),
                        .organization = organizations_[Below(organizations_.size())]};
    candidate.expert.competences[Nomination()] = Level::kPrimary;
    if (Below(4) == 0) candidate.expert.competences.try_emplace(Nomination(), Level::kSecondary);
    candidate.keywords = Keywords(3 + Below(4));
    if (Below(10) == 0) {
      input_.history.conflicts.insert(
          {candidate.expert.id, organizations_[Below(organizations_.size())].uuid()});
    }
    input_.candidates.push_back(std::move(candidate));
  }

  void AddItem(int reviews) {
    input_.items.push_back({.application = ApplicationId::New(),
                            .nomination = Nomination(),
                            .organization = organizations_[Below(organizations_.size())],
                            .region = Region(),
                            .people = {PersonId::New(), PersonId::New()},
                            .keywords = Keywords(2 + Below(3)),
                            .demand = reviews});
  }

  const Stream random_;
  uint64_t next_ = 0;
  std::vector<OrganizationId> organizations_;
  PlanInput input_;
};

}  // namespace

PlanInput MakeSeason(int applications, int experts, int reviews) {
  return Maker(applications, experts, reviews).Take();
}

}  // namespace nastavnik::review
