#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/pg/approval.h"
#include "common/pg/database.h"
#include "services/registration/domain/config_version.h"
#include "services/registration/domain/season_state.h"

namespace nastavnik::registration {

// Services that decide by a season's document; a version is in force once each has confirmed it.
inline constexpr const char* kDecidingServices[] = {"submission", "review", "results"};

// One stored version and where it stands.
struct ConfigVersion {
  enum class State { kChecked, kStored, kWaiting, kInstalling, kInForce, kSuperseded };
  struct Change {
    std::string path, change_class, kind;
  };

  SeasonId season;
  int version = 0;
  int base_version = 0;
  State state = State::kStored;
  std::string document;  // canonical JSON
  std::string sha256;
  std::vector<Change> changes;
  std::vector<std::string> warnings;
  std::string reason;
  PersonId author;
  std::optional<PersonId> second_person;
  absl::Time create_time;
  std::optional<absl::Time> activate_time;
  std::vector<std::string> missing_services;
  std::optional<pg::Proposal> pending;
};

// What an administrator asks for.
struct ConfigDraft {
  SeasonId season;
  int base_version = 0;
  std::optional<json::Value> document;
  std::optional<json::Value> merge_patch;  // of the latest version
  std::string reason;
  bool activate = false;
  bool apply_before_review = false;
  PersonId author;
};

// Seasons and the versions of their documents. Thread-safe.
class SeasonStore {
 public:
  explicit SeasonStore(pg::Database& db) : db_(db) {}

  using EncodeConfig = std::function<std::string(const ConfigVersion& version)>;
  using EncodeSeason = std::function<std::string(const SeasonFacts& facts,
                                                 const std::optional<pg::Proposal>& pending)>;

  absl::StatusOr<pg::Answer> CreateSeason(const pg::WriteKey& write, const SeasonId& season,
                                          PersonId creator, const EncodeSeason& encode);
  absl::StatusOr<pg::Answer> Announce(const pg::WriteKey& write, const pg::Proposal& act,
                                      const EncodeSeason& encode);

  // Stores a version; with `activate` puts it in force or, once the season has opened, asks for it.
  absl::StatusOr<pg::Answer> CreateConfig(const pg::WriteKey& write, const ConfigDraft& draft,
                                          const EncodeConfig& encode);
  // The same without storing anything.
  absl::StatusOr<ConfigVersion> CheckConfig(const ConfigDraft& draft, absl::Time deadline);
  // `administrator`, `organizer`: what the caller is. An administrator asks, an organizer confirms
  // once the season is open.
  absl::StatusOr<pg::Answer> Activate(const pg::WriteKey& write, const SeasonId& season,
                                      int version, PersonId caller, bool administrator,
                                      bool organizer, const EncodeConfig& encode);

  // What opening or closing a stage came to.
  struct StageAct {
    absl::Time opens, closes;  // by the version that holds then
    int version = 0;           // that the act wrote; 0 while it waits
    std::optional<pg::Proposal> pending;
  };
  using EncodeStage = std::function<std::string(const StageAct& act)>;
  // `act.verb` is "open" or "close"; its object names the stage.
  absl::StatusOr<pg::Answer> ActOnStage(const pg::WriteKey& write, const SeasonId& season,
                                        const std::string& stage, const std::string& reason,
                                        const pg::Proposal& act, const EncodeStage& encode);

  absl::StatusOr<ConfigVersion> GetConfig(const SeasonId& season, int version, absl::Time deadline);
  // Facts of every season, newest first.
  absl::StatusOr<std::vector<SeasonFacts>> ListSeasons(absl::Time deadline);
  // Canonical document, its hash and its form versions.
  struct StoredDocument {
    std::string canonical, sha256;
    FormVersions form_versions;
  };
  absl::StatusOr<StoredDocument> GetDocument(const SeasonId& season, int version,
                                             absl::Time deadline);

  // Activated versions that some service has not confirmed: the newest of each season.
  struct Uninstalled {
    SeasonId season;
    int version = 0;
    std::string canonical;
    std::vector<std::string> stored, confirmed;  // services
  };
  absl::StatusOr<std::vector<Uninstalled>> ListUninstalled(absl::Time deadline);
  absl::Status MarkStored(const SeasonId& season, int version, const std::string& service,
                          absl::Time deadline);
  // With the last confirmation the version is in force: season.config_activated.
  absl::Status MarkConfirmed(const SeasonId& season, int version, const std::string& service,
                             absl::Time deadline);

  // Notes, once, that the season has reached something at `when`.
  absl::Status ReachMilestone(const pg::WriteKey& write, const SeasonId& season,
                              const std::string& milestone, absl::Time when);

 private:
  absl::StatusOr<std::string> DecideConfig(const pg::ReadRows& rows, const ConfigDraft& draft,
                                           const EncodeConfig& encode, pg::Changes& changes) const;

  pg::Database& db_;
};

}  // namespace nastavnik::registration
