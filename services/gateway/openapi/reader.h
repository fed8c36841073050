#pragma once

namespace nastavnik::gateway {

// Who reads the reference: anybody, or the offices, who see everything but what services ask each
// other.
enum class Reader { kPublic, kStaff };

}  // namespace nastavnik::gateway
