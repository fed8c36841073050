#include "services/review/store/claim.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "common/pg/errors.h"
#include "common/status/fault.h"
#include "common/status/macros.h"
#include "review_sql/sql.h"
#include "services/review/domain/errors.h"
#include "services/review/domain/matching/eligibility.h"
#include "services/review/domain/matching/pull.h"
#include "services/review/domain/stage.h"
#include "services/review/store/records.h"

namespace nastavnik::review {
namespace {

constexpr int kWindow = 300;      // slots that are looked at together
constexpr int kMostWindows = 10;  // while no slot of a window is for the expert
constexpr size_t kTried = 20;     // of the best, in case others are at work on the first ones
constexpr int kMostSearches = 10;

// A slot that waits, as select_slot_facts tells it.
struct OpenSlot {
  AssignmentId id;
  RoundItem item;
  PairFacts pair;
  int held = 0;         // reviews of the application that are held or completed
  bool lapsed = false;  // somebody gave one up
};

OpenSlot OpenSlotFrom(const pg::Row& row, ExpertId expert, const SeasonRules& rules,
                      const Round& round) {
  return {
      .id = row.IdOf<AssignmentId>("assignment_id"),
      .item = RoundItemFrom(row, rules),
      .pair = {.conflict = row.Bool("conflict"),
               .declined = row.Bool("declined"),
               .had = row.Bool("had_in_round") || (round.fresh_experts && row.Bool("had_before")),
               .organization_taken = row.Bool("organization_taken"),
               .never_together = round.conflict.Parts(expert, row.IdArray<ExpertId>("holders")),
               .senior_held = row.Bool("senior_held")},
      .held = row.Int("held"),
      .lapsed = row.Bool("lapsed")};
}

// Whether the slot's application wants another review, and one by this expert.
bool Fits(const OpenSlot& slot, const Candidate& candidate, const Round& round,
          const SeasonRules& rules) {
  return slot.held < slot.item.demand &&
         WhyNot(candidate, slot.item, slot.pair, round, rules.season_max()) == Ineligible::kNone;
}

// The same of slot `id`, which is locked, among the facts that were read after it was.
bool IsFree(AssignmentId id, const pg::Rows& facts, const Candidate& candidate, const Round& round,
            const SeasonRules& rules) {
  for (const pg::Row row : facts) {
    const OpenSlot slot = OpenSlotFrom(row, candidate.expert.id, rules, round);
    if (slot.id == id) return Fits(slot, candidate, round, rules);
  }
  return false;
}

}  // namespace

// The expert who asks, and what that expert holds.
struct ClaimStore::Claimant {
  Claimant(const pg::Row& row, const pg::Rows& loads, const SeasonRules& rules)
      : expert(ExpertFrom(row)), keywords(KeywordsOf(expert.keywords, rules)) {
    for (const pg::Row load : loads) {
      held[load.IdOf<StageId>("stage_id")] = load.Int("held");
      held_season += load.Int("held");
      claims += load.Int("claims");
    }
  }

  Candidate In(const Round& round) const {
    const auto in_stage = held.find(round.stage);
    return {.expert = expert,
            .keywords = keywords,
            .held_round = in_stage == held.end() ? 0 : in_stage->second,
            .held_season = held_season};
  }

  absl::Status CheckMayAsk(const SeasonRules& rules) const {
    if (expert.state != Expert::State::kActive)
      return IllegalTransition(NameOf(expert.state), "claimNext");
    if (claims >= kMostClaims) return LoadExceeded("CLAIMS", kMostClaims);
    if (held_season >= rules.season_max()) return LoadExceeded("SEASON", rules.season_max());
    return absl::OkStatus();
  }

  absl::Status CheckRoom(const Round& round, const SeasonRules& rules) const {
    const Candidate candidate = In(round);
    if (candidate.Room(round, rules.season_max()) > 0) return absl::OkStatus();
    return LoadExceeded("ROUND", candidate.MaxLoad(round));
  }

  std::vector<NominationId> Nominations() const {
    std::vector<NominationId> nominations;
    for (const auto& [nomination, level] : expert.competences) nominations.push_back(nomination);
    return nominations;
  }

  Expert expert;
  KeywordSet keywords;
  std::map<StageId, int> held;  // by stage: open and completed
  int held_season = 0;
  int claims = 0;  // unfinished ones that were claimed
};

absl::StatusOr<pg::Answer> ClaimStore::ClaimNext(const pg::WriteKey& write,
                                                 const SeasonRules& rules,
                                                 const Districts& districts, ExpertId expert,
                                                 const Encode& encode) {
  absl::StatusOr<pg::Answer> answer = pg::Unavailable();
  bool gone = true;
  for (int search = 0; search < kMostSearches && gone; ++search) {
    ASSIGN_OR_RETURN(const Found found, Find(rules, districts, expert, write.deadline));
    answer = Take(write, rules, expert, found, encode, gone);
  }
  return answer;
}

absl::StatusOr<ClaimStore::Found> ClaimStore::Find(const SeasonRules& rules,
                                                   const Districts& districts, ExpertId expert,
                                                   absl::Time deadline) {
  ASSIGN_OR_RETURN(
      const std::vector<pg::Rows> rows,
      db_.ReadAll({pg::Query(sql::kSelectExpertsById, rules.season(), std::vector{expert}),
                   pg::Query(sql::kSelectClaimantLoads, rules.season(), expert),
                   pg::Query(sql::kSelectStages, rules.season())},
                  deadline));
  ASSIGN_OR_RETURN(const pg::Row row, rows[0].One(NotFound()));
  const Claimant claimant(row, rows[1], rules);
  Found found{.round = nullptr, .slots = {}, .refusal = claimant.CheckMayAsk(rules)};
  if (!found.refusal.ok()) return found;
  ASSIGN_OR_RETURN(const absl::Time now, db_.Now(deadline));
  std::vector<StageId> open;
  absl::Time last_close = absl::InfinitePast();
  for (const pg::Row stage_row : rows[2]) {
    const Stage stage = StageFrom(stage_row);
    const Round* round = rules.RoundOfStage(stage.id);
    if (round == nullptr || round->kind == Round::Kind::kPanel) continue;
    last_close = std::max(last_close, stage.close_time);
    if (!TakesOffers(stage, now)) continue;
    open.push_back(stage.id);
    found.refusal = claimant.CheckRoom(*round, rules);
    if (!found.refusal.ok()) continue;
    ASSIGN_OR_RETURN(found.slots, Rank(claimant, *round, rules, districts, deadline));
    found.round = round;
    if (!found.slots.empty()) return found;
  }
  if (open.empty()) found.refusal = StageClosed(last_close);
  if (found.refusal.ok()) found.refusal = Nothing(claimant, open, deadline);
  return found;
}

absl::StatusOr<std::vector<AssignmentId>> ClaimStore::Rank(const Claimant& claimant,
                                                           const Round& round,
                                                           const SeasonRules& rules,
                                                           const Districts& districts,
                                                           absl::Time deadline) {
  const Candidate candidate = claimant.In(round);
  std::vector<std::tuple<int, AssignmentId, ApplicationId>> ranked;  // smallest first
  AssignmentId after;
  for (int window = 0; window < kMostWindows && ranked.empty(); ++window) {
    ASSIGN_OR_RETURN(const pg::Rows waiting,
                     db_.Read(pg::Query(sql::kSelectOpenSlots, rules.season(), round.stage,
                                        claimant.Nominations(), after, kWindow),
                              deadline));
    std::vector<AssignmentId> ids;
    for (const pg::Row row : waiting) ids.push_back(row.IdOf<AssignmentId>("assignment_id"));
    if (ids.empty()) break;
    after = ids.back();
    ASSIGN_OR_RETURN(const pg::Rows facts, db_.Read(pg::Query(sql::kSelectSlotFacts, rules.season(),
                                                              claimant.expert.id, round.stage, ids),
                                                    deadline));
    for (const pg::Row row : facts) {
      const OpenSlot slot = OpenSlotFrom(row, candidate.expert.id, rules, round);
      if (!Fits(slot, candidate, round, rules)) continue;
      const int score = BaseScore(candidate, slot.item, round, rules.season_max(), districts) +
                        SeniorGain(candidate.expert.grade, slot.pair.senior_held,
                                   slot.item.demand - slot.held, round);
      ranked.emplace_back(-PullKey(score, slot.held, slot.lapsed), slot.id, slot.item.application);
    }
    if (static_cast<int>(ids.size()) < kWindow) break;
  }
  std::sort(ranked.begin(), ranked.end());
  std::vector<AssignmentId> best;
  std::set<ApplicationId> seen;  // whoever is at work on an application is so on all of its slots
  for (const auto& [key, slot, application] : ranked) {
    if (best.size() < kTried && seen.insert(application).second) best.push_back(slot);
  }
  return best;
}

absl::Status ClaimStore::Nothing(const Claimant& claimant, const std::vector<StageId>& stages,
                                 absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(pg::Query(sql::kSelectMissingReviews, claimant.expert.season, stages,
                                      claimant.Nominations()),
                            deadline));
  return NothingToClaim(rows[0].Int("missing_reviews"), rows[0].Int("open_slots"));
}

absl::StatusOr<pg::Answer> ClaimStore::Take(const pg::WriteKey& write, const SeasonRules& rules,
                                            ExpertId expert, const Found& found,
                                            const Encode& encode, bool& gone) {
  gone = false;
  if (!found.refusal.ok()) {  // a repeated call still gets what the first one got
    return db_.Write(write, {},
                     [&](const pg::ReadRows&, pg::Changes&) -> absl::StatusOr<std::string> {
                       return found.refusal;
                     });
  }
  const std::string& season = rules.season();
  const Round& round = *found.round;
  // Locks in the order of everybody else: assignment, round item, expert; then the facts.
  const std::vector<pg::Query> reads = {
      pg::Query(sql::kSelectFirstSlotForUpdate, season, found.slots),
      pg::Query(sql::kSelectExpertForUpdate, season, expert),
      pg::Query(sql::kSelectClaimantLoads, season, expert),
      pg::Query(sql::kSelectSlotFacts, season, expert, round.stage, found.slots),
      pg::Query(sql::kSelectStage, season, round.stage)};
  const auto claim = [&](const pg::ReadRows& rows,
                         pg::Changes& changes) -> absl::StatusOr<std::string> {
    gone = rows[0].empty();
    if (gone) return pg::Unavailable();
    const Assignment before = AssignmentFrom(rows[0][0]);
    const Stage stage = StageFrom(rows[4][0]);
    if (!TakesOffers(stage, rows.Now())) return StageClosed(stage.close_time);
    const Claimant claimant(rows[1][0], rows[2], rules);
    if (!Fault("claim_outside_lock")) {
      RETURN_IF_ERROR(claimant.CheckMayAsk(rules));
      RETURN_IF_ERROR(claimant.CheckRoom(round, rules));
      gone = !IsFree(before.id, rows[3], claimant.In(round), round, rules);
      if (gone) return pg::Unavailable();
    }
    Assignment after =
        Claim(before, expert, claimant.expert.person, round, rules, stage, rows.Now());
    changes.RunExactly(1, sql::kInsertAssignmentParty, after.season, after.stage, after.id,
                       after.application, after.expert);
    ChangeAssignment(changes, before, after, "claim", after.person);
    after.version = before.version + 1;
    return encode(after);
  };
  return db_.Write(write, reads, claim);
}

}  // namespace nastavnik::review
