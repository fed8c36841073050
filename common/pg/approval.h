#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/id/id.h"
#include "common/pg/database.h"

// Acts that need two persons. The first call stores a proposal; the same verb with the same payload
// by another account, within 24 hours, carries it out. Inside a Write:
//
//   reads:   SelectProposal(season, object, verb)
//   decide:  ASSIGN_OR_RETURN(const Approval approval, Approve(ProposalFrom(rows[1]), act,
//   rows.Now()));
//            if (approval.carry_out) { ...; DeleteProposal(changes, act); } else
//            StoreProposal(changes, approval.proposal);
namespace nastavnik::pg {

inline constexpr absl::Duration kProposalLife = absl::Hours(24);

struct Proposal {
  std::string season;        // "" outside a season
  std::string object;        // resource name
  std::string verb;          // "publish"
  std::string payload_hash;  // SHA-256 of what is proposed, 32 bytes
  PersonId proposer;
  absl::Time expire_time;  // set by Approve
};

struct Approval {
  bool carry_out = false;  // two persons want it; otherwise `proposal` waits for the second
  Proposal proposal;       // the one that is carried out, or waits
};

// Decides about `act` given the proposal that is stored. A lapsed proposal, or one with another
// payload, is replaced. Refuses with SECOND_PERSON_REQUIRED when the proposer approves.
absl::StatusOr<Approval> Approve(const std::optional<Proposal>& stored, const Proposal& act,
                                 absl::Time now);

// Reads the proposal and locks it.
Query SelectProposal(absl::string_view season, absl::string_view object, absl::string_view verb);
std::optional<Proposal> ProposalFrom(const Rows& rows);
void StoreProposal(Changes& changes, const Proposal& proposal);
void DeleteProposal(Changes& changes, const Proposal& proposal);

}  // namespace nastavnik::pg
