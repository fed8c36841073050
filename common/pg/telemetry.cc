#include "common/pg/telemetry.h"

#include <algorithm>
#include <initializer_list>
#include <unordered_map>

#include "common/log/log.h"

namespace nastavnik::pg {
namespace {

constexpr size_t kMaxStatements = 500;
constexpr size_t kMaxEventTypes = 200;

metrics::Family<metrics::Gauge>& Connections() {
  return metrics::Default().Gauges("nastavnik_db_pool_connections", "Connections of the pool",
                                   {metrics::OneOf("state", {"busy", "idle"})});
}

metrics::Family<metrics::Counter>& Transactions() {
  return metrics::Default().Counters("nastavnik_db_transactions_total",
                                     "Writing transactions by their end",
                                     {metrics::OneOf("outcome", {"commit", "rollback", "retry"})});
}

bool IsOneOf(const Reply& reply, std::initializer_list<const char*> states) {
  return std::any_of(states.begin(), states.end(),
                     [&](const char* state) { return reply.Failed(state); });
}

// Part of normal work: conflicts that are retried, and lock waits that tell of a repeated request.
bool IsExpected(const Reply& reply) {
  return IsOneOf(reply, {"40001", "40P01", "23505", "55P03", kWrongRowCount});
}

// Handled, but worth a look: time limit, a table changed under a prepared statement.
bool IsHandled(const Reply& reply) { return IsOneOf(reply, {"57014", "0A000", "26000"}); }

}  // namespace

Telemetry& Telemetry::Get() {
  static Telemetry& telemetry = *new Telemetry;
  return telemetry;
}

Telemetry::Telemetry()
    : busy(Connections().With({"busy"})),
      idle(Connections().With({"idle"})),
      up(metrics::Default()
             .Gauges("nastavnik_db_up", "Whether the primary answers and takes writes")
             .One()),
      clock_skew(metrics::Default()
                     .Gauges("nastavnik_db_clock_skew_seconds", "Clock of the database minus ours")
                     .One()),
      schema_version(metrics::Default()
                         .Gauges("nastavnik_db_schema_version",
                                 "Last migration of the service that is applied")
                         .One()),
      pool_wait(metrics::Default()
                    .Histograms("nastavnik_db_pool_wait_seconds", "Wait for a free connection",
                                metrics::kWaitBuckets)
                    .One()),
      commits(Transactions().With({"commit"})),
      rollbacks(Transactions().With({"rollback"})),
      retries(Transactions().With({"retry"})),
      statements_(metrics::Default().Counters("nastavnik_db_statements_total", "Statements run",
                                              {metrics::UpTo("statement", kMaxStatements),
                                               metrics::OneOf("outcome", {"ok", "error"})})),
      seconds_(metrics::Default().Counters("nastavnik_db_statement_seconds_total",
                                           "Time spent in statements",
                                           {metrics::UpTo("statement", kMaxStatements)})),
      events_(metrics::Default().Counters("nastavnik_outbox_events_total",
                                          "Events committed to the outbox",
                                          {metrics::UpTo("type", kMaxEventTypes)})) {}

const Telemetry::Series& Telemetry::Of(const char* statement) {
  thread_local std::unordered_map<const char*, Series>
      known;  // by the address of the statement's name
  const auto found = known.find(statement);
  if (found != known.end()) return found->second;
  return known
      .emplace(statement,
               Series{statements_.With({statement, "ok"}), statements_.With({statement, "error"}),
                      seconds_.With({statement})})
      .first->second;
}

void Telemetry::Count(const std::vector<Step>& steps, const Reply& reply, absl::Duration took) {
  const double share = absl::ToDoubleSeconds(took) / static_cast<double>(steps.size());
  for (size_t i = 0; i < reply.rows.size() && i < steps.size(); ++i) {
    const Series& series = Of(steps[i].statement->name);
    series.ok.Increment();
    series.seconds.Increment(share);
  }
  if (!reply.ok()) LogFailure(steps[std::min(reply.rows.size(), steps.size() - 1)], reply);
}

void Telemetry::LogFailure(const Step& step, const Reply& reply) {
  const char* name = step.statement->name;
  Of(name).error.Increment();
  if (reply.lost) {
    log::Warn("connection to the database lost", {{"statement", name}, {"sqlstate", reply.state}});
  } else if (reply.late) {
    log::Warn("database did not answer before the deadline", {{"statement", name}});
  } else if (IsHandled(reply)) {
    log::Warn("statement ended early", {{"statement", name}, {"sqlstate", reply.state}});
  } else if (!IsExpected(reply)) {
    log::Error("statement failed",
               {{"statement", name}, {"sqlstate", reply.state}, {"constraint", reply.constraint}});
  }
}

}  // namespace nastavnik::pg
