#pragma once

#include <google/protobuf/empty.pb.h>

#include "services/registration/handlers/convert.h"

namespace nastavnik::registration {

absl::StatusOr<pb::CreateUserResponse> CreateUser(const Call& call,
                                                  const pb::CreateUserRequest& request);
absl::StatusOr<pb::Session> ConfirmContact(const Call& call,
                                           const pb::ConfirmContactRequest& request);
absl::StatusOr<pb::Session> CreateSession(const Call& call,
                                          const pb::CreateSessionRequest& request);
absl::StatusOr<pb::Session> RefreshSession(const Call& call,
                                           const pb::RefreshSessionRequest& request);
absl::StatusOr<google::protobuf::Empty> DeleteSession(const Call& call,
                                                      const pb::DeleteSessionRequest& request);
absl::StatusOr<pb::User> GetUser(const Call& call, const pb::GetUserRequest& request);
absl::StatusOr<pb::User> UpdateUser(const Call& call, const pb::UpdateUserRequest& request);

absl::StatusOr<pb::StaffUser> GrantRole(const Call& call, const pb::GrantRoleRequest& request);
absl::StatusOr<pb::StaffUser> RevokeRole(const Call& call, const pb::RevokeRoleRequest& request);

}  // namespace nastavnik::registration
