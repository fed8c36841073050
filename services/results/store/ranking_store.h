#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/pg/approval.h"
#include "common/pg/database.h"
#include "common/pg/operation.h"
#include "services/results/domain/computation.h"
#include "services/results/domain/outcome.h"
#include "services/results/domain/ranking.h"

namespace nastavnik::results {

// A ranking with what waits for a second person, and the clock of the look.
struct RankingView {
  Ranking ranking;
  std::optional<pg::Proposal> pending;
  absl::Time now;
};

// Which ranking a verb is for, and whether the caller has seen its version.
struct RankingCall {
  const pg::WriteKey& key;
  SeasonId season;
  RankingId id;
  PersonId person;
  absl::FunctionRef<absl::Status(int64_t version)> check_etag;
  // Bytes of the answer that is kept under the key.
  absl::FunctionRef<std::string(const RankingView&)> encode;
};

// Place of an entry in the list of a ranking.
struct EntryPlace {
  int position = -1;  // of the nomination
  int place_order = 0;
  ApplicationId application;
};

struct ListedEntry {
  Entry entry;
  EntryPlace at;
};

class RankingStore {
 public:
  explicit RankingStore(pg::Database& db) : db_(db) {}

  // Starts the computation of a ranking: an operation that a job carries out. ILLEGAL_TRANSITION
  // beside a frozen ranking.
  absl::StatusOr<pg::Answer> Begin(const pg::WriteKey& key, const pg::Operation& operation,
                                   absl::FunctionRef<std::string(const pg::Operation&)> encode);
  absl::StatusOr<std::vector<pg::Operation>> Unfinished(absl::Time deadline);
  // Stores what was computed and ends the operation with `encode`'s bytes of the type named; a
  // COMPUTED ranking before it is superseded.
  absl::Status Finish(const pg::Operation& operation, const Ranking& ranking,
                      const Computation& computation, const PublicContents& contents,
                      absl::string_view result_type,
                      absl::FunctionRef<std::string(const RankingView&)> encode);
  absl::Status Fail(const pg::Operation& operation, const absl::Status& why);

  absl::StatusOr<RankingView> Get(const SeasonId& season, const RankingId& id, absl::Time deadline);
  // Entries after `after`, of the nominations named or (none named) of all.
  absl::StatusOr<std::vector<ListedEntry>> ListEntries(const SeasonId& season, const RankingId& id,
                                                       const std::vector<std::string>& nominations,
                                                       const EntryPlace& after, int limit,
                                                       absl::Time deadline);

  // `now` is what was computed from the present state of the other services; `outcomes` what people
  // will be told.
  absl::StatusOr<pg::Answer> Freeze(const RankingCall& call, const Computation& now,
                                    const std::vector<Outcome>& outcomes);
  absl::StatusOr<pg::Answer> Sign(const RankingCall& call, const Signer& signer,
                                  const std::string& statement_sha256);
  // `publish_time` absent: as soon as the second person agrees.
  absl::StatusOr<pg::Answer> Publish(const RankingCall& call,
                                     std::optional<absl::Time> publish_time);

 private:
  using Change = absl::FunctionRef<absl::StatusOr<Ranking>(Ranking before, absl::Time now,
                                                           pg::Changes& changes)>;
  absl::StatusOr<pg::Answer> Update(const RankingCall& call, absl::string_view verb, Change change);

  pg::Database& db_;
};

}  // namespace nastavnik::results
