#include "tests/play/stage.h"

#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "tests/play/progress.h"

namespace nastavnik::play {
namespace {

constexpr absl::Duration kPatience =
    absl::Seconds(90);  // of a client: outlasts any restart of a process
constexpr absl::Duration kTokenUse = absl::Minutes(8);
constexpr size_t kDetails = 5;

}  // namespace

void Checks::Expect(const std::string& what, bool held, const std::string& detail) {
  absl::MutexLock lock(&mutex_);
  Check& check = checks_[what];
  ++(held ? check.held : check.broken);
  if (!held && check.details.size() < kDetails) check.details.push_back(detail);
}

bool Checks::Report() const {
  absl::MutexLock lock(&mutex_);
  bool all = true;
  for (const auto& [what, check] : checks_) {
    Say(absl::StrCat(check.broken == 0 ? "  kept    " : "  BROKEN  ", what, " (", check.held,
                     " of ", check.held + check.broken, ")"));
    for (const std::string& detail : check.details) Say("          " + detail);
    all = all && check.broken == 0;
  }
  return all;
}

void InParallel(int clients, long count, const std::string& base,
                const std::function<void(long, Api&)>& act) {
  std::atomic<long> next{0};
  std::vector<std::jthread> threads;
  for (int i = 0; i < clients; ++i) {
    threads.emplace_back([&] {
      Api api(base, kPatience);
      for (long index = next++; index < count; index = next++) {
        try {
          act(index, api);
        } catch (const Refused&) {
          // counted where it was refused
        }
      }
    });
  }
}

Answer Must(Scene& scene, const std::string& what, Answer answer) {
  scene.checks.Expect("accepted: " + what, answer.Ok(), answer.Describe());
  if (!answer.Ok()) throw Refused(what);
  return answer;
}

Person SignUp(Scene& scene, Api& api, Profile profile, const Region& region) {
  Person person;
  person.profile = std::move(profile);
  person.region = region;
  const Profile& p = person.profile;
  json::object name = {{"familyName", p.family_name}, {"givenName", p.given_name}};
  if (!p.patronymic.empty()) name["patronymic"] = p.patronymic;
  const Answer created = Must(scene, "sign-up",
                              api.Post("/v1/users", {{"personName", name},
                                                     {"email", p.email},
                                                     {"password", p.password},
                                                     {"birthDate", p.birth_date},
                                                     {"region", region.name}}));
  person.user = created.Text("name");
  const std::string mail = scene.mailbox.WaitFor(p.email, "Код", kPatience);
  const std::string code = After(mail, mail.find("Код:") != std::string::npos ? "Код:" : "Код");
  scene.checks.Expect("confirmation mails arrive", code.size() == 6, "no code for a new account");
  const Answer session =
      api.Post(absl::StrCat("/v1/", person.user, ":confirmContact"), {{"code", code}});
  if (session.Reason() == "CODE_INVALID" &&
      session.tries > 1) {  // it was taken, and the answer was lost
    SignIn(scene, api, person);
    return person;
  }
  Must(scene, "confirmation of an address", session);
  person.token = session.Text("accessToken");
  person.token_time = absl::Now();
  return person;
}

void SignIn(Scene& scene, Api& api, Person& person) {
  const Answer session = Must(scene, "sign-in",
                              api.Post("/v1/sessions", {{"email", person.profile.email},
                                                        {"password", person.profile.password}}));
  person.token = session.Text("accessToken");
  person.token_time = absl::Now();
  person.user = session.Text("user");
}

void StaySignedIn(Scene& scene, Api& api, Person& person) {
  if (absl::Now() - person.token_time > kTokenUse) SignIn(scene, api, person);
}

json::object Wait(Scene& scene, Api& staff, const Answer& begun, const Person& person) {
  const absl::Time give_up = absl::Now() + absl::Minutes(3);
  const std::string name = begun.Text("name");
  Answer read = begun;
  while (absl::Now() < give_up) {
    const json::value* done = At(read.body, {"done"});
    if (read.Ok() && done != nullptr && done->is_bool() && done->get_bool()) break;
    read = staff.Post(absl::StrCat("/v1/", name, ":wait"), {{"timeout", "2s"}}, {person.token});
    if (!read.Ok()) read = staff.Get("/v1/" + name, {person.token});
  }
  scene.checks.Expect("long operations end well", At(read.body, {"response"}) != nullptr,
                      json::serialize(read.body).substr(0, 300));
  return read.body;
}

}  // namespace nastavnik::play
