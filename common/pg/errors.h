#pragma once

#include "absl/status/status.h"

// What callers see when the database cannot do what they ask. No text of a statement or of
// PostgreSQL is in them.
namespace nastavnik::pg {

// PostgreSQL is away, busy or changing over; nothing was done. Retry after a second.
absl::Status Unavailable();
// The deadline passed; whether the write took effect is known to its key.
absl::Status DeadlineExceeded();
// A fault of ours: a statement that PostgreSQL refuses.
absl::Status Internal();
// The first write with this key is still running. Retry after a second.
absl::Status RequestInProgress();
// The key belongs to another request.
absl::Status KeyReused();

}  // namespace nastavnik::pg
