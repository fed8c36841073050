#pragma once

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.pb.h"

#include "services/gateway/openapi/reader.h"

namespace nastavnik::gateway {

// What the build made of the proto files for one reader, as it stands in the program.
struct Published {
  absl::string_view openapi;      // OpenAPI 3.1, JSON
  absl::string_view openapi_30;   // the same in 3.0.3
  absl::string_view descriptors;  // FileDescriptorSet with comments
  absl::string_view protos;       // the same as .proto files, tar.gz
};
const Published& PublishedFor(Reader reader);

// `descriptors`, parsed once: no internal service, for the public none of the offices and none of
// their messages either. Every import is in it, imports first; so are the stock operations and the
// health check. Safe to share.
const google::protobuf::FileDescriptorSet& PublishedDescriptorSet(Reader reader);

}  // namespace nastavnik::gateway
