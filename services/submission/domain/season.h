#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

#include "common/id/id.h"
#include "common/json/json.h"
#include "services/submission/domain/form/form.h"

// What submission acts by of one version of a season document. Immutable; registration has checked
// the document.
namespace nastavnik::submission {

// A window of the document that this service decides by, or that it only shows.
struct StageRule {
  StageId id;
  std::string kind;  // APPLICATION, FORMAL_CHECK, REVIEW ...
  absl::Time open_time;
  absl::Time close_time;
  absl::Duration grace;
};

// Whether this service holds the deciding row of stages of the kind.
bool DecidesStage(absl::string_view kind);

// How many active applications a person may have, and within what.
struct Participation {
  enum class Per { kDirection, kSeason, kNomination };
  Per per = Per::kDirection;
  int max_active = 1;
};

struct Eligibility {
  enum class Gate { kDraft, kSubmit, kFlag };
  std::string id;
  std::string kind;  // MIN_AGE, REGION_IN ...
  Gate gate = Gate::kSubmit;
  std::string message;
  int years = 0;                     // MIN_AGE, MAX_AGE; GUARDIAN_CONSENT: below this age
  std::optional<absl::CivilDay> on;  // day on which age counts; absent: the day of the act
  std::vector<std::string> values;   // kinds of applicants, region ids
  std::string field, op;             // FIELD
  json::Value value;
};

struct ConsentRule {
  std::string id;
  std::string purpose;
  std::string title;
  bool to_submit = false;  // must be live when submitting; PROCESSING always must
};

struct Nomination {
  NominationId id;
  std::string direction;
  std::string title;
  bool closed_to_new = false;
  std::vector<std::string> applicant_kinds;  // of the direction: PERSON, TEAM, ORGANIZATION
  Participation participation;
  Form form;
  std::vector<Eligibility> eligibility;
  StageId application_stage;
  StageId check_stage;
  StageId review_stage;  // the first round's, for what is shown; may be empty
};

struct Season {
  SeasonId id;
  int version = 0;
  std::string title;
  absl::TimeZone zone;
  std::string number_pattern;  // "NM27-{seq:6}-{check}"
  std::vector<StageRule> stages;
  std::map<std::string, Nomination> nominations;
  std::vector<ConsentRule> consents;
  absl::Time publish_time = absl::InfiniteFuture();  // planned, for what is shown
  int similarity_flag_percent = 50;                  // from here on a pair of texts is serious

  const Nomination* Find(const NominationId& nomination) const;
  const StageRule* Find(const StageId& stage) const;
  // Within what a person's active applications are counted: "direction:practice", "season",
  // "nomination:social".
  static std::string ScopeOf(const Nomination& nomination);
};

// Reads a document. Errors: DOCUMENT_INVALID with every violation.
absl::StatusOr<std::shared_ptr<const Season>> ReadSeason(int version, const json::Value& document);

}  // namespace nastavnik::submission
