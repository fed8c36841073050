#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

#include "tests/play/api.h"
#include "tests/play/mailbox.h"
#include "tests/play/people.h"

namespace nastavnik::play {

// Where the platform is and what is asked of the play.
struct Settings {
  std::string rest;        // http://127.0.0.1:8080
  std::string staff;       // http://127.0.0.1:8081
  std::string submission;  // gRPC, for calls as a partner's program makes them
  std::string results;     // gRPC
  std::string mail;        // directory of .eml files
  std::string ctl;         // nastavnikctl
  std::string registration_conf;
  std::string source;      // the tree, for deploy/seasons
  int participants = 200;  // applications in force at the close
  int experts = 0;         // 0: enough for 15 reviews each
  uint64_t seed = 1;
  int clients = 24;  // people acting at the same time
};

// Somebody with an account.
struct Person {
  Profile profile;
  Region region;
  std::string user;  // "users/..."
  std::string token;
  absl::Time token_time;  // when it was given; it lasts ten minutes
};

// What must have held, collected while the play goes on: the first few failures of each check are
// kept in words.
class Checks {
 public:
  void Expect(const std::string& what, bool held, const std::string& detail = "");
  // Prints each check as kept or BROKEN; whether all were kept.
  bool Report() const;

 private:
  struct Check {
    long held = 0;
    long broken = 0;
    std::vector<std::string> details;
  };
  mutable absl::Mutex mutex_;
  std::map<std::string, Check> checks_ ABSL_GUARDED_BY(mutex_);
};

// What the acts share. The application of a participant as the participant remembers it: what was
// acknowledged.
struct Entry {
  Person person;
  std::string nomination;
  std::string application;  // "seasons/2027/applications/..."
  std::string number;
  std::string title;
  std::string etag;
  std::string receipt_note;
  bool distribution = false;  // consented to publication of the name
  bool submitted = false;     // acknowledged as in force
  bool withdrawn = false;
};

struct Scene {
  Settings settings;
  std::string season;  // "seasons/2027"
  Mailbox& mailbox;
  Checks checks;
  RegionDraw* regions = nullptr;
  std::vector<std::string> nominations;
  std::vector<Person> administrators, organizers, operators, examiners;
  std::map<std::string, Person> chairs;  // by nomination
  std::vector<Entry> entries;
  std::vector<Entry> drafts;  // never submitted
  std::vector<Person> experts;
  long registered = 0;
  std::string Season() const { return season.substr(season.find('/') + 1); }
};

// Runs `act(index, api)` for every index below `count`, by `clients` people at the same time, each
// with a connection. Refused calls end the act of one index only.
void InParallel(int clients, long count, const std::string& base,
                const std::function<void(long, Api&)>& act);

// A request that must succeed; anything else is a broken check and an exception that ends the act.
struct Refused : std::runtime_error {
  using std::runtime_error::runtime_error;
};
Answer Must(Scene& scene, const std::string& what, Answer answer);

// Signs a person up: account, code from the mailbox, session.
Person SignUp(Scene& scene, Api& api, Profile profile, const Region& region);
// A session with a password entered now.
void SignIn(Scene& scene, Api& api, Person& person);
// The same, unless the token still lasts for minutes: a password hash is the dearest thing to ask
// for.
void StaySignedIn(Scene& scene, Api& api, Person& person);

// Waits for the end of a long operation; the operation. A failed one is a broken check.
json::object Wait(Scene& scene, Api& staff, const Answer& begun, const Person& person);

// The acts, in order.
void SetUpSeason(Scene& scene);
void PlayApplications(Scene& scene);
void PlayFormalCheck(Scene& scene);
void PlayExperts(Scene& scene);
void PlayReviews(Scene& scene);
void PlayResults(Scene& scene);
void CheckEverything(Scene& scene);

}  // namespace nastavnik::play
