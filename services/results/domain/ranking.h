#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/id/id.h"
#include "services/results/domain/ids.h"
#include "services/results/domain/ranking/rank.h"

// The ranking of a season as a record: computed, frozen, signed, published. How places come about:
// ranking/rank.h.
namespace nastavnik::results {

// Figures of one nomination.
struct NominationFigures {
  NominationId nomination;
  int contenders = 0;
  int excluded = 0;
  std::map<std::string, int> awards;  // by award class
  bool is_void = false;
  bool tie_unresolved = false;
};

// Figures of each nomination in the order of `rules`.
std::vector<NominationFigures> Summarize(const std::vector<Entry>& entries, const Rules& rules);

// A chair's signature for a nomination, or the organizer's.
struct Signature {
  NominationId nomination;  // empty: the organizer's
  PersonId person;
  absl::Time sign_time;
};

// A publication; insert-only. It is SCHEDULED until publish_time and PUBLISHED from then on, by the
// database's clock.
struct Publication {
  int version = 1;  // of the season, from 1
  absl::Time publish_time;
};

struct Ranking {
  enum class State { kComputed, kFrozen, kSigned, kSuperseded };

  RankingId id;
  SeasonId season;
  State state = State::kComputed;
  int64_t version = 1;
  int config_version = 0;
  std::string inputs_sha256;  // 32 bytes each
  std::string result_sha256;
  std::string root;       // Merkle root over the result's lines; set when frozen
  std::string statement;  // what is signed; set when frozen
  std::vector<NominationFigures> nominations;
  std::vector<Signature> signatures;
  std::optional<Publication> publication;
  absl::Time create_time;
  std::optional<absl::Time> freeze_time;
  std::optional<absl::Time> sign_time;
};

absl::string_view NameOf(Ranking::State state);  // "COMPUTED"
std::optional<Ranking::State> ParseState(absl::string_view name);
std::string ResourceName(const SeasonId& season, const RankingId& id);

// Root over the lines of the entries, which come in the order of application ids.
std::string RootOf(const std::vector<Entry>& entries);

// Fixes a COMPUTED ranking. `inputs_sha256` is of what the services hold now.
absl::StatusOr<Ranking> Freeze(Ranking ranking, absl::string_view inputs_sha256,
                               const std::string& root, absl::Time now);

// Who signs: a chair for nominations, or (none) an organizer for the contest.
struct Signer {
  PersonId person;
  std::vector<NominationId> chairs;  // nominations of the ranking that the person chairs
};

// Adds the signatures that are missing and the signer may give; SIGNED when every nomination and an
// organizer have signed. The same person again changes nothing. Refuses: ILLEGAL_TRANSITION,
// another statement, TIE_UNRESOLVED, ALREADY_EXISTS when somebody else has given all of them.
absl::StatusOr<Ranking> Sign(Ranking ranking, const Signer& signer,
                             absl::string_view statement_sha256, absl::Time now);

// Whether `publisher` may publish the ranking at `publish_time` (absent: at once).
absl::Status CheckPublish(const Ranking& ranking, PersonId publisher,
                          std::optional<absl::Time> publish_time, absl::Time now);

}  // namespace nastavnik::results
