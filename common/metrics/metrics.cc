#include "common/metrics/metrics.h"

#include <algorithm>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "prometheus/text_serializer.h"

namespace nastavnik::metrics {
namespace {

constexpr char kOther[] = "other";

bool Contains(const std::vector<std::string>& values, const std::string& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// Calls `visit` with every combination of the labels' values.
template <typename Visit>
void ForEachCombination(const std::vector<Label>& labels, std::vector<std::string>& chosen,
                        const Visit& visit) {
  if (chosen.size() == labels.size()) return visit(chosen);
  for (const std::string& value : labels[chosen.size()].values) {
    chosen.push_back(value);
    ForEachCombination(labels, chosen, visit);
    chosen.pop_back();
  }
}

}  // namespace

Label OneOf(absl::string_view name, std::vector<std::string> values) {
  return {std::string(name), std::move(values)};
}

Label UpTo(absl::string_view name, size_t cap) { return {std::string(name), {}, cap}; }

template <typename T>
Family<T>::Family(prometheus::Family<T>& family, std::vector<Label> labels,
                  std::vector<double> buckets)
    : family_(family),
      labels_(std::move(labels)),
      buckets_(std::move(buckets)),
      seen_(labels_.size()) {
  std::vector<std::string> chosen;
  ForEachCombination(labels_, chosen,
                     [this](const std::vector<std::string>& values) { With(values); });
}

template <typename T>
prometheus::Labels Family<T>::Admit(const std::vector<std::string>& values) {
  prometheus::Labels admitted;
  for (size_t i = 0; i < labels_.size(); ++i) {
    std::string value = i < values.size() ? values[i] : kOther;
    if (!labels_[i].values.empty()) {
      if (!Contains(labels_[i].values, value)) value = kOther;
    } else if (seen_[i].size() < labels_[i].cap) {
      seen_[i].insert(value);
    } else if (!seen_[i].contains(value)) {
      value = kOther;
    }
    admitted.emplace(labels_[i].name, std::move(value));
  }
  return admitted;
}

template <typename T>
T& Family<T>::Add(const prometheus::Labels& labels) {
  if constexpr (std::is_same_v<T, Histogram>) {
    return family_.Add(labels, buckets_);
  } else {
    return family_.Add(labels);
  }
}

template <typename T>
T& Family<T>::With(const std::vector<std::string>& values) {
  const std::lock_guard lock(mutex_);
  return Add(Admit(values));
}

template <>
void Family<Gauge>::Replace(const std::vector<Row>& rows) {
  const std::lock_guard lock(mutex_);
  for (Gauge* gauge : replaced_) family_.Remove(gauge);
  replaced_.clear();
  for (const auto& [values, number] : rows) {
    Gauge& gauge = Add(Admit(values));
    if (!std::count(replaced_.begin(), replaced_.end(), &gauge)) replaced_.push_back(&gauge);
    gauge.Increment(number);  // several rows may fall into "other"
  }
}

template class Family<Counter>;
template class Family<Gauge>;
template class Family<Histogram>;

template <typename T, typename Make>
Family<T>& Registry::Declare(FamilyMap<T>& families, const char* type, const std::string& name,
                             const std::string& help, std::vector<Label> labels,
                             std::vector<double> buckets, Make make) {
  const std::lock_guard lock(mutex_);
  std::unique_ptr<Family<T>>& family = families[name];
  if (family == nullptr) {
    const std::string names = absl::StrJoin(
        labels, ",", [](std::string* out, const Label& label) { out->append(label.name); });
    lines_.insert(absl::StrCat(name, " ", type, names.empty() ? "" : " ", names));
    family.reset(new Family<T>(make().Name(name).Help(help).Register(registry_), std::move(labels),
                               std::move(buckets)));
  }
  return *family;
}

Family<Counter>& Registry::Counters(const std::string& name, const std::string& help,
                                    std::vector<Label> labels) {
  return Declare(counters_, "counter", name, help, std::move(labels), {}, prometheus::BuildCounter);
}

Family<Gauge>& Registry::Gauges(const std::string& name, const std::string& help,
                                std::vector<Label> labels) {
  return Declare(gauges_, "gauge", name, help, std::move(labels), {}, prometheus::BuildGauge);
}

Family<Histogram>& Registry::Histograms(const std::string& name, const std::string& help,
                                        std::vector<double> buckets, std::vector<Label> labels) {
  return Declare(histograms_, "histogram", name, help, std::move(labels), std::move(buckets),
                 prometheus::BuildHistogram);
}

void Registry::OnScrape(std::function<void()> hook) {
  const std::lock_guard lock(mutex_);
  hooks_.push_back(std::move(hook));
}

std::string Registry::Text() {
  std::vector<std::function<void()>> hooks;
  {
    const std::lock_guard lock(mutex_);
    hooks = hooks_;
  }
  for (const auto& hook : hooks) hook();
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, registry_.Collect());
  return out.str();
}

std::string Registry::Families() {
  const std::lock_guard lock(mutex_);
  return absl::StrCat(absl::StrJoin(lines_, "\n"), "\n");
}

Registry& Default() {
  static Registry& registry = *new Registry;
  return registry;
}

}  // namespace nastavnik::metrics
