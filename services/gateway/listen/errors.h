#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

// Errors that the gateway itself answers with.
namespace nastavnik::gateway {

absl::Status RouteNotFound();
absl::Status MethodNotAllowed();
absl::Status UnsupportedMediaType();
absl::Status BodyTooLarge();
absl::Status MetadataTooLarge();
absl::Status MalformedBody(absl::string_view what);
absl::Status MethodNotFound();    // by its name
absl::Status MalformedRequest();  // HTTP itself is wrong
absl::Status RequestInvalid(size_t violations);
absl::Status IdempotencyKeyRequired();
absl::Status IfMatchRequired();
absl::Status OperationNotFound();
absl::Status Overloaded();
absl::Status CsrfTokenInvalid();

// What a service did not word itself - gRPC's own errors, with addresses in them - is worded by its
// code.
absl::Status Worded(const absl::Status& status);

}  // namespace nastavnik::gateway
