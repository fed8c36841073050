#pragma once

#include <array>
#include <atomic>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/metrics/metrics.h"

namespace nastavnik::metrics {

// Name of a code as dashboards for gRPC spell it: "OK", "InvalidArgument".
absl::string_view CodeName(absl::StatusCode code);

// The series of one method, spelled as in go-grpc-middleware. Make one a method at start and keep
// it; counting is lock-free but for the histogram.
class GrpcMethod {
 public:
  enum class Side { kServer, kClient };
  // `full_method` is "nastavnik.review.v1.AssignmentService/GetReview", a leading slash is ignored;
  // `type` is "unary", "server_stream" ... Series of `codes` exist from now on at zero, others from
  // their first use.
  GrpcMethod(Registry& registry, Side side, absl::string_view full_method,
             const std::vector<absl::StatusCode>& codes, absl::string_view type = "unary");

  // A call began.
  void Started() { started_.Increment(); }
  void Received() { received_.Increment(); }
  void Sent() { sent_.Increment(); }
  void Handled(absl::StatusCode code, absl::Duration took);

 private:
  Counter& HandledAs(absl::StatusCode code);

  const std::vector<std::string> labels_;
  Family<Counter>& handled_family_;
  Counter& started_;
  Counter& received_;
  Counter& sent_;
  Histogram& seconds_;
  std::array<std::atomic<Counter*>, 17> handled_{};
};

// Codes that every method of a server can answer, and those that a client counts from the start.
inline const std::vector<absl::StatusCode> kServerCodes = {
    absl::StatusCode::kOk, absl::StatusCode::kInternal, absl::StatusCode::kUnavailable,
    absl::StatusCode::kDeadlineExceeded};
inline const std::vector<absl::StatusCode> kClientCodes = kServerCodes;

}  // namespace nastavnik::metrics
