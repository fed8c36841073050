#include "tests/bench/calibration/simulator/simulator.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_format.h"

namespace nastavnik::bench {
namespace {

constexpr double kPoolShift[] = {0.4, -0.1, 0.1, -0.6, 0, 0.2, -0.3, 0.3};

bool IsNips(int scenario) { return scenario == kNips || scenario == kNipsPools; }
bool HasSlopes(int scenario) {
  return scenario == kSlopes || scenario == kSlopesPools || scenario == kRandomMarks ||
         scenario == kDisconnected;
}

}  // namespace

Simulator::Simulator(const SimulationParameters& parameters)
    : parameters_(parameters),
      has_pools_(parameters.scenario == kSlopesPools || parameters.scenario == kDisconnected ||
                 parameters.scenario == kNipsPools),
      pools_(parameters.scenario == kDisconnected ? 8 : 4),
      random_(parameters.seed) {
  DrawExperts();
  for (int i = 0; i < parameters.applications; ++i) DrawApplication();
}

void Simulator::DrawExperts() {
  const int scenario = parameters_.scenario;
  const double bias = scenario == kNoBias ? 0 : IsNips(scenario) ? 0.433 : 0.5;
  for (int e = 0; e < parameters_.experts; ++e) {
    const double z1 = random_.Normal();
    const double z2 = random_.Normal();
    const double z3 = random_.Uniform();
    Expert expert;
    expert.bias = bias * z1;
    if (has_pools_ && e % pools_ == 1) expert.bias += 0.3;
    if (has_pools_ && e % pools_ == 3) expert.bias -= 0.3;
    expert.noise = IsNips(scenario) ? 0.996 : 0.6;
    if (HasSlopes(scenario)) {
      expert.slope = std::exp(0.3 * z2);
      expert.noise = 0.35 + 0.6 * z3;
    }
    experts_.push_back(expert);
  }
}

void Simulator::DrawApplication() {
  const int application = static_cast<int>(nomination_.size());
  const int pool = static_cast<int>(random_.Below(pools_));
  nomination_.push_back(pool);
  quality_.push_back(random_.Normal() + (has_pools_ ? kPoolShift[pool] : 0));
  chosen_.emplace_back();
  while (static_cast<int>(chosen_.back().size()) < parameters_.reviews) {
    const int expert = DrawExpert(pool);
    std::vector<int>& chosen = chosen_.back();
    if (std::find(chosen.begin(), chosen.end(), expert) != chosen.end()) continue;
    chosen.push_back(expert);
    ++experts_[expert].load;
  }
  for (const int expert : chosen_.back()) DrawMark(application, expert);
}

void Simulator::AddReview(int application) {
  std::vector<int>& chosen = chosen_[application];
  int expert = DrawExpert(nomination_[application]);
  while (std::find(chosen.begin(), chosen.end(), expert) != chosen.end())
    expert = DrawExpert(nomination_[application]);
  chosen.push_back(expert);
  ++experts_[expert].load;
  DrawMark(application, expert);
}

int Simulator::DrawExpert(int pool) {
  if (parameters_.uniform) return DrawCandidate(pool, true);
  const bool cross =
      !has_pools_ || (parameters_.scenario != kDisconnected && random_.Uniform() < 0.15);
  const int first = DrawCandidate(pool, cross);
  const int second = DrawCandidate(pool, cross);
  return experts_[second].load < experts_[first].load ? second : first;
}

int Simulator::DrawCandidate(int pool, bool cross) {
  const int experts = parameters_.experts;
  if (cross) return static_cast<int>(random_.Below(experts));
  const int in_pool = (experts - pool + pools_ - 1) / pools_;
  return pool + pools_ * static_cast<int>(random_.Below(in_pool));
}

void Simulator::DrawMark(int application, int index) {
  const Expert& expert = experts_[index];
  double z = expert.slope * quality_[application] + expert.bias + expert.noise * random_.Normal();
  if (parameters_.scenario == kRandomMarks && random_.Uniform() < 0.03)
    z = 3 * (2 * random_.Uniform() - 1);
  if (parameters_.errors > 0 && random_.Uniform() < parameters_.errors)
    z += random_.Uniform() < 0.5 ? -2.5 : 2.5;
  const int points = static_cast<int>(std::clamp(std::round(55 + 15 * z), 0.0, 100.0));
  marks_.push_back({application, index, points});
}

results::CalibrationInputs Simulator::Inputs() const {
  results::CalibrationInputs inputs;
  for (int p = 0; p < pools_; ++p) inputs.nominations.push_back({absl::StrFormat("n%d", p), 100});
  for (size_t a = 0; a < nomination_.size(); ++a)
    inputs.applications.push_back({absl::StrFormat("a%07d", a), nomination_[a]});
  for (int e = 0; e < parameters_.experts; ++e)
    inputs.experts.push_back(absl::StrFormat("e%07d", e));
  for (const Mark& mark : marks_)
    inputs.reviews.push_back({mark.application, mark.expert, int64_t{100} * mark.points});
  return inputs;
}

}  // namespace nastavnik::bench
