#include "common/pg/approval.h"

#include "common/status/error.h"
#include "pg_sql/sql.h"

namespace nastavnik::pg {
namespace {

absl::Status SecondPersonRequired() {
  return ToStatus(
      {.code = absl::StatusCode::kFailedPrecondition,
       .reason = "SECOND_PERSON_REQUIRED",
       .message = "Вы уже предложили это действие, подтвердить его должен другой человек."});
}

}  // namespace

absl::StatusOr<Approval> Approve(const std::optional<Proposal>& stored, const Proposal& act,
                                 absl::Time now) {
  const bool stands =
      stored && now < stored->expire_time && stored->payload_hash == act.payload_hash;
  if (!stands) {
    Approval first{false, act};
    first.proposal.expire_time = now + kProposalLife;
    return first;
  }
  if (stored->proposer == act.proposer) return SecondPersonRequired();
  return Approval{true, *stored};
}

Query SelectProposal(absl::string_view season, absl::string_view object, absl::string_view verb) {
  return Query(sql::kSelectProposalForUpdate, season, object, verb);
}

std::optional<Proposal> ProposalFrom(const Rows& rows) {
  const auto row = rows.One();
  if (!row) return std::nullopt;
  return Proposal{row->Text("season_id"),
                  row->Text("object"),
                  row->Text("verb"),
                  row->Bytes("payload_hash"),
                  row->IdOf<PersonId>("proposer_id"),
                  row->Time("expire_time")};
}

void StoreProposal(Changes& changes, const Proposal& proposal) {
  // No row when another proposed the same meanwhile: the decision then runs again and sees it.
  changes.RunExactly(1, sql::kUpsertProposal, proposal.season, proposal.object, proposal.verb,
                     Bytes{proposal.payload_hash}, proposal.proposer, proposal.expire_time);
}

void DeleteProposal(Changes& changes, const Proposal& proposal) {
  changes.Run(sql::kDeleteProposal, proposal.season, proposal.object, proposal.verb);
}

}  // namespace nastavnik::pg
