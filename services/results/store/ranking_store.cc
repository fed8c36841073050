#include "services/results/store/ranking_store.h"

#include <utility>

#include "absl/time/clock.h"

#include "common/crypto/hash.h"
#include "common/status/macros.h"
#include "results_sql/sql.h"
#include "services/results/domain/errors.h"
#include "services/results/domain/events.h"
#include "services/results/store/rows.h"
#include "services/results/store/write_ranking.h"

namespace nastavnik::results {
namespace {

constexpr char kKind[] = "ranking";
constexpr absl::Duration kLongWrite = absl::Minutes(2);

// The ranking that a new one would replace must be one that nobody has frozen.
absl::Status CheckReplaceable(const pg::Rows& in_force) {
  const auto row = in_force.One();
  if (!row || row->View("state") == "COMPUTED") return absl::OkStatus();
  return IllegalTransition(row->View("state"), "create");
}

void RunTransition(const Ranking& after, absl::string_view before, absl::string_view verb,
                   const PersonId& actor, absl::Time now, pg::Changes& changes) {
  changes.Run(sql::kInsertTransition, after.season, after.id, before, NameOf(after.state), verb,
              actor, now);
}

}  // namespace

absl::StatusOr<pg::Answer> RankingStore::Begin(
    const pg::WriteKey& key, const pg::Operation& operation,
    absl::FunctionRef<std::string(const pg::Operation&)> encode) {
  const auto decide = [&](const pg::ReadRows& rows,
                          pg::Changes& changes) -> absl::StatusOr<std::string> {
    RETURN_IF_ERROR(CheckReplaceable(rows[0]));
    pg::Operation begun = operation;
    begun.kind = kKind;
    begun.create_time = begun.update_time = rows.Now();
    pg::InsertOperation(changes, begun);
    return encode(begun);
  };
  return db_.Write(key, {pg::Query(sql::kSelectRankingInForceForUpdate, operation.season)}, decide);
}

absl::StatusOr<std::vector<pg::Operation>> RankingStore::Unfinished(absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows, db_.Read(pg::SelectUnfinishedOperations(kKind), deadline));
  std::vector<pg::Operation> operations;
  for (const pg::Row& row : rows) operations.push_back(pg::OperationFrom(row));
  return operations;
}

absl::Status RankingStore::Finish(const pg::Operation& operation, const Ranking& ranking,
                                  const Computation& computation, const PublicContents& contents,
                                  absl::string_view result_type,
                                  absl::FunctionRef<std::string(const RankingView&)> encode) {
  const auto decide = [&](const pg::ReadRows& rows,
                          pg::Changes& changes) -> absl::StatusOr<std::string> {
    RETURN_IF_ERROR(CheckReplaceable(rows[0]));
    Ranking stored = ranking;
    stored.create_time = rows.Now();
    if (const auto old = rows[0].One()) {
      const auto old_id = old->IdOf<RankingId>("ranking_id");
      changes.RunExactly(1, sql::kSupersedeRanking, ranking.season, old_id, old->View("state"));
      changes.Run(sql::kInsertTransition, ranking.season, old_id, old->View("state"), "SUPERSEDED",
                  "supersede", PersonId(), rows.Now());
      changes.Emit(RankingSuperseded(ranking.season, old_id, ranking.id));
    }
    RunInsertRanking(stored, computation, contents, changes);
    RunTransition(stored, "", "create", operation.owner, rows.Now(), changes);
    changes.Emit(RankingComputed(stored));
    pg::Succeed(changes, operation.id, result_type, encode({stored, std::nullopt, rows.Now()}));
    return std::string();
  };
  return db_
      .Write(pg::WriteKey::Job(kKind, kLongWrite),
             {pg::Query(sql::kSelectRankingInForceForUpdate, ranking.season)}, decide)
      .status();
}

absl::Status RankingStore::Fail(const pg::Operation& operation, const absl::Status& why) {
  const auto decide = [&](const pg::ReadRows&,
                          pg::Changes& changes) -> absl::StatusOr<std::string> {
    pg::Fail(changes, operation.id, why);
    return std::string();
  };
  return db_.Write(pg::WriteKey::Job(kKind), {}, decide).status();
}

absl::StatusOr<RankingView> RankingStore::Get(const SeasonId& season, const RankingId& id,
                                              absl::Time deadline) {
  std::vector<pg::Query> reads = SelectRanking(season, id, /*lock=*/false);
  reads.emplace_back(sql::kSelectProposal, season, ResourceName(season, id));
  reads.emplace_back(sql::kSelectNow);
  ASSIGN_OR_RETURN(const std::vector<pg::Rows> rows, db_.ReadAll(reads, deadline));
  auto ranking = RankingFrom(season, rows);
  if (!ranking) return RankingNotFound();
  RankingView view{*std::move(ranking), std::nullopt, rows[kRankingReads + 1][0].Time("now")};
  if (const auto row = rows[kRankingReads].One()) {
    view.pending = pg::Proposal{season.text(),
                                ResourceName(season, id),
                                row->Text("verb"),
                                row->Bytes("payload_hash"),
                                row->IdOf<PersonId>("proposer_id"),
                                row->Time("expire_time")};
  }
  return view;
}

absl::StatusOr<std::vector<ListedEntry>> RankingStore::ListEntries(
    const SeasonId& season, const RankingId& id, const std::vector<std::string>& nominations,
    const EntryPlace& after, int limit, absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(pg::Query(sql::kSelectRankingEntries, season, id, nominations,
                                      after.position, after.place_order, after.application, limit),
                            deadline));
  std::vector<ListedEntry> entries;
  for (const pg::Row& row : rows) {
    entries.push_back(
        {EntryFrom(row),
         {row.Int("position"), row.Int("place_order"), row.IdOf<ApplicationId>("application_id")}});
  }
  return entries;
}

absl::StatusOr<pg::Answer> RankingStore::Update(const RankingCall& call, absl::string_view verb,
                                                Change change) {
  const auto decide = [&](const pg::ReadRows& rows,
                          pg::Changes& changes) -> absl::StatusOr<std::string> {
    auto before = RankingFrom(call.season, rows);
    if (!before) return RankingNotFound();
    RETURN_IF_ERROR(call.check_etag(before->version));
    const absl::string_view state = NameOf(before->state);
    const int64_t version = before->version;
    const size_t signatures = before->signatures.size();
    ASSIGN_OR_RETURN(Ranking after, change(*std::move(before), rows.Now(), changes));
    const bool moved = state != NameOf(after.state);
    if (moved || signatures != after.signatures.size()) {
      RunUpdateRanking(after, version, changes);
      after.version = version + 1;
    }
    if (moved) RunTransition(after, state, verb, call.person, rows.Now(), changes);
    return call.encode({after, std::nullopt, rows.Now()});
  };
  return db_.Write(call.key, SelectRanking(call.season, call.id, /*lock=*/true), decide);
}

absl::StatusOr<pg::Answer> RankingStore::Freeze(const RankingCall& call, const Computation& now,
                                                const std::vector<Outcome>& outcomes) {
  const std::string root = RootOf(now.entries);
  return Update(
      call, "freeze",
      [&](Ranking before, absl::Time time, pg::Changes& changes) -> absl::StatusOr<Ranking> {
        ASSIGN_OR_RETURN(Ranking after,
                         results::Freeze(std::move(before), now.inputs_sha256, root, time));
        RunInsertOutcomes(after, outcomes, changes);
        changes.Emit(RankingFrozen(after));
        return after;
      });
}

absl::StatusOr<pg::Answer> RankingStore::Sign(const RankingCall& call, const Signer& signer,
                                              const std::string& statement_sha256) {
  return Update(
      call, "sign",
      [&](Ranking before, absl::Time time, pg::Changes& changes) -> absl::StatusOr<Ranking> {
        const size_t old = before.signatures.size();
        const bool was_signed = before.state == Ranking::State::kSigned;
        ASSIGN_OR_RETURN(Ranking after,
                         results::Sign(std::move(before), signer, statement_sha256, time));
        const std::string sha256 = crypto::Sha256(after.statement);
        for (size_t i = old; i < after.signatures.size(); ++i) {
          const Signature& signature = after.signatures[i];
          changes.Run(sql::kInsertSignature, after.season, after.id, signature.nomination,
                      signature.person, pg::Bytes{sha256}, signature.sign_time);
        }
        if (!was_signed && after.state == Ranking::State::kSigned)
          changes.Emit(RankingSigned(after));
        return after;
      });
}

absl::StatusOr<pg::Answer> RankingStore::Publish(const RankingCall& call,
                                                 std::optional<absl::Time> publish_time) {
  const std::string object = ResourceName(call.season, call.id);
  const std::string payload =
      publish_time ? std::to_string(absl::ToUnixMicros(*publish_time)) : "at once";
  const pg::Proposal act{call.season.text(),      object,      "publish",
                         crypto::Sha256(payload), call.person, {}};
  std::vector<pg::Query> reads = SelectRanking(call.season, call.id, /*lock=*/true);
  reads.push_back(pg::SelectProposal(act.season, act.object, act.verb));
  reads.emplace_back(sql::kSelectLatestPublication, call.season);
  const auto decide = [&](const pg::ReadRows& rows,
                          pg::Changes& changes) -> absl::StatusOr<std::string> {
    auto ranking = RankingFrom(call.season, rows);
    if (!ranking) return RankingNotFound();
    RETURN_IF_ERROR(call.check_etag(ranking->version));
    RETURN_IF_ERROR(CheckPublish(*ranking, call.person, publish_time, rows.Now()));
    ASSIGN_OR_RETURN(const pg::Approval approval,
                     pg::Approve(pg::ProposalFrom(rows[kRankingReads]), act, rows.Now()));
    if (!approval.carry_out) {
      pg::StoreProposal(changes, approval.proposal);
      return call.encode({*ranking, approval.proposal, rows.Now()});
    }
    const auto latest = rows[kRankingReads + 1].One();
    ranking->publication =
        Publication{latest ? latest->Int("version") + 1 : 1, publish_time.value_or(rows.Now())};
    pg::DeleteProposal(changes, act);
    changes.RunExactly(1, sql::kInsertPublication, call.season, ranking->publication->version,
                       call.id, pg::Bytes{ranking->root}, ranking->publication->publish_time,
                       approval.proposal.proposer, call.person, rows.Now());
    RunUpdateRanking(*ranking, ranking->version, changes);
    ++ranking->version;
    changes.Emit(PublicationScheduled(*ranking, *ranking->publication));
    return call.encode({*ranking, std::nullopt, rows.Now()});
  };
  return db_.Write(call.key, reads, decide);
}

}  // namespace nastavnik::results
