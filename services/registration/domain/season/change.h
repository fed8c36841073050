#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/json/json.h"
#include "services/registration/domain/season/document.h"

namespace nastavnik::season {

// One difference between two versions of a document, with the class that says how long it may be
// made.
struct Change {
  enum class Kind { kAdded, kChanged, kRemoved };
  enum class Class {
    kText,    // titles, helps, contacts: always
    kExtend,  // more time, wider limits: until the stage is frozen
    kAdd,     // a new entry: until the first stage that depends on it is frozen
    kTerms,   // what people agreed to: until the first application stage opens
    kShrink,  // fewer reviews: until the round opens
    kNever,   // what is referred to: not once the season is open
  };
  Kind kind;
  Class change_class;
  std::string path;  // "stages.applications.closes"
};

absl::string_view Name(Change::Kind kind);
absl::string_view Name(Change::Class change_class);

// Differences in the order of their paths. `from` is null-valued for the first version. Lists are
// compared as a whole, except for the sections of a form. `now` tells future holidays from past
// ones.
std::vector<Change> Diff(const json::Value& from, const json::Value& to, absl::Time now);

// What the season has reached when a change is made.
struct Moment {
  absl::Time now;
  bool announced = false;
  bool apply_before_review =
      false;  // the author asked to change terms of nominations that are not reviewed yet
};

// CHANGE_FROZEN with every change that is too late, or OK. `in_force` is the document by whose
// dates the season runs.
absl::Status CheckChanges(const std::vector<Change>& changes, const Document& in_force,
                          const Document& next, const Moment& moment);

}  // namespace nastavnik::season
