#pragma once

#include "google/protobuf/descriptor.pb.h"

#include "services/gateway/openapi/reader.h"

namespace nastavnik::gateway {

// What a reader may know of the proto files in `all`, which holds every import, imports first: the
// services without methods of the offices (for the public) and without internal ones, the messages
// that the rest sends and gets, shared vocabulary and what is imported; comments stay. Files in
// their order, without what became empty. The stock operations and the health check are in it.
google::protobuf::FileDescriptorSet Published(const google::protobuf::FileDescriptorSet& all,
                                              Reader reader);

// The same of the build's proto files; made once, safe to share.
const google::protobuf::FileDescriptorSet& PublishedDescriptorSet(Reader reader);

}  // namespace nastavnik::gateway
