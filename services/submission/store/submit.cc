#include "common/status/error.h"
#include "common/status/fault.h"
#include "common/status/macros.h"
#include "services/submission/domain/errors.h"
#include "services/submission/store/application_store.h"
#include "services/submission/store/rows.h"
#include "submission_sql/sql.h"

// The submission: the one path that is measured, so it has two reads and two writes of its own.
namespace nastavnik::submission {
namespace {

using pg::Query;

void RunVersion(const Submission& submission, const std::string& note, pg::Changes& changes) {
  const Application& a = submission.step.application;
  const Version& v = submission.version;
  changes.RunExactly(1, OrPlanted(sql::kInsertVersion), a.season, a.id, v.version, v.nomination,
                     v.content, pg::Bytes{v.content_sha256}, v.config_version, v.facts_version,
                     v.stage, v.stage_version, v.title, v.region, v.organization, v.keywords,
                     submission.step.transition.actor, v.receive_time, v.submit_time, note);
}

}  // namespace

absl::StatusOr<pg::Answer> ApplicationStore::Submit(const Act& act, const Applicant& applicant,
                                                    const ReceiptSigner& signer, EtagCheck etag,
                                                    EncodeOwner encode) {
  std::vector<Query> reads = {
      Query(OrPlanted(sql::kSelectStageOpenForShare), act.season.id, act.id),
      Query(sql::kSelectApplicationToSubmit, act.season.id, act.id, act.person)};
  if (Fault("compare_in_submit")) {
    reads.emplace_back(sql::kSelectNearTexts, act.season.id, act.id, std::vector<int64_t>(), 64);
    reads.emplace_back(sql::kSelectNearPartners, act.season.id, act.id, 100);
  }
  bool not_held = false;
  const auto decide = [&](const pg::ReadRows& rows,
                          pg::Changes& changes) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(const pg::Row row, rows[1].One(ApplicationNotFound()));
    Application application = ReadApplication(row);
    RETURN_IF_ERROR(etag(application.row_version));
    not_held = rows[0].empty();
    ASSIGN_OR_RETURN(const pg::Row held, rows[0].One(StageChanging()));
    const Stage stage = ReadStage(held);
    if (ConfigVersionOf(held) != act.season.version || stage.id != application.stage)
      return StageChanging();
    const absl::Time received = ReceiveTime(act.stamp, stage.grace, rows.Now());
    const absl::Time now = DecideTime(rows, received);
    RETURN_IF_ERROR(CheckOpen(stage, received, now, stage.grace));
    ASSIGN_OR_RETURN(const Submission submission,
                     submission::Submit(act.season, std::move(application), applicant, stage,
                                        row.Int64("next_number"), received, now));
    const SignedReceipt receipt{submission.receipt, signer.Sign(submission.receipt)};
    RunStep(submission.step, changes);
    RunVersion(submission, receipt.note, changes);
    return encode({submission.step.application, stage, now}, &receipt);
  };
  absl::StatusOr<pg::Answer> answer = db_.WriteInGroup(act.key, reads, decide);
  if (!answer.ok() && not_held && ReasonOf(answer.status()) == "STAGE_CHANGING")
    return WhyNotOpen(act);
  return answer;
}

absl::Status ApplicationStore::WhyNotOpen(const Act& act) {
  ASSIGN_OR_RETURN(
      const pg::Rows rows,
      db_.Read(Query(sql::kSelectStageOfApplication, act.season.id, act.id), act.key.deadline));
  ASSIGN_OR_RETURN(const pg::Row row, rows.One(ApplicationNotFound()));
  const Stage stage = ReadStage(row);
  const absl::Time now = row.Time("now");
  RETURN_IF_ERROR(CheckOpen(stage, ReceiveTime(act.stamp, stage.grace, now), now, stage.grace));
  return StageChanging();  // open again by now
}

}  // namespace nastavnik::submission
