#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/pg/database.h"
#include "services/submission/domain/similarity_pair.h"

namespace nastavnik::submission {

// Pairs of applications with the same words, and what they are found by. No submission waits for
// what is done here.
class SimilarityStore {
 public:
  using Name = std::pair<SeasonId, ApplicationId>;

  explicit SimilarityStore(pg::Database& db) : db_(db) {}

  // --- finding ---

  // The version in force of an application as it was submitted.
  struct Version {
    SeasonId season;
    ApplicationId application;
    int version = 0;
    absl::Time submit_time;
    NominationId nomination;
    int config_version = 0;
    std::string content;  // canonical JSON
    std::optional<OrganizationId> organization;
    PersonId applicant;
  };
  // Those that are still to be compared, the oldest first.
  absl::StatusOr<std::vector<Version>> ListWaiting(int limit, absl::Time deadline);
  // Those of applications that are not withdrawn, the oldest first.
  absl::StatusOr<std::vector<Version>> ListVersions(const std::vector<Name>& names,
                                                    absl::Time deadline);

  // What an application is found by; of the version that was compared last.
  struct Known {
    bool pending = false;  // to be compared again
    std::string digest;
    std::optional<Signature> signature;
  };
  // What may have the same words as a text.
  struct Neighbors {
    std::optional<Known> former;  // of the application itself
    std::optional<Name> equal;    // the first one with this digest
    std::vector<NearText> near;   // share a band
    std::vector<Name> partners;   // in an open pair with it, by passages
  };
  absl::StatusOr<Neighbors> FindNeighbors(const Name& name, absl::string_view digest,
                                          const std::optional<Signature>& signature,
                                          absl::Time deadline);

  // In one transaction: notes that `version` is compared, with what it is found by, and, unless
  // `same_text`, puts `pairs` in the place of its open ones. Decided ones stay. Safe to repeat.
  absl::Status Save(const ComparedVersion& version, absl::Time submit_time,
                    const std::optional<Signature>& signature, const std::optional<Known>& former,
                    const std::vector<SimilarityPair>& pairs);
  // Notes that a version is compared whose text is that of the former one.
  absl::Status SaveUnchanged(const ComparedVersion& version, absl::Time submit_time,
                             const Known& former);

  // --- deciding ---

  struct Filter {
    std::optional<ApplicationId> application;  // absent: all of the season
    std::string state;                         // "" any
  };
  // The newest first, after `after`.
  absl::StatusOr<std::vector<SimilarityPair>> List(const SeasonId& season, const Filter& filter,
                                                   std::optional<SimilarityId> after, int limit,
                                                   absl::Time deadline);

  struct PairName {
    SeasonId season;
    ApplicationId application;
    SimilarityId id;
  };
  // `nominations`: those that the caller may see, absent: all. Errors: NOT_FOUND.
  absl::StatusOr<SimilarityPair> Get(const PairName& name,
                                     const std::optional<std::vector<std::string>>& nominations,
                                     absl::Time deadline);

  using EtagCheck = absl::FunctionRef<absl::Status(int row_version)>;
  using Encode = absl::FunctionRef<std::string(const SimilarityPair&)>;
  // Confirms or dismisses. A pair with an application of the examiner is NOT_FOUND. Errors:
  // ILLEGAL_TRANSITION.
  absl::StatusOr<pg::Answer> Decide(const pg::WriteKey& key, const PairName& name,
                                    SimilarityPair::State verdict, absl::string_view reason,
                                    PersonId examiner, EtagCheck etag, Encode encode);

 private:
  pg::Database& db_;
};

}  // namespace nastavnik::submission
