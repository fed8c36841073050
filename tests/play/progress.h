#pragma once

#include <atomic>
#include <string>
#include <thread>

#include "absl/time/time.h"

namespace nastavnik::play {

// Progress of one act: a bar with rate and time left on a terminal, a plain line every five seconds
// elsewhere.
class Progress {
 public:
  Progress(std::string title, long total);
  ~Progress();  // prints the last line

  void Done(long count = 1) { done_ += count; }

 private:
  void Print(bool last);

  std::string title_;
  long total_;
  bool terminal_;
  absl::Time begun_;
  std::atomic<long> done_{0};
  std::jthread printer_;
};

// A line of the report.
void Say(const std::string& line);

}  // namespace nastavnik::play
