#include "services/registration/jobs/config_installer.h"

#include <algorithm>
#include <thread>

#include "absl/time/clock.h"

#include "common/log/log.h"
#include "common/status/error.h"
#include "common/status/macros.h"

namespace nastavnik::registration {
namespace {

constexpr absl::Duration kCallTimeout = absl::Seconds(3);
constexpr absl::Duration kStoreTimeout = absl::Seconds(5);

std::vector<std::string> Missing(const std::vector<std::string>& done) {
  std::vector<std::string> missing;
  for (const char* service : kDecidingServices) {
    if (std::find(done.begin(), done.end(), service) == done.end()) missing.emplace_back(service);
  }
  return missing;
}

}  // namespace

absl::Status ConfigInstaller::Run(jobs::Run& run) {
  ASSIGN_OR_RETURN(const auto versions, env_.seasons.ListUninstalled(absl::Now() + kStoreTimeout));
  for (const SeasonStore::Uninstalled& version : versions) {
    if (run.Stopping()) break;
    RETURN_IF_ERROR(Install(version));
  }
  return versions.empty() ? absl::OkStatus() : env_.book.Refresh(absl::Now() + kStoreTimeout);
}

absl::Status ConfigInstaller::Install(const SeasonStore::Uninstalled& version) {
  std::vector<std::string> stored = version.stored;
  for (const std::string& service : Apply(version, Missing(stored), false)) {
    RETURN_IF_ERROR(env_.seasons.MarkStored(version.season, version.version, service,
                                            absl::Now() + kStoreTimeout));
    stored.push_back(service);
  }
  if (!Missing(stored).empty())
    return absl::OkStatus();  // the former version holds everywhere; tried again soon
  for (const std::string& service : Apply(version, Missing(version.confirmed), true)) {
    RETURN_IF_ERROR(env_.seasons.MarkConfirmed(version.season, version.version, service,
                                               absl::Now() + kStoreTimeout));
  }
  return absl::OkStatus();
}

std::vector<std::string> ConfigInstaller::Apply(const SeasonStore::Uninstalled& version,
                                                const std::vector<std::string>& services,
                                                bool activate) {
  v1::ApplyConfigRequest request;
  request.set_season(version.season.text());
  request.set_version(version.version);
  request.set_document(version.canonical);
  request.set_activate(activate);
  std::vector<std::string> taken;
  absl::Mutex mutex;
  std::vector<std::thread> calls;
  for (const std::string& service : services) {
    calls.emplace_back([&, service] {
      const auto answer = services_.ApplyConfig(service, request, absl::Now() + kCallTimeout);
      if (!answer.ok()) {
        log::Warn("a service has not taken a season's version",
                  {{"service", service},
                   {"season", version.season.text()},
                   {"version", version.version},
                   {"reason", ErrorFrom(answer.status()).reason}});
      } else if (!activate || answer->version() >= version.version) {
        absl::MutexLock lock(&mutex);
        taken.push_back(service);
      }
    });
  }
  for (std::thread& call : calls) call.join();
  return taken;
}

}  // namespace nastavnik::registration
