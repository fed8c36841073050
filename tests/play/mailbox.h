#pragma once

#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace nastavnik::play {

// Everybody's mail: the directory where the platform in development puts one .eml file a message.
// Read as a person reads a mailbox: by recipient, newest last.
class Mailbox {
 public:
  explicit Mailbox(std::string directory);
  ~Mailbox();

  // The text of the first mail to `address` that contains `mark`, waited for; "" when none comes in
  // time.
  std::string WaitFor(const std::string& address, absl::string_view mark, absl::Duration patience);
  // Mails to an address so far.
  int CountFor(const std::string& address);
  int Count();

 private:
  void Watch(const std::stop_token& stop);
  void Read();

  std::string directory_;
  std::set<std::string> seen_;  // of the watcher's thread
  absl::Mutex mutex_;
  std::map<std::string, std::vector<std::string>> mails_ ABSL_GUARDED_BY(mutex_);
  int count_ ABSL_GUARDED_BY(mutex_) = 0;
  std::jthread watcher_;
};

// The line after `label` in a mail: After(text, "Код:") -> "123456".
std::string After(absl::string_view text, absl::string_view label);

}  // namespace nastavnik::play
