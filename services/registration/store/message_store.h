#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/pg/database.h"
#include "services/registration/domain/person.h"
#include "services/registration/store/vault.h"

namespace nastavnik::registration {

// A mail to be made: what it is about, and who gets it.
struct Message {
  Uuid id;
  SeasonId season;
  std::string template_id;
  PersonId person;  // nil when known by an invitation only
  Uuid event;
  std::string subject;  // resource whose owner knows the rest
  std::string service;  // that owner
  absl::Time create_time;

  std::string address;  // empty: the recipient is gone
  PersonName name;
  std::string code;    // of a confirmation
  std::string secret;  // of an invitation
};

// The queue of mails. At most one a template, person and event. Thread-safe.
class MessageStore {
 public:
  MessageStore(pg::Database& db, const Vault& vault) : db_(db), vault_(vault) {}

  struct Notice {
    SeasonId season;
    std::string template_id;
    Uuid event;
    std::string subject;
    std::string service;
    absl::Duration delay;  // to gather what follows at once
    std::vector<PersonId> people;
  };
  // Queues a mail to each of the people of each notice. Those queued already stay as they are.
  absl::Status Queue(const std::vector<Notice>& notices);
  // The same to everybody who was told about an own application of the season; `notice` names
  // nobody.
  absl::Status QueueToApplicants(const pg::WriteKey& write, const Notice& notice);

  // Mails that are due, oldest first, with their recipients.
  absl::StatusOr<std::vector<Message>> ListDue(int limit, absl::Time deadline);
  absl::Status MarkSent(const std::vector<Uuid>& messages, absl::Time deadline);
  absl::Status MarkCancelled(const std::vector<Uuid>& messages, absl::Time deadline);
  // Tried again later, ten times at most.
  absl::Status MarkDeferred(const std::vector<Uuid>& messages, absl::Time deadline);
  // Seconds that the oldest due mail has waited.
  absl::StatusOr<double> OldestAge(absl::Time deadline);

 private:
  absl::Status Resolve(std::vector<Message>& messages, absl::Time deadline);

  pg::Database& db_;
  const Vault& vault_;
};

}  // namespace nastavnik::registration
