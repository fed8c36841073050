#include "common/pg/pool.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"

#include "common/pg/errors.h"
#include "common/pg/telemetry.h"
#include "common/status/macros.h"
#include "common/trace/call.h"
#include "pg_sql/sql.h"

namespace nastavnik::pg {
namespace {

constexpr absl::Duration kWatchInterval = absl::Milliseconds(500);
constexpr absl::Duration kWatchTimeout = absl::Seconds(2);

}  // namespace

Pool::Pool(DatabaseOptions options)
    : options_(std::move(options)),
      places_(options_.pool_size),
      watch_([this](std::stop_token stop) { Watch(std::move(stop)); }) {}

Pool::~Pool() {
  watch_.request_stop();
  watch_.join();
}

absl::StatusOr<Pool::Lease> Pool::Acquire(absl::Time deadline) {
  std::unique_ptr<Connection> connection;
  RETURN_IF_ERROR(WaitForPlace(deadline, connection));
  if (connection == nullptr) {
    auto opened = Connection::Open(options_, deadline);
    if (!opened.ok()) {
      Release(nullptr);
      return std::move(opened).status();
    }
    connection = *std::move(opened);
  }
  return Lease(this, std::move(connection));
}

absl::Status Pool::WaitForPlace(absl::Time deadline, std::unique_ptr<Connection>& idle) {
  std::unique_lock lock(mutex_);
  if (places_ == 0) {
    const absl::Time start = absl::Now();
    const bool free =
        freed_.wait_until(lock, absl::ToChronoTime(std::min(deadline, start + absl::Hours(24))),
                          [this] { return places_ > 0; });
    Telemetry::Get().pool_wait.Observe(absl::ToDoubleSeconds(absl::Now() - start));
    if (!free) return DeadlineExceeded();
  } else {
    Telemetry::Get().pool_wait.Observe(0);
  }
  --places_;
  if (!idle_.empty()) {
    idle = std::move(idle_.back());
    idle_.pop_back();
  }
  ShowConnections();
  return absl::OkStatus();
}

void Pool::Release(std::unique_ptr<Connection> connection) {
  if (connection != nullptr && !connection->Idle()) connection.reset();
  {
    std::lock_guard lock(mutex_);
    ++places_;
    if (connection != nullptr) idle_.push_back(std::move(connection));
    ShowConnections();
  }
  freed_.notify_one();
}

void Pool::DropIdle() {
  std::vector<std::unique_ptr<Connection>> closing;
  std::lock_guard lock(mutex_);
  closing.swap(idle_);
  ShowConnections();
}

void Pool::ShowConnections() {
  Telemetry::Get().idle.Set(static_cast<double>(idle_.size()));
  Telemetry::Get().busy.Set(options_.pool_size - places_);
}

Reply Pool::Exchange(Lease& lease, const std::vector<Step>& steps, absl::Time deadline) {
  const absl::Time start = absl::Now();
  Reply reply = lease->Exchange(steps, deadline);
  const absl::Duration took = absl::Now() - start;
  Telemetry::Get().Count(steps, reply, took);
  if (trace::Call* call =
          trace::Call::Current()) {  // one pipeline: its time is told with the last statement
    for (size_t i = 0; i < steps.size(); ++i) {
      call->Add(trace::Kind::kDatabase, steps[i].statement->name, start,
                i + 1 == steps.size() ? took : absl::ZeroDuration());
    }
  }
  if (reply.lost) DropIdle();
  return reply;
}

void Pool::Watch(std::stop_token stop) {
  std::unique_ptr<Connection> connection;
  std::mutex mutex;
  std::unique_lock lock(mutex);
  while (!stop.stop_requested()) {
    ready_ = Look(connection);
    Telemetry::Get().up.Set(ready_ ? 1 : 0);
    stopped_.wait_for(lock, stop, absl::ToChronoMilliseconds(kWatchInterval), [] { return false; });
  }
}

bool Pool::Look(std::unique_ptr<Connection>& connection) {
  const Params none;
  const std::vector<Step> steps = {{&sql::kSelectWritable, &none}};
  const absl::Time deadline = absl::Now() + kWatchTimeout;
  if (connection == nullptr) {
    auto opened = Connection::Open(options_, deadline);
    if (!opened.ok()) return false;
    connection = *std::move(opened);
  }
  const absl::Time sent = absl::Now();
  const Reply reply = connection->Exchange(steps, deadline);
  const absl::Time received = absl::Now();
  Telemetry::Get().Count(steps, reply, received - sent);
  if (!reply.ok()) {
    connection.reset();
    return false;
  }
  const Row row = reply.rows[0][0];
  Telemetry::Get().clock_skew.Set(
      absl::ToDoubleSeconds(row.Time("now") - (sent + (received - sent) / 2)));
  return row.Bool("writable");
}

}  // namespace nastavnik::pg
