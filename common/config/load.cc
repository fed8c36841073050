#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "common/config/config.h"
#include "common/config/keys.h"
#include "common/config/setting.h"

namespace nastavnik::config {
namespace {

constexpr absl::string_view kPrefix = "NASTAVNIK_";
// Variables with the prefix that are no settings: of the build, of ./dev, of tests and of
// nastavnikctl.
constexpr std::array<absl::string_view, 7> kNotSettings = {
    "BUILD_DIR", "SOURCE_DIR", "UPDATE_GOLDEN", "FAULT", "LOCAL", "PRESET", "TOKEN_FILE"};

bool FitsForm(const Key& key, Setting::Form form) {
  using Form = Setting::Form;
  if (form == Form::kAny) return true;
  if (std::holds_alternative<int*>(key.target)) return form == Form::kInteger;
  if (std::holds_alternative<bool*>(key.target)) return form == Form::kBoolean;
  if (std::holds_alternative<std::vector<std::string>*>(key.target)) return form == Form::kList;
  return form == Form::kString;
}

bool IsLoopback(absl::string_view address) {
  const absl::string_view host = address.substr(0, address.rfind(':'));
  return absl::StartsWith(host, "127.") || host == "localhost" || host == "[::1]" ||
         absl::StartsWith(address, "unix:");
}

// "password=x" among keywords, or "user:x@host" in a URI.
bool HoldsPassword(absl::string_view url) {
  const size_t scheme = url.find("://");
  if (scheme == absl::string_view::npos) return absl::StrContains(url, "password");
  const absl::string_view authority =
      url.substr(scheme + 3, url.find('/', scheme + 3) - scheme - 3);
  const absl::string_view user = authority.substr(0, authority.rfind('@'));
  return absl::StrContains(url, "password=") ||
         (absl::StrContains(authority, "@") && absl::StrContains(user, ":"));
}

class Loader {
 public:
  explicit Loader(absl::string_view service)
      : service_(service), config_(Defaults(service)), keys_(KeysOf(config_)) {
    for (const Key& key : keys_) config_.origins[key.name] = "default";
  }

  absl::StatusOr<Config> Load(const std::vector<std::string>& flags,
                              const Environment& environment) {
    std::vector<Setting> from_flags;
    ReadFlags(flags, from_flags);  // first, since they name the files; applied last
    for (const std::string& path : files_) ReadFile(path, settings_, faults_);
    ReadEnvironment(environment);
    settings_.insert(settings_.end(), from_flags.begin(), from_flags.end());
    for (const Setting& setting : settings_) Apply(setting);
    ApplySecrets();
    if (faults_.empty()) CheckWhole();
    if (!faults_.empty()) return absl::InvalidArgumentError(absl::StrJoin(faults_, "\n"));
    return std::move(config_);
  }

 private:
  // What was given for a secret: in clear, or as a file's name.
  struct Given {
    const Setting* clear = nullptr;
    const Setting* file = nullptr;
  };

  void Fault(absl::string_view place, absl::string_view what) {
    faults_.push_back(absl::StrCat(place, what));
  }

  template <typename NameOf>
  std::vector<std::string> Names(const NameOf& name_of, absl::string_view file_ending) const {
    std::vector<std::string> names;
    for (const Key& key : keys_) {
      if (key.secret && file_ending.empty()) continue;
      names.push_back(name_of(key));
      if (key.secret) names.push_back(absl::StrCat(name_of(key), file_ending));
    }
    return names;
  }

  void ReadFlags(const std::vector<std::string>& flags, std::vector<Setting>& settings) {
    for (size_t i = 0; i < flags.size(); ++i) {
      const std::pair<std::string, std::string> parts =
          absl::StrSplit(flags[i], absl::MaxSplits('=', 1));
      const bool has_value = absl::StrContains(flags[i], '=');
      const auto key = std::find_if(keys_.begin(), keys_.end(),
                                    [&](const Key& k) { return k.FlagName() == parts.first; });
      if (parts.first != "--config" && key == keys_.end()) {
        const auto names = Names([](const Key& k) { return k.FlagName(); }, "");
        Fault("", absl::StrCat("unknown flag \"", parts.first, "\"", Suggest(parts.first, names)));
        continue;
      }
      if (key != keys_.end() && key->secret) {
        Fault(parts.first, ": a secret is never a flag: everybody on the machine can read it");
        continue;
      }
      if (!has_value && i + 1 == flags.size()) {
        Fault(parts.first, ": a value must follow");
        continue;
      }
      const std::string value = has_value ? parts.second : flags[++i];
      if (parts.first == "--config") {
        files_.push_back(value);
      } else {
        settings.push_back(
            {key->name, value, Setting::Form::kAny, "flag", absl::StrCat(parts.first, ": ")});
      }
    }
  }

  void ReadEnvironment(const Environment& environment) {
    for (const auto& [name, value] : environment) {
      if (!absl::StartsWith(name, kPrefix)) continue;
      const absl::string_view rest = absl::string_view(name).substr(kPrefix.size());
      if (std::count(kNotSettings.begin(), kNotSettings.end(), rest) > 0) continue;
      const Key* found = nullptr;
      std::string ending;
      for (const Key& key : keys_) {
        const std::string wanted = key.EnvironmentName();
        if (name == wanted) found = &key;
        if (!key.secret || name != wanted + "_FILE") continue;
        found = &key;
        ending = "_file";
      }
      if (found == nullptr) {
        const auto names = Names([](const Key& k) { return k.EnvironmentName(); }, "_FILE");
        Fault("",
              absl::StrCat("unknown environment variable \"", name, "\"", Suggest(name, names)));
        continue;
      }
      settings_.push_back(
          {found->name + ending, value, Setting::Form::kAny, "env", absl::StrCat(name, ": ")});
    }
  }

  void Apply(const Setting& setting) {
    for (const Key& key : keys_) {
      if (key.secret && setting.key == absl::StrCat(key.name, "_file")) {
        given_[key.name].file = &setting;
        return;
      }
      if (setting.key != key.name) continue;
      if (key.secret) {
        given_[key.name].clear = &setting;
        return;
      }
      absl::Status status = key.Assign(setting.text);
      if (!FitsForm(key, setting.form)) status = WrongForm(key);
      if (!status.ok()) Fault(setting.place, absl::StrCat(key.name, " ", status.message()));
      config_.origins[key.name] = setting.origin;
      return;
    }
    const auto names = Names([](const Key& k) { return std::string(k.name); }, "_file");
    Fault(setting.place,
          absl::StrCat("unknown key \"", setting.key, "\"", Suggest(setting.key, names)));
  }

  static absl::Status WrongForm(const Key& key) {
    const absl::Status status =
        key.Assign("\x01");  // a number, a duration and a choice say what they want
    if (!status.ok()) return status;
    return absl::InvalidArgumentError(std::holds_alternative<std::string*>(key.target)
                                          ? "must be a text in quotes"
                                          : "must be a list of texts");
  }

  void ApplySecrets() {
    for (const Key& key : keys_) {
      const auto given = given_.find(key.name);
      if (given == given_.end()) continue;
      const auto& [clear, file] = given->second;
      if (clear != nullptr && file != nullptr) {
        Fault(clear->place, absl::StrCat(key.name, " and ", key.name, "_file are both given"));
      } else if (clear != nullptr && !config_.sandbox.enabled) {
        Fault(clear->place, absl::StrCat(key.name, " stands in clear only in the sandbox; give ",
                                         key.name, "_file"));
      } else {
        const Setting& setting = clear != nullptr ? *clear : *file;
        if (clear != nullptr) {
          *std::get<std::string*>(key.target) = setting.text;
        } else {
          ReadSecret(key, setting);
        }
        config_.origins[key.name] = setting.origin;
      }
    }
  }

  void ReadSecret(const Key& key, const Setting& setting) {
    struct stat info {};
    std::ifstream file(setting.text);
    if (stat(setting.text.c_str(), &info) != 0 || !file) {
      return Fault(setting.place, absl::StrCat(setting.text, " cannot be read"));
    }
    if ((info.st_mode & S_IRWXO) != 0) {
      return Fault(setting.place, absl::StrCat(setting.text, " is open to others: chmod o-rwx"));
    }
    std::ostringstream text;
    text << file.rdbuf();
    *std::get<std::string*>(key.target) =
        std::string(absl::StripTrailingAsciiWhitespace(text.str()));
  }

  // What no single key shows.
  void CheckWhole() {
    if (!config_.listen.grpc.empty() && !IsLoopback(config_.listen.grpc)) {
      Fault("", absl::StrCat("listen.grpc ", config_.listen.grpc,
                             " is not loopback, and gRPC speaks plain text"));
    }
    const std::pair<const char*, const std::string*> urls[] = {
        {"database", &config_.database.url},
        {"redis.queue", &config_.redis.queue.url},
        {"redis.cache", &config_.redis.cache.url}};
    for (const auto& [name, url] : urls) {
      if (!HoldsPassword(*url)) continue;
      Fault("", absl::StrCat(name, ".url holds a password, and settings are shown: give ", name,
                             ".password_file"));
    }
    if (service_ == "gateway" && config_.http.public_hosts.empty() && !config_.sandbox.enabled) {
      Fault("", "http.public_hosts is empty: name the hosts that the gateway answers for");
    }
  }

  const std::string service_;
  Config config_;
  const std::vector<Key> keys_;
  std::vector<std::string> files_;
  std::vector<Setting> settings_;
  std::map<std::string, Given> given_;
  std::vector<std::string> faults_;
};

}  // namespace

absl::StatusOr<Config> Load(absl::string_view service, const std::vector<std::string>& flags,
                            const Environment& environment) {
  return Loader(service).Load(flags, environment);
}

Environment ProcessEnvironment() {
  Environment environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    environment.insert(absl::StrSplit(*entry, absl::MaxSplits('=', 1)));
  }
  return environment;
}

}  // namespace nastavnik::config
