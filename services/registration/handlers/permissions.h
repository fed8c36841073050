#pragma once

#include <string>
#include <vector>

#include "nastavnik/access/v1/access.pb.h"

namespace nastavnik::registration {

// Actions that the access rules of the offices' services open to a role, sorted. Read from the
// descriptors that are linked in, so that the list cannot drift from what the servers enforce.
const std::vector<std::string>& ActionsOf(access::v1::Grant::Role role);

}  // namespace nastavnik::registration
