#include "services/registration/jobs/mail_sender.h"

#include <filesystem>
#include <fstream>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/log/log.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/time/civil.h"
#include "services/registration/domain/limits.h"
#include "services/registration/domain/message/mail.h"
#include "services/registration/domain/message/template.h"

namespace nastavnik::registration {
namespace {

constexpr int kBatch = 500;  // the most that an owner is asked about at once
constexpr absl::Duration kTimeout = absl::Seconds(5);
constexpr char kPlatform[] = "Наставничество";

absl::Time Soon() { return absl::Now() + kTimeout; }

std::string Moscow(absl::Time time) {
  const auto zone = time::ParseZone("Europe/Moscow");
  return time::FormatLong(time, zone.ok() ? *zone : absl::FixedTimeZone(3 * 3600));
}

}  // namespace

absl::Status MailDirectory::Put(const Uuid& message, const std::string& text) const {
  std::error_code error;
  std::filesystem::create_directories(path_, error);
  const std::string file = absl::StrCat(path_, "/", message.ToString(), ".eml");
  const std::string temporary = absl::StrCat(path_, "/.", message.ToString());
  std::ofstream out(temporary, std::ios::binary);
  out << text;
  out.close();  // a full disk shows itself here at the latest
  if (out.good()) std::filesystem::rename(temporary, file, error);
  return error || !out.good() ? absl::UnavailableError(absl::StrCat("cannot write ", file))
                              : absl::OkStatus();
}

MailSender::MailSender(Env& env, OtherServices& services, MailDirectory mails, std::string host)
    : env_(env),
      services_(services),
      mails_(std::move(mails)),
      host_(std::move(host)),
      election_(env.db, "mail"),
      outcomes_(metrics::Default().Counters(
          "nastavnik_mail_messages_total", "Mails by what became of them",
          {metrics::OneOf("outcome", {"sent", "cancelled", "deferred"})})),
      oldest_(
          metrics::Default()
              .Gauges("nastavnik_mail_oldest_pending_seconds", "Age of the oldest mail that is due")
              .One()) {}

absl::Status MailSender::Run(jobs::Run& run) {
  ASSIGN_OR_RETURN(const bool elected, election_.Hold());
  if (!elected) return absl::OkStatus();
  ASSIGN_OR_RETURN(const double age, env_.messages.OldestAge(Soon()));
  oldest_.Set(age);
  ASSIGN_OR_RETURN(const std::vector<Message> messages, env_.messages.ListDue(kBatch, Soon()));
  if (messages.empty()) return absl::OkStatus();
  const auto values = Ask(messages);
  std::vector<Fate> fates;
  for (size_t i = 0; i < messages.size(); ++i) {
    fates.push_back(values[i].ok() ? Send(messages[i], *values[i]) : Fate::kDeferred);
  }
  RETURN_IF_ERROR(Mark(messages, fates));
  if (messages.size() == kBatch) run.Again();
  return absl::OkStatus();
}

std::vector<absl::StatusOr<MailSender::Values>> MailSender::Ask(
    const std::vector<Message>& messages) {
  std::vector<absl::StatusOr<Values>> values(messages.size(), absl::UnavailableError("not asked"));
  std::set<std::string> services;
  for (size_t i = 0; i < messages.size(); ++i) {
    if (messages[i].service == "registration") {
      values[i] = OwnValues(messages[i]);
    } else {
      services.insert(messages[i].service);
    }
  }
  for (const std::string& service : services) AskOne(service, messages, values);
  return values;
}

void MailSender::AskOne(const std::string& service, const std::vector<Message>& messages,
                        std::vector<absl::StatusOr<Values>>& values) {
  v1::BatchGetMessageDataRequest request;
  std::vector<size_t> places;
  for (size_t i = 0; i < messages.size(); ++i) {
    if (messages[i].service != service) continue;
    v1::MessageSubject& subject = *request.add_subjects();
    subject.set_template_(messages[i].template_id);
    subject.set_subject(messages[i].subject);
    if (!messages[i].person.IsNil()) subject.set_person(messages[i].person.ToString());
    places.push_back(i);
  }
  const auto answer = services_.BatchGetMessageData(service, request, Soon());
  if (!answer.ok() || answer->data_size() != static_cast<int>(places.size())) {
    log::Warn("no contents for mails",
              {{"service", service},
               {"reason", answer.ok() ? "INTERNAL" : ErrorFrom(answer.status()).reason}});
    return;
  }
  for (size_t i = 0; i < places.size(); ++i) {
    const auto& data = answer->data(static_cast<int>(i)).values();
    values[places[i]] = Values(data.begin(), data.end());
  }
}

MailSender::Values MailSender::OwnValues(const Message& message) const {
  if (message.template_id == "account.confirm") {
    return {{"code", message.code}, {"minutes", absl::StrCat(absl::ToInt64Minutes(kCodeLife))}};
  }
  return {{"what", "с вашим адресом пытались зарегистрироваться ещё раз"},
          {"time", Moscow(message.create_time)},
          {"link", "/"}};
}

MailSender::Fate MailSender::Send(const Message& message, Values values) const {
  const message::Template* text = message::Find(message.template_id);
  if (message.address.empty() || values.empty() || text == nullptr) return Fate::kCancelled;
  const auto opened = env_.book.Find(message.season.text());
  const std::string base = absl::StrCat("https://", host_);
  std::string& link = values["link"];
  if (!message.secret.empty()) link = absl::StrCat("/invitations/", message.secret);
  if (message.template_id == "results.published") {
    link = absl::StrCat("/seasons/", message.season.text(), "/results");
  }
  if (link.empty()) link = absl::StrCat("/", message.subject);
  if (absl::StartsWith(link, "/")) link = base + link;
  values["name"] = Greeting(message.name);
  if (opened != nullptr) values.emplace("contest", opened->document.short_title);

  std::string subject(text->subject), body(text->body);
  if (opened != nullptr) {
    const auto own = opened->document.messages.find(message.template_id);
    if (own != opened->document.messages.end() && !own->second.subject.empty())
      subject = own->second.subject;
    if (own != opened->document.messages.end() && !own->second.body.empty())
      body = own->second.body;
  }
  const std::string greeting = values["name"].empty()
                                   ? "Здравствуйте!"
                                   : absl::StrCat("Здравствуйте, ", values["name"], "!");
  const message::Mail mail{message.id.ToString(),
                           host_,
                           opened == nullptr ? kPlatform : opened->document.short_title,
                           message.address,
                           message::Render(subject, values),
                           absl::StrCat(greeting, "\n\n", message::Render(body, values), "\n"),
                           message.create_time};
  return mails_.Put(message.id, message::Format(mail)).ok() ? Fate::kSent : Fate::kDeferred;
}

absl::Status MailSender::Mark(const std::vector<Message>& messages,
                              const std::vector<Fate>& fates) {
  std::vector<Uuid> sent, cancelled, deferred;
  for (size_t i = 0; i < messages.size(); ++i) {
    (fates[i] == Fate::kSent        ? sent
     : fates[i] == Fate::kCancelled ? cancelled
                                    : deferred)
        .push_back(messages[i].id);
  }
  outcomes_.With({"sent"}).Increment(static_cast<double>(sent.size()));
  outcomes_.With({"cancelled"}).Increment(static_cast<double>(cancelled.size()));
  outcomes_.With({"deferred"}).Increment(static_cast<double>(deferred.size()));
  if (!sent.empty()) RETURN_IF_ERROR(env_.messages.MarkSent(sent, Soon()));
  if (!cancelled.empty()) RETURN_IF_ERROR(env_.messages.MarkCancelled(cancelled, Soon()));
  if (!deferred.empty()) RETURN_IF_ERROR(env_.messages.MarkDeferred(deferred, Soon()));
  return absl::OkStatus();
}

}  // namespace nastavnik::registration
