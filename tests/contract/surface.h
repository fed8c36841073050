#pragma once

#include <google/protobuf/descriptor.h>

#include <set>
#include <string>
#include <vector>

#include "nastavnik/access/v1/access.pb.h"

// What the proto files say, as the build's descriptor set holds it.
namespace nastavnik::contract {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

// The platform's own services and methods, in the order of their full names; google.* and grpc.*
// are left out.
std::vector<const ServiceDescriptor*> Services();
std::vector<const MethodDescriptor*> Methods();
const EnumDescriptor& Enum(const std::string& full_name);

// Only for other services of the platform: named ...InternalService.
bool IsInternal(const ServiceDescriptor& service);
// Whether nobody but holders of an office may call.
bool IsStaffOnly(const access::v1::AccessRule& rule);
const access::v1::AccessRule& RuleOf(const MethodDescriptor& method);
access::v1::Audience AudienceOf(const Descriptor& message);

struct Route {
  std::string verb;  // GET
  std::string path;  // /v1/{name=seasons/*}:announce
  std::string body;  // "*", a field, or none
};
std::vector<Route> RoutesOf(const MethodDescriptor& method);

// The message and every message inside it, however deep.
std::set<const Descriptor*> Reach(const Descriptor& message);

}  // namespace nastavnik::contract
