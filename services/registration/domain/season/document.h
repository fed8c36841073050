#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

#include "common/json/json.h"
#include "common/time/working_days.h"
#include "services/registration/domain/season/form.h"
#include "services/registration/domain/season/rules.h"
#include "services/registration/domain/season/selector.h"

// The season document: everything a contest decides about itself, as data. Read from JSON in one
// pass that finds every fault; what has been read is immutable.
namespace nastavnik::season {

inline constexpr size_t kMaxBytes = 1 << 20;
inline constexpr int kMaxNominations = 32;
inline constexpr int kMaxFields = 120;
inline constexpr int kMaxCriteria = 20;
inline constexpr int kMaxRounds = 8;
inline constexpr int kMaxKeywords = 128;
inline constexpr int kFederalSubjects = 89;  // regions that every season has

struct Paper {
  std::string id, title, url, sha256;
};

struct Direction {
  std::string id, title, description;
  std::vector<std::string> applicant_kinds;
};

struct Nomination {
  std::string id, direction, title, description;
  int position = 0;
  bool closed_to_new = false;
};

// A rule that a person or a team has to meet.
struct EligibilityRule {
  std::string id;
  Selector applies_to;
  std::string kind;
  std::string gate;  // DRAFT, SUBMIT, FLAG
  std::string message;
  int years = 0;                     // MIN_AGE, MAX_AGE, GUARDIAN_CONSENT
  std::optional<absl::CivilDay> on;  // day on which age counts; absent: the day of the submission
  std::vector<std::string> kinds;    // APPLICANT_KIND
  std::vector<std::string> regions;  // REGION_IN, REGION_NOT_IN: region ids
  std::string field;                 // FIELD
};

struct Stage {
  std::string id, kind, title;
  Selector applies_to;
  std::string opens_text, closes_text;  // as written
  absl::Time opens, closes;
  absl::TimeZone zone;
  absl::Duration grace;

  absl::Time Frozen() const { return closes + grace; }
};

struct Consent {
  std::string id, purpose, title, text, partner;
  int version = 0;
  std::vector<std::string> fields;
  std::vector<std::string> required_for;

  bool RequiredFor(absl::string_view step) const;
};

// Subject and body that replace those of a message template.
struct MessageText {
  std::string subject, body;
};

struct Document {
  std::string season, title, short_title, organizer, operator_name, zone_name;
  int edition = 0;
  absl::TimeZone zone;
  std::string email, phone, hours;
  std::map<std::string, Paper> papers;
  std::optional<time::WorkingDays> calendar;
  Titles extra_regions;  // code and name
  std::map<std::string, Direction> directions;
  std::map<std::string, Nomination> nominations;
  std::map<std::string, EligibilityRule> eligibility;
  std::map<std::string, Stage> stages;
  Titles keywords;
  std::map<std::string, Form> forms;
  std::map<std::string, Rubric> rubrics;
  std::map<std::string, Round> rounds;
  std::map<std::string, RankingRule> ranking_rules;
  std::map<std::string, AwardClass> award_classes;
  std::map<std::string, Consent> consents;
  std::vector<std::string> catalogue_awards;
  std::map<std::string, MessageText> messages;

  // Nominations by position.
  std::vector<const Nomination*> OrderedNominations() const;
  // The entry of the kind that binds the nomination most exactly; null when there is none.
  const Form* FormOf(const Nomination& nomination) const;
  const Stage* StageOf(absl::string_view kind, const Nomination& nomination) const;
  // First opening of an APPLICATION stage, last freeze of one.
  absl::Time OpenTime() const;
  absl::Time CloseTime() const;
};

// Reads and checks a whole document for the season `season`. Errors: FEATURE_NOT_AVAILABLE for a
// reserved key, DOCUMENT_INVALID with every violation and its JSON path.
absl::StatusOr<Document> ReadDocument(const json::Value& document, absl::string_view season);

// Every text of the document in NFC with LF line ends; what is hashed and stored is the canonical
// form of that.
json::Value Normalized(json::Value document);

}  // namespace nastavnik::season
