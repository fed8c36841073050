#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/status/macros.h"

namespace nastavnik {

// One thing wrong with one field of a request.
struct FieldViolation {
  std::string field;  // path as the API names it: "application.content.title", "errors[2].name"
  std::string
      reason;  // a FieldReason of proto/nastavnik/common/v1/errors.proto, for example "TOO_LONG"
  std::string message;  // Russian, for a person: «Не более 200 знаков»
};

// An error that a caller is meant to understand. Travels inside absl::Status and becomes
// google.rpc.Status on the wire and problem+json over REST. `reason` is a Reason of
// proto/nastavnik/common/v1/errors.proto.
struct Error {
  absl::StatusCode code = absl::StatusCode::kInternal;
  std::string reason;
  std::string message;                                        // Russian, for a person
  std::vector<std::pair<std::string, std::string>> metadata;  // facts by lowerCamelCase key
  std::vector<FieldViolation> violations;
  std::optional<absl::Duration> retry_after;
};

// The error as a status; never OK.
absl::Status ToStatus(const Error& error);

// The error inside `status`; one without details gets the reason of its code (NOT_FOUND,
// UNAVAILABLE, INTERNAL ...). `status` must not be OK.
Error ErrorFrom(const absl::Status& status);

// Reason of the error inside `status`, or "" when it is OK or carries none.
std::string ReasonOf(const absl::Status& status);

// FIELD_INVALID with all violations, or OK when there are none.
absl::Status FieldsInvalid(std::vector<FieldViolation> violations);

// A status as bytes and back, for answers that are kept. Details included.
std::string EncodeStatus(const absl::Status& status);
absl::Status DecodeStatus(absl::string_view bytes);

}  // namespace nastavnik
