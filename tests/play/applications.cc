// The stage of applications: people sign up, consent, register, fill their passports bit by bit,
// submit, change their minds; then the stage closes and late ones are refused. The formal check
// admits what is in force.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/id/id.h"
#include "tests/play/progress.h"
#include "tests/play/stage.h"

namespace nastavnik::play {
namespace {

constexpr double kRegisteredPerSubmitted = 2.5;
constexpr double kWithdrawn = 0.03;  // of the submitted ones
constexpr double kDrafts = 0.2;      // drafts left unsent, of the submitted ones

void Consent(Scene& scene, Api& api, const Person& person, const std::string& consent) {
  Must(scene, "consent",
       api.Post(absl::StrCat("/v1/", person.user, "/consents"),
                {{"season", scene.season}, {"consent", consent}, {"version", 1}}, {person.token}));
}

// Everything up to a registration for the season. Two in a hundred refuse the processing first and
// meet the refusal.
Person Register(Scene& scene, Api& api, Random& random, long index, bool* distribution) {
  Person person = SignUp(
      scene, api,
      MakeProfile(random, absl::StrCat(scene.Season(), "-person"), static_cast<int>(index), true),
      scene.regions->Draw(random));
  if (Chance(random, 2)) {
    const Answer refused =
        api.Post(absl::StrCat("/v1/", scene.season, "/registrations"), {}, {person.token});
    scene.checks.Expect("no registration without consent to processing",
                        refused.Reason() == "CONSENT_REQUIRED", refused.Describe());
  }
  Consent(scene, api, person, "processing");
  *distribution = Chance(random, 70);
  if (*distribution) Consent(scene, api, person, "distribution");
  if (Chance(random, 50)) Consent(scene, api, person, "media");
  if (Chance(random, 40)) Consent(scene, api, person, "mailing");
  Must(scene, "registration",
       api.Post(absl::StrCat("/v1/", scene.season, "/registrations"), {}, {person.token}));
  return person;
}

std::string Organization(Scene& scene, Api& api, Random& random, const Person& person,
                         const std::string& nomination) {
  return Must(scene, "organization",
              api.Post("/v1/organizations",
                       {{"title", MakeOrganizationTitle(random, nomination, person.region.title)},
                        {"inn", MakeInn(random)},
                        {"ogrn", MakeOgrn(random)},
                        {"region", person.region.name}},
                       {person.token}))
      .Text("name");
}

json::array Pairs(const std::string& nomination) {
  if (nomination == "education") return {"teacher-teacher", "teacher-student"};
  if (nomination == "social") return {"volunteer-volunteer"};
  return {"expert-novice", "leader-reserve"};
}

json::object FirstPage(Scene& scene, Random& random, const Entry& entry,
                       const std::string& organization) {
  static const std::vector<std::string> keywords = {"onboarding", "craft",       "safety",
                                                    "career",     "students",    "volunteers",
                                                    "digital",    "talent-pool", "reverse"};
  json::array words = {json::string(OneOf(random, keywords))};
  if (const std::string& second = OneOf(random, keywords); words[0].as_string() != second)
    words.push_back(json::string(second));
  (void)scene;
  return {{"annotation", MakeText(random, entry.nomination, 300, 1000)},
          {"keywords", words},
          {"organization", organization},
          {"region", entry.person.region.name},
          {"authors",
           json::array{json::object{{"person", entry.person.user}, {"role", "Автор практики"}}}}};
}

json::object SecondPage(Random& random, const Entry& entry) {
  return {{"problem", MakeText(random, entry.nomination, 300, 3000)},
          {"goal", MakeText(random, entry.nomination, 100, 1000)},
          {"pairs", Pairs(entry.nomination)},
          {"model", MakeText(random, entry.nomination, 1000, 8000)},
          {"period", json::object{{"from", "2023-09-01"}, {"to", nullptr}}},
          {"resources", MakeText(random, entry.nomination, 200, 3000)}};
}

json::object ThirdPage(Random& random, const Entry& entry) {
  const auto row = [](const char* name, const char* unit, const char* before, const char* after) {
    return json::object{{"name", name},
                        {"unit", unit},
                        {"before", before},
                        {"after", after},
                        {"source", "Отчёт за год"}};
  };
  return {{"mentees", static_cast<int64_t>(1 + random() % 500)},
          {"results", MakeText(random, entry.nomination, 500, 5000)},
          {"metrics", json::array{row("Срок адаптации", "мес.", "6", "4.5"),
                                  row("Текучесть за год", "%", "19.20", "7")}},
          {"replication", MakeText(random, entry.nomination, 300, 4000)},
          {"scaling", MakeText(random, entry.nomination, 300, 3000)},
          {"minors", false}};
}

void Save(Scene& scene, Api& api, Entry& entry, const json::object& content) {
  const Answer saved = Must(scene, "autosave",
                            api.Patch("/v1/" + entry.application, {{"content", content}},
                                      {entry.person.token, "", entry.etag}));
  entry.etag = saved.etag;
}

void Draft(Scene& scene, Api& api, Random& random, Entry& entry, long index, bool whole) {
  entry.title = MakeTitle(random, entry.nomination, static_cast<int>(index));
  const Answer created = Must(scene, "new application",
                              api.Post(absl::StrCat("/v1/", scene.season, "/applications"),
                                       {{"nomination", entry.nomination},
                                        {"content", json::object{{"title", entry.title}}}},
                                       {entry.person.token}));
  entry.application = created.Text("name");
  entry.etag = created.etag;
  Save(scene, api, entry,
       FirstPage(scene, random, entry,
                 Organization(scene, api, random, entry.person, entry.nomination)));
  if (!whole) return;
  Save(scene, api, entry, SecondPage(random, entry));
  if (Chance(random, 5)) {
    const Answer stale =
        api.Patch("/v1/" + entry.application, {{"content", json::object{{"mentees", 1}}}},
                  {entry.person.token, "", "\"v1-owner\""});
    scene.checks.Expect("a stale version never overwrites", stale.status == 412, stale.Describe());
  }
  if (Chance(random, 10)) {
    const Answer early =
        api.Post("/v1/" + entry.application + ":submit", {}, {entry.person.token, "", entry.etag});
    scene.checks.Expect("an incomplete application is refused with everything that is missing",
                        early.status == 400 && List(early.body, "errors").size() >= 5,
                        early.Describe());
  }
  Save(scene, api, entry, ThirdPage(random, entry));
}

void Submit(Scene& scene, Api& api, Random& random, Entry& entry) {
  const std::string key = NewUuid().ToString();
  const Answer sent = Must(
      scene, "submission",
      api.Post("/v1/" + entry.application + ":submit", {}, {entry.person.token, key, entry.etag}));
  const std::string former = entry.etag;
  entry.submitted = true;
  entry.etag = sent.etag;
  entry.number = sent.Text("number");
  if (const json::value* note = At(sent.body, {"receipt", "note"}))
    entry.receipt_note = std::string(note->as_string().c_str());
  scene.checks.Expect("a submission is answered with number and receipt",
                      !entry.number.empty() && !entry.receipt_note.empty(), sent.Describe());
  if (!Chance(random, 10)) return;
  const Answer again =
      api.Post("/v1/" + entry.application + ":submit", {}, {entry.person.token, key, former});
  scene.checks.Expect("a repeated submission gets the same answer",
                      again.Ok() && again.replayed && again.body == sent.body, again.Describe());
}

void PlayEntrant(Scene& scene, Api& api, Random& random, Entry& entry, long index, bool withdraw) {
  entry.person = Register(scene, api, random, index, &entry.distribution);
  Draft(scene, api, random, entry, index, true);
  Submit(scene, api, random, entry);
  if (Chance(random, 10)) {
    Save(scene, api, entry, {{"goal", MakeText(random, entry.nomination, 100, 1000)}});
    Submit(scene, api, random, entry);
  }
  if (Chance(random, 3)) {
    const Answer second = api.Post(
        absl::StrCat("/v1/", scene.season, "/applications"),
        {{"nomination", entry.nomination}, {"content", json::object{{"title", "Вторая заявка"}}}},
        {entry.person.token});
    scene.checks.Expect("one active application a person", second.Reason() == "PARTICIPATION_LIMIT",
                        second.Describe());
  }
  if (withdraw) {
    Must(scene, "withdrawal",
         api.Post("/v1/" + entry.application + ":withdraw", {{"reason", "Передумали"}},
                  {entry.person.token}));
    entry.withdrawn = true;
  }
}

void PlayMinor(Scene& scene, Api& api, Random& random, long index) {
  const Person person = SignUp(
      scene, api, MakeProfile(random, scene.Season() + "-minor", static_cast<int>(index), false),
      scene.regions->Draw(random));
  Consent(scene, api, person, "processing");
  Must(scene, "registration",
       api.Post(absl::StrCat("/v1/", scene.season, "/registrations"), {}, {person.token}));
  const Answer refused =
      api.Post(absl::StrCat("/v1/", scene.season, "/applications"),
               {{"nomination", scene.nominations[0]}, {"content", json::object{{"title", "Рано"}}}},
               {person.token});
  scene.checks.Expect("nobody under 18 applies", refused.Reason() == "NOT_ELIGIBLE",
                      refused.Describe());
}

void PlayLate(Scene& scene) {
  InParallel(scene.settings.clients, static_cast<long>(scene.drafts.size()), scene.settings.rest,
             [&](long i, Api& api) {
               Entry& entry = scene.drafts[i];
               if (entry.application.empty()) return;
               const Answer edit = api.Patch("/v1/" + entry.application,
                                             {{"content", json::object{{"title", "После срока"}}}},
                                             {entry.person.token, "", entry.etag});
               scene.checks.Expect("nothing is edited after the close",
                                   edit.Reason() == "STAGE_CLOSED", edit.Describe());
               const Answer submit = api.Post("/v1/" + entry.application + ":submit", {},
                                              {entry.person.token, "", entry.etag});
               scene.checks.Expect("nothing is submitted after the close",
                                   submit.Reason() == "STAGE_CLOSED", submit.Describe());
             });
}

}  // namespace

void PlayApplications(Scene& scene) {
  const long submitted = scene.settings.participants;
  const long entrants =
      submitted + std::max<long>(1, static_cast<long>(static_cast<double>(submitted) * kWithdrawn));
  const long drafts = static_cast<long>(static_cast<double>(submitted) * kDrafts);
  const long registered =
      std::max(entrants + drafts,
               static_cast<long>(static_cast<double>(submitted) * kRegisteredPerSubmitted));
  scene.entries.resize(entrants);
  scene.drafts.resize(drafts);
  {
    Progress progress("people register and apply", registered);
    InParallel(scene.settings.clients, registered, scene.settings.rest, [&](long i, Api& api) {
      Random random(scene.settings.seed * 1'000'003 + i);
      const std::string& nomination = scene.nominations[i % scene.nominations.size()];
      bool distribution = false;
      if (i < entrants) {
        scene.entries[i].nomination = nomination;
        PlayEntrant(scene, api, random, scene.entries[i], i, i >= submitted);
      } else if (i < entrants + drafts) {
        Entry& entry = scene.drafts[i - entrants];
        entry.nomination = nomination;
        entry.person = Register(scene, api, random, i, &distribution);
        Draft(scene, api, random, entry, i, false);
      } else if (i % 97 == 0) {
        PlayMinor(scene, api, random, i);
      } else {
        Register(scene, api, random, i, &distribution);
      }
      progress.Done();
    });
  }
  Api staff(scene.settings.staff, absl::Seconds(90));
  Api api(scene.settings.rest, absl::Seconds(90));
  for (Person& person : scene.operators) SignIn(scene, api, person);
  const std::string close = absl::StrCat("/v1/staff/", scene.season, "/stages/applications:close");
  Must(scene, "close of applications (proposed)",
       staff.Post(close, {{"reason", "Срок"}}, {scene.operators[0].token}));
  Must(scene, "close of applications",
       staff.Post(close, {{"reason", "Срок"}}, {scene.operators[1].token}));
  PlayLate(scene);
}

void PlayFormalCheck(Scene& scene) {
  Api staff(scene.settings.staff, absl::Seconds(90));
  Api api(scene.settings.rest, absl::Seconds(90));
  SignIn(scene, api, scene.examiners[0]);
  const Options examiner = {scene.examiners[0].token};
  Progress progress("formal check", scene.settings.participants);
  const std::string list = absl::StrCat("/v1/staff/", scene.season, "/applications");
  bool first = true;
  for (;;) {
    const Answer page = Must(scene, "list of applications",
                             staff.Get(list + "?state=SUBMITTED&pageSize=500", examiner));
    const json::array found = List(page.body, "applications");
    if (found.empty()) break;
    if (first) {  // one by one at first, then a page at once
      first = false;
      const json::value& one = found[0];
      Must(scene, "admission of one",
           staff.Post(absl::StrCat("/v1/staff/", TextOf(one, "name"), "/formalCheck:admit"), {},
                      {examiner.token, "", absl::StrCat("\"", TextOf(one, "etag"), "\"")}));
      progress.Done();
      continue;
    }
    json::array requests;
    for (const json::value& application : found) {
      requests.push_back({{"name", TextOf(application, "name") + "/formalCheck"},
                          {"etag", TextOf(application, "etag")}});
    }
    Must(scene, "admission of many",
         staff.Post(list + ":batchAdmit", {{"requests", requests}}, examiner));
    progress.Done(static_cast<long>(requests.size()));
  }
}

}  // namespace nastavnik::play
