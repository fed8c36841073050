#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace nastavnik::admin {

// Whether the process may get calls. Ready when it has started, is not draining and every check
// holds. Shown at /readyz, as nastavnik_ready and nastavnik_draining, and told to listeners
// (grpc.health.v1). Thread-safe.
class Health {
 public:
  using Check = std::function<absl::Status()>;  // must answer at once, from what is known
  using Listener = std::function<void(bool ready)>;

  Health();
  // Add checks and listeners before the admin server starts.
  void AddCheck(std::string name, Check check);
  void OnChange(Listener listener);

  void SetStarted();
  void SetDraining();
  bool Started() const { return started_; }
  bool Draining() const { return draining_; }
  bool Ready() const { return ready_; }  // as of the last Look

  struct Finding {
    std::string name;
    absl::Status status;
  };
  // Asks every check, tells listeners when the answer changed. The admin server does so twice a
  // second.
  std::vector<Finding> Look();

 private:
  std::mutex mutex_;
  std::vector<std::pair<std::string, Check>> checks_;
  std::vector<Listener> listeners_;
  std::atomic<bool> started_{false};
  std::atomic<bool> draining_{false};
  std::atomic<bool> ready_{false};
};

}  // namespace nastavnik::admin
