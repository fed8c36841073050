// Plays a whole season through the public interfaces, as outsiders do, and checks what must have
// held.
#include <filesystem>
#include <iostream>

#include <sodium.h>
#include <toml++/toml.h>
#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"

#include "tests/play/progress.h"
#include "tests/play/stage.h"

namespace nastavnik::play {
namespace {

std::string Setting(const std::string& conf, const char* table, const char* key) {
  const toml::table file = toml::parse_file(conf);
  return file[table][key].value_or(std::string());
}

void ReadInstallation(Settings& settings, const std::string& local, const std::string& program) {
  const std::string conf = local + "/conf/";
  settings.rest = "http://" + Setting(conf + "gateway.toml", "listen", "http");
  settings.staff = "http://" + Setting(conf + "gateway.toml", "listen", "staff");
  settings.submission = Setting(conf + "submission.toml", "listen", "grpc");
  settings.results = Setting(conf + "results.toml", "listen", "grpc");
  settings.mail = Setting(conf + "registration.toml", "mail", "path");
  settings.registration_conf = conf + "registration.toml";
  settings.ctl = std::filesystem::canonical(program).parent_path() / "nastavnikctl";
}

int Play(const Settings& settings) {
  const absl::Time begun = absl::Now();
  Mailbox mailbox(settings.mail);
  Scene scene{settings, "", mailbox};
  const auto act = [&](const char* title, void (*run)(Scene&)) {
    Say(absl::StrCat("\n", title, "  (", absl::ToInt64Seconds(absl::Now() - begun), " s)"));
    run(scene);
  };
  bool ended = false;
  try {
    act("The season is announced", SetUpSeason);
    act("Applications", PlayApplications);
    act("Formal check", PlayFormalCheck);
    act("Experts", PlayExperts);
    act("Reviews", PlayReviews);
    act("Results", PlayResults);
    act("What everybody sees", CheckEverything);
    ended = true;
  } catch (const std::exception& error) {
    Say(absl::StrCat("\nThe play stopped: ", error.what()));
  }
  Say("\nWhat must have held");
  const bool kept = scene.checks.Report();
  const auto [calls, seconds] = Api::Totals();
  const double took = absl::ToDoubleSeconds(absl::Now() - begun);
  Say(absl::StrFormat(
      "\n%s: %d applications in force, %d mails, %d calls in %.0f s (%.0f/s, mean %.1f ms)",
      ended && kept ? "Played" : "FAILED", settings.participants, mailbox.Count(), calls, took,
      static_cast<double>(calls) / took,
      seconds * 1000 / static_cast<double>(std::max(1L, calls))));
  if (!scene.administrators.empty() && ended) {
    Say("\nSign-ins (POST /v1/sessions)");
    const auto line = [](const char* role, const Person& person) {
      Say(absl::StrFormat("  %-14s %-40s %s", role, person.profile.email, person.profile.password));
    };
    line("participant", scene.entries[0].person);
    line("expert", scene.experts[0]);
    line("chair", scene.chairs.begin()->second);
    line("examiner", scene.examiners[0]);
    line("operator", scene.operators[0]);
    line("organizer", scene.organizers[0]);
    line("administrator", scene.administrators[0]);
  }
  return ended && kept ? 0 : 1;
}

}  // namespace
}  // namespace nastavnik::play

int main(int argc, char** argv) {
  if (sodium_init() < 0) return 1;
  nastavnik::play::Settings settings;
  std::string local = ".local";
  settings.source = ".";
  CLI::App app(
      "Plays a season through the REST API as its people do, then checks what must have held.",
      "play");
  app.add_option("--participants", settings.participants, "applications in force at the close")
      ->check(CLI::Range(8, 200000));
  app.add_option("--experts", settings.experts, "experts; 0: enough for 15 reviews each")
      ->check(CLI::Range(0, 20000));
  app.add_option("--seed", settings.seed, "of everything that is drawn");
  app.add_option("--clients", settings.clients, "people acting at the same time")
      ->check(CLI::Range(1, 512));
  app.add_option("--local", local, "folder of the running installation, as ./dev up makes it")
      ->check(CLI::ExistingDirectory);
  app.add_option("--source", settings.source, "folder with deploy/seasons")
      ->check(CLI::ExistingDirectory);
  CLI11_PARSE(app, argc, argv);
  try {
    nastavnik::play::ReadInstallation(settings, local, "/proc/self/exe");
  } catch (const std::exception& error) {
    std::cerr << "play: no running installation in " << local << ": " << error.what() << "\n";
    return 1;
  }
  return nastavnik::play::Play(settings);
}
