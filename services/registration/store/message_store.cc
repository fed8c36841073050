#include "services/registration/store/message_store.h"

#include <map>

#include "common/status/macros.h"
#include "registration_sql/sql.h"
#include "services/registration/store/rows.h"

namespace nastavnik::registration {
namespace {

void QueueAll(const std::vector<MessageStore::Notice>& notices, absl::Time now,
              pg::Changes& changes) {
  std::vector<Uuid> ids, events;
  std::vector<PersonId> people;
  std::vector<SeasonId> seasons;
  std::vector<std::string> templates, subjects, services;
  std::vector<absl::Time> due_times;
  for (const MessageStore::Notice& notice : notices) {
    for (const PersonId& person : notice.people) {
      ids.push_back(NewUuid());
      seasons.push_back(notice.season);
      templates.push_back(notice.template_id);
      people.push_back(person);
      events.push_back(notice.event);
      subjects.push_back(notice.subject);
      services.push_back(notice.service);
      due_times.push_back(now + notice.delay);
    }
  }
  changes.Run(sql::kInsertMessages, ids, seasons, templates, people, events, subjects, services,
              due_times);
}

struct Recipient {
  std::string address;
  PersonName name;
};

}  // namespace

absl::Status MessageStore::Queue(const std::vector<Notice>& notices) {
  const auto queue = [&](const pg::ReadRows& rows,
                         pg::Changes& changes) -> absl::StatusOr<std::string> {
    QueueAll(notices, rows.Now(), changes);
    return std::string();
  };
  return db_.Write(pg::WriteKey::Job("queueMessages"), {}, queue).status();
}

absl::Status MessageStore::QueueToApplicants(const pg::WriteKey& write, const Notice& notice) {
  const auto queue = [&](const pg::ReadRows& rows,
                         pg::Changes& changes) -> absl::StatusOr<std::string> {
    Notice to_all = notice;
    for (const pg::Row row : rows[0]) to_all.people.push_back(row.IdOf<PersonId>("person_id"));
    QueueAll({to_all}, rows.Now(), changes);
    return std::string();
  };
  return db_.Write(write, {pg::Query(sql::kSelectMessageRecipients, notice.season)}, queue)
      .status();
}

absl::StatusOr<std::vector<Message>> MessageStore::ListDue(int limit, absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(pg::Query(sql::kSelectDueMessages, limit), deadline));
  std::vector<Message> messages;
  for (const pg::Row row : rows) {
    Message message;
    message.id = row.Uuid("message_id");
    message.season = row.IdOf<SeasonId>("season_id");
    message.template_id = row.Text("template");
    message.person = row.IdOf<PersonId>("person_id");
    message.event = row.Uuid("event_id");
    message.subject = row.Text("subject");
    message.service = row.Text("service");
    message.create_time = row.Time("create_time");
    messages.push_back(std::move(message));
  }
  if (!messages.empty()) RETURN_IF_ERROR(Resolve(messages, deadline));
  return messages;
}

absl::Status MessageStore::Resolve(std::vector<Message>& messages, absl::Time deadline) {
  std::vector<PersonId> people;
  std::vector<Uuid> events;
  for (const Message& message : messages) {
    people.push_back(message.person);
    events.push_back(message.event);
  }
  ASSIGN_OR_RETURN(const auto rows, db_.ReadAll({pg::Query(sql::kSelectMessagePeople, people),
                                                 pg::Query(sql::kSelectMessageSignUps, events),
                                                 pg::Query(sql::kSelectMessageInvitations, events)},
                                                deadline));
  std::map<PersonId, Recipient> known;
  for (const pg::Row row : rows[0]) {
    const PersonId id = row.IdOf<PersonId>("person_id");
    known[id] = {vault_.Open(id, row.Bytes("email")), NameFrom(vault_, id, row)};
  }
  std::map<Uuid, Recipient> sign_ups, invitations;
  for (const pg::Row row : rows[1]) {
    const PersonId id = row.IdOf<PersonId>("person_id");
    sign_ups[id.uuid()] = {vault_.Open(id, row.Bytes("email")), NameFrom(vault_, id, row)};
  }
  for (const pg::Row row : rows[2]) {
    invitations[row.Uuid("invitation_id")] = {vault_.Open(PersonId(), row.Bytes("email")), {}};
  }
  for (Message& message : messages) {
    Recipient recipient;
    if (message.template_id == "account.confirm") {
      recipient = sign_ups[message.event];
      message.code = vault_.ConfirmationCode(PersonId(message.event));
    } else if (message.person.IsNil()) {
      recipient = invitations[message.event];
      message.secret = vault_.InvitationSecret(message.event);
    } else {
      recipient = known[message.person];
    }
    message.address = recipient.address;
    message.name = recipient.name;
  }
  return absl::OkStatus();
}

absl::Status MessageStore::MarkSent(const std::vector<Uuid>& messages, absl::Time deadline) {
  return db_.Run(pg::Query(sql::kUpdateMessagesSent, messages), deadline).status();
}

absl::Status MessageStore::MarkCancelled(const std::vector<Uuid>& messages, absl::Time deadline) {
  return db_.Run(pg::Query(sql::kUpdateMessagesCancelled, messages), deadline).status();
}

absl::Status MessageStore::MarkDeferred(const std::vector<Uuid>& messages, absl::Time deadline) {
  return db_.Run(pg::Query(sql::kUpdateMessagesDeferred, messages), deadline).status();
}

absl::StatusOr<double> MessageStore::OldestAge(absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows, db_.Read(pg::Query(sql::kSelectOldestMessage), deadline));
  return rows[0].Double("age");
}

}  // namespace nastavnik::registration
