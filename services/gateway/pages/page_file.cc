#include "services/gateway/pages/page_file.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "services/gateway/listen/compress.h"
#include "services/gateway/listen/decode.h"

namespace nastavnik::gateway {

PageFile::PageFile(absl::string_view type, std::string bytes)
    : type_(type),
      bytes_(std::move(bytes)),
      etag_(crypto::HexEncode(crypto::Sha256(bytes_)).substr(0, 32)) {}

const std::string& PageFile::In(size_t coding) const {
  absl::MutexLock lock(&mutex_);
  std::string& coded = coded_[coding];
  if (coded.empty()) coded = Compress(static_cast<Coding>(coding), bytes_);
  return coded;  // never changes again
}

http::Response PageFile::Answer(const http::Request& request) const {
  http::Response response;
  response.lines = kPageHeaders;
  response.headers = {{"ETag", absl::StrCat("\"", etag_, "\"")}, {"Cache-Control", "max-age=300"}};
  if (NamesEtag(request.Header("if-none-match"), etag_)) {
    response.status = 304;
    return response;
  }
  response.headers.emplace_back("Content-Type", type_);
  const Coding coding = CodingOf(request.Header("accept-encoding"));
  const bool packed = absl::EndsWith(type_, "gzip") || absl::StartsWith(type_, "font/");
  if (coding != Coding::kIdentity && !packed && bytes_.size() >= kLeastCompressed) {
    if (const std::string& coded = In(static_cast<size_t>(coding)); !coded.empty()) {
      response.headers.emplace_back("Content-Encoding", std::string(NameOf(coding)));
      response.body = coded;
      return response;
    }
  }
  response.body = bytes_;
  return response;
}

}  // namespace nastavnik::gateway
