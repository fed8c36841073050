#pragma once

#include <string>

#include "absl/strings/string_view.h"

// The thread behind log.h. Only log.cc includes this.
namespace nastavnik::log::internal {

// What every line of the process carries: ,"service":"review","version":...
const std::string& Identity();

// Hands over a finished line. Lines of one `message` beyond 10 a second are held back and told of
// by a count; an empty message is never held back. `urgent` lines are written without waiting for
// more.
void Submit(absl::string_view line, absl::string_view message, bool urgent);

void StartWriter(int fd, std::string identity);
void StopWriter();
void FlushWriter();

}  // namespace nastavnik::log::internal
