#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/id/id.h"
#include "common/time/working_days.h"
#include "services/review/domain/expert.h"
#include "services/review/domain/ids.h"
#include "services/review/domain/rubric.h"

namespace nastavnik::review {

// A stage whose window this service decides.
struct StageWindow {
  StageId id;
  std::string kind;  // REVIEW or TRAINING
  absl::Time open_time;
  absl::Time close_time;
  absl::Duration grace;
};

// How applications and experts may meet in a round.
struct ConflictRule {
  enum class Region { kDifferent, kAny, kPreferNear };
  bool one_per_organization = true;
  Region region = Region::kDifferent;
  // Experts who are never on an application together, the lower id first. In the document texts
  // "<expert id>:<expert id>", in any order.
  std::set<std::pair<ExpertId, ExpertId>> never_together;
  bool own_organization_excluded = true;  // an organization's expert never judges it

  // Whether the expert may not be on an application with one of the others.
  bool Parts(ExpertId expert, const std::vector<ExpertId>& others) const;
};

// A review round as the season document states it.
struct Round {
  enum class Kind { kOptimal, kPanel, kPull };
  RoundId id;
  StageId stage;
  Kind kind = Kind::kOptimal;
  std::vector<NominationId> nominations;  // in the order of their positions
  bool from_admitted = true;              // false: the best of an earlier round
  int reviews_per_application = 2;
  std::set<Grade> grades;
  int seniors = 0;  // senior or lead experts that an application wants
  int min_load = 0;
  int max_load = 0;
  int alternates = 3;
  bool fresh_experts = true;
  bool divergence = false;  // the document sets a divergence rule
  bool authors_hidden = true;
  bool co_reviews_hidden = true;
  ConflictRule conflict;
  absl::Duration response_term;
  int review_working_days = 5;
  absl::Duration late_term;

  bool Covers(const NominationId& nomination) const;
  // FEATURE_NOT_AVAILABLE for what the platform cannot do yet: other kinds, sources, divergence,
  // more than one senior, reviews that are not blind, experts of the own organization.
  absl::Status CheckSupported() const;
};

// What review reads of a season document: one version, immutable.
class SeasonRules {
 public:
  // Reads a document that registration has validated. Errors: DOCUMENT_INVALID with every
  // violation.
  static absl::StatusOr<std::shared_ptr<const SeasonRules>> Read(absl::string_view document,
                                                                 int version);

  const std::string& season() const { return season_; }
  int version() const { return version_; }
  const std::vector<StageWindow>& stages() const { return stages_; }
  const std::vector<Round>& rounds() const { return rounds_; }
  const Round* RoundOfStage(const StageId& stage) const;
  // Stage ids of the rounds before the one of `stage`, in the order of the document's stages.
  std::vector<StageId> StagesBefore(const StageId& stage) const;
  const Rubric* RubricOf(const NominationId& nomination) const;
  const std::map<NominationId, Rubric>& rubrics() const { return rubrics_; }
  bool HasNomination(const NominationId& nomination) const { return titles_.contains(nomination); }
  std::string TitleOf(const NominationId& nomination) const;
  // Place of a keyword in id order, or nullopt; at most 128.
  std::optional<int> KeywordIndex(absl::string_view keyword) const;
  int season_max() const { return season_max_; }
  // Ids of the consents to the processing of personal data.
  const std::vector<std::string>& processing_consents() const { return processing_consents_; }
  const time::WorkingDays& working_days() const { return *working_days_; }
  const absl::TimeZone& zone() const { return zone_; }

 private:
  friend class SeasonRulesReader;
  SeasonRules() = default;

  std::string season_;
  int version_ = 0;
  std::vector<StageWindow> stages_;
  std::vector<Round> rounds_;
  std::map<NominationId, Rubric> rubrics_;
  std::map<NominationId, std::string> titles_;
  std::vector<std::string> keywords_;  // sorted
  int season_max_ = 40;
  std::vector<std::string> processing_consents_;
  absl::TimeZone zone_;
  std::optional<time::WorkingDays> working_days_;
};

}  // namespace nastavnik::review
