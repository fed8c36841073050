#pragma once

#include <memory>
#include <string>

#include "google/protobuf/descriptor.h"

namespace nastavnik::gateway {

// Comments of the proto files: linked descriptors have lost theirs, the embedded descriptor set
// keeps them.
class Comments {
 public:
  Comments();

  // The comment above a message, field, enum, value, service or method, or ""; lines joined, no
  // slashes.
  template <typename Descriptor>
  std::string Of(const Descriptor& descriptor) const;

 private:
  google::protobuf::DescriptorPool pool_;
};

}  // namespace nastavnik::gateway
