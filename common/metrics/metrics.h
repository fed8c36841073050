#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"

// Metrics of a process, in the words of Prometheus. A family is declared once, where it is counted:
//
//   metrics::Family<metrics::Counter>& runs = metrics::Default().Counters(
//       "nastavnik_job_runs_total", "Runs of a background loop",
//       {metrics::UpTo("job", 64), metrics::OneOf("outcome", {"ok", "error"})});
//   metrics::Counter& ok = runs.With({"dispatch", "ok"});   // once; a look-up takes 0.1 us
//   ok.Increment();                                         // on the hot path; 5 ns
namespace nastavnik::metrics {

using Counter = prometheus::Counter;      // Increment(), Increment(by)
using Gauge = prometheus::Gauge;          // Set(v), Increment(), Decrement()
using Histogram = prometheus::Histogram;  // Observe(seconds)

// A label and the values it may take. Any other value is counted as "other", so that no label grows
// without end. A value is never an id, a name, an address, a path or an error text.
struct Label {
  std::string name;
  std::vector<std::string> values;  // known beforehand; empty for an open set
  size_t cap = 0;                   // most values of an open set
};
Label OneOf(absl::string_view name, std::vector<std::string> values);
Label UpTo(absl::string_view name, size_t cap);
inline Label Season() { return UpTo("season", 4); }
inline Label Nomination() { return UpTo("nomination", 32); }

// Buckets for what takes milliseconds inside the platform, and for what people wait for over HTTP
// (seconds).
inline const std::vector<double> kGrpcBuckets = {0.005, 0.01, 0.025, 0.05, 0.1,
                                                 0.25,  0.5,  1,     2.5,  10};
inline const std::vector<double> kHttpBuckets = {0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5};
inline const std::vector<double> kWaitBuckets = {0.0001, 0.001, 0.005, 0.025, 0.1, 0.5, 2.5};

// Series of one name. Thread-safe. References from With stay good as long as the registry lives,
// except for gauges that Replace removes.
template <typename T>
class Family {
 public:
  // The series with these label values, in the order of the declared names.
  T& With(const std::vector<std::string>& values);
  // The only series of a family without labels.
  T& One() { return With({}); }

  using Row = std::pair<std::vector<std::string>, double>;
  // Gauges only: the family shows exactly these rows from now on, as one elected process does for
  // figures of a table.
  void Replace(const std::vector<Row>& rows);

 private:
  friend class Registry;
  Family(prometheus::Family<T>& family, std::vector<Label> labels, std::vector<double> buckets);
  prometheus::Labels Admit(const std::vector<std::string>& values);
  T& Add(const prometheus::Labels& labels);

  prometheus::Family<T>& family_;
  const std::vector<Label> labels_;
  const std::vector<double> buckets_;
  std::mutex mutex_;
  std::vector<std::set<std::string>> seen_;  // of open labels, by position
  std::vector<T*> replaced_;
};

// All families of a process. Declaring a name again gives the family that exists.
class Registry {
 public:
  Registry() = default;
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  // A family whose labels are all closed shows every combination at zero at once: a first error is
  // a step from 0 to 1.
  Family<Counter>& Counters(const std::string& name, const std::string& help,
                            std::vector<Label> labels = {});
  Family<Gauge>& Gauges(const std::string& name, const std::string& help,
                        std::vector<Label> labels = {});
  Family<Histogram>& Histograms(const std::string& name, const std::string& help,
                                std::vector<double> buckets, std::vector<Label> labels = {});

  // Runs before every scrape, for figures that are read rather than kept. `hook` must live as long
  // as the registry.
  void OnScrape(std::function<void()> hook);
  // Text exposition format of Prometheus.
  std::string Text();
  // What is declared: one line a family, "name type label,label", sorted. Golden of
  // tests/contract/metrics.txt.
  std::string Families();

 private:
  template <typename T>
  using FamilyMap = std::map<std::string, std::unique_ptr<Family<T>>>;
  template <typename T, typename Make>
  Family<T>& Declare(FamilyMap<T>& families, const char* type, const std::string& name,
                     const std::string& help, std::vector<Label> labels,
                     std::vector<double> buckets, Make make);

  prometheus::Registry registry_;
  std::mutex mutex_;
  FamilyMap<Counter> counters_;
  FamilyMap<Gauge> gauges_;
  FamilyMap<Histogram> histograms_;
  std::set<std::string> lines_;
  std::vector<std::function<void()>> hooks_;
};

// The registry of the process; never destroyed.
Registry& Default();

}  // namespace nastavnik::metrics
