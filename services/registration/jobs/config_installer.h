#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"

#include "common/jobs/loop.h"
#include "services/registration/env.h"
#include "services/registration/jobs/other_services.h"

namespace nastavnik::registration {

// Brings activated versions to the services that decide by them, again and again until each has
// confirmed. First every service stores the version, then every service acts by it, so that one
// that is away holds up all, not some. Safe to run in several processes at once.
class ConfigInstaller {
 public:
  static constexpr absl::Duration kInterval = absl::Seconds(1);

  ConfigInstaller(Env& env, OtherServices& services) : env_(env), services_(services) {}
  absl::Status Run(jobs::Run& run);

 private:
  // Services that took the version, of those asked.
  std::vector<std::string> Apply(const SeasonStore::Uninstalled& version,
                                 const std::vector<std::string>& services, bool activate);
  absl::Status Install(const SeasonStore::Uninstalled& version);

  Env& env_;
  OtherServices& services_;
};

}  // namespace nastavnik::registration
