#pragma once

#include <string>
#include <vector>

#include "services/review/store/claim.h"
#include "tests/store/review/scene.h"

namespace nastavnik::review {

// Applications of the round, each with slots that wait for an expert.
struct Waiting {
  int applications = 1;
  int slots = 2;
  std::string region = "ru-16";
  std::string keywords = "onboarding,craft";
  std::string nomination = "production";
  std::string organization = "gen_random_uuid()";
};

// A round whose experts ask for work.
struct Claims : Scene {
  using Scene::Scene;

  // Slots as the service itself queues them: with their first step and event. Ids grow.
  std::vector<ApplicationId> Wait(const Waiting& wish);
  absl::StatusOr<Assignment> Claim(ExpertId expert, const std::string& key = "");
  absl::Status Lapse(const Assignment& assignment);

  ClaimStore claims{*Db()};
};

}  // namespace nastavnik::review
