#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "catch2/catch.hpp"

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "common/json/json.h"
#include "services/submission/store/application_store.h"
#include "services/submission/store/internal_reads.h"
#include "services/submission/store/seasons.h"
#include "services/submission/store/staff_store.h"
#include "services/submission/store/stage_store.h"
#include "submission_sql/sql.h"
#include "tests/support/database.h"
#include "tests/support/matchers.h"
#include "tests/unit/submission/season_fixture.h"

namespace nastavnik::submission {

using support::IsOk;
using support::Refuses;
using support::Soon;

inline support::ServiceDatabase& Db() {
  static pg::DatabaseOptions options = [] {
    pg::DatabaseOptions o;
    o.pool_size = 16;
    o.lock_timeout = absl::Seconds(4);  // tests hold locks on purpose
    return o;
  }();
  static auto& db = support::Database("submission", Migrations(), options);
  return db;
}

// The season of the unit tests on a fresh database, with windows around the database's clock.
class Contest {
 public:
  explicit Contest(std::string document = kSeason) : document_(std::move(document)) {
    Db().Clear();
    now_ = *Db()->Now(Soon());
    season_ = **ReadSeason(3, *json::Parse(document_));
    for (StageRule& stage : season_.stages) {
      stage.open_time = now_ - absl::Hours(1);
      stage.close_time = now_ + absl::Hours(1);
    }
    Apply();
  }

  // The next version of the document, in force.
  void Apply() {
    ++season_.version;
    const auto version = stages.ApplyConfig(season_, document_, true, Soon());
    REQUIRE_THAT(version, IsOk());
    REQUIRE(*version == season_.version);
  }
  StageRule& Window(absl::string_view stage) {
    for (StageRule& rule : season_.stages) {
      if (rule.id == StageId(stage)) return rule;
    }
    FAIL("no such stage");
    std::abort();
  }
  void Close(absl::string_view stage, absl::Time at, absl::Duration grace) {
    Window(stage).close_time = at;
    Window(stage).grace = grace;
    Apply();
  }

  Act MakeAct(ApplicationId id, PersonId person, std::optional<absl::Time> stamp = std::nullopt) {
    return {Keep(Key(person)), season_, id, person, stamp};
  }
  static pg::WriteKey Key(PersonId person, std::string key = NewUuid().ToString()) {
    return {.kind = pg::WriteKey::Kind::kCall,
            .season = "2027",
            .principal = person.uuid(),
            .method = "test",
            .key = std::move(key),
            .fingerprint = "f",
            .deadline = Soon()};
  }
  static Applicant ApplicantOf(PersonId person) {
    return {.person = person,
            .active = true,
            .registered = true,
            .region = "ru-77",
            .birth_date = absl::CivilDay(1990, 5, 17),
            .consents = {"processing", "media"},
            .purposes = {"PROCESSING", "MEDIA"},
            .facts_version = 42};
  }
  static Content ContentOfPerson(PersonId person) {
    Content content = FullContent();
    content["authors"].at(0).at("person") = person.ToString();
    return content;
  }

  absl::StatusOr<pg::Answer> Create(ApplicationId id, PersonId person,
                                    absl::string_view nomination = "production") {
    return applications.Create(MakeAct(id, person), *season_.Find(NominationId(nomination)),
                               *ReadPatch({}, NominationId(), ContentOfPerson(person)),
                               ApplicantOf(person), Encode);
  }
  ApplicationId Draft(PersonId person) {
    const auto id = ApplicationId::New();
    REQUIRE_THAT(Create(id, person), IsOk());
    return id;
  }
  absl::StatusOr<pg::Answer> Submit(ApplicationId id, PersonId person, int seen = 0,
                                    std::optional<absl::Time> stamp = std::nullopt) {
    return SubmitAs(MakeAct(id, person, stamp), seen);
  }
  absl::StatusOr<pg::Answer> SubmitAs(const Act& act, int seen = 0) {
    const auto etag = [&](int version) {
      return seen == 0 || seen == version ? absl::OkStatus() : absl::AbortedError("stale");
    };
    return applications.Submit(act, ApplicantOf(act.person), signer, etag, Encode);
  }
  ApplicationId Submitted(PersonId person = PersonId::New()) {
    const ApplicationId id = Draft(person);
    REQUIRE_THAT(Submit(id, person), IsOk());
    return id;
  }
  absl::StatusOr<pg::Answer> Edit(ApplicationId id, PersonId person, absl::string_view values,
                                  int seen = 0, absl::string_view nomination = "",
                                  std::optional<Applicant> applicant = std::nullopt) {
    if (!applicant) applicant = ApplicantOf(person);
    Patch patch = *ReadPatch({}, NominationId(nomination), Object(values));
    const auto etag = [&](int version) {
      return seen == 0 || seen == version ? absl::OkStatus() : absl::AbortedError("stale");
    };
    return applications.Update(MakeAct(id, person), patch, applicant, etag, Encode);
  }
  absl::StatusOr<pg::Answer> Admit(const std::vector<ApplicationId>& ids,
                                   PersonId examiner = PersonId::New()) {
    const auto people = staff.ListApplicants(season_.id, Admissions(ids), Soon());
    REQUIRE_THAT(people, IsOk());
    Applicants applicants;
    for (const PersonId& person : *people) applicants[person] = ApplicantOf(person);
    return AdmitBy(applicants, ids, examiner);
  }
  // By these facts of the applicants.
  absl::StatusOr<pg::Answer> AdmitBy(const Applicants& applicants,
                                     const std::vector<ApplicationId>& ids,
                                     PersonId examiner = PersonId::New()) {
    return staff.Admit(
        Keep(Key(examiner)), season_, Admissions(ids), applicants, examiner, std::nullopt,
        [](const std::vector<StaffView>& views) { return std::to_string(views.size()); });
  }
  static std::vector<StaffStore::Admission> Admissions(const std::vector<ApplicationId>& ids) {
    std::vector<StaffStore::Admission> admissions;
    for (const ApplicationId& id : ids)
      admissions.push_back({id, [](int) { return absl::OkStatus(); }});
    return admissions;
  }

  static std::string Encode(const OwnerView& view, const SignedReceipt* receipt) {
    return receipt != nullptr ? receipt->note : std::to_string(view.application.row_version);
  }

  const Season& season() const { return season_; }
  absl::Time now() const { return now_; }

  ApplicationStore applications{*Db()};
  StaffStore staff{*Db()};
  StageStore stages{*Db()};
  InternalReads reads{*Db()};
  ReceiptSigner signer{"test", crypto::SigningKey::Generate()};

 private:
  const pg::WriteKey& Keep(pg::WriteKey key) {
    std::lock_guard lock(mutex_);
    return keys_.emplace_back(std::move(key));
  }

  const std::string document_;
  Season season_;
  absl::Time now_;
  std::mutex mutex_;
  std::deque<pg::WriteKey> keys_;
};

// Another transaction that has run `statement` and stays open until it is let go; then it leaves
// nothing behind.
class Holder {
 public:
  explicit Holder(pg::Query query) : other_(Db().Another(1)) {
    thread_ = std::jthread([this, query](std::stop_token stop) {
      const auto wait = [&](const pg::ReadRows&, pg::Changes&) -> absl::StatusOr<std::string> {
        holding_ = true;
        while (!stop.stop_requested()) std::this_thread::yield();
        return absl::CancelledError("let go");
      };
      (void)other_->Write(pg::WriteKey::Job("hold"), {query}, wait);
    });
    while (!holding_) std::this_thread::yield();
  }
  void LetGo() { thread_ = std::jthread(); }  // asks it to stop and waits

 private:
  std::unique_ptr<pg::Database> other_;
  std::atomic<bool> holding_ = false;
  std::jthread thread_;
};

// Every invariant of services/submission/invariants holds.
void CheckInvariants();

}  // namespace nastavnik::submission
