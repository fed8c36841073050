#pragma once

#include <vector>

#include "common/pg/database.h"
#include "services/results/domain/computation.h"
#include "services/results/domain/outcome.h"
#include "services/results/domain/ranking.h"

// Rows of a ranking, added to a transaction.
namespace nastavnik::results {

// The ranking with its texts, limits and entries.
void RunInsertRanking(const Ranking& ranking, const Computation& computation,
                      const PublicContents& contents, pg::Changes& changes);
void RunInsertOutcomes(const Ranking& ranking, const std::vector<Outcome>& outcomes,
                       pg::Changes& changes);
// State, root, statement and times of the ranking whose version is `version`.
void RunUpdateRanking(const Ranking& ranking, int64_t version, pg::Changes& changes);

}  // namespace nastavnik::results
