#pragma once

#include <memory>

#include <grpcpp/generic/async_generic_service.h>

#include "services/gateway/forward/exchange.h"

namespace nastavnik::gateway {

// Passes messages both ways, each when its receiver has taken the one before. Owns itself.
grpc::ServerGenericBidiReactor* ForwardStream(std::unique_ptr<Exchange> exchange);

}  // namespace nastavnik::gateway
