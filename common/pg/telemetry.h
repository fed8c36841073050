#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/metrics/metrics.h"
#include "common/pg/connection.h"

namespace nastavnik::pg {

// Metrics and log lines of the databases of a process.
class Telemetry {
 public:
  static Telemetry& Get();

  // Counts the statements of a pipeline. Its time is shared out evenly: single statements inside
  // one cannot be timed from here. A failed statement is logged by name and SQLSTATE; its text and
  // values never are.
  void Count(const std::vector<Step>& steps, const Reply& reply, absl::Duration took);

  void CountEvent(const std::string& type) { events_.With({type}).Increment(); }

  metrics::Gauge& busy;
  metrics::Gauge& idle;
  metrics::Gauge& up;
  metrics::Gauge& clock_skew;
  metrics::Gauge& schema_version;
  metrics::Histogram& pool_wait;
  metrics::Counter& commits;
  metrics::Counter& rollbacks;
  metrics::Counter& retries;

 private:
  Telemetry();

  struct Series {
    metrics::Counter& ok;
    metrics::Counter& error;
    metrics::Counter& seconds;
  };
  const Series& Of(const char* statement);
  void LogFailure(const Step& step, const Reply& reply);

  metrics::Family<metrics::Counter>& statements_;
  metrics::Family<metrics::Counter>& seconds_;
  metrics::Family<metrics::Counter>& events_;
};

}  // namespace nastavnik::pg
