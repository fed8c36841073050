#include "services/gateway/calls/accounts.h"

#include <memory>
#include <utility>

#include "absl/time/clock.h"

#include "nastavnik/registration/v1/internal.pb.h"

namespace nastavnik::gateway {

void Accounts::Check(const auth::Identity& caller, absl::Time deadline,
                     std::function<void(absl::Status)> done) {
  if (authenticator_.CanComplete(caller))
    return done(authenticator_.Complete(caller, deadline).status());
  struct Question {
    registration::v1::GetPrincipalRequest request;
    registration::v1::GetPrincipalResponse answer;
  };
  auto question = std::make_shared<Question>();
  question->request.set_person(caller.caller.person.ToString());
  backends_.StartOwn(
      "registration", InternalMethod("registration", "GetPrincipal"), question->request,
      &question->answer, deadline,
      [this, question, caller, deadline, asked = absl::Now(),
       done = std::move(done)](const absl::Status& status) {
        if (!status.ok()) return done(status);
        const auto& answer = question->answer;
        auth::Principal principal{
            .state = answer.state(),
            .epoch = answer.epoch(),
            .grants = {},  // the gateway decides nothing by them
            .ended_sessions = {answer.ended_sessions().begin(), answer.ended_sessions().end()}};
        principals_.Keep(caller.caller.person, std::move(principal), asked);
        done(authenticator_.Complete(caller, deadline).status());
      });
}

}  // namespace nastavnik::gateway
