#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

#include "services/gateway/routes/route.h"

namespace nastavnik::gateway {

// Whether services of this file may have routes: ours, and the stock operations.
bool IsOurs(absl::string_view file);
// Whether only other services of the platform may call it.
bool IsInternal(const google::protobuf::ServiceDescriptor& service);
// Whether the rule admits nobody but the offices.
bool IsStaffOnly(const access::v1::AccessRule& rule);

// Every method that is not internal, with its routes; one that is grpc_only has none. Pointers stay
// good as long as the catalog lives.
class Catalog {
 public:
  // From the linked descriptors. FAILED_PRECONDITION names a method without an access rule, without
  // route and not grpc_only, with a path or a body that does not fit its request, or whose rule
  // wants a key or an etag that the request cannot carry, or whose deprecation lacks its days;
  // ALREADY_EXISTS a route that two have.
  static absl::StatusOr<std::unique_ptr<Catalog>> FromLinkedServices();
  // From the given services; a service whose name ends in InternalService has no route.
  static absl::StatusOr<std::unique_ptr<Catalog>> FromServices(
      const std::vector<const google::protobuf::ServiceDescriptor*>& services);

  const std::deque<Method>& methods() const { return methods_; }
  const std::deque<Route>& routes() const { return routes_; }
  // Every method by its name.
  const std::deque<Route>& by_name() const { return by_name_; }

 private:
  absl::Status AddMethod(const google::protobuf::MethodDescriptor& descriptor);

  std::deque<Method> methods_;
  std::deque<Route> routes_;
  std::deque<Route> by_name_;
};

}  // namespace nastavnik::gateway
