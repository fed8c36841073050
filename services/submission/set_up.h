#pragma once

#include "common/rpc/process.h"

namespace nastavnik::submission {

// Adds this service's environment, gRPC services and loops to a process.
void SetUp(rpc::Process& process);

}  // namespace nastavnik::submission
