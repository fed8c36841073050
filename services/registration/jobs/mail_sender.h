#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/jobs/loop.h"
#include "common/metrics/metrics.h"
#include "common/pg/lease.h"
#include "services/registration/env.h"
#include "services/registration/jobs/other_services.h"

namespace nastavnik::registration {

// Where mails go: one file a mail, named by the message, so that a repeated one replaces itself.
class MailDirectory {
 public:
  explicit MailDirectory(std::string path) : path_(std::move(path)) {}
  absl::Status Put(const Uuid& message, const std::string& text) const;

 private:
  std::string path_;
};

// Takes mails that are due from the queue, asks the owner of each subject for what it says, and
// hands the mails over. One process at a time; a crash may repeat a mail, under the same
// Message-ID.
class MailSender {
 public:
  static constexpr absl::Duration kInterval = absl::Milliseconds(500);

  // `host` is the public name of the installation; links and the sender's address are made of it.
  MailSender(Env& env, OtherServices& services, MailDirectory mails, std::string host);
  absl::Status Run(jobs::Run& run);

 private:
  using Values = std::map<std::string, std::string>;
  enum class Fate { kSent, kCancelled, kDeferred };

  // Placeholders of each message, from its owner; absent where the owner is away.
  std::vector<absl::StatusOr<Values>> Ask(const std::vector<Message>& messages);
  void AskOne(const std::string& service, const std::vector<Message>& messages,
              std::vector<absl::StatusOr<Values>>& values);
  Values OwnValues(const Message& message) const;
  Fate Send(const Message& message, Values values) const;
  absl::Status Mark(const std::vector<Message>& messages, const std::vector<Fate>& fates);

  Env& env_;
  OtherServices& services_;
  const MailDirectory mails_;
  const std::string host_;
  pg::Election election_;
  metrics::Family<metrics::Counter>& outcomes_;
  metrics::Gauge& oldest_;
};

}  // namespace nastavnik::registration
