#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

#include "common/rpc/client.h"
#include "nastavnik/registration/v1/internal.grpc.pb.h"
#include "services/submission/domain/eligibility.h"

namespace nastavnik::submission {

// What registration knows of people now. Asked before every act that depends on it and never kept:
// a consent may end at any moment. Questions that arrive while a round is on its way go together
// in the next, which in a rush waits a moment for more: a rush costs few calls, a lone question is
// sent at once, and every answer is younger than its question.
// Thread-safe.
class People {
 public:
  using Client = rpc::Client<registration::v1::RegistrationInternalService>;
  explicit People(Client& registration) : registration_(registration) {}

  // A person whom registration does not know is not active.
  absl::StatusOr<Applicant> Ask(const SeasonId& season, PersonId person, absl::Time deadline);
  // At most 1000 people in one question of its own; every one is in the answer.
  absl::StatusOr<Applicants> AskAll(const SeasonId& season, const std::set<PersonId>& people,
                                    absl::Time deadline);

 private:
  using Answer = absl::StatusOr<registration::v1::BatchGetPeopleResponse>;
  // Questions that travel together.
  struct Round {
    std::set<PersonId> people;
    std::shared_ptr<const Answer> answer;
  };
  static constexpr size_t kMostPeople = 1000;  // the limit of BatchGetPeople
  // How long a round waits for more questions when the one before had several.
  static constexpr absl::Duration kGather = absl::Milliseconds(3);

  Answer Send(const SeasonId& season, const std::set<PersonId>& people, absl::Time deadline);
  std::shared_ptr<const Answer> Lead(const SeasonId& season, Round& round, absl::Time deadline);

  Client& registration_;
  absl::Mutex mutex_;
  std::map<SeasonId, std::shared_ptr<Round>> waiting_ ABSL_GUARDED_BY(mutex_);  // not sent yet
  bool calling_ ABSL_GUARDED_BY(mutex_) = false;  // a round is on its way
  bool rush_ ABSL_GUARDED_BY(mutex_) = false;     // the last round had several questions
};

}  // namespace nastavnik::submission
