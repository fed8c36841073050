#pragma once

#include <memory>

#include <grpcpp/generic/async_generic_service.h>

#include "services/gateway/calls/own_methods.h"
#include "services/gateway/forward/exchange.h"

namespace nastavnik::gateway {

// Answers a call that no service stands behind with a stream of messages. Owns itself.
grpc::ServerGenericBidiReactor* AnswerStream(std::unique_ptr<Exchange> exchange,
                                             const OwnMethod& own);

}  // namespace nastavnik::gateway
