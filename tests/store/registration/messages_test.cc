#include "tests/store/registration/scene.h"

namespace nastavnik::registration {
namespace {

Event SomeEvent(const std::string& type) {
  Event event;
  event.type = type;
  event.season = "2027";
  event.subject = "seasons/2027/applications/1";
  event.id = NewUuid().ToString();
  event.source = "submission";
  return event;
}

MessageStore::Notice Notice(const Event& event, const std::string& template_id,
                            const std::vector<PersonId>& people) {
  return {SeasonId("2027"),     template_id, *ParseUuid(event.id), event.subject, "submission",
          absl::ZeroDuration(), people};
}

std::vector<Message> Due(Scene& scene) {
  auto due = scene.messages.ListDue(100, Soon());
  REQUIRE_THAT(due, IsOk());
  return *due;
}

TEST_CASE("recipients are found where they are known") {
  Scene scene;
  const PersonId anna = scene.Person("anna@example.ru");
  REQUIRE_THAT(scene.messages.MarkSent({Due(scene)[0].id}, Soon()), IsOk());
  SignUp petr;
  petr.id = PersonId::New();
  petr.profile.name = {"", "Пётр", "Ильич"};
  petr.email = "petr@example.ru";
  petr.password_hash = "hash";
  REQUIRE_THAT(scene.accounts.CreateSignUp(Key(), petr, [](absl::Time) { return ""; }), IsOk());
  const ParticipationStore::Invitation invitation{
      NewUuid(), SeasonId("2027"), "EXPERT", "vera@example.ru", "seasons/2027/experts/1",
      "review",  std::nullopt};
  REQUIRE_THAT(scene.participation.Invite(Key(), invitation, ""), IsOk());
  const Event event = SomeEvent("application.submitted");
  REQUIRE_THAT(scene.messages.Queue({Notice(event, event.type, {anna})}), IsOk());

  const std::vector<Message> due = Due(scene);
  REQUIRE(due.size() == 3);
  CHECK(due[0].address == "petr@example.ru");
  CHECK(due[0].code == TestVault().ConfirmationCode(petr.id));
  CHECK(Greeting(due[0].name) == "Пётр Ильич");
  CHECK(due[1].address == "vera@example.ru");
  CHECK(due[1].secret == TestVault().InvitationSecret(invitation.id));
  CHECK(due[2].address == "anna@example.ru");
  CHECK(due[2].subject == event.subject);
  CheckInvariants();
}

TEST_CASE("an event told twice makes one mail") {
  Scene scene;
  const PersonId anna = scene.Person("anna@example.ru");
  const Event event = SomeEvent("application.submitted");
  const MessageStore::Notice notice = Notice(event, event.type, {anna});
  REQUIRE_THAT(scene.messages.Queue({notice, notice}), IsOk());
  REQUIRE_THAT(scene.messages.Queue({notice}), IsOk());
  CHECK(Db().Count("message WHERE template = 'application.submitted'") == 1);
}

TEST_CASE("results are told to whoever was told about an application") {
  Scene scene;
  const PersonId anna = scene.Person("anna@example.ru");
  scene.Person("petr@example.ru");
  for (int i = 0; i < 2; ++i) {
    const Event event = SomeEvent("application.submitted");
    REQUIRE_THAT(scene.messages.Queue({Notice(event, event.type, {anna})}), IsOk());
  }
  const Event published = SomeEvent("publication.published");
  REQUIRE_THAT(scene.messages.QueueToApplicants(pg::WriteKey::ForEvent("test", published),
                                                Notice(published, "results.published", {})),
               IsOk());
  CHECK(Db().Run("SELECT string_agg(person_id::text, ' ') FROM message WHERE template = "
                 "'results.published'") == anna.ToString());
}

TEST_CASE("a mail is sent, cancelled or tried again") {
  Scene scene;
  const PersonId anna = scene.Person("anna@example.ru");
  CHECK(*scene.messages.OldestAge(Soon()) >= 0);
  const Message first = Due(scene)[0];
  REQUIRE_THAT(scene.messages.MarkDeferred({first.id}, Soon()), IsOk());
  CHECK(Due(scene).empty());
  Db().Run("UPDATE message SET due_time = clock_timestamp()");
  REQUIRE_THAT(scene.messages.MarkSent({Due(scene)[0].id}, Soon()), IsOk());
  CHECK(Due(scene).empty());
  CHECK(Db().Run("SELECT state || ' ' || attempts FROM message") == "SENT 2");
  const Event event = SomeEvent("application.submitted");
  REQUIRE_THAT(scene.messages.Queue({Notice(event, event.type, {anna})}), IsOk());
  REQUIRE_THAT(scene.messages.MarkCancelled({Due(scene)[0].id}, Soon()), IsOk());
  CHECK(Due(scene).empty());
  const Event other = SomeEvent("application.submitted");
  REQUIRE_THAT(scene.messages.Queue({Notice(other, other.type, {anna})}), IsOk());
  const Uuid stubborn = Due(scene)[0].id;
  for (int i = 0; i < 20; ++i)
    REQUIRE_THAT(scene.messages.MarkDeferred({stubborn}, Soon()), IsOk());
  CHECK(Due(scene).empty());
  CHECK(Db().Count("message WHERE state = 'QUEUED' AND due_time > clock_timestamp() + interval '4 "
                   "minutes'") == 1);  // never given up
  CheckInvariants();
}

}  // namespace
}  // namespace nastavnik::registration
