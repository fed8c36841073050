#include "services/registration/password/password_pool.h"

#include <algorithm>

#include <sodium.h>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"

#include "common/metrics/metrics.h"
#include "common/status/macros.h"
#include "services/registration/domain/errors.h"

namespace nastavnik::registration {
namespace {

constexpr unsigned long long kPasses = 2;
constexpr size_t kMemory = 19456 * 1024;

struct Telemetry {
  metrics::Histogram& seconds = metrics::Default()
                                    .Histograms("nastavnik_password_hash_seconds",
                                                "Time of one password hash", metrics::kGrpcBuckets)
                                    .One();
  metrics::Gauge& depth =
      metrics::Default()
          .Gauges("nastavnik_password_hash_queue_depth", "Sign-ins that wait for a hash")
          .One();
  metrics::Counter& rejections = metrics::Default()
                                     .Counters("nastavnik_password_hash_rejections_total",
                                               "Sign-ins refused because the queue was full")
                                     .One();
};

Telemetry& Measured() {
  static Telemetry& telemetry = *new Telemetry;
  return telemetry;
}

}  // namespace

std::string HashPassword(absl::string_view password) {
  char hash[crypto_pwhash_STRBYTES];
  const int failed = crypto_pwhash_str_alg(hash, password.data(), password.size(), kPasses, kMemory,
                                           crypto_pwhash_ALG_ARGON2ID13);
  return failed ? "" : std::string(hash);
}

PasswordPool::PasswordPool(int threads, int queue)
    : queue_(std::max(queue, 1)), nobody_(HashPassword("nobody")) {
  Measured();
  if (threads <= 0)
    threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency()) - 1);
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Main(); });
}

PasswordPool::~PasswordPool() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
}

absl::StatusOr<std::string> PasswordPool::Hash(absl::string_view password) {
  std::string hash;
  RETURN_IF_ERROR(Run([&] { hash = HashPassword(password); }));
  if (hash.empty()) return PasswordsBusy();  // no memory for it
  return hash;
}

absl::StatusOr<bool> PasswordPool::Verify(absl::string_view password, absl::string_view hash) {
  const std::string stored = hash.empty() ? nobody_ : std::string(hash);
  bool fits = false;
  RETURN_IF_ERROR(Run([&] {
    fits = crypto_pwhash_str_verify(stored.c_str(), password.data(), password.size()) == 0;
  }));
  return fits && !hash.empty();
}

absl::Status PasswordPool::Run(absl::FunctionRef<void()> work) {
  absl::Notification done;
  {
    absl::MutexLock lock(&mutex_);
    if (waiting_.size() >= queue_) {
      Measured().rejections.Increment();
      return PasswordsBusy();
    }
    waiting_.push_back([&] {
      const absl::Time begin = absl::Now();
      work();
      Measured().seconds.Observe(absl::ToDoubleSeconds(absl::Now() - begin));
      done.Notify();
    });
    Measured().depth.Set(static_cast<double>(waiting_.size()));
  }
  done.WaitForNotification();
  return absl::OkStatus();
}

void PasswordPool::Main() {
  for (;;) {
    std::function<void()> work;
    {
      absl::MutexLock lock(&mutex_);
      const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return stopping_ || !waiting_.empty();
      };
      mutex_.Await(absl::Condition(&ready));
      if (waiting_.empty()) return;
      work = std::move(waiting_.front());
      waiting_.pop_front();
      Measured().depth.Set(static_cast<double>(waiting_.size()));
    }
    work();
  }
}

}  // namespace nastavnik::registration
