#pragma once

#include <memory>

#include <grpcpp/generic/async_generic_service.h>

#include "services/gateway/calls/own_methods.h"
#include "services/gateway/forward/exchange.h"

namespace nastavnik::gateway {

// Answers a call that takes one message and gives one, or refuses it before its message is read:
// itself when `own` is not null. Owns itself.
grpc::ServerGenericBidiReactor* ForwardUnary(std::unique_ptr<Exchange> exchange,
                                             const OwnMethod* own);

}  // namespace nastavnik::gateway
