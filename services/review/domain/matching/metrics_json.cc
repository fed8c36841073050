#include "services/review/domain/matching/metrics_json.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "common/json/json.h"

namespace nastavnik::review {
namespace {

// Name of each number, once for both directions.
constexpr std::pair<const char*, int PlanMetrics::*> kNumbers[] = {
    {"applications", &PlanMetrics::applications},
    {"experts", &PlanMetrics::experts},
    {"demand", &PlanMetrics::demand},
    {"assigned", &PlanMetrics::assigned},
    {"openSlots", &PlanMetrics::open_slots},
    {"meanScore", &PlanMetrics::mean_score},
    {"loadMin", &PlanMetrics::load_min},
    {"loadMedian", &PlanMetrics::load_median},
    {"loadMax", &PlanMetrics::load_max},
    {"utilizationSd", &PlanMetrics::utilization_sd},
    {"expertsUnderMinimum", &PlanMetrics::experts_under_minimum},
    {"unusedExperts", &PlanMetrics::unused_experts},
    {"worstScoreSum", &PlanMetrics::worst_score_sum},
    {"percentileScoreSum", &PlanMetrics::percentile_score_sum},
    {"withoutSenior", &PlanMetrics::without_senior},
    {"listPairs", &PlanMetrics::list_pairs},
    {"gapPpm", &PlanMetrics::gap_ppm},
    {"repaired", &PlanMetrics::repaired},
    {"unresolved", &PlanMetrics::unresolved},
    {"peakMemoryMb", &PlanMetrics::peak_memory_mb},
};

// Numbers of 64 bits, as text: JSON's are doubles.
constexpr std::pair<const char*, int64_t PlanMetrics::*> kLongNumbers[] = {
    {"primal", &PlanMetrics::primal}, {"bound", &PlanMetrics::bound}};

}  // namespace

std::string EncodeMetrics(const PlanMetrics& metrics, int solve_millis) {
  boost::json::object object;
  for (const auto& [name, member] : kNumbers) object[name] = int64_t{metrics.*member};
  object["worstApplication"] = metrics.worst_application.ToString();
  for (const auto& [name, member] : kLongNumbers) object[name] = absl::StrCat(metrics.*member);
  boost::json::object components;
  for (const auto& [nomination, count] : metrics.components)
    components[nomination.text()] = int64_t{count};
  object["components"] = std::move(components);
  boost::json::array thin;
  for (const auto& application : metrics.thin) thin.emplace_back(application.ToString());
  object["thin"] = std::move(thin);
  object["solveMillis"] = int64_t{solve_millis};
  return json::Canonical(std::move(object));
}

PlanMetrics DecodeMetrics(absl::string_view text, int* solve_millis) {
  PlanMetrics metrics;
  *solve_millis = 0;
  const auto value = json::Parse(text);
  if (!value.ok() || !value->is_object() || value->as_object().empty()) return metrics;
  const auto& object = value->as_object();
  for (const auto& [name, member] : kNumbers) {
    const auto* number = object.if_contains(name);
    metrics.*member = number == nullptr ? 0 : static_cast<int>(number->as_int64());
  }
  for (const auto& [name, member] : kLongNumbers) {
    const auto* number = object.if_contains(name);
    if (number == nullptr || !absl::SimpleAtoi(number->as_string().c_str(), &(metrics.*member)))
      metrics.*member = 0;
  }
  if (const auto* components = object.if_contains("components")) {
    for (const auto& [nomination, count] : components->as_object())
      metrics.components.emplace_back(NominationId({nomination.data(), nomination.size()}),
                                      static_cast<int>(count.as_int64()));
  }
  metrics.worst_application =
      ApplicationId::Parse(object.at("worstApplication").as_string().c_str())
          .value_or(ApplicationId());
  for (const auto& application : object.at("thin").as_array()) {
    metrics.thin.push_back(
        ApplicationId::Parse(application.as_string().c_str()).value_or(ApplicationId()));
  }
  *solve_millis = static_cast<int>(object.at("solveMillis").as_int64());
  return metrics;
}

}  // namespace nastavnik::review
