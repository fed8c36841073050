#include "tests/store/review/scene.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "catch2/catch.hpp"

#include "common/crypto/hash.h"
#include "common/json/json.h"
#include "review_invariants/sql.h"
#include "review_sql/sql.h"
#include "services/review/domain/events.h"
#include "services/review/domain/matching/input_file.h"
#include "services/review/domain/matching/metrics_json.h"
#include "services/review/domain/matching/run_seed.h"
#include "tests/support/matchers.h"

namespace nastavnik::review {
namespace {

using support::IsOk;
using support::Soon;

std::string ReadFile(const std::string& path) {
  const char* root = std::getenv("NASTAVNIK_SOURCE_DIR");
  std::ifstream file(std::string(root == nullptr ? "." : root) + "/" + path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

json::Value Parsed(const std::string& text) {
  const auto value = json::Parse(text);
  REQUIRE_THAT(value, IsOk());
  return *value;
}

std::string Nothing(const AssignmentRun&) { return ""; }

}  // namespace

support::ServiceDatabase& Db() {
  static auto& db = support::Database("review", Migrations(), {.pool_size = 32});
  return db;
}

std::string Document(const std::string& patch) {
  const json::Value base = Parsed(ReadFile("deploy/seasons/mentoring-2027.json"));
  const json::Value demo = Parsed(ReadFile("deploy/seasons/demo.patch.json"));
  const json::Value open =
      Parsed(R"({"stages": {"review-1": {"opens": "2020-01-01T10:00 Europe/Moscow",
                                                              "closes": "2090-01-01T10:00 Europe/Moscow"}}})");
  return json::Canonical(
      json::MergePatch(json::MergePatch(json::MergePatch(base, demo), open), Parsed(patch)));
}

pg::WriteKey Key(absl::string_view method, PersonId person) {
  return {.kind = pg::WriteKey::Kind::kCall,
          .season = kSeason,
          .principal = person.uuid(),
          .method = std::string(method),
          .key = NewUuid().ToString(),
          .fingerprint = crypto::Sha256(method),
          .deadline = Soon() + absl::Seconds(20)};
}

std::string Broken() {
  std::string broken;
  for (const pg::Statement* rule : invariants::sql::kAll) {
    const auto rows = Db()->Read(pg::Query(*rule, kSeason), Soon());
    REQUIRE_THAT(rows, IsOk());
    if (!rows->empty()) absl::StrAppend(&broken, broken.empty() ? "" : " ", rule->name);
  }
  return broken;
}

Scene::Scene(const std::string& patch) {
  Db().Clear();
  REQUIRE_THAT(seasons.Apply(pg::WriteKey::Job("applyConfig"), kSeason, 1, Document(patch), true),
               IsOk());
  REQUIRE_THAT(seasons.TurnStages(Soon()), IsOk());
  const auto read = seasons.RulesOf(kSeason, Soon());
  REQUIRE_THAT(read, IsOk());
  rules = *read;
}

ExpertId Scene::AddExpert(const ExpertWish& wish) {
  Expert expert{.season = kSeason, .id = ExpertId::New(), .grade = wish.grade};
  for (const auto& nomination : wish.nominations)
    expert.competences[NominationId(nomination)] = Level::kPrimary;
  const auto nothing = [](const Expert&) { return std::string(); };
  const PersonId staff = PersonId::New(), person = PersonId::New();
  REQUIRE_THAT(experts.Invite(Key("InviteExpert", staff), expert, "sealed", staff, nothing),
               IsOk());
  const ExpertProfile profile{.competences = expert.competences,
                              .keywords = wish.keywords,
                              .region = RegionId(wish.region),
                              .organization = wish.organization,
                              .load_limit = wish.load_limit};
  REQUIRE_THAT(experts.Update(
                   Key("AcceptInvitation", person), kSeason, expert.id, person, "accept", "",
                   [&](const Expert& before, absl::Time now) {
                     return AcceptInvitation(before, person, profile, now);
                   },
                   nothing),
               IsOk());
  REQUIRE_THAT(experts.Update(
                   Key("ActivateExpert", staff), kSeason, expert.id, staff, "activate",
                   "Опыт прошлых сезонов",
                   [&](const Expert& before, absl::Time) { return Activate(before); }, nothing),
               IsOk());
  persons[expert.id] = person;
  return expert.id;
}

std::vector<ExpertId> Scene::AddExperts(int count, const ExpertWish& wish) {
  std::vector<ExpertId> ids;
  for (int i = 0; i < count; ++i) {
    ExpertWish own = wish;
    own.region = absl::StrCat("ru-", 40 + i % 40);
    own.organization = OrganizationId::New();
    ids.push_back(AddExpert(own));
  }
  return ids;
}

FetchedItem Scene::MakeItem(const std::string& nomination, const std::string& region) {
  return {.application = ApplicationId::New(),
          .nomination = NominationId(nomination),
          .organization = OrganizationId::New(),
          .region = region,
          .people = {PersonId::New().ToString()},
          .keywords = {"onboarding", "craft"},
          .state = "ADMITTED",
          .version = 1};
}

std::vector<FetchedItem> Scene::MakeItems(int count, const std::string& nomination) {
  std::vector<FetchedItem> items;
  for (int i = 0; i < count; ++i) items.push_back(MakeItem(nomination));
  return items;
}

AssignmentRun Scene::CreateRun(const std::vector<std::string>& nominations) {
  AssignmentRun run{.season = kSeason,
                    .id = RunId::New(),
                    .stage = kStage,
                    .operation = NewUuid(),
                    .author = PersonId::New()};
  for (const auto& nomination : nominations) run.nominations.push_back(NominationId(nomination));
  REQUIRE_THAT(runs.Create(Key("CreateAssignmentRun", run.author), run, {"{}", Nothing}), IsOk());
  const auto read = runs.Get(kSeason, run.id, Soon());
  REQUIRE_THAT(read, IsOk());
  return *read;
}

AssignmentRun Scene::Freeze(const AssignmentRun& run, const std::vector<FetchedItem>& items) {
  const auto claimed = runs.Claim(Soon());
  REQUIRE_THAT(claimed, IsOk());
  REQUIRE(claimed->has_value());
  REQUIRE((*claimed)->id == run.id);
  const Round& round = *rules->RoundOfStage(kStage);
  REQUIRE_THAT(runs.SaveItems(run, round, items), IsOk());
  const auto input = runs.Inputs(**claimed, round, *rules, {}, Soon());
  REQUIRE_THAT(input, IsOk());
  const auto frozen = runs.Freeze(**claimed, WriteInput(Number(*input)), rules->version());
  REQUIRE_THAT(frozen, IsOk());
  return *frozen;
}

AssignmentRun Scene::Solve(const AssignmentRun& run) {
  const auto text = runs.ReadFile(kSeason, run.id, RunFile::kInput, Soon());
  REQUIRE_THAT(text, IsOk());
  const auto input = ReadInput(*text);
  REQUIRE_THAT(input, IsOk());
  const auto secret = runs.StageSecret(kSeason, kStage, Soon());
  REQUIRE_THAT(secret, IsOk());
  const std::string seed = RunSeed(*secret, run.number, run.inputs_sha256, "");
  const auto proposal = review::Propose(*input, seed);
  REQUIRE_THAT(proposal, IsOk());
  RunResult result = ResultOf(*proposal);
  result.commitment = run.seed_commitment;
  result.number = run.number;
  result.input_sha256 = run.inputs_sha256;
  result.seed = seed;
  REQUIRE_THAT(runs.SaveProposal(run, RowsOf(*input, *proposal),
                                 {.file = WriteResult(result),
                                  .metrics = EncodeMetrics(proposal->metrics, 1),
                                  .operation_type = "nastavnik.review.v1.AssignmentRun",
                                  .encode = Nothing}),
               IsOk());
  const auto read = runs.Get(kSeason, run.id, Soon());
  REQUIRE_THAT(read, IsOk());
  return *read;
}

AssignmentRun Scene::Propose(const AssignmentRun& run, const std::vector<FetchedItem>& items) {
  return Solve(Freeze(run, items));
}

absl::StatusOr<pg::Answer> Scene::Approve(const AssignmentRun& run, bool two_persons,
                                          PersonId actor, bool drop_invalid) {
  return runs.Approve(Key("ApproveAssignmentRun", actor), run, *rules->RoundOfStage(kStage), *rules,
                      {.inputs_sha256 = run.inputs_sha256,
                       .drop_invalid = drop_invalid,
                       .two_persons = two_persons,
                       .actor = actor},
                      [](const AssignmentRun& after, const std::optional<pg::Proposal>& waiting) {
                        return std::string(waiting ? "WAITING" : NameOf(after.state));
                      });
}

AssignmentRun Scene::Deploy(const std::vector<FetchedItem>& items,
                            const std::vector<std::string>& nominations) {
  const AssignmentRun run = Propose(CreateRun(nominations), items);
  REQUIRE_THAT(Approve(run), IsOk());
  return *runs.Get(kSeason, run.id, Soon());
}

std::vector<Assignment> Scene::AssignmentsOf(ExpertId expert, const std::string& state) {
  const auto list =
      assignments.List(kSeason, AssignmentId(), {.state = state, .expert = expert}, 1000, Soon());
  REQUIRE_THAT(list, IsOk());
  return *list;
}

std::vector<Assignment> Scene::All(const std::string& state) {
  const auto list = assignments.List(kSeason, AssignmentId(), {.state = state}, 100000, Soon());
  REQUIRE_THAT(list, IsOk());
  return *list;
}

absl::Status Scene::Accept(const Assignment& assignment) {
  return assignments
      .Accept(Key("AcceptAssignment", assignment.person), *rules, assignment.id, assignment.person,
              [](const Assignment&) { return std::string(); })
      .status();
}

absl::Status Scene::Decline(const Assignment& assignment, const std::string& reason) {
  return assignments
      .Decline(Key("DeclineAssignment", assignment.person), *rules, assignment.id,
               assignment.person, reason, "Не смогу",
               [](const Assignment&) { return std::string(); })
      .status();
}

ReviewPatch Scene::FullPatch(int mark) const {
  ReviewPatch patch;
  patch.marks.emplace();
  const std::string comment(120, 'x');
  for (const Criterion& criterion : rules->RubricOf(NominationId("production"))->criteria) {
    (*patch.marks)[criterion.id] = {.mark = std::min(mark, criterion.max), .comment = comment};
  }
  patch.recommendation = "neutral";
  patch.comment = "Практика описана полно, результаты подтверждены.";
  return patch;
}

absl::Status Scene::Complete(const Assignment& assignment, int mark) {
  const auto any = [](int) { return absl::OkStatus(); };
  const auto nothing = [](const Review&) { return std::string(); };
  const PersonId person = assignment.person;
  RETURN_IF_ERROR(reviews
                      .Update(Key("UpdateReview", person), *rules, assignment.id, person, any,
                              FullPatch(mark), nothing)
                      .status());
  return reviews
      .Complete(Key("CompleteReview", person), *rules, assignment.id, person, std::nullopt, any,
                nothing)
      .status();
}

void Scene::MakeOverdue(AssignmentId assignment) {
  Db().Run(absl::StrCat(
      "UPDATE assignment SET response_due_time = clock_timestamp() - interval '1 minute', ",
      "late_until_time = CASE WHEN late_until_time IS NOT NULL THEN clock_timestamp() - interval "
      "'1 ",
      "minute' END WHERE assignment_id = '", assignment.ToString(), "'"));
}

}  // namespace nastavnik::review
