#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "common/http/message.h"
#include "services/gateway/routes/route.h"
#include "services/gateway/transcode/violations.h"

namespace nastavnik::gateway {

enum class Language { kRussian, kEnglish };

// The language that an Accept-Language header likes best; Russian when it does not say.
Language LanguageOf(absl::string_view accept_language);

// What a problem tells besides its error.
struct ProblemContext {
  Language language = Language::kRussian;
  std::string instance;  // path of the request
  std::string request_id;
  std::string trace_id;
  const Route* route = nullptr;   // for pointers into the body
  bool etag_from_header = false;  // a stale etag is then 412, not 409
};

// HTTP status of an error: by its gRPC code, unless its reason says otherwise.
int HttpStatusOf(const absl::Status& status, bool etag_from_header);

// RFC 9457: application/problem+json with all violations. `violations` are those of the gateway; an
// error of a service brings its own, whose fields get pointers into the body.
http::Response ProblemOf(const absl::Status& status, const ProblemContext& context,
                         const std::vector<Violation>& violations = {});

// Headers of every answer: nothing is sniffed, framed or referred.
inline constexpr absl::string_view kSafeHeaders =
    "Vary: Accept-Encoding, Accept-Language, Origin, X-Fields\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
    "Referrer-Policy: no-referrer\r\n";

}  // namespace nastavnik::gateway
