#include "common/rpc/wire_status.h"

#include <string>

#include "common/status/error.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace nastavnik::rpc {
namespace {

constexpr char kDomain[] = "nastavnik";

void AddDetails(const Error& error, google::rpc::Status& wire) {
  google::rpc::ErrorInfo info;
  info.set_reason(error.reason);
  info.set_domain(kDomain);
  for (const auto& [key, value] : error.metadata) (*info.mutable_metadata())[key] = value;
  wire.add_details()->PackFrom(info);
  if (!error.violations.empty()) {
    google::rpc::BadRequest bad;
    size_t bytes = 0;
    for (const FieldViolation& violation : error.violations) {
      bytes += violation.field.size() + violation.reason.size() + violation.message.size() + 12;
      if (bytes > kMaxViolationBytes) break;
      auto& field = *bad.add_field_violations();
      field.set_field(violation.field);
      field.set_reason(violation.reason);
      field.set_description(violation.message);
    }
    wire.add_details()->PackFrom(bad);
  }
  if (error.retry_after) {
    google::rpc::RetryInfo retry;
    const int64_t ns = absl::ToInt64Nanoseconds(*error.retry_after);
    retry.mutable_retry_delay()->set_seconds(ns / 1'000'000'000);
    retry.mutable_retry_delay()->set_nanos(static_cast<int>(ns % 1'000'000'000));
    wire.add_details()->PackFrom(retry);
  }
  if (error.code == absl::StatusCode::kResourceExhausted) {
    google::rpc::QuotaFailure quota;
    for (const auto& [key, value] : error.metadata) {
      if (key == "policy") quota.add_violations()->set_subject(value);
    }
    if (quota.violations_size() > 0) wire.add_details()->PackFrom(quota);
  }
  google::rpc::LocalizedMessage localized;
  localized.set_locale("ru");
  localized.set_message(wire.message());
  wire.add_details()->PackFrom(localized);
}

bool IsFault(absl::StatusCode code) {
  return code == absl::StatusCode::kInternal || code == absl::StatusCode::kUnknown ||
         code == absl::StatusCode::kDataLoss;
}

}  // namespace

grpc::Status ToWire(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const Error error = ErrorFrom(status);
  google::rpc::Status wire;
  wire.set_code(static_cast<int>(error.code));
  wire.set_message(IsFault(error.code) ? "Внутренняя ошибка." : error.message);
  AddDetails(error, wire);
  return grpc::Status(static_cast<grpc::StatusCode>(error.code), wire.message(),
                      wire.SerializeAsString());
}

absl::Status FromWire(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  Error error;
  error.code = static_cast<absl::StatusCode>(status.error_code());
  error.message = status.error_message();
  google::rpc::Status wire;
  if (status.error_details().empty() || !wire.ParseFromString(status.error_details())) {
    return absl::Status(error.code, error.message);
  }
  for (const auto& detail : wire.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad;
    google::rpc::RetryInfo retry;
    if (detail.UnpackTo(&info)) {
      error.reason = info.reason();
      for (const auto& [key, value] : info.metadata()) error.metadata.emplace_back(key, value);
    } else if (detail.UnpackTo(&bad)) {
      for (const auto& field : bad.field_violations()) {
        error.violations.push_back({field.field(), field.reason(), field.description()});
      }
    } else if (detail.UnpackTo(&retry)) {
      error.retry_after = absl::Seconds(retry.retry_delay().seconds()) +
                          absl::Nanoseconds(retry.retry_delay().nanos());
    }
  }
  return error.reason.empty() ? absl::Status(error.code, error.message) : ToStatus(error);
}

}  // namespace nastavnik::rpc
