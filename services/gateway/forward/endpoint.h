#pragma once

#include <map>
#include <memory>
#include <string>

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/server.h>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/admin/health.h"
#include "services/gateway/calls/own_methods.h"
#include "services/gateway/forward/exchange.h"
#include "services/gateway/forward/reflection.h"
#include "services/gateway/routes/catalog.h"

namespace nastavnik::gateway {

// gRPC for partners: every method that is neither of the offices nor internal, forwarded by its
// name; health and reflection of these services alone. There is no code per method. Plain text: it
// listens behind the edge.
class Endpoint final : private grpc::CallbackGenericService {
 public:
  // All references must outlive it.
  Endpoint(const Catalog& catalog, Backends& backends, const OwnMethods& own,
           const auth::Authenticator& authenticator, const DatabaseClocks& clocks,
           Admission& admission);
  ~Endpoint() override;

  // Listens; the port chosen. Tells what `health` says from then on; before health starts to look.
  absl::StatusOr<int> Start(const std::string& address, admin::Health& health);
  // No new calls, GOAWAY on every connection; what is not done at `end` is cut.
  void Drain(absl::Time end);

 private:
  struct Published {
    const Method* method = nullptr;
    const OwnMethod* own = nullptr;  // the gateway answers itself
    std::unique_ptr<metrics::GrpcMethod> series;
  };
  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override;

  Forwarding forwarding_;
  const Reflection reflection_;
  std::map<std::string, Published, std::less<>> methods_;
  Published unknown_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace nastavnik::gateway
