#pragma once

#include <string>

#include "google/protobuf/descriptor.pb.h"

#include "services/gateway/openapi/reader.h"

namespace nastavnik::gateway {

// What a reader may know of the proto files in `all`, which holds every import, imports first: the
// services without methods of the offices (for the public) and without internal ones, the messages
// that the rest sends and gets, shared vocabulary and what is imported; comments stay. Files in
// their order, without what became empty. The stock operations and the health check are in it.
google::protobuf::FileDescriptorSet Publish(const google::protobuf::FileDescriptorSet& all,
                                            Reader reader);

// The files as .proto texts in a gzipped tar, "protos/nastavnik/...": equal sets give equal bytes.
// What protoc brings itself (google/protobuf) is left out.
std::string ProtoArchive(const google::protobuf::FileDescriptorSet& set);

}  // namespace nastavnik::gateway
