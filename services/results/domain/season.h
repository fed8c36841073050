#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/id/id.h"
#include "common/json/json.h"
#include "services/results/domain/ranking/rules.h"

// What results reads of one version of a season document. Registration has checked the document.
namespace nastavnik::results {

// A stage whose deciding row is kept here: RANKING, APPEAL or PUBLICATION.
struct StageWindow {
  StageId id;
  std::string kind;
  absl::Time open_time;
  absl::Time close_time;
};

struct Criterion {
  std::string id;
  std::string title;
  int max = 0;
};

// What applicants see of their own reviews after publication.
struct Feedback {
  bool total = false;
  bool criteria = false;
};

struct AwardTitle {
  enum class From { kRanking, kRound, kProtocol, kAdmitted, kExpert };
  std::string id;
  std::string title;
  From from = From::kRanking;
  std::string round;  // of kRound: everybody whom this round reviewed
};

struct NominationOfSeason {
  NominationId id;
  std::string title;
  std::string round;  // the last one
  Feedback feedback;
  std::vector<Criterion> criteria;  // in the order of the rubric
};

struct Season {
  std::string title;
  Rules rules;                                  // how it ranks; all nominations, in their order
  std::vector<NominationOfSeason> nominations;  // the same, with what people are told
  std::vector<AwardTitle> awards;               // best first
  std::map<std::string, int> demand;            // reviews an application, by round
  std::map<std::string, StageId> stage_of;      // stage of each round
  std::vector<StageWindow> stages;
  std::set<std::string> unavailable;  // what the rules ask for and the platform cannot do yet

  const NominationOfSeason* Find(const NominationId& id) const;
  // Stages of the last rounds, each once.
  std::set<StageId> LastStages() const;
};

// Errors: DOCUMENT_INVALID with every violation.
absl::StatusOr<Season> ReadSeason(const json::Value& document);

}  // namespace nastavnik::results
