#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/support/byte_buffer.h>

// Messages of gRPC as bytes and back.
namespace nastavnik::gateway {

grpc::ByteBuffer BytesOf(const google::protobuf::Message& message);

// False when the bytes are no such message; it holds then what could be read.
bool Parse(const grpc::ByteBuffer& bytes, google::protobuf::Message& message);

}  // namespace nastavnik::gateway
