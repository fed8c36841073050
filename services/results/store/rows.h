#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/pg/database.h"
#include "services/results/domain/outcome.h"
#include "services/results/domain/ranking.h"

// Between rows and the domain.
namespace nastavnik::results {

// Statements that read a whole ranking; the first locks its row, if asked to.
std::vector<pg::Query> SelectRanking(const SeasonId& season, const RankingId& id, bool lock);
inline constexpr size_t kRankingReads = 5;
// What they answered; nullopt when there is no such ranking.
std::optional<Ranking> RankingFrom(const SeasonId& season, const std::vector<pg::Rows>& answers);
std::optional<Ranking> RankingFrom(const SeasonId& season, const pg::ReadRows& answers);

Entry EntryFrom(const pg::Row& row);
std::string EncodeCriteria(const std::vector<CriterionSum>& criteria);
std::string EncodeMeans(const std::vector<Outcome::Mean>& means);
std::vector<Outcome::Mean> DecodeMeans(absl::string_view text);
// Literal of a uuid[].
std::string EncodePeople(const std::vector<PersonId>& people);

}  // namespace nastavnik::results
