#pragma once

#include <optional>
#include <string>

#include <google/protobuf/timestamp.pb.h>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "nastavnik/submission/v1/application.pb.h"
#include "nastavnik/submission/v1/application_staff.pb.h"
#include "services/submission/env.h"

// The border: proto on one side, the contest's words on the other.
namespace nastavnik::submission {

namespace pb = nastavnik::submission::v1;

google::protobuf::Timestamp ToTimestamp(absl::Time time);

struct ApplicationName {
  SeasonId season;
  ApplicationId id;
};
// Of a name of the form `pattern`, whose second variable part is the application. An id of another
// form is NOT_FOUND.
absl::StatusOr<ApplicationName> ParseApplicationName(absl::string_view pattern,
                                                     absl::string_view name,
                                                     absl::string_view field = "name");

// The application without content. `stage` and `now` are absent in lists.
pb::OwnerApplication ToOwner(const Application& application, const Season& season, absl::Time now);
pb::OwnerApplication ToOwner(const OwnerView& view, const Season& season);
pb::StaffApplication ToStaff(const Application& application);
pb::StaffApplication ToStaff(const StaffView& view);
pb::Receipt ToProto(const SignedReceipt& receipt);
// `season` says from which share on a pair is serious.
pb::Similarity ToProto(const SimilarityPair& pair, const Season& season);

// A kept answer.
template <typename Message>
absl::StatusOr<Message> Decode(const pg::Answer& answer) {
  Message message;
  if (!message.ParseFromString(answer.bytes))
    return absl::InternalError("a kept answer does not parse");
  return message;
}

// Does `act(season)` under the version in force; once more when that version changed meanwhile.
template <typename F>
auto WithSeason(const Call& call, const SeasonId& id, F act)
    -> decltype(act(std::declval<const Season&>())) {
  for (bool again = false;; again = true) {
    auto season = call.env.seasons.Get(id, call.deadline);
    if (!season.ok()) return season.status();
    auto result = act(**season);
    if (again || result.ok() || ReasonOf(result.status()) != "STAGE_CHANGING") return result;
    call.env.seasons.Forget(id);
  }
}

}  // namespace nastavnik::submission
