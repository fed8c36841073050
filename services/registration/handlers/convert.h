#pragma once

#include <string>
#include <vector>

#include <google/protobuf/timestamp.pb.h>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/pg/approval.h"
#include "common/status/error.h"
#include "nastavnik/common/v1/common.pb.h"
#include "nastavnik/registration/v1/account.pb.h"
#include "nastavnik/registration/v1/consent.pb.h"
#include "nastavnik/registration/v1/organization.pb.h"
#include "nastavnik/registration/v1/registration.pb.h"
#include "nastavnik/registration/v1/season.pb.h"
#include "services/registration/env.h"

// The border: proto on one side, the domain on the other.
namespace nastavnik::registration {

namespace pb = v1;

google::protobuf::Timestamp ToTimestamp(absl::Time time);
absl::Time FromTimestamp(const google::protobuf::Timestamp& timestamp);
std::string UserName(PersonId person);
std::string SeasonName(const SeasonId& season);
// "regions/ru-77"; "" for none.
std::string RegionName(const RegionId& region);

common::v1::PendingApproval ToProto(const pg::Proposal& proposal);
pb::User ToProto(const AccountStore::Account& account);
pb::RoleGrant ToProto(const RoleGrant& grant);
pb::Consent ToProto(const Consent& consent);
pb::Organization ToProto(const Organization& organization);
pb::Registration ToProto(const Registration& registration);
pb::SeasonConfig ToProto(const ConfigVersion& config);

// The bytes kept as an answer, and the answer again.
template <typename Message>
std::string Encode(const Message& message) {
  return message.SerializeAsString();
}
template <typename Message>
absl::StatusOr<Message> Decode(const pg::Answer& answer) {
  Message message;
  if (!message.ParseFromString(answer.bytes))
    return absl::InternalError("a stored answer cannot be read");
  return message;
}

// The person that "users/..." names, who must be the caller: "users/me" is. Somebody else is
// NOT_FOUND.
absl::StatusOr<PersonId> OwnUser(const Call& call, absl::string_view name, absl::string_view field);
// The id in "regions/ru-77"; notes a violation when there is no such region. Empty text gives none.
// UNAVAILABLE while the regions are not read yet.
absl::StatusOr<RegionId> RegionOf(const Call& call, absl::string_view name, absl::string_view field,
                                  std::vector<FieldViolation>& violations);
// The season in "seasons/2027", announced and with a document in force. NOT_FOUND otherwise.
absl::StatusOr<std::shared_ptr<const OpenedSeason>> AnnouncedSeason(const Call& call,
                                                                    absl::string_view name,
                                                                    absl::string_view field);
absl::StatusOr<std::shared_ptr<const OpenedSeason>> AnnouncedById(const Call& call,
                                                                  absl::string_view season);

}  // namespace nastavnik::registration
