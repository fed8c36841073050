#include "services/registration/set_up.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/outbox/consumer.h"
#include "common/program/program.h"
#include "common/status/macros.h"
#include "registration/regions.h"
#include "services/registration/jobs/config_installer.h"
#include "services/registration/jobs/followers.h"
#include "services/registration/jobs/mail_sender.h"
#include "services/registration/registration_service.h"

namespace nastavnik::registration {
namespace {

constexpr char kTokenKey[] = "registration-token";
constexpr char kPeopleKey[] = "registration-people.key";
constexpr absl::Duration kRefreshInterval = absl::Seconds(1);
constexpr absl::Duration kTimeout = absl::Seconds(10);
// Threads that may wait for a password at once; the others go on answering who somebody is.
constexpr int kThreadsForOthers = 4;

absl::StatusOr<auth::Principal> ReadPrincipal(Env& env, PersonId person, absl::Time deadline) {
  ASSIGN_OR_RETURN(const Principal principal, env.roles.GetPrincipal(person, deadline));
  auth::Principal answer{std::string(Name(principal.state)), principal.epoch, {}, {}};
  for (const RoleGrant& grant : principal.grants) {
    auth::Role role = access::v1::Grant::ROLE_UNSPECIFIED;
    access::v1::Grant::Role_Parse(grant.scope.role, &role);
    answer.grants.push_back({role, grant.scope.season.text(), grant.scope.nomination.text(),
                             grant.scope.region.text()});
  }
  for (const SessionId session : principal.ended_sessions)
    answer.ended_sessions.push_back(session.ToString());
  return answer;
}

absl::Status RefreshBook(Env& env) {
  if (env.book.ListRegions()->empty())
    RETURN_IF_ERROR(env.book.LoadRegions(kRegions, absl::Now() + kTimeout));
  return env.book.Refresh(absl::Now() + kTimeout);
}

void AddFollower(rpc::Process& process, Env& env, OtherServices& services,
                 const std::string& service, outbox::Consumer::Handle handle) {
  const auto fetch = [&services, service](const events::v1::ReadFeedRequest& request,
                                          absl::Time deadline) {
    return services.ReadFeed(service, request, deadline);
  };
  auto& consumer = process.Own(std::make_unique<outbox::Consumer>(
      env.db, absl::StrCat("registration.", service), fetch, std::move(handle)));
  process.jobs().Add(absl::StrCat("follow.", service), outbox::Consumer::kPollInterval,
                     consumer.Body());
}

void AddLoops(rpc::Process& process, Env& env) {
  auto& services = process.Own(
      std::make_unique<OtherServices>(process.ClientOf<OtherServices::Submission>("submission"),
                                      process.ClientOf<OtherServices::Review>("review"),
                                      process.ClientOf<OtherServices::Results>("results")));
  const auto& hosts = process.config().http.public_hosts;
  auto& sender = process.Own(std::make_unique<MailSender>(env, services,
                                                          MailDirectory(process.config().mail.path),
                                                          hosts.empty() ? "localhost" : hosts[0]));
  auto& installer = process.Own(std::make_unique<ConfigInstaller>(env, services));
  jobs::Group& jobs = process.jobs();
  jobs.Add("refreshBook", kRefreshInterval, [&env](jobs::Run&) { return RefreshBook(env); });
  jobs::Loop& install = jobs.Add("installConfigs", ConfigInstaller::kInterval,
                                 [&installer](jobs::Run& run) { return installer.Run(run); });
  jobs::Loop& send = jobs.Add("sendMessages", MailSender::kInterval,
                              [&sender](jobs::Run& run) { return sender.Run(run); });
  env.install_configs = [&install] { install.Wake(); };
  env.send_messages = [&send] { send.Wake(); };
  AddFollower(process, env, services, "submission",
              [&env](absl::Span<const Event> events) { return FollowSubmission(env, events); });
  AddFollower(process, env, services, "review",
              [&env](absl::Span<const Event> events) { return FollowReview(env, events); });
  AddFollower(
      process, env, services, "results",
      outbox::Consumer::OneByOne([&env](const Event& event) { return FollowResults(env, event); }));
  jobs.Add("watchDates", kRefreshInterval, [&env](jobs::Run&) { return WatchDates(env); });
  jobs.Add("deleteOld", absl::Hours(1),
           [&env](jobs::Run&) { return env.accounts.DeleteOld(absl::Now() + kTimeout); });
}

}  // namespace

Env& Assemble(rpc::Process& process) {
  const config::Config& config = process.config();
  const auto secret = program::OrRefuseToStart(
      auth::ReadSecretKey(absl::StrCat(config.keys.dir, "/", kTokenKey, ".key")));
  const auto open = program::OrRefuseToStart(
      auth::ReadPublicKey(absl::StrCat(config.keys.dir, "/", kTokenKey, ".pub")));
  const int waiting =
      std::max(1, std::min(config.password.queue, config.workers - kThreadsForOthers));
  Env& env = process.Own(std::unique_ptr<Env>(new Env{
      .db = process.database(),
      .pages = process.pages(),
      .principals = process.principals(),
      .token_signer = auth::Signer(kTokenKey, secret),
      .token_keys = {{kTokenKey, open}},
      .vault =
          program::OrRefuseToStart(Vault::FromFile(absl::StrCat(config.keys.dir, "/", kPeopleKey))),
      .passwords = PasswordPool(config.password.workers, waiting)}));
  process.SetPrincipalSource([&env](PersonId person, absl::Time deadline) {
    return ReadPrincipal(env, person, deadline);
  });
  process.Add(MakeAccountService(process.pipeline(), env));
  process.Add(MakeAccountStaffService(process.pipeline(), env));
  process.Add(MakeConsentService(process.pipeline(), env));
  process.Add(MakeOrganizationService(process.pipeline(), env));
  process.Add(MakeRegistrationService(process.pipeline(), env));
  process.Add(MakeSeasonPublicService(process.pipeline(), env));
  process.Add(MakeSeasonStaffService(process.pipeline(), env));
  process.Add(MakeInternalService(process.pipeline(), env));
  AddLoops(process, env);
  return env;
}

void SetUp(rpc::Process& process) { Assemble(process); }

}  // namespace nastavnik::registration
