// How fast is Database::Write? A durable submit of nine statements by 64 clients over 16
// connections, against pgbench sending the same prepared statements one by one over 16 connections:
// turn and turn about on the same server.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"

#include "tests/support/database.h"

namespace nastavnik::bench {
namespace {

constexpr int kApplications = 20'000;
constexpr int kClients = 64;
constexpr int kConnections = 16;
constexpr int kRounds = 3;

constexpr char kTables[] = R"sql(
CREATE TABLE stage (season_id text, stage_id text, state text, close_time timestamptz, PRIMARY KEY (season_id, stage_id));
CREATE TABLE application (season_id text, application_id uuid, state text, version int, content jsonb,
                          PRIMARY KEY (season_id, application_id));
CREATE TABLE application_version (season_id text, application_id uuid, version int, content jsonb, create_time timestamptz,
                                  PRIMARY KEY (season_id, application_id, version));
INSERT INTO stage VALUES ('2027', 'applications', 'OPEN', clock_timestamp() + interval '1 day');
INSERT INTO application SELECT '2027', ('00000000-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid, 'DRAFT', 1,
  jsonb_build_object('title', repeat('Практика ', 100)) FROM generate_series(1, 20000) i;
)sql";

constexpr pg::Statement kStage{
    "select_stage_for_share",
    "SELECT close_time FROM stage WHERE season_id = $1 AND stage_id = $2 AND state = 'OPEN' AND "
    "clock_timestamp() < close_time FOR SHARE"};
constexpr pg::Statement kSelect{
    "select_application_for_update",
    "SELECT state, version, content FROM application WHERE season_id = $1 AND application_id = $2 "
    "FOR UPDATE"};
constexpr pg::Statement kUpdate{
    "update_application",
    "UPDATE application SET state = 'SUBMITTED', version = version + 1 WHERE season_id = $1 AND "
    "application_id = $2 AND version = $3"};
constexpr pg::Statement kVersion{
    "insert_application_version",
    "INSERT INTO application_version (season_id, application_id, version, content, create_time) "
    "VALUES ($1, $2, $3, $4, clock_timestamp())"};

Uuid ApplicationAt(int i) {
  return *ParseUuid(absl::StrFormat("00000000-0000-7000-8000-%012d", i));
}

absl::StatusOr<pg::Answer> Submit(pg::Database& db, const pg::WriteKey& key, const Uuid& id) {
  return db.Write(
      key, {pg::Query(kStage, "2027", "applications"), pg::Query(kSelect, "2027", id)},
      [&](const pg::ReadRows& rows, pg::Changes& changes) -> absl::StatusOr<std::string> {
        const pg::Row application = rows[1][0];
        const int version = application.Int("version");
        changes.Run(kUpdate, "2027", id, version);
        changes.Run(kVersion, "2027", id, version + 1, application.View("content"));
        changes.Emit({.type = "application.submitted",
                      .season = "2027",
                      .subject = absl::StrCat("seasons/2027/applications/", id.ToString()),
                      .data = {{"state", "SUBMITTED"}}});
        return std::string(200, 'a');
      });
}

double RunWrite(pg::Database& db, absl::Duration time) {
  std::atomic<int64_t> done{0}, failed{0};
  const absl::Time start = absl::Now(), end = start + time;
  {
    std::vector<std::jthread> clients;
    for (int i = 0; i < kClients; ++i) {
      clients.emplace_back([&] {
        std::minstd_rand random(std::random_device{}());
        while (absl::Now() < end) {
          pg::WriteKey key;
          key.kind = pg::WriteKey::Kind::kCall;
          key.season = "2027";
          key.method = "/nastavnik.submission.v1.ApplicationService/SubmitApplication";
          key.key = NewUuid().ToString();
          key.fingerprint = std::string(32, 'f');
          key.deadline = absl::Now() + absl::Seconds(5);
          (Submit(db, key, ApplicationAt(1 + static_cast<int>(random() % kApplications))).ok()
               ? done
               : failed)++;
        }
      });
    }
  }
  if (failed > 0) std::printf("  %ld writes failed\n", static_cast<long>(failed));
  return static_cast<double>(done) / absl::ToDoubleSeconds(absl::Now() - start);
}

// The same statements for pgbench, whose variables stand for parameters.
std::string Script() {
  return R"sql(
\set i random(1, 20000)
\set key1 random(1, 1000000000)
\set key2 random(1, 1000000000)
BEGIN;
INSERT INTO idempotency (season_id, principal_id, method, key, fingerprint) VALUES ('2027', '00000000-0000-0000-0000-000000000000', '/nastavnik.submission.v1.ApplicationService/SubmitApplication', :key1 || '-' || :key2, '\x6666666666666666666666666666666666666666666666666666666666666666') ON CONFLICT DO NOTHING;
SELECT close_time FROM stage WHERE season_id = '2027' AND stage_id = 'applications' AND state = 'OPEN' AND clock_timestamp() < close_time FOR SHARE;
SELECT state, version, content FROM application WHERE season_id = '2027' AND application_id = ('00000000-0000-7000-8000-' || lpad((:i)::text, 12, '0'))::uuid FOR UPDATE \gset
UPDATE application SET state = 'SUBMITTED', version = version + 1 WHERE season_id = '2027' AND application_id = ('00000000-0000-7000-8000-' || lpad((:i)::text, 12, '0'))::uuid AND version = :version;
INSERT INTO application_version (season_id, application_id, version, content, create_time) VALUES ('2027', ('00000000-0000-7000-8000-' || lpad((:i)::text, 12, '0'))::uuid, :version + 1, :content, clock_timestamp());
INSERT INTO outbox (season_id, event_id, n, subject, subject_seq, type, payload, recipients) SELECT '2027', gen_random_uuid(), 0, 'seasons/2027/applications/' || :i, COALESCE(max(o.subject_seq), 0) + 1, 'application.submitted', '{"state":"SUBMITTED"}', '{}' FROM outbox o WHERE o.season_id = '2027' AND o.subject = 'seasons/2027/applications/' || :i;
UPDATE idempotency SET status = 0, answer = convert_to(repeat('a', 200), 'UTF8') WHERE season_id = '2027' AND principal_id = '00000000-0000-0000-0000-000000000000' AND method = '/nastavnik.submission.v1.ApplicationService/SubmitApplication' AND key = :key1 || '-' || :key2;
COMMIT;
)sql";
}

double RunPgbench(const std::string& url, const std::string& script, absl::Duration time) {
  const std::string command = absl::StrCat(
      "PGOPTIONS='-c search_path=bench' /usr/lib/postgresql/15/bin/pgbench -n -M prepared -c ",
      kConnections, " -j 2 -T ", absl::ToInt64Seconds(time), " -f ", script, " '", url, "' 2>&1");
  FILE* output = popen(command.c_str(), "r");
  double rate = 0;
  char line[512];
  std::string all;
  while (fgets(line, sizeof(line), output) != nullptr) {
    all += line;
    std::sscanf(line, "tps = %lf", &rate);
  }
  if (pclose(output) != 0 || rate == 0) support::Die("pgbench failed: " + all);
  return rate;
}

int Main(int seconds) {
  auto& db = support::Database("bench", {{1, "0001_bench", kTables}}, {.pool_size = kConnections});
  const support::TempDir dir;
  const std::string script = dir.path() + "/submit.sql";
  std::ofstream(script) << Script();
  const absl::Duration time = absl::Seconds(seconds);
  RunWrite(*db, absl::Seconds(2));
  double ours = 0, theirs = 0;
  for (int round = 1; round <= kRounds; ++round) {
    const double pgbench = RunPgbench(db.options().url, script, time);
    const double write = RunWrite(*db, time);
    std::printf("round %d: Write %.0f/s, pgbench %.0f/s, ratio %.2f\n", round, write, pgbench,
                write / pgbench);
    ours += write;
    theirs += pgbench;
  }
  std::printf("Write reaches %.2f of pgbench\n", ours / theirs);
  return ours / theirs >= 0.8 ? 0 : 1;
}

}  // namespace
}  // namespace nastavnik::bench

int main(int argc, char** argv) {
  return nastavnik::bench::Main(argc > 1 ? std::atoi(argv[1]) : 5);
}
