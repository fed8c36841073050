#include "common/config/config.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_cat.h"

#include "common/config/keys.h"

namespace nastavnik::config {
namespace {

constexpr int kExitFaults = 7;

void Print(FILE* file, absl::string_view text) { std::fwrite(text.data(), 1, text.size(), file); }

std::string Help(absl::string_view service) {
  Config config = Defaults(service);
  std::string out = absl::StrCat("nastavnik-", service,
                                 " [--config FILE]... [--KEY VALUE]...\n\n"
                                 "Settings: built-in default < file (TOML) < environment < flag. A "
                                 "secret comes from <key>_file or NASTAVNIK_<KEY>_FILE.\n"
                                 "--version prints the version, --print-config the settings in "
                                 "force and where each comes from.\n\n");
  for (const Key& key : KeysOf(config)) {
    absl::StrAppend(
        &out, key.secret ? absl::StrCat(key.EnvironmentName(), "_FILE") : key.FlagName(), "\n    ",
        key.about, key.Show().empty() ? "" : absl::StrCat(" (", key.Show(), ")"), "\n");
  }
  return out;
}

}  // namespace

Config Defaults(absl::string_view service) {
  Config config;
  const absl::string_view services[] = {"gateway", "registration", "submission", "review",
                                        "results"};
  const auto index =
      std::find(std::begin(services), std::end(services), service) - std::begin(services);
  config.listen.admin = absl::StrCat("127.0.0.1:", 9180 + index);
  if (service == "gateway") {
    config.listen.http = "127.0.0.1:8080";
    config.listen.staff = "127.0.0.1:8081";
    config.listen.grpc = "127.0.0.1:8082";
  } else {
    config.listen.grpc = absl::StrCat("127.0.0.1:", 8180 + index);
  }
  return config;
}

std::string Effective(const Config& config) {
  Config copy = config;
  std::string out;
  for (const Key& key : KeysOf(copy)) {
    const auto origin = config.origins.find(key.name);
    absl::StrAppend(&out, key.name, " = ", key.Show(), "  # ",
                    origin == config.origins.end() ? "default" : origin->second, "\n");
  }
  return out;
}

Config LoadOrExit(absl::string_view service, int argc, char** argv) {
  std::vector<std::string> flags(argv + 1, argv + argc);
  bool print = false;
  for (const std::string& flag : flags) {
    if (flag == "--help") {
      Print(stdout, Help(service));
      std::exit(0);
    }
    if (flag == "--version") {
      Print(stdout, absl::StrCat("nastavnik-", service, " " NASTAVNIK_VERSION "\n"));
      std::exit(0);
    }
    print |= flag == "--print-config";
  }
  std::erase(flags, "--print-config");
  absl::StatusOr<Config> config = Load(service, flags, ProcessEnvironment());
  if (!config.ok()) {
    Print(stderr, absl::StrCat(config.status().message(), "\n"));
    std::exit(kExitFaults);
  }
  if (print) {
    Print(stdout, Effective(*config));
    std::exit(0);
  }
  return *std::move(config);
}

}  // namespace nastavnik::config
