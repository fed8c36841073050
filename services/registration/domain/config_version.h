#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/id/id.h"
#include "common/json/json.h"
#include "services/registration/domain/season/change.h"
#include "services/registration/domain/season/document.h"

namespace nastavnik::registration {

using FormVersions =
    std::map<std::string, int>;  // nomination -> version that changed its form last

// A document that stands for something at the moment of a change.
struct StandingDocument {
  int version = 0;
  json::Value value;  // null before the first version
  FormVersions form_versions;
};

// What stands when a version is made or activated.
struct Standing {
  SeasonId season;
  bool announced = false;
  StandingDocument latest;    // version 0: no version yet
  StandingDocument active;    // activated last
  StandingDocument in_force;  // by whose dates the season runs
  absl::Time now;

  // Whether applications have opened: from then on changes need a reason and an organizer.
  absl::StatusOr<bool> Opened() const;
};

// A version that is ready to be stored.
struct PlannedVersion {
  int version = 0;
  int base_version = 0;
  std::string document;  // canonical JSON
  std::string sha256;
  FormVersions form_versions;
  std::vector<season::Change> changes;  // from the base
  std::vector<std::string> warnings;
};

// Plans the version that follows the latest one. `next` is the whole document. Checks it, and, once
// the season is announced, whether what differs from the active version may still be changed.
// Errors: DOCUMENT_INVALID, FEATURE_NOT_AVAILABLE, CHANGE_FROZEN, each with everything that is
// wrong.
absl::StatusOr<PlannedVersion> PlanVersion(const Standing& standing, json::Value next,
                                           bool apply_before_review);

// The version that opens or closes a stage now. It follows the active version and is not asked
// whether it may: the act of two persons is the permission.
absl::StatusOr<PlannedVersion> PlanStageAct(const Standing& standing, absl::string_view stage,
                                            bool open);

// CHANGE_FROZEN when `document` may not replace the active one at this moment, OK otherwise.
absl::Status CheckActivation(const Standing& standing, const json::Value& document,
                             bool apply_before_review);

}  // namespace nastavnik::registration
