#pragma once

#include "common/jobs/loop.h"
#include "services/review/env.h"

namespace nastavnik::review {

// Hands invitations over to registration, which sends them; repeats until each is handed over.
absl::Status HandOverInvitations(Env& env, jobs::Run& run);

}  // namespace nastavnik::review
