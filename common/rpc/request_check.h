#pragma once

#include <memory>
#include <vector>

#include <google/protobuf/message.h>

#include "absl/status/statusor.h"

#include "common/status/error.h"

namespace nastavnik::rpc {

// Checks requests of one message type against what its descriptor says: google.api.field_behavior
// (REQUIRED must be there, OUTPUT_ONLY must not) and nastavnik.access.v1.limits, down through
// nested messages. Every text must be without control characters but LF and TAB. Contents of
// google.protobuf.Struct are left to the domain.
class RequestCheck {
 public:
  explicit RequestCheck(const google::protobuf::Descriptor& type);
  ~RequestCheck();
  RequestCheck(RequestCheck&&) noexcept;

  // Normalizes every text of `request` to NFC with LF line ends; then all violations at once, or
  // OK.
  absl::Status Run(google::protobuf::Message& request) const;
  // Whether Run would change a text: then a request that is not ours to change must be copied
  // first.
  bool NeedsNormalizing(const google::protobuf::Message& request) const;

 private:
  struct Plan;
  std::unique_ptr<Plan> plan_;
};

}  // namespace nastavnik::rpc
