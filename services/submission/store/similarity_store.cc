#include "services/submission/store/similarity_store.h"

#include "common/json/json.h"
#include "common/status/macros.h"
#include "services/submission/domain/errors.h"
#include "services/submission/domain/events.h"
#include "submission_sql/sql.h"

namespace nastavnik::submission {
namespace {

using pg::Query;

constexpr int kMaxBucketOthers = static_cast<int>(kMaxBucket);

std::string Pack(const Signature& signature) {
  std::string bytes;
  for (const uint32_t value : signature) {
    for (int shift = 24; shift >= 0; shift -= 8)
      bytes.push_back(static_cast<char>((value >> shift) & 0xFF));
  }
  return bytes;
}

std::optional<Signature> Unpack(absl::string_view bytes) {
  Signature signature{};
  if (bytes.size() != 4 * signature.size()) return std::nullopt;
  for (size_t i = 0; i < bytes.size(); ++i)
    signature[i / 4] = (signature[i / 4] << 8) | static_cast<uint8_t>(bytes[i]);
  return signature;
}

std::vector<int64_t> BandsFor(const std::optional<Signature>& signature) {
  if (!signature) return {};
  const auto bands = BandsOf(*signature);
  return {bands.begin(), bands.end()};
}

std::optional<pg::Bytes> DigestOrNull(absl::string_view digest) {
  return digest.empty() ? std::nullopt : std::optional(pg::Bytes{std::string(digest)});
}

SimilarityStore::Version ReadVersion(const pg::Row& row) {
  return {.season = row.IdOf<SeasonId>("season_id"),
          .application = row.IdOf<ApplicationId>("application_id"),
          .version = row.Int("version"),
          .submit_time = row.Time("submit_time"),
          .nomination = row.IdOf<NominationId>("nomination_id"),
          .config_version = row.Int("config_version"),
          .content = row.Text("content"),
          .organization = row.OptionalIdOf<OrganizationId>("organization_id"),
          .applicant = row.IdOf<PersonId>("person_id")};
}

SimilarityStore::Name ReadName(const pg::Row& row) {
  return {row.IdOf<SeasonId>("season_id"), row.IdOf<ApplicationId>("application_id")};
}

std::string WritePassages(const std::vector<SimilarPassage>& passages) {
  boost::json::array list;
  for (const SimilarPassage& p : passages) {
    list.push_back(
        boost::json::array{p.field, p.begin, p.end, p.other_field, p.other_begin, p.other_end});
  }
  return json::Canonical(list);
}

// Of what WritePassages wrote.
absl::StatusOr<std::vector<SimilarPassage>> ReadPassages(absl::string_view text) {
  ASSIGN_OR_RETURN(const json::Value list, json::Parse(text));
  std::vector<SimilarPassage> passages;
  for (const json::Value& entry : list.get_array()) {
    const auto name = [&](size_t i) { return std::string(entry.at(i).get_string()); };
    const auto place = [&](size_t i) { return static_cast<int>(entry.at(i).get_int64()); };
    passages.push_back({name(0), place(1), place(2), name(3), place(4), place(5)});
  }
  return passages;
}

absl::StatusOr<SimilarityPair> ReadPair(const pg::Row& row) {
  SimilarityPair pair;
  pair.id = row.IdOf<SimilarityId>("similarity_id");
  pair.side = {row.IdOf<SeasonId>("season_id"), row.IdOf<ApplicationId>("application_id"),
               row.Int("version"), row.Text("number")};
  pair.other = {row.IdOf<SeasonId>("other_season_id"), row.IdOf<ApplicationId>("other_id"),
                row.Int("other_version"), row.Text("other_number")};
  pair.kind = SimilarityKindOf(row.View("kind")).value_or(SimilarityPair::Kind::kNear);
  pair.relation =
      SimilarityRelationOf(row.View("relation")).value_or(SimilarityPair::Relation::kNone);
  pair.percent = row.Int("percent");
  ASSIGN_OR_RETURN(pair.passages, ReadPassages(row.View("passages")));
  pair.state = SimilarityStateOf(row.View("state")).value_or(SimilarityPair::State::kOpen);
  pair.row_version = row.Int("row_version");
  pair.reason = row.Text("reason");
  pair.create_time = row.Time("create_time");
  pair.decide_time = row.OptionalTime("decide_time");
  return pair;
}

void RunText(const ComparedVersion& version, absl::Time submit_time,
             const std::optional<Signature>& signature, pg::Changes& changes) {
  std::optional<pg::Bytes> packed;
  if (signature) packed = pg::Bytes{Pack(*signature)};
  changes.RunExactly(1, sql::kUpsertSimilarityText, version.season, version.application,
                     version.version, submit_time, DigestOrNull(version.digest), packed);
}

void RunPairs(const ComparedVersion& version, const std::vector<SimilarityPair>& pairs,
              pg::Changes& changes) {
  std::vector<ApplicationId> partners;
  std::vector<pg::Params> rows;
  for (const SimilarityPair& pair : pairs) {
    const bool is_side = pair.side.application == version.application;
    partners.push_back(is_side ? pair.other.application : pair.side.application);
    rows.push_back(pg::ParamsOf(pair.side.season, SimilarityId::New(), pair.side.application,
                                pair.side.version, pair.other.season, pair.other.application,
                                pair.other.version, NameOf(pair.kind), NameOf(pair.relation),
                                pair.percent, WritePassages(pair.passages)));
  }
  changes.Run(sql::kDeleteSimilaritiesGone, version.season, version.application,
              DigestOrNull(version.digest), partners);
  changes.RunMany(sql::kUpsertSimilarity, std::move(rows));
}

}  // namespace

absl::StatusOr<std::vector<SimilarityStore::Version>> SimilarityStore::ListWaiting(
    int limit, absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(Query(sql::kSelectVersionsToCompare, limit), deadline));
  std::vector<Name> names;
  for (const pg::Row row : rows) names.push_back(ReadName(row));
  return ListVersions(names, deadline);
}

absl::StatusOr<std::vector<SimilarityStore::Version>> SimilarityStore::ListVersions(
    const std::vector<Name>& names, absl::Time deadline) {
  std::vector<Version> versions;
  if (names.empty()) return versions;
  std::vector<SeasonId> seasons;
  std::vector<ApplicationId> applications;
  for (const auto& [season, application] : names) {
    seasons.push_back(season);
    applications.push_back(application);
  }
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(Query(sql::kSelectComparedVersions, seasons, applications), deadline));
  for (const pg::Row row : rows) versions.push_back(ReadVersion(row));
  return versions;
}

absl::StatusOr<SimilarityStore::Neighbors> SimilarityStore::FindNeighbors(
    const Name& name, absl::string_view digest, const std::optional<Signature>& signature,
    absl::Time deadline) {
  const auto& [season, application] = name;
  ASSIGN_OR_RETURN(
      const std::vector<pg::Rows> rows,
      db_.ReadAll(
          {Query(sql::kSelectSimilarityText, season, application),
           Query(sql::kSelectEqualText, DigestOrNull(digest), season, application),
           Query(sql::kSelectNearTexts, season, application, BandsFor(signature), kMaxBucketOthers),
           Query(sql::kSelectNearPartners, season, application, static_cast<int>(kMaxCompared))},
          deadline));
  Neighbors found;
  if (const auto row = rows[0].One()) {
    found.former =
        Known{row->Bool("pending"), row->Bytes("digest"), Unpack(row->Bytes("signature"))};
  }
  if (const auto row = rows[1].One()) found.equal = ReadName(*row);
  for (const pg::Row row : rows[2]) {
    const auto of_text = Unpack(row.Bytes("signature"));
    if (!of_text) continue;
    found.near.push_back({row.IdOf<ApplicationId>("application_id"), row.Bytes("digest"), *of_text,
                          row.Time("submit_time")});
  }
  for (const pg::Row row : rows[3]) found.partners.push_back(ReadName(row));
  return found;
}

absl::Status SimilarityStore::Save(const ComparedVersion& version, absl::Time submit_time,
                                   const std::optional<Signature>& signature,
                                   const std::optional<Known>& former,
                                   const std::vector<SimilarityPair>& pairs) {
  const auto decide = [&](const pg::ReadRows&,
                          pg::Changes& changes) -> absl::StatusOr<std::string> {
    RunText(version, submit_time, signature, changes);
    if (former && former->signature) {
      changes.Run(sql::kDeleteSimilarityBands, version.season, version.application,
                  BandsFor(former->signature));
    }
    if (signature) {
      changes.Run(sql::kInsertSimilarityBands, version.season, version.application,
                  BandsFor(signature));
    }
    RunPairs(version, pairs, changes);
    return "";
  };
  return db_.Write(pg::WriteKey::Job("saveSimilarities"), {}, decide).status();
}

absl::Status SimilarityStore::SaveUnchanged(const ComparedVersion& version, absl::Time submit_time,
                                            const Known& former) {
  const auto decide = [&](const pg::ReadRows&,
                          pg::Changes& changes) -> absl::StatusOr<std::string> {
    RunText(version, submit_time, former.signature, changes);
    return "";
  };
  return db_.Write(pg::WriteKey::Job("saveSimilarityText"), {}, decide).status();
}

absl::StatusOr<std::vector<SimilarityPair>> SimilarityStore::List(const SeasonId& season,
                                                                  const Filter& filter,
                                                                  std::optional<SimilarityId> after,
                                                                  int limit, absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(Query(sql::kSelectSimilarities, season, filter.application,
                                  filter.state, after, limit),
                            deadline));
  std::vector<SimilarityPair> pairs;
  for (const pg::Row row : rows) {
    ASSIGN_OR_RETURN(SimilarityPair pair, ReadPair(row));
    pairs.push_back(std::move(pair));
  }
  return pairs;
}

absl::StatusOr<SimilarityPair> SimilarityStore::Get(
    const PairName& name, const std::optional<std::vector<std::string>>& nominations,
    absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows, db_.Read(Query(sql::kSelectSimilarity, name.season, name.id,
                                                       name.application, nominations),
                                                 deadline));
  ASSIGN_OR_RETURN(const pg::Row row, rows.One(SimilarityNotFound()));
  return ReadPair(row);
}

absl::StatusOr<pg::Answer> SimilarityStore::Decide(const pg::WriteKey& key, const PairName& name,
                                                   SimilarityPair::State verdict,
                                                   absl::string_view reason, PersonId examiner,
                                                   EtagCheck etag, Encode encode) {
  const std::vector<Query> reads = {
      Query(sql::kSelectSimilarityForUpdate, name.season, name.id, name.application, examiner)};
  const auto decide = [&](const pg::ReadRows& rows,
                          pg::Changes& changes) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(const pg::Row row, rows[0].One(SimilarityNotFound()));
    ASSIGN_OR_RETURN(SimilarityPair before, ReadPair(row));
    const int row_version = before.row_version;
    RETURN_IF_ERROR(etag(row_version));
    ASSIGN_OR_RETURN(const SimilarityPair pair,
                     submission::Decide(std::move(before), verdict, reason, rows.Now()));
    changes.RunExactly(1, sql::kUpdateSimilarity, name.season, name.id, row_version,
                       NameOf(pair.state), pair.reason, examiner, *pair.decide_time);
    changes.Emit(SimilarityDecidedEvent(pair));
    return encode(pair);
  };
  return db_.Write(key, reads, decide);
}

}  // namespace nastavnik::submission
