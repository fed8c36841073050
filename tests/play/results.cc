// The ranking: computed, frozen, signed by every chair and an organizer, published at an instant by
// two organizers, while impatient people keep asking; then what everybody may read is compared with
// what the play remembers.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"

#include "tests/play/progress.h"
#include "tests/play/stage.h"

namespace nastavnik::play {
namespace {

constexpr absl::Duration kAnnouncedAhead = absl::Seconds(6);
constexpr absl::Duration kVisibleWithin = absl::Seconds(2);  // of the instant, everywhere

Answer Compute(Scene& scene, Api& staff) {
  const Person& person = scene.operators[0];
  const absl::Time give_up = absl::Now() + absl::Minutes(2);
  for (;;) {  // the round freezes a moment after its close
    const Answer begun =
        staff.Post(absl::StrCat("/v1/staff/", scene.season, "/rankings"), {}, {person.token});
    if (begun.Reason() == "STAGE_NOT_FROZEN" && absl::Now() < give_up) {
      absl::SleepFor(absl::Milliseconds(300));
      continue;
    }
    Must(scene, "ranking", begun);
    const json::object operation = Wait(scene, staff, begun, person);
    const json::value* ranking = At(operation, {"response"});
    if (ranking == nullptr) throw Refused("ranking");
    return Must(scene, "reading of the ranking",
                staff.Get("/v1/staff/" + TextOf(*ranking, "name"), {person.token}));
  }
}

void Sign(Scene& scene, Api& api, Api& staff, Person& person, const std::string& name,
          const std::string& sha256) {
  SignIn(scene, api, person);
  Must(scene, "signature",
       staff.Post(absl::StrCat("/v1/staff/", name, ":sign"), {{"statementSha256", sha256}},
                  {person.token}));
}

// Asks for the public results again and again across the instant, as the press does.
void Watch(Scene& scene, absl::Time publish_time) {
  Api api(scene.settings.rest, absl::Seconds(20));
  const std::string path = absl::StrCat("/v1/public/", scene.season, "/results?pageSize=5");
  const Answer nothing = api.Get(path);
  while (absl::Now() < publish_time + absl::Seconds(4)) {
    const absl::Time asked = absl::Now();
    const Answer answer = api.Get(path);
    const absl::Time answered = absl::Now();
    const bool visible = !List(answer.body, "results").empty();
    if (answered < publish_time) {
      scene.checks.Expect("before the instant nothing is visible, to the last bit",
                          answer.status == nothing.status && answer.body == nothing.body,
                          json::serialize(answer.body).substr(0, 200));
    } else if (asked > publish_time + kVisibleWithin) {
      scene.checks.Expect("two seconds after the instant the results are visible", visible,
                          answer.Describe());
    }
  }
}

std::vector<json::value> AllResults(Scene& scene, const std::string& nomination) {
  Api api(scene.settings.rest, absl::Seconds(90));
  std::vector<json::value> all;
  std::string page;
  do {
    const Answer list = Must(scene, "public results",
                             api.Get(absl::StrCat("/v1/public/", scene.season,
                                                  "/results?pageSize=200&nomination=", nomination,
                                                  "&pageToken=", page)));
    for (const json::value& result : List(list.body, "results")) all.push_back(result);
    page = list.Text("nextPageToken");
  } while (!page.empty());
  return all;
}

void CheckNames(Scene& scene, const json::value& result,
                const std::map<std::string, const Entry*>& by_number) {
  const auto found = by_number.find(TextOf(result, "number"));
  scene.checks.Expect("every published result is of an application in force",
                      found != by_number.end() && !found->second->withdrawn,
                      TextOf(result, "number"));
  if (found == by_number.end()) return;
  const json::array authors = List(result.as_object(), "authors");
  scene.checks.Expect("names are public only under a consent to distribution",
                      authors.empty() || found->second->distribution, TextOf(result, "number"));
  scene.checks.Expect("who consented is named", !found->second->distribution || !authors.empty(),
                      TextOf(result, "number"));
}

void PrintTop(const std::string& nomination, const std::vector<json::value>& results) {
  Say(absl::StrCat("\n", nomination, ": ", results.size(), " awarded or placed in public"));
  for (size_t i = 0; i < results.size() && i < 5; ++i) {
    const json::array authors = List(results[i].as_object(), "authors");
    Say(absl::StrFormat(
        "  %3d  %-14s %s  %s%s", NumberOf(results[i], "place"), TextOf(results[i], "awardTitle"),
        TextOf(results[i], "number"), TextOf(results[i], "title"),
        authors.empty() ? "" : absl::StrCat(" — ", std::string(authors[0].as_string().c_str()))));
  }
}

// Counters of a nomination from the staff's lists.
void PrintCounters(Scene& scene, Api& staff, const std::string& nomination) {
  std::string line = absl::StrCat("  ", nomination, ":");
  for (const char* state : {"SUBMITTED", "ADMITTED", "WITHDRAWN"}) {
    long count = 0;
    std::string page;
    do {
      const Answer list = Must(
          scene, "list of applications",
          staff.Get(absl::StrCat("/v1/staff/", scene.season, "/applications?pageSize=1000&state=",
                                 state, "&nomination=", nomination, "&pageToken=", page),
                    {scene.operators[0].token}));
      count += static_cast<long>(List(list.body, "applications").size());
      page = list.Text("nextPageToken");
    } while (!page.empty());
    absl::StrAppend(&line, " ", count, " ", state);
  }
  Say(line);
}

}  // namespace

void PlayResults(Scene& scene) {
  Api api(scene.settings.rest, absl::Seconds(90));
  Api staff(scene.settings.staff, absl::Seconds(90));
  for (Person& person : scene.operators) SignIn(scene, api, person);
  for (Person& person : scene.organizers) SignIn(scene, api, person);
  Answer ranking = Compute(scene, staff);
  const std::string name = ranking.Text("name");
  const std::string path = "/v1/staff/" + name;
  ranking = Must(scene, "freeze of the ranking",
                 staff.Post(path + ":freeze", {}, {scene.organizers[0].token}));
  const std::string sha256 = ranking.Text("statementSha256");
  for (auto& [nomination, chair] : scene.chairs) Sign(scene, api, staff, chair, name, sha256);
  Sign(scene, api, staff, scene.organizers[0], name, sha256);
  ranking = Must(scene, "reading of the ranking", staff.Get(path, {scene.organizers[0].token}));
  scene.checks.Expect("all signatures make the ranking SIGNED", ranking.Text("state") == "SIGNED",
                      ranking.Text("state"));
  SignIn(scene, api, scene.organizers[1]);
  const absl::Time publish_time =
      absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now() + kAnnouncedAhead));
  const json::object body = {
      {"publishTime", absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", publish_time, absl::UTCTimeZone())}};
  std::vector<std::jthread> watchers;
  for (int i = 0; i < 8; ++i)
    watchers.emplace_back([&scene, publish_time] { Watch(scene, publish_time); });
  const Answer proposed =
      Must(scene, "publication (proposed)",
           staff.Post(path + ":publish", body, {scene.organizers[0].token, "", ranking.etag}));
  Must(scene, "publication",
       staff.Post(path + ":publish", body, {scene.organizers[1].token, "", proposed.etag}));
}

void CheckEverything(Scene& scene) {
  Api api(scene.settings.rest, absl::Seconds(90));
  Api staff(scene.settings.staff, absl::Seconds(90));
  for (Person& person : scene.operators) SignIn(scene, api, person);
  std::map<std::string, const Entry*> by_number;
  for (const Entry& entry : scene.entries) by_number[entry.number] = &entry;
  scene.checks.Expect("numbers are unique", by_number.size() == scene.entries.size(),
                      absl::StrCat(by_number.size(), " of ", scene.entries.size()));
  {
    Progress progress("people look at their own", static_cast<long>(scene.entries.size()));
    InParallel(
        scene.settings.clients, static_cast<long>(scene.entries.size()), scene.settings.rest,
        [&](long i, Api& client) {
          Entry& entry = scene.entries[i];
          if (i % 4 == 0) {  // a quarter comes back to look, everybody has the receipt checked
            StaySignedIn(scene, client, entry.person);
            const Answer own = Must(scene, "own application",
                                    client.Get("/v1/" + entry.application, {entry.person.token}));
            const std::string state = own.Text("state");
            scene.checks.Expect("every acknowledged application is there in its state",
                                state == (entry.withdrawn ? "WITHDRAWN" : "ADMITTED") &&
                                    own.Text("number") == entry.number,
                                own.Describe() + " " + state);
            const std::string id = entry.application.substr(entry.application.rfind('/') + 1);
            const Answer result = client.Get(absl::StrCat("/v1/", scene.season, "/results/", id),
                                             {entry.person.token});
            scene.checks.Expect("everybody in force reads the own result",
                                entry.withdrawn || result.Ok(), result.Describe());
            const Entry& other = scene.entries[(i + 1) % scene.entries.size()];
            scene.checks.Expect(
                "nobody reads another's application",
                client.Get("/v1/" + other.application, {entry.person.token}).status == 404, "");
          }
          const Answer verified =
              client.Post("/v1/public/receipts:verify", {{"note", entry.receipt_note}});
          scene.checks.Expect("every receipt verifies",
                              verified.Ok() && At(verified.body, {"valid"}) != nullptr &&
                                  At(verified.body, {"valid"})->as_bool(),
                              verified.Describe());
          progress.Done();
        });
  }
  for (const std::string& nomination : scene.nominations) {
    const auto results = AllResults(scene, nomination);
    for (const json::value& result : results) CheckNames(scene, result, by_number);
    PrintTop(nomination, results);
  }
  Say("\nCounters");
  for (const std::string& nomination : scene.nominations) PrintCounters(scene, staff, nomination);
  Say("\nInvariants of the databases");
  const std::string conf = std::filesystem::path(scene.settings.registration_conf).parent_path();
  const std::string command =
      absl::StrCat(scene.settings.ctl, " invariants --season ", scene.Season(), " --config ", conf);
  int code = std::system(command.c_str());
  for (int tries = 1; WEXITSTATUS(code) == 6 && tries < 20; ++tries) {  // a database was away
    absl::SleepFor(absl::Milliseconds(500));
    code = std::system(command.c_str());
  }
  scene.checks.Expect("nastavnikctl invariants finds nothing", code == 0,
                      absl::StrCat("exit ", code));
}

}  // namespace nastavnik::play
