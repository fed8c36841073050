#pragma once

#include <memory>

#include <grpcpp/generic/async_generic_service.h>

#include "services/gateway/calls/own_methods.h"
#include "services/gateway/forward/exchange.h"

namespace nastavnik::gateway {

// Answers a call of a method that no service stands behind. Owns itself.
grpc::ServerGenericBidiReactor* AnswerOwn(std::unique_ptr<Exchange> exchange, const OwnMethod& own);

}  // namespace nastavnik::gateway
