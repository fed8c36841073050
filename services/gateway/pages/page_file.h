#pragma once

#include <array>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"

#include "common/http/message.h"

namespace nastavnik::gateway {

// A file of the build or of the installation as an answer: caches may keep it for five minutes and
// ask again by its ETag, the same in every copy of the gateway. Safe to share.
class PageFile {
 public:
  // `type` is its Content-Type.
  PageFile(absl::string_view type, std::string bytes);

  // 200, or 304 when If-None-Match names it. Compressed once for each coding that callers take.
  http::Response Answer(const http::Request& request) const;

 private:
  const std::string& In(size_t coding) const;

  const std::string type_;
  const std::string bytes_;
  const std::string etag_;
  mutable absl::Mutex mutex_;
  mutable std::array<std::string, 3> coded_ ABSL_GUARDED_BY(mutex_);  // by Coding
};

// Headers of pages: scripts, fonts and calls from our own origin alone. Styles may stand in the
// page, because Scalar writes its own while it runs.
inline constexpr absl::string_view kPageHeaders =
    "Vary: Accept-Encoding, Accept-Language, Origin, X-Fields\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self' "
    "'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'\r\n"
    "Referrer-Policy: no-referrer\r\n";

}  // namespace nastavnik::gateway
