#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/id/id.h"
#include "services/registration/domain/season/document.h"

namespace nastavnik::registration {

using ConsentId = Id<struct ConsentTag>;

// What a person agreed to.
struct Consent {
  ConsentId id;
  PersonId person;
  SeasonId season;
  std::string consent;  // id of the season document
  int text_version = 0;
  std::string purpose;
  std::string partner;
  std::vector<std::string> fields;
  std::string text_sha256;  // 32 bytes
  absl::Time give_time;
  std::string end_act;  // "" while it is in force, else WITHDRAWN, REPLACED ...
  std::optional<absl::Time> end_time;

  bool IsLive() const { return end_act.empty(); }
};

// A consent of the season's document as a person gives it at `now`. FIELD_INVALID for an unknown
// one and when `version` is not the text in force: the person must have seen that one.
absl::StatusOr<Consent> Give(const season::Document& document, PersonId person,
                             const std::string& consent, int version, absl::Time now);

// Ids of the consents that a step (REGISTER, SUBMIT ...) needs and that are not live in the version
// in force.
std::vector<std::string> MissingConsents(const season::Document& document, absl::string_view step,
                                         const std::vector<Consent>& live);

}  // namespace nastavnik::registration
