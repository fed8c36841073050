#include "services/submission/set_up.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/auth/keys.h"
#include "common/outbox/consumer.h"
#include "common/pg/figures.h"
#include "common/pg/migrate.h"
#include "common/program/program.h"
#include "services/submission/env.h"
#include "services/submission/jobs/comparer.h"
#include "services/submission/jobs/follower.h"
#include "services/submission/jobs/stage_keeper.h"
#include "services/submission/submission_service.h"
#include "submission_sql/sql.h"

namespace nastavnik::submission {
namespace {

namespace registration = nastavnik::registration::v1;
using Registration = registration::RegistrationInternalService;

constexpr char kReceiptKey[] = "submission-receipt";

ReceiptSigner ReadSigner(const std::string& directory) {
  const auto secret = program::OrRefuseToStart(
      auth::ReadSecretKey(absl::StrCat(directory, "/", kReceiptKey, ".key")));
  const absl::string_view seed(reinterpret_cast<const char*>(secret.data()), 32);
  return ReceiptSigner(kReceiptKey, *crypto::SigningKey::FromSeed(seed));
}

std::vector<pg::Figures::Declaration> Declarations() {
  using metrics::Nomination, metrics::OneOf, metrics::Season, metrics::UpTo;
  return {
      {"nastavnik_applications",
       "Applications by state",
       {Season(), Nomination(), OneOf("state", {"DRAFT", "SUBMITTED", "ADMITTED", "WITHDRAWN"})}},
      {"nastavnik_stage_closes_timestamp_seconds",
       "When a stage closes",
       {Season(), UpTo("stage", 32)}},
      {"nastavnik_similarity_pending",
       "Submitted versions still to be compared with the others",
       {}},
      {"nastavnik_similarity_oldest_pending_seconds",
       "Age of the oldest submitted version still to be compared",
       {}},
  };
}

void AddLoops(rpc::Process& process, Env& env) {
  auto& keeper = process.Own(std::make_unique<StageKeeper>(env));
  process.jobs().Add("stageKeeper", StageKeeper::kInterval,
                     [&keeper](jobs::Run& run) { return keeper.Run(run); });
  auto& comparer = process.Own(std::make_unique<Comparer>(env.db, env.seasons, env.similarities));
  process.jobs().Add("comparer", Comparer::kInterval,
                     [&comparer](jobs::Run& run) { return comparer.Run(run); });
  const auto fetch = [&env](const events::v1::ReadFeedRequest& request, absl::Time deadline) {
    return env.registration.Call(&Registration::Stub::ReadFeed, request, deadline);
  };
  const auto handle = outbox::Consumer::OneByOne([&env, &process](const Event& event) {
    return FollowRegistration(env, process.principals(), event);
  });
  auto& consumer = process.Own(
      std::make_unique<outbox::Consumer>(env.db, "submission.registration", fetch, handle));
  process.jobs().Add("followRegistration", outbox::Consumer::kPollInterval, consumer.Body());
  auto& figures =
      process.Own(std::make_unique<pg::Figures>(env.db, sql::kSelectFigures, Declarations()));
  process.jobs().Add("figures", pg::Figures::kInterval,
                     [&figures](jobs::Run&) { return figures.Refresh(); });
}

}  // namespace

void SetUp(rpc::Process& process) {
  Env& env = process.Own(std::unique_ptr<Env>(
      new Env{.db = process.database(),
              .pages = process.pages(),
              .registration = process.ClientOf<Registration>("registration"),
              .published = process.ClientOf<registration::SeasonPublicService>("registration"),
              .receipts = ReadSigner(process.config().keys.dir)}));
  process.Add(MakeApplicationService(process.pipeline(), env));
  process.Add(MakeApplicationStaffService(process.pipeline(), env));
  process.Add(MakeReceiptPublicService(process.pipeline(), env));
  process.Add(MakeInternalService(process.pipeline(), env));
  process.ExpectSchema(Migrations());
  AddLoops(process, env);
}

}  // namespace nastavnik::submission
