#include "services/review/store/run_files.h"

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <limits>

namespace nastavnik::review {
namespace {

constexpr int kGzip = 15 + 16;        // largest window, gzip's header
constexpr int kMemory = 8;            // zlib's default
constexpr size_t kPiece = 256 << 10;  // bytes that one step writes

// Runs `step` (deflate or inflate) over all of `in`; zlib's last answer.
template <typename Step>
int Pump(z_stream& stream, absl::string_view in, Step step, std::string& out) {
  constexpr size_t kMost = std::numeric_limits<uInt>::max();
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
  size_t rest = in.size();
  int answer = Z_OK;
  while (answer == Z_OK) {
    if (stream.avail_in == 0) {
      stream.avail_in = static_cast<uInt>(std::min(rest, kMost));
      rest -= stream.avail_in;
    }
    const size_t before = out.size();
    out.resize(before + kPiece);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    stream.avail_out = kPiece;
    answer = step(&stream, rest == 0 ? Z_FINISH : Z_NO_FLUSH);
    out.resize(out.size() - stream.avail_out);
    if (answer == Z_BUF_ERROR && stream.avail_out == 0) answer = Z_OK;  // only out of room
  }
  return answer;
}

}  // namespace

absl::string_view NameOf(RunFile file) { return file == RunFile::kInput ? "INPUT" : "RESULT"; }

std::string Zip(absl::string_view text) {
  z_stream stream{};
  std::string zipped;
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzip, kMemory,
                   Z_DEFAULT_STRATEGY) != Z_OK)
    return zipped;
  Pump(stream, text, deflate, zipped);
  deflateEnd(&stream);
  return zipped;
}

absl::StatusOr<std::string> Unzip(absl::string_view zipped) {
  z_stream stream{};
  std::string text;
  if (inflateInit2(&stream, kGzip) != Z_OK) return absl::ResourceExhaustedError("no memory");
  const int end = Pump(stream, zipped, inflate, text);
  inflateEnd(&stream);
  if (end != Z_STREAM_END) return absl::DataLossError("a stored file is damaged");
  return text;
}

}  // namespace nastavnik::review
