#pragma once

#include <map>
#include <tuple>

#include "absl/status/status.h"

#include "common/jobs/loop.h"
#include "common/pg/lease.h"
#include "services/submission/store/seasons.h"
#include "services/submission/store/similarity_store.h"

namespace nastavnik::submission {

// Compares what was submitted with what there is: each version in force, the oldest first, some
// seconds after its submission, which knows nothing of it. One process does so at a time. What was
// compared is noted together with the pairs that were found, so a run that dies loses nothing.
class Comparer {
 public:
  static constexpr absl::Duration kInterval = absl::Seconds(10);

  Comparer(pg::Database& db, Seasons& seasons, SimilarityStore& store)
      : seasons_(seasons), store_(store), election_(db, "comparer") {}
  absl::Status Run(jobs::Run& run);

 private:
  // A form of a version of the season document.
  using FormName = std::tuple<SeasonId, int, NominationId>;

  absl::Status Compare(const SimilarityStore::Version& waiting, absl::Time deadline);
  absl::StatusOr<ComparedVersion> Read(const SimilarityStore::Version& version,
                                       absl::Time deadline);
  const KeySet& BoilerplateFor(const FormName& name, const Form& form);

  Seasons& seasons_;
  SimilarityStore& store_;
  pg::Election election_;
  std::map<FormName, KeySet> boilerplate_;  // of the run
};

}  // namespace nastavnik::submission
