#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/pg/database.h"
#include "services/submission/domain/application.h"
#include "services/submission/domain/eligibility.h"
#include "services/submission/domain/receipt.h"
#include "services/submission/domain/season.h"
#include "services/submission/domain/stage.h"
#include "services/submission/domain/submit.h"

namespace nastavnik::submission {

// An application with the window that binds it and the clock of the look.
struct OwnerView {
  Application application;
  Stage stage;
  absl::Time now;
};

struct SignedReceipt {
  Receipt receipt;
  std::string note;
};

// Bytes of the answer that is kept under the call's key; the receipt is there after a submission.
using EncodeOwner = absl::FunctionRef<std::string(const OwnerView&, const SignedReceipt* receipt)>;
// Whether the caller saw this row version.
using EtagCheck = absl::FunctionRef<absl::Status(int row_version)>;

// Who acts on what, when it arrived, and under which version of the season document.
struct Act {
  const pg::WriteKey& key;
  const Season& season;
  ApplicationId id;
  PersonId person;
  std::optional<absl::Time> stamp;  // the gateway's
};

// Applications of their owners. Whatever is not the person's own is NOT_FOUND. An act decided under
// a version of the season document that is no longer in force answers STAGE_CHANGING: read the
// season again and repeat.
class ApplicationStore {
 public:
  explicit ApplicationStore(pg::Database& db) : db_(db) {}

  // Errors: those of CheckApplicant and Start, PARTICIPATION_LIMIT, and of the window.
  absl::StatusOr<pg::Answer> Create(const Act& act, const Nomination& nomination,
                                    const Patch& patch, const Applicant& applicant,
                                    EncodeOwner encode);
  // `applicant`: needed when the patch names a nomination; who moves there must be eligible.
  absl::StatusOr<pg::Answer> Update(const Act& act, const Patch& patch,
                                    const std::optional<Applicant>& applicant, EtagCheck etag,
                                    EncodeOwner encode);
  // One transaction: version, receipt, number, event. Errors: those of Submit and of the window.
  absl::StatusOr<pg::Answer> Submit(const Act& act, const Applicant& applicant,
                                    const ReceiptSigner& signer, EtagCheck etag,
                                    EncodeOwner encode);
  // Until the results are published. Errors: ILLEGAL_TRANSITION.
  absl::StatusOr<pg::Answer> Withdraw(const Act& act, absl::string_view reason, EncodeOwner encode);
  // The platform withdraws everything of a person in a season ("" is every one): consent to
  // processing has ended.
  absl::Status WithdrawAll(const pg::WriteKey& key, PersonId person, const std::string& season,
                           absl::string_view reason);

  absl::StatusOr<OwnerView> Get(const SeasonId& season, ApplicationId id, PersonId person,
                                absl::Time deadline);
  // Newest first, after `after`, without content; `season` may be empty.
  absl::StatusOr<std::vector<Application>> List(PersonId person, const SeasonId& season,
                                                std::optional<ApplicationId> after, int limit,
                                                absl::Time deadline);
  // The note of the version in force.
  absl::StatusOr<std::string> GetReceipt(const SeasonId& season, ApplicationId id, PersonId person,
                                         absl::Time deadline);

 private:
  // Why the stage of an application could not be held.
  absl::Status WhyNotOpen(const Act& act);

  pg::Database& db_;
};

// Adds the rows of a step.
void RunStep(const Step& step, pg::Changes& changes);

}  // namespace nastavnik::submission
