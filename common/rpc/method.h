#pragma once

#include <string>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/auth/caller.h"
#include "common/metrics/grpc.h"
#include "common/pg/database.h"
#include "common/rpc/pipeline.h"
#include "common/rpc/request_check.h"
#include "nastavnik/access/v1/access.pb.h"

namespace nastavnik::rpc {

// Everything about one RPC that is known before the first call: its access rule, its fields with a
// meaning for all methods, its series. Built from the descriptor.
class Method {
 public:
  Method(const google::protobuf::MethodDescriptor& descriptor, access::v1::AccessRule rule,
         Pipeline::Handler handler, Pipeline::Where where);

  const std::string& full_name() const {
    return full_name_;
  }  // "nastavnik.review.v1.AssignmentService/GetReview"
  const access::v1::AccessRule& rule() const { return rule_; }
  const Pipeline::Handler& handler() const { return handler_; }
  Pipeline::Where where() const { return where_; }
  metrics::GrpcMethod& metrics() const { return metrics_; }

  // Whether the rule can be met without signing in.
  bool OpenToAll() const { return open_to_all_; }
  // OK, UNAUTHENTICATED, PERMISSION_DENIED or FRESH_FACTOR_REQUIRED. Conditions on the object are
  // not looked at.
  absl::Status CheckAccess(const auth::Caller& caller, absl::string_view season,
                           absl::Time now) const;
  // Texts to NFC, then limits, REQUIRED and OUTPUT_ONLY fields, key and etag where the rule asks
  // for them.
  absl::Status CheckRequest(google::protobuf::Message& request, const auth::Caller& caller) const;
  bool NeedsNormalizing(const google::protobuf::Message& request) const {
    return check_.NeedsNormalizing(request);
  }

  // Season id in the request's name, parent or season field, or "".
  std::string SeasonOf(const google::protobuf::Message& request) const;
  // Key of a write: season, method, request_id and fingerprint.
  pg::WriteKey WriteKeyOf(const google::protobuf::Message& request, absl::string_view season,
                          PersonId person) const;

 private:
  std::string full_name_;
  access::v1::AccessRule rule_;
  Pipeline::Handler handler_;
  Pipeline::Where where_;
  RequestCheck check_;
  bool open_to_all_ = false;
  const google::protobuf::FieldDescriptor* request_id_ = nullptr;
  const google::protobuf::FieldDescriptor* etag_ = nullptr;
  std::vector<const google::protobuf::FieldDescriptor*>
      object_;  // path to the field that names the object
  mutable metrics::GrpcMethod metrics_;
};

// Rule of a method by its option; of the stock services (operations, health, reflection) by a
// built-in table. FAILED_PRECONDITION for a method without one.
absl::StatusOr<access::v1::AccessRule> RuleOf(const google::protobuf::MethodDescriptor& method);

}  // namespace nastavnik::rpc
