#include "common/metrics/grpc.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace nastavnik::metrics {
namespace {

constexpr absl::string_view kCodeNames[] = {
    "OK",       "Canceled",       "Unknown",          "InvalidArgument",   "DeadlineExceeded",
    "NotFound", "AlreadyExists",  "PermissionDenied", "ResourceExhausted", "FailedPrecondition",
    "Aborted",  "OutOfRange",     "Unimplemented",    "Internal",          "Unavailable",
    "DataLoss", "Unauthenticated"};

size_t IndexOf(absl::StatusCode code) {
  const auto index = static_cast<size_t>(code);
  return index < std::size(kCodeNames) ? index : static_cast<size_t>(absl::StatusCode::kUnknown);
}

// Types and methods come from the descriptors; the caps only keep a mistake small.
std::vector<Label> MethodLabels() {
  return {UpTo("grpc_type", 4), UpTo("grpc_service", 64), UpTo("grpc_method", 512)};
}

std::vector<Label> HandledLabels() {
  std::vector<Label> labels = MethodLabels();
  labels.push_back(UpTo("grpc_code", std::size(kCodeNames)));
  return labels;
}

std::vector<std::string> Split(absl::string_view full_method, absl::string_view type) {
  full_method = absl::StripPrefix(full_method, "/");
  const size_t slash = full_method.find('/');
  if (slash == absl::string_view::npos) return {std::string(type), "", std::string(full_method)};
  return {std::string(type), std::string(full_method.substr(0, slash)),
          std::string(full_method.substr(slash + 1))};
}

std::string Name(GrpcMethod::Side side, absl::string_view rest) {
  return absl::StrCat(side == GrpcMethod::Side::kServer ? "grpc_server_" : "grpc_client_", rest);
}

Family<Counter>& CounterOf(Registry& registry, GrpcMethod::Side side, absl::string_view rest,
                           const char* help) {
  return registry.Counters(Name(side, rest), help, MethodLabels());
}

}  // namespace

absl::string_view CodeName(absl::StatusCode code) { return kCodeNames[IndexOf(code)]; }

GrpcMethod::GrpcMethod(Registry& registry, Side side, absl::string_view full_method,
                       const std::vector<absl::StatusCode>& codes, absl::string_view type)
    : labels_(Split(full_method, type)),
      handled_family_(registry.Counters(Name(side, "handled_total"), "Calls that ended, by code",
                                        HandledLabels())),
      started_(CounterOf(registry, side, "started_total", "Calls that began").With(labels_)),
      received_(CounterOf(registry, side, "msg_received_total", "Messages received").With(labels_)),
      sent_(CounterOf(registry, side, "msg_sent_total", "Messages sent").With(labels_)),
      seconds_(registry
                   .Histograms(Name(side, "handling_seconds"), "Time from begin to end of a call",
                               kGrpcBuckets, MethodLabels())
                   .With(labels_)) {
  for (const absl::StatusCode code : codes) HandledAs(code);
}

Counter& GrpcMethod::HandledAs(absl::StatusCode code) {
  std::atomic<Counter*>& slot = handled_[IndexOf(code)];
  Counter* counter = slot.load(std::memory_order_acquire);
  if (counter == nullptr) {
    std::vector<std::string> labels = labels_;
    labels.emplace_back(CodeName(code));
    counter = &handled_family_.With(labels);
    slot.store(counter, std::memory_order_release);
  }
  return *counter;
}

void GrpcMethod::Handled(absl::StatusCode code, absl::Duration took) {
  HandledAs(code).Increment();
  seconds_.Observe(absl::ToDoubleSeconds(took));
}

}  // namespace nastavnik::metrics
