#pragma once

#include <memory>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"

#include "common/http/message.h"
#include "services/gateway/routes/router.h"
#include "services/gateway/transcode/selection.h"
#include "services/gateway/transcode/violations.h"

namespace nastavnik::gateway {

// A request as its service takes it.
struct Decoded {
  bool etag_from_header = false;  // If-Match gave the etag
  bool repeatable = false;  // may be sent again after a lost answer: a read, or a write with a key
  std::unique_ptr<const Selection> selection;         // of the answer; null: everything
  absl::Duration timeout = absl::InfiniteDuration();  // what the caller waits
  Violations violations;                              // of an INVALID_ARGUMENT
};

// Fills `message` from body, query, path and headers. INVALID_ARGUMENT with every violation at
// once; MALFORMED_BODY, UNSUPPORTED_MEDIA_TYPE, IDEMPOTENCY_KEY_REQUIRED, IF_MATCH_REQUIRED.
absl::Status DecodeRequest(const http::Request& request, const Router::Match& match,
                           google::protobuf::Message& message, Decoded& decoded);

// The etag of a header: "\"v3-owner\"" or "W/\"v3-owner\"" without the rest; "" when it is not one
// etag.
std::string EtagIn(absl::string_view header);
// Whether If-None-Match names the etag.
bool NamesEtag(absl::string_view if_none_match, absl::string_view etag);

}  // namespace nastavnik::gateway
