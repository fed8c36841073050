// Experts and their work: invited by mail, activated, assigned by runs of the chairs; offers
// accepted and declined, conflicts declared, reviews saved mark by mark and completed, until every
// application has its reviews.
#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "tests/play/progress.h"
#include "tests/play/stage.h"

namespace nastavnik::play {
namespace {

constexpr int kReviewsPerApplication = 2;
constexpr int kPlannedLoad = 15;

// An expert's way of marking: how strict, how spread. Known to nobody but the play.
struct Manner {
  double severity = 0;  // points of ten
  double spread = 1;
};

int ExpertCount(const Settings& settings) {
  if (settings.experts > 0) return settings.experts;
  return std::max(24, settings.participants * kReviewsPerApplication / kPlannedLoad + 8);
}

Person Invite(Scene& scene, Api& api, Random& random, long index) {
  // Experts come from all regions evenly, each at home in one nomination and passable in another.
  const Region& region = scene.regions->all()[index % scene.regions->all().size()];
  Person expert = SignUp(
      scene, api, MakeProfile(random, scene.Season() + "-expert", static_cast<int>(index), true),
      region);
  Must(scene, "consent",
       api.Post(absl::StrCat("/v1/", expert.user, "/consents"),
                {{"season", scene.season}, {"consent", "processing"}, {"version", 1}},
                {expert.token}));
  const std::string& primary = scene.nominations[index % scene.nominations.size()];
  const std::string& secondary = scene.nominations[(index + 1) % scene.nominations.size()];
  static const std::vector<std::string> grades = {"BASIC", "BASIC", "SENIOR", "LEAD"};
  Api staff(scene.settings.staff, absl::Seconds(90));
  const Answer invited =
      Must(scene, "invitation of an expert",
           staff.Post(absl::StrCat("/v1/staff/", scene.season, "/experts:invite"),
                      {{"email", expert.profile.email},
                       {"nominations", json::array{json::string(primary), json::string(secondary)}},
                       {"grade", grades[index / 4 % grades.size()]}},
                      {scene.operators[0].token}));
  const std::string name = invited.Text("name");
  const std::string mail =
      scene.mailbox.WaitFor(expert.profile.email, "/invitations/", absl::Seconds(90));
  const std::string secret = After(mail, "/invitations/");
  scene.checks.Expect("invitations arrive by mail", !secret.empty(),
                      "no link for an invited expert");
  json::array competences = {json::object{{"nomination", primary}, {"level", "PRIMARY"}},
                             json::object{{"nomination", secondary}, {"level", "SECONDARY"}}};
  Must(scene, "acceptance of an invitation",
       api.Post(absl::StrCat("/v1/", name, ":accept"),
                {{"secret", secret},
                 {"competences", competences},
                 {"keywords", json::array{"onboarding", "students"}},
                 {"region", region.name},
                 {"conflictStatement", true}},
                {expert.token}));
  Must(scene, "activation of an expert",
       staff.Post(absl::StrCat("/v1/staff/", name, ":activate"),
                  {{"waiveReason", "Опыт прошлых сезонов"}}, {scene.operators[0].token}));
  return expert;
}

void RunAssignment(Scene& scene, const std::string& nomination) {
  Api staff(scene.settings.staff, absl::Seconds(90));
  Api api(scene.settings.rest, absl::Seconds(90));
  Person& chair = scene.chairs[nomination];
  SignIn(scene, api, chair);
  const Answer begun = Must(
      scene, "assignment run",
      staff.Post(absl::StrCat("/v1/staff/", scene.season, "/assignmentRuns"),
                 {{"stage", "review-1"}, {"nominations", json::array{json::string(nomination)}}},
                 {chair.token}));
  const json::object operation = Wait(scene, staff, begun, chair);
  const json::value* run = At(operation, {"response"});
  if (run == nullptr) throw Refused("assignment run");
  const std::string name = TextOf(*run, "name");
  const Answer read =
      Must(scene, "reading of a run", staff.Get("/v1/staff/" + name, {chair.token}));
  const json::value* metrics = At(read.body, {"metrics"});
  if (metrics != nullptr) {
    Say(absl::StrCat("  ", nomination, ": demand ", NumberOf(*metrics, "demand"), ", assigned ",
                     NumberOf(*metrics, "assigned"), ", mean score ",
                     NumberOf(*metrics, "meanScore"), ", load ", NumberOf(*metrics, "loadMin"), "-",
                     NumberOf(*metrics, "loadMax"), ", solved in ",
                     NumberOf(*metrics, "solveMillis"), " ms"));
  }
  Must(scene, "approval of a run",
       staff.Post(absl::StrCat("/v1/staff/", name, ":approve"),
                  {{"inputsSha256", read.Text("inputsSha256")}}, {chair.token}));
}

// Quality of an application as its text shows it, the same for everybody who reads it: 3 to 9 of
// ten.
double Quality(const json::value& content) {
  return 3 +
         6 * static_cast<double>(std::hash<std::string>()(TextOf(content, "title")) % 1000) / 1000;
}

json::object Marks(Random& random, const Manner& manner, const json::value& workspace) {
  const json::object& space = workspace.as_object();
  std::normal_distribution<double> noise(0, manner.spread);
  json::array marks;
  bool extreme = false;
  for (const json::value& criterion : At(space, {"rubric", "criteria"})->as_array()) {
    const int64_t most = NumberOf(criterion, "max");
    const double mark = (Quality(*At(space, {"content"})) - manner.severity + noise(random)) *
                        static_cast<double>(most) / 10;
    const int64_t whole =
        std::clamp<int64_t>(static_cast<int64_t>(mark + 0.5), NumberOf(criterion, "min"), most);
    extreme = extreme || whole <= 3 || whole >= 9;
    json::object entry = {{"criterion", TextOf(criterion, "id")}, {"mark", whole}};
    entry["comment"] = MakeText(random, "education", 100, 400);
    marks.push_back(entry);
  }
  return {{"marks", marks},
          {"recommendation", "neutral"},
          {"comment", MakeText(random, "education", 100, 600)}};
}

void ReviewOne(Scene& scene, Api& api, Random& random, const Manner& manner, const Person& expert,
               const std::string& assignment) {
  const Answer space =
      Must(scene, "workspace", api.Get("/v1/" + assignment + "/workspace", {expert.token}));
  const std::string text = json::serialize(space.body);
  scene.checks.Expect("the workspace tells nothing of the author",
                      !absl::StrContains(text, "users/") && !absl::StrContains(text, "NM27-") &&
                          !absl::StrContains(text, "organizations/"),
                      text.substr(0, 200));
  const json::object review = Marks(random, manner, space.body);
  std::string etag = Must(scene, "reading of the own review",
                          api.Get("/v1/" + assignment + "/review", {expert.token}))
                         .etag;
  json::object half = {{"marks", json::array{review.at("marks").as_array()[0]}}};
  etag = Must(scene, "autosave of a review",
              api.Patch("/v1/" + assignment + "/review", half, {expert.token, "", etag}))
             .etag;
  if (Chance(random, 3)) {
    const Answer early = api.Post("/v1/" + assignment + "/review:complete",
                                  {{"noConflictStatement", true}}, {expert.token, "", etag});
    scene.checks.Expect("an incomplete review is refused with everything that is missing",
                        early.status == 400 && !List(early.body, "errors").empty(),
                        early.Describe());
  }
  etag = Must(scene, "autosave of a review",
              api.Patch("/v1/" + assignment + "/review", review, {expert.token, "", etag}))
             .etag;
  Must(scene, "completion of a review",
       api.Post("/v1/" + assignment + "/review:complete", {{"noConflictStatement", true}},
                {expert.token, "", etag}));
}

// One look of an expert at the own list. How many reviews were completed.
long WorkThrough(Scene& scene, Api& api, Random& random, const Manner& manner,
                 const Person& expert) {
  long completed = 0;
  std::string page;
  do {
    const Answer list = Must(
        scene, "own assignments",
        api.Get(absl::StrCat("/v1/", scene.season, "/assignments?pageSize=100&pageToken=", page),
                {expert.token}));
    page = list.Text("nextPageToken");
    for (const json::value& assignment : List(list.body, "assignments")) {
      const std::string name = TextOf(assignment, "name");
      const std::string state = TextOf(assignment, "state");
      if (state == "OFFERED") {
        if (Chance(random, 7)) {
          const char* reason = Chance(random, 30) ? "CONFLICT" : "NO_TIME";
          Must(scene, "decline",
               api.Post("/v1/" + name + ":decline", {{"reason", reason}, {"text", "Не смогу"}},
                        {expert.token}));
          continue;
        }
        Must(scene, "acceptance of an offer",
             api.Post("/v1/" + name + ":accept", {}, {expert.token}));
      } else if (state != "ACCEPTED" && state != "IN_PROGRESS") {
        continue;
      }
      ReviewOne(scene, api, random, manner, expert, name);
      ++completed;
    }
  } while (!page.empty());
  return completed;
}

// Assignments of the season by state, as the operator sees them.
std::map<std::string, long> AssignmentStates(Scene& scene) {
  Api staff(scene.settings.staff, absl::Seconds(90));
  std::map<std::string, long> states;
  std::string page;
  do {
    const Answer list = Must(scene, "assignments of the season",
                             staff.Get(absl::StrCat("/v1/staff/", scene.season,
                                                    "/assignments?pageSize=1000&pageToken=", page),
                                       {scene.operators[0].token}));
    for (const json::value& assignment : List(list.body, "assignments"))
      ++states[TextOf(assignment, "state")];
    page = list.Text("nextPageToken");
  } while (!page.empty());
  return states;
}

}  // namespace

void PlayExperts(Scene& scene) {
  Api api(scene.settings.rest, absl::Seconds(90));
  Api staff(scene.settings.staff, absl::Seconds(90));
  for (Person& person : scene.operators) SignIn(scene, api, person);
  scene.experts.resize(ExpertCount(scene.settings));
  {
    Progress progress("experts are invited", static_cast<long>(scene.experts.size()));
    InParallel(scene.settings.clients, static_cast<long>(scene.experts.size()), scene.settings.rest,
               [&](long i, Api& client) {
                 Random random(scene.settings.seed * 7'000'003 + i);
                 scene.experts[i] = Invite(scene, client, random, i);
                 progress.Done();
               });
  }
  const std::string open = absl::StrCat("/v1/staff/", scene.season, "/stages/review-1:open");
  Must(scene, "opening of the review (proposed)",
       staff.Post(open, {{"reason", "Начало экспертизы"}}, {scene.operators[0].token}));
  Must(scene, "opening of the review",
       staff.Post(open, {{"reason", "Начало экспертизы"}}, {scene.operators[1].token}));
  for (const std::string& nomination : scene.nominations) RunAssignment(scene, nomination);
}

void PlayReviews(Scene& scene) {
  const long demand = static_cast<long>(scene.settings.participants) * kReviewsPerApplication;
  const absl::Time give_up = absl::Now() + absl::Minutes(15);
  std::atomic<long> completed{0};
  {
    Progress progress("experts review", demand);
    while (completed < demand && absl::Now() < give_up) {
      InParallel(scene.settings.clients, static_cast<long>(scene.experts.size()),
                 scene.settings.rest, [&](long i, Api& api) {
                   Random random(scene.settings.seed * 11'000'003 + i +
                                 static_cast<long>(completed) * 131);
                   Random manner_draw(scene.settings.seed * 13'000'003 + i);
                   std::normal_distribution<double> severity(0, 1.2);
                   const Manner manner = {severity(manner_draw), 0.7};
                   StaySignedIn(scene, api, scene.experts[i]);
                   const long done = WorkThrough(scene, api, random, manner, scene.experts[i]);
                   completed += done;
                   progress.Done(done);
                 });
      if (completed < demand)
        absl::SleepFor(absl::Milliseconds(200));  // refills are offered within seconds
    }
  }
  for (Person& person : scene.operators) {
    Api api(scene.settings.rest, absl::Seconds(90));
    SignIn(scene, api, person);
  }
  auto states = AssignmentStates(scene);
  scene.checks.Expect("every application has its reviews", states["COMPLETED"] == demand,
                      absl::StrCat(states["COMPLETED"], " of ", demand));
  Say(absl::StrCat("  assignments: ", states["COMPLETED"], " completed, ", states["DECLINED"],
                   " declined, ", states["EXPIRED"], " expired, ", states["REVOKED"], " revoked"));
  Api staff(scene.settings.staff, absl::Seconds(90));
  const std::string close = absl::StrCat("/v1/staff/", scene.season, "/stages/review-1:close");
  Must(scene, "close of the review (proposed)",
       staff.Post(close, {{"reason", "Все заключения подписаны"}}, {scene.operators[0].token}));
  Must(scene, "close of the review",
       staff.Post(close, {{"reason", "Все заключения подписаны"}}, {scene.operators[1].token}));
}

}  // namespace nastavnik::play
