#include "services/gateway/listen/compress.h"

#include <brotli/encode.h>
#include <zlib.h>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace nastavnik::gateway {
namespace {

constexpr int kBrotliQuality = 4;  // near gzip's time, some percent smaller
constexpr int kGzipLevel = 5;

// Weight of an element's parameters: 1 unless "q=" says otherwise; broken ones weigh nothing.
float WeightOf(absl::string_view parameters) {
  parameters = absl::StripAsciiWhitespace(parameters);
  if (parameters.empty()) return 1;
  float weight = 0;
  if (!absl::ConsumePrefix(&parameters, "q=") && !absl::ConsumePrefix(&parameters, "Q=")) return 0;
  return absl::SimpleAtof(parameters, &weight) && weight >= 0 && weight <= 1 ? weight : 0;
}

std::string Gzip(absl::string_view body) {
  constexpr int kGzipFormat = 15 + 16;
  z_stream stream = {};
  if (deflateInit2(&stream, kGzipLevel, Z_DEFLATED, kGzipFormat, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    return "";
  std::string out(deflateBound(&stream, body.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
  stream.avail_in = static_cast<uInt>(body.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  out.resize(done ? stream.total_out : 0);
  deflateEnd(&stream);
  return out;
}

std::string Brotli(absl::string_view body) {
  size_t size = BrotliEncoderMaxCompressedSize(body.size());
  std::string out(size, '\0');
  const bool done = BrotliEncoderCompress(
      kBrotliQuality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, body.size(),
      reinterpret_cast<const uint8_t*>(body.data()), &size, reinterpret_cast<uint8_t*>(out.data()));
  out.resize(done ? size : 0);
  return out;
}

}  // namespace

Coding CodingOf(absl::string_view accept_encoding) {
  float gzip = -1, brotli = -1, other = 0;  // -1: not named
  for (const absl::string_view element : absl::StrSplit(accept_encoding, ',')) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(element, absl::MaxSplits(';', 1));
    const absl::string_view name = absl::StripAsciiWhitespace(parts.first);
    const float weight = WeightOf(parts.second);
    if (absl::EqualsIgnoreCase(name, "gzip") || absl::EqualsIgnoreCase(name, "x-gzip"))
      gzip = weight;
    if (absl::EqualsIgnoreCase(name, "br")) brotli = weight;
    if (name == "*") other = weight;
  }
  if (gzip < 0) gzip = other;
  if (brotli < 0) brotli = other;
  if (brotli > 0 && brotli >= gzip) return Coding::kBrotli;
  return gzip > 0 ? Coding::kGzip : Coding::kIdentity;
}

absl::string_view NameOf(Coding coding) {
  switch (coding) {
    case Coding::kIdentity:
      return "";
    case Coding::kGzip:
      return "gzip";
    case Coding::kBrotli:
      return "br";
  }
  return "";
}

std::string Compress(Coding coding, absl::string_view body) {
  switch (coding) {
    case Coding::kIdentity:
      return std::string(body);
    case Coding::kGzip:
      return Gzip(body);
    case Coding::kBrotli:
      return Brotli(body);
  }
  return "";
}

}  // namespace nastavnik::gateway
