#include "common/admin/health.h"

#include "common/log/log.h"
#include "common/metrics/metrics.h"

namespace nastavnik::admin {
namespace {

metrics::Gauge& ReadyGauge() {
  static metrics::Gauge& gauge =
      metrics::Default().Gauges("nastavnik_ready", "1 while the process may get calls").One();
  return gauge;
}

metrics::Gauge& DrainingGauge() {
  static metrics::Gauge& gauge =
      metrics::Default()
          .Gauges("nastavnik_draining", "1 once the process has been asked to end")
          .One();
  return gauge;
}

}  // namespace

Health::Health() {
  ReadyGauge().Set(0);
  DrainingGauge().Set(0);
}

void Health::AddCheck(std::string name, Check check) {
  const std::lock_guard lock(mutex_);
  checks_.emplace_back(std::move(name), std::move(check));
}

void Health::OnChange(Listener listener) {
  const std::lock_guard lock(mutex_);
  listeners_.push_back(std::move(listener));
}

void Health::SetStarted() { started_ = true; }

void Health::SetDraining() {
  draining_ = true;
  DrainingGauge().Set(1);
  Look();
}

std::vector<Health::Finding> Health::Look() {
  const std::lock_guard lock(mutex_);
  std::vector<Finding> findings;
  findings.push_back(
      {"started", started_ ? absl::OkStatus() : absl::UnavailableError("still starting")});
  findings.push_back(
      {"draining", draining_ ? absl::UnavailableError("asked to end") : absl::OkStatus()});
  for (const auto& [name, check] : checks_) findings.push_back({name, check()});

  bool ready = true;
  for (const Finding& finding : findings) ready &= finding.status.ok();
  if (ready_.exchange(ready) != ready) {
    ReadyGauge().Set(ready ? 1 : 0);
    for (const Listener& listener : listeners_) listener(ready);
    log::Info(ready ? "ready" : "not ready");
  }
  return findings;
}

}  // namespace nastavnik::admin
