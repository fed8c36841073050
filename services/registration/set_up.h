#pragma once

#include "common/rpc/process.h"
#include "services/registration/env.h"

namespace nastavnik::registration {

// Adds registration's services, its source of accounts and its loops to a process. The answer is
// for tests.
Env& Assemble(rpc::Process& process);
void SetUp(rpc::Process& process);

}  // namespace nastavnik::registration
