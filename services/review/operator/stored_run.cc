#include "services/review/operator/stored_run.h"

#include "absl/strings/str_cat.h"

#include "common/status/macros.h"
#include "services/review/domain/events.h"
#include "services/review/store/run_store.h"

namespace nastavnik::review {

absl::StatusOr<StoredRun> ReadStoredRun(pg::Database& db, absl::string_view season, RunId run,
                                        absl::Time deadline) {
  RunStore runs(db);
  const auto told = runs.Get(season, run, deadline);
  if (absl::IsNotFound(told.status()))
    return absl::NotFoundError(absl::StrCat("there is no ", RunName(season, run)));
  RETURN_IF_ERROR(told.status());
  if (told->result_sha256.empty())
    return absl::NotFoundError(absl::StrCat(RunName(season, run), " has no result"));
  StoredRun stored{.inputs_sha256 = told->inputs_sha256,
                   .result_sha256 = told->result_sha256,
                   .commitment = told->seed_commitment};
  ASSIGN_OR_RETURN(stored.input, runs.ReadFile(season, run, RunFile::kInput, deadline));
  ASSIGN_OR_RETURN(stored.result, runs.ReadFile(season, run, RunFile::kResult, deadline));
  ASSIGN_OR_RETURN(stored.secret, runs.StageSecret(season, told->stage, deadline));
  return stored;
}

}  // namespace nastavnik::review
