#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/page/page.h"
#include "common/pg/database.h"
#include "services/submission/domain/application.h"
#include "services/submission/domain/season.h"
#include "services/submission/domain/stage.h"

namespace nastavnik::submission {

// A submitted application with the clock of the look and the window of its formal check.
struct StaffView {
  Application application;  // title and content are those of the version in force
  std::optional<Stage> stage;
  absl::Time now;
};

// Applications as the offices work with them: submitted ones only.
class StaffStore {
 public:
  struct Filter {
    std::string state;                                    // "" any
    std::optional<std::vector<std::string>> nominations;  // absent: all
    std::string filter = {};    // AIP-160, over the fields of a StaffApplication
    std::string order_by = {};  // AIP-132
  };
  // One row of a list, and where the list goes on after it.
  struct Listed {
    Application application;
    page::Key key;
  };
  struct Admission {
    ApplicationId id;
    std::function<absl::Status(int check_version)> etag;  // whether the examiner saw this version
  };
  using Encode = absl::FunctionRef<std::string(const std::vector<StaffView>&)>;

  explicit StaffStore(pg::Database& db) : db_(db) {}

  // After the row of key `after` (empty: from the start), without content. FIELD_INVALID for a
  // filter or an order that the list does not have.
  absl::StatusOr<std::vector<Listed>> List(const SeasonId& season, const Filter& filter,
                                           const page::Key& after, int limit, absl::Time deadline);
  absl::StatusOr<StaffView> Get(const Season& season, ApplicationId id, absl::Time deadline);

  // Who stands behind the applications; drafts too.
  absl::StatusOr<std::set<PersonId>> ListApplicants(const SeasonId& season,
                                                    const std::vector<Admission>& admissions,
                                                    absl::Time deadline);

  // Admits all of them or none, by what registration has just told of the applicants; the refusal
  // of a batch names every one that stands in the way. An examiner's own application is NOT_FOUND.
  // Errors: those of submission::Admit, the window's, STAGE_CHANGING for a stale season.
  absl::StatusOr<pg::Answer> Admit(const pg::WriteKey& key, const Season& season,
                                   const std::vector<Admission>& admissions,
                                   const Applicants& applicants, PersonId examiner,
                                   std::optional<absl::Time> stamp, Encode encode);

 private:
  pg::Database& db_;
};

}  // namespace nastavnik::submission
