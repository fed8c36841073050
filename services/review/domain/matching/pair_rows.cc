#include "services/review/domain/matching/pair_rows.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace nastavnik::review {
namespace {

constexpr int kNone = -1;

// Values by key, keys 0 .. n - 1.
template <typename Value>
struct Grouped {
  std::vector<int> offset;
  std::vector<Value> value;

  // `pairs` sorted by their keys.
  template <typename Pairs, typename Key, typename Get>
  Grouped(const Pairs& pairs, size_t keys, Key key, Get get) : offset(keys + 1) {
    value.reserve(pairs.size());
    for (const auto& pair : pairs) {
      ++offset[key(pair) + 1];
      value.push_back(get(pair));
    }
    for (size_t i = 0; i < keys; ++i) offset[i + 1] += offset[i];
  }
  const Value* begin(int key) const { return value.data() + offset[key]; }
  const Value* end(int key) const { return value.data() + offset[key + 1]; }
};

std::vector<std::pair<int, int>> BothWays(const std::vector<std::pair<int, int>>& pairs) {
  std::vector<std::pair<int, int>> both = pairs;
  for (const auto& [x, y] : pairs) both.emplace_back(y, x);
  std::sort(both.begin(), both.end());
  return both;
}

// The part of a base score that does not depend on the application beyond its nomination, times
// 1000.
int FixedScore(Level level, const RunInput::Expert& expert) {
  return 3000 * CompetenceScore(level) + 1000 * SeniorityScore(expert.grade) +
         900 * LoadScore(expert.max_load, expert.held);
}

}  // namespace

struct PairRows::Tables {
  struct Server {  // an expert who serves a nomination
    int expert;
    int region;
    int organization;
    int fixed;  // FixedScore
    KeywordSet keywords;
  };

  Tables(const RunInput& run, absl::string_view seed)
      : input(run),
        noise(seed),
        servers(run.nominations.size()),
        server_experts(run.nominations.size()),
        fixed(run.nominations.size() * run.experts.size()),
        forbidden(
            run.forbidden, run.applications.size(), [](const auto& f) { return f.application; },
            [](const auto& f) { return f; }),
        pinned(
            run.pinned, run.applications.size(), [](const auto& p) { return p.first; },
            [](const auto& p) { return p.second; }),
        never(
            BothWays(run.never), run.experts.size(), [](const auto& p) { return p.first; },
            [](const auto& p) { return p.second; }) {
    AddOrganizations();
    AddRegions();
    AddServers();
  }

  void AddOrganizations() {
    std::map<OrganizationId, int> known;
    for (const auto& expert : input.experts) {
      organization.push_back(
          expert.organization.IsNil()
              ? kNone
              : known.try_emplace(expert.organization, static_cast<int>(known.size()))
                    .first->second);
    }
    for (const auto& application : input.applications) {
      const auto found = known.find(application.organization);
      application_organization.push_back(found == known.end() ? kNone : found->second);
    }
    organizations = known.size();
  }

  void AddRegions() {
    std::map<RegionId, int> known;
    const auto number = [&](const RegionId& id) {
      return known.try_emplace(id, static_cast<int>(known.size())).first->second;
    };
    for (const auto& expert : input.experts) region.push_back(number(expert.region));
    for (const auto& application : input.applications)
      application_region.push_back(number(application.region));
    regions = known.size();
    region_score.resize(regions * regions);
    for (const auto& [of_application, i] : known) {
      for (const auto& [of_expert, j] : known) {
        const bool barred =
            input.region == ConflictRule::Region::kDifferent && !of_application.empty() && i == j;
        region_score[i * regions + j] =
            barred ? kNone : RegionScore(of_application, of_expert, input.region, input.districts);
      }
    }
  }

  void AddServers() {
    for (size_t e = 0; e < input.experts.size(); ++e) {
      const RunInput::Expert& expert = input.experts[e];
      if (expert.max_load == 0) continue;
      for (const auto& [nomination, level] : expert.competences) {
        servers[nomination].push_back({.expert = static_cast<int>(e),
                                       .region = region[e],
                                       .organization = organization[e],
                                       .fixed = FixedScore(level, expert),
                                       .keywords = expert.keywords});
        server_experts[nomination].push_back(static_cast<int>(e));
        fixed[nomination * input.experts.size() + e] = servers[nomination].back().fixed;
      }
    }
  }

  // Region's component of the pair, or kNone where the rule bars it.
  int RegionOf(int a, int e) const {
    return region_score[application_region[a] * regions + region[e]];
  }

  const RunInput& input;
  const Noise noise;
  std::vector<std::vector<Server>> servers;  // by nomination
  std::vector<std::vector<int>> server_experts;
  std::vector<int> fixed;  // FixedScore of nomination * experts + expert
  const Grouped<RunInput::Forbidden> forbidden;
  const Grouped<int> pinned, never;
  std::vector<int> organization, application_organization;  // kNone: none, or of no expert
  size_t organizations = 0;
  std::vector<int> region, application_region;
  size_t regions = 0;
  std::vector<int> region_score;  // of application's region * regions + expert's
};

PairRows::PairRows(const RunInput& input, absl::string_view seed)
    : tables_(std::make_shared<Tables>(input, seed)),
      draw_(seed),
      blocked_(input.experts.size(), kNone),
      blocked_organization_(tables_->organizations, kNone) {}

void PairRows::Block(int a) {
  const Tables& tables = *tables_;
  const auto block_organization = [&](int organization) {
    if (organization != kNone) blocked_organization_[organization] = a;
  };
  block_organization(tables.application_organization[a]);
  for (auto f = tables.forbidden.begin(a); f != tables.forbidden.end(a); ++f)
    blocked_[f->expert] = a;
  for (auto holder = tables.pinned.begin(a); holder != tables.pinned.end(a); ++holder) {
    blocked_[*holder] = a;
    if (tables.input.one_per_organization) block_organization(tables.organization[*holder]);
    for (auto other = tables.never.begin(*holder); other != tables.never.end(*holder); ++other)
      blocked_[*other] = a;
  }
}

void PairRows::Append(int a, const std::vector<int>& max_load, std::vector<ScoredExpert>& row) {
  const Tables& tables = *tables_;
  const RunInput::Application& application = tables.input.applications[a];
  if (tables.input.drawn) return AppendDrawn(a, max_load, row);
  Block(a);
  const int wanted = application.keywords.Count();
  std::array<int, 129> keyword_score;
  for (int common = 0; common <= wanted; ++common)
    keyword_score[common] = 4000 * KeywordScore(common, wanted);
  const int* region_score =
      tables.region_score.data() + tables.application_region[a] * tables.regions;
  for (const Tables::Server& server : tables.servers[application.nomination]) {
    const int e = server.expert;
    const int region = region_score[server.region];
    if (region == kNone || blocked_[e] == a || max_load[e] <= 0) continue;
    if (server.organization != kNone && blocked_organization_[server.organization] == a) continue;
    const int keywords = keyword_score[application.keywords.CountCommon(server.keywords)];
    row.push_back({e, (keywords + 1000 * region + server.fixed) / 1000 +
                          tables.noise.Of(static_cast<uint32_t>(a), static_cast<uint32_t>(e))});
  }
}

void PairRows::AppendDrawn(int a, const std::vector<int>& max_load,
                           std::vector<ScoredExpert>& row) {
  const Tables& tables = *tables_;
  Block(a);
  const RunInput::Application& application = tables.input.applications[a];
  const int wanted = application.keywords.Count();
  const int* fixed = tables.fixed.data() + application.nomination * tables.input.experts.size();
  const auto score = [&](int e) {
    const int region = tables.RegionOf(a, e);
    const int organization = tables.organization[e];
    const bool barred = region == kNone || blocked_[e] == a ||
                        (organization != kNone && blocked_organization_[organization] == a);
    if (barred) return PairDraw::kNotEligible;
    const int common = application.keywords.CountCommon(tables.input.experts[e].keywords);
    return (4000 * KeywordScore(common, wanted) + 1000 * region + fixed[e]) / 1000 +
           tables.noise.Of(static_cast<uint32_t>(a), static_cast<uint32_t>(e));
  };
  const size_t before = row.size();
  draw_.Append(a, tables.server_experts[application.nomination], score, row);
  const auto without_room = [&](const ScoredExpert& pair) { return max_load[pair.expert] <= 0; };
  row.erase(
      std::remove_if(row.begin() + static_cast<std::ptrdiff_t>(before), row.end(), without_room),
      row.end());
}

Ineligible PairRows::WhyNot(int a, int e, int* other) const {
  const Tables& tables = *tables_;
  const RunInput::Application& application = tables.input.applications[a];
  const RunInput::Expert& expert = tables.input.experts[e];
  const bool competent =
      std::any_of(expert.competences.begin(), expert.competences.end(),
                  [&](const auto& known) { return known.first == application.nomination; });
  if (!competent) return Ineligible::kNoCompetence;
  Ineligible reason = Ineligible::kNone;  // of those that the file lists
  for (auto f = tables.forbidden.begin(a); f != tables.forbidden.end(a); ++f) {
    if (f->expert == e) reason = f->reason;
  }
  if (reason == Ineligible::kOwnApplication) return reason;
  if (!expert.organization.IsNil() && expert.organization == application.organization)
    return Ineligible::kSameOrganization;
  if (reason != Ineligible::kNone) return reason;
  const int* holders = tables.pinned.begin(a);
  const int* holders_end = tables.pinned.end(a);
  if (std::find(holders, holders_end, e) != holders_end) return Ineligible::kAlreadyReviewed;
  if (tables.RegionOf(a, e) == kNone) return Ineligible::kRegion;
  if (expert.max_load == 0) return Ineligible::kCap;
  const auto clashes = [&](int holder) {
    return (tables.input.one_per_organization && tables.organization[e] != kNone &&
            tables.organization[e] == tables.organization[holder]) ||
           std::binary_search(tables.never.begin(e), tables.never.end(e), holder);
  };
  const int* clash = std::find_if(holders, holders_end, clashes);
  if (clash == holders_end) return Ineligible::kNone;
  if (other != nullptr) *other = *clash;
  return Ineligible::kSideConstraint;
}

ScoreParts PairRows::PartsOf(int a, int e) const {
  const Tables& tables = *tables_;
  const RunInput::Application& application = tables.input.applications[a];
  const RunInput::Expert& expert = tables.input.experts[e];
  Level level = Level::kSecondary;
  for (const auto& [nomination, known] : expert.competences) {
    if (nomination == application.nomination) level = known;
  }
  return {.keywords = KeywordScore(application.keywords.CountCommon(expert.keywords),
                                   application.keywords.Count()),
          .competence = CompetenceScore(level),
          .region = RegionScore(application.region, expert.region, tables.input.region,
                                tables.input.districts),
          .seniority = SeniorityScore(expert.grade),
          .load = LoadScore(expert.max_load, expert.held),
          .noise = tables.noise.Of(static_cast<uint32_t>(a), static_cast<uint32_t>(e))};
}

}  // namespace nastavnik::review
