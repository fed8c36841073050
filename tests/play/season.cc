// The offices and the season: administrators by the operator's tool, everybody else by sign-up and
// grant; the document, the patch of the demonstration, announcement by two persons, opening of the
// stages.
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "tests/play/progress.h"
#include "tests/play/stage.h"

namespace nastavnik::play {
namespace {

json::value ReadJson(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return json::parse(text.str());
}

Person Administrator(Scene& scene, Api& api, int number) {
  Random random(scene.settings.seed * 1000 + number);
  Person person;
  person.profile = MakeProfile(random, "admin", number, true);
  const std::string file = absl::StrCat(scene.settings.mail, "/../admin-", number, ".password");
  std::ofstream(file) << person.profile.password;
  const std::string command = absl::StrCat(
      scene.settings.ctl, " user create-admin --config ", scene.settings.registration_conf,
      " --email ", person.profile.email, " --family-name ", person.profile.family_name,
      " --given-name ", person.profile.given_name, " --password-file ", file, " >/dev/null 2>&1");
  // A second play in the same installation finds its administrators there: then signing in is
  // enough.
  if (std::system(command.c_str()) != 0) Say("  administrators exist, signing in");
  SignIn(scene, api, person);
  return person;
}

Person Official(Scene& scene, Api& api, const std::string& kind, int number,
                const std::string& role, const std::string& nomination) {
  Random random(std::hash<std::string>()(kind) + scene.settings.seed * 1000 + number);
  const int unique = static_cast<int>(absl::ToUnixMillis(absl::Now()) % 1'000'000);
  Profile profile = MakeProfile(random, kind, unique, true);
  Person person = SignUp(scene, api, profile, scene.regions->all()[number % 89]);
  Api staff(scene.settings.staff, absl::Seconds(90));
  json::object grant = {{"role", role}, {"season", scene.season}};
  if (!nomination.empty()) grant["nomination"] = nomination;
  Must(scene, "grant of an office",
       staff.Post(absl::StrCat("/v1/staff/", person.user, ":grantRole"), grant,
                  {scene.administrators[0].token}));
  return person;
}

// Two accounts do what one may not: the first proposes, the second carries out.
Answer ByTwo(Scene& scene, Api& staff, const std::string& what, const std::string& path,
             const json::object& body, const std::vector<Person>& people) {
  Must(scene, what + " (proposed)", staff.Post(path, body, {people[0].token}));
  const Answer again = staff.Post(path, body, {people[0].token});
  scene.checks.Expect("one account alone cannot do the act of two",
                      again.Reason() == "SECOND_PERSON_REQUIRED", what + ": " + again.Describe());
  return Must(scene, what, staff.Post(path, body, {people[1].token}));
}

void CreateSeason(Scene& scene, Api& staff) {
  const Options admin = {scene.administrators[0].token};
  std::string id = "2027";
  for (int n = 2;; ++n) {
    const Answer created = staff.Post("/v1/staff/seasons", {{"seasonId", id}}, admin);
    if (created.Ok()) break;
    if (created.status != 409 || n > 50) Must(scene, "new season", created);
    id = absl::StrCat("2027-", n);
  }
  scene.season = "seasons/" + id;
}

void LoadDocument(Scene& scene, Api& staff) {
  const std::string configs = absl::StrCat("/v1/staff/", scene.season, "/configs");
  const Options admin = {scene.administrators[0].token};
  json::object document =
      ReadJson(scene.settings.source + "/deploy/seasons/mentoring-2027.json").as_object();
  document["season"] = scene.Season();
  const Answer first =
      Must(scene, "season document",
           staff.Post(configs, {{"document", document}, {"reason", "Сезон"}, {"activate", true}},
                      admin));
  json::object patch =
      ReadJson(scene.settings.source + "/deploy/seasons/demo.patch.json").as_object();
  // Places in proportion to the entrants: the real contest awards about one entry in a hundred, a
  // play one in ten.
  const int each = std::max(1, scene.settings.participants / 40);
  json::object places;
  for (const auto& nomination : document.at("nominations").as_object())
    places[nomination.key()] = each;
  patch.at("rankingRules").at("main").as_object()["quotas"] =
      json::object{{"winner", json::object{{"total", each * static_cast<int>(places.size())},
                                           {"nominations", places}}}};
  Must(scene, "patch of the demonstration",
       staff.Post(configs,
                  {{"baseVersion", NumberOf(first.body, "version")},
                   {"mergePatch", patch},
                   {"reason", "Показ на малом сезоне"},
                   {"activate", true}},
                  admin));
}

}  // namespace

void SetUpSeason(Scene& scene) {
  Api api(scene.settings.rest, absl::Seconds(90));
  Api staff(scene.settings.staff, absl::Seconds(90));
  static RegionDraw regions = [&] {
    std::vector<Region> all;
    std::string token;
    do {
      const Answer page = Must(scene, "list of regions",
                               api.Get("/v1/public/regions?pageSize=50&pageToken=" + token));
      for (const json::value& region : List(page.body, "regions"))
        all.push_back({TextOf(region, "name"), TextOf(region, "title")});
      token = page.Text("nextPageToken");
    } while (!token.empty());
    scene.checks.Expect("89 regions are listed", all.size() == 89, absl::StrCat(all.size()));
    return RegionDraw(std::move(all));
  }();
  scene.regions = &regions;
  for (const int number : {1, 2}) scene.administrators.push_back(Administrator(scene, api, number));
  CreateSeason(scene, staff);
  LoadDocument(scene, staff);
  const Answer announced =
      ByTwo(scene, staff, "announcement", absl::StrCat("/v1/staff/", scene.season, ":announce"), {},
            scene.administrators);
  scene.checks.Expect("the announced season is public", api.Get("/v1/public/" + scene.season).Ok(),
                      announced.Describe());
  for (const json::value& nomination :
       List(api.Get("/v1/public/" + scene.season + "/nominations").body, "nominations")) {
    const std::string name = TextOf(nomination, "name");
    scene.nominations.push_back(name.substr(name.rfind('/') + 1));
  }
  int number = 10;
  for (const int i : {0, 1})
    scene.organizers.push_back(
        Official(scene, api, absl::StrCat("organizer", i), ++number, "ORGANIZER", ""));
  for (const int i : {0, 1})
    scene.operators.push_back(
        Official(scene, api, absl::StrCat("operator", i), ++number, "OPERATOR", ""));
  scene.examiners.push_back(Official(scene, api, "examiner", ++number, "EXAMINER", ""));
  for (const std::string& nomination : scene.nominations) {
    scene.chairs[nomination] =
        Official(scene, api, "chair-" + nomination, ++number, "CHAIR", nomination);
  }
  const Answer early = api.Get("/v1/public/" + scene.season + "/results");
  scene.checks.Expect("nothing of the results before publication",
                      List(early.body, "results").empty(), early.Describe());
  ByTwo(scene, staff, "opening of the stage of applications",
        absl::StrCat("/v1/staff/", scene.season, "/stages/applications:open"),
        {{"reason", "Начало приёма"}}, scene.operators);
  ByTwo(scene, staff, "opening of the formal check",
        absl::StrCat("/v1/staff/", scene.season, "/stages/formal-check:open"),
        {{"reason", "Начало проверки"}}, scene.operators);
}

}  // namespace nastavnik::play
