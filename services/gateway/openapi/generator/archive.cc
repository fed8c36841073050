#include <zlib.h>

#include <algorithm>
#include <cstring>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/stubs/logging.h"

#include "services/gateway/openapi/generator/publish.h"

namespace nastavnik::gateway {
namespace {

namespace pb = google::protobuf;

constexpr size_t kBlock = 512;

// Octal digits and a NUL, as ustar has numbers.
void PutNumber(uint64_t number, char* field, size_t size) {
  for (size_t i = size - 1; i-- > 0; number >>= 3) field[i] = static_cast<char>('0' + (number & 7));
}

// A file of mode 0644 of root with time 0 (POSIX ustar): offsets are those of its header.
void AddFile(const std::string& path, const std::string& text, std::string* tar) {
  char header[kBlock] = {};
  GOOGLE_CHECK_LT(path.size(), 100u) << path;
  std::memcpy(header, path.data(), path.size());
  PutNumber(0644, header + 100, 8);
  PutNumber(0, header + 108, 8);
  PutNumber(0, header + 116, 8);
  PutNumber(text.size(), header + 124, 12);
  PutNumber(0, header + 136, 12);
  std::memset(header + 148, ' ', 8);
  header[156] = '0';
  std::memcpy(header + 257, "ustar\00000", 8);
  uint32_t sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  PutNumber(sum, header + 148, 7);
  tar->append(header, kBlock);
  tar->append(text);
  tar->append((kBlock - text.size() % kBlock) % kBlock, '\0');
}

std::string Gzip(const std::string& bytes) {
  constexpr int kGzip = 15 + 16;  // the largest window, with a gzip header: without a time
  z_stream stream{};
  GOOGLE_CHECK_EQ(
      deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string zipped(deflateBound(&stream, bytes.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(zipped.data());
  stream.avail_out = static_cast<uInt>(zipped.size());
  GOOGLE_CHECK_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  zipped.resize(stream.total_out);
  deflateEnd(&stream);
  return zipped;
}

// A name that is the usual one would be printed beside every field.
void DropJsonNames(pb::DescriptorProto& message) {
  for (auto& field : *message.mutable_field()) field.clear_json_name();
  for (auto& nested : *message.mutable_nested_type()) DropJsonNames(nested);
}

}  // namespace

std::string ProtoArchive(const pb::FileDescriptorSet& set) {
  pb::DescriptorPool pool;
  pb::DebugStringOptions options;
  options.include_comments = true;
  std::string tar;
  for (pb::FileDescriptorProto file : set.file()) {
    for (auto& message : *file.mutable_message_type()) DropJsonNames(message);
    for (auto& extension : *file.mutable_extension()) extension.clear_json_name();
    const pb::FileDescriptor* built = pool.BuildFile(file);
    GOOGLE_CHECK(built != nullptr) << file.name();
    if (absl::StartsWith(file.name(), "google/protobuf/")) continue;
    AddFile(absl::StrCat("protos/", file.name()), built->DebugStringWithOptions(options), &tar);
  }
  tar.append(2 * kBlock, '\0');
  return Gzip(tar);
}

}  // namespace nastavnik::gateway
