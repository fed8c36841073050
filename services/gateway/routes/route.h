#pragma once

#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

#include "nastavnik/access/v1/access.pb.h"
#include "services/gateway/routes/template.h"
#include "services/gateway/transcode/shape.h"

namespace nastavnik::gateway {

// A method of a service as the gateway calls it. Made from the descriptor, lives as long as the
// catalog.
struct Method {
  const google::protobuf::MethodDescriptor* descriptor = nullptr;
  std::string full_name;  // "/nastavnik.review.v1.AssignmentService/GetReview"
  // "review"; "" for operations, whose names carry it; "events" is the gateway itself.
  std::string service;
  access::v1::AccessRule rule;
  const google::protobuf::Message* request = nullptr;  // prototypes
  const google::protobuf::Message* response = nullptr;
  const Shape* request_shape = nullptr;
  const Shape* response_shape = nullptr;
  // Fields of the request with a meaning of their own, or null.
  const google::protobuf::FieldDescriptor* request_id = nullptr;
  const google::protobuf::FieldDescriptor* etag = nullptr;
  const google::protobuf::FieldDescriptor* update_mask = nullptr;
  const google::protobuf::FieldDescriptor* response_etag = nullptr;
  // resume_token of a stream's request and messages, or null.
  const google::protobuf::FieldDescriptor* resume_token = nullptr;
  const google::protobuf::FieldDescriptor* response_token = nullptr;
  bool reads = false;        // a GET over REST
  bool open_to_all = false;  // callers need not sign in
  bool staff_only = false;   // its rule admits nobody but the offices

  bool streams() const { return descriptor->client_streaming() || descriptor->server_streaming(); }
};

// One way to a method over HTTP.
struct Route {
  using FieldPath = std::vector<const google::protobuf::FieldDescriptor*>;

  const Method* method = nullptr;
  bool by_name = false;  // "/package.Service/Method": a call by Connect or gRPC-Web, always POST
  std::string verb;      // "GET"
  PathTemplate path;
  std::vector<FieldPath> variables;        // by the path's variables
  bool whole_body = false;                 // body: "*"
  const FieldShape* body_field = nullptr;  // body: "application"
  // Names that a query may not carry: fields filled by path or body.
  std::vector<std::string> taken;

  bool TakesBody() const { return whole_body || body_field != nullptr; }
};

}  // namespace nastavnik::gateway
