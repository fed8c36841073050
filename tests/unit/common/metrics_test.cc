#include "common/metrics/metrics.h"

#include <catch2/catch.hpp>

#include "absl/strings/match.h"
#include "common/metrics/grpc.h"
#include "common/metrics/runtime.h"

namespace nastavnik::metrics {
namespace {

bool Shows(Registry& registry, const std::string& line) {
  return absl::StrContains(registry.Text(), line + "\n");
}

TEST_CASE("A family with closed labels shows every combination at zero from the start") {
  Registry registry;
  registry.Counters("nastavnik_mail_messages_total", "Mail",
                    {OneOf("kind", {"code", "offer"}), OneOf("outcome", {"sent", "failed"})});

  CHECK(Shows(registry, "nastavnik_mail_messages_total{kind=\"offer\",outcome=\"failed\"} 0"));
  CHECK(Shows(registry, "nastavnik_mail_messages_total{kind=\"code\",outcome=\"sent\"} 0"));
}

TEST_CASE("A value outside a closed set is counted as other") {
  Registry registry;
  auto& family =
      registry.Counters("nastavnik_runs_total", "Runs", {OneOf("outcome", {"ok", "error"})});

  family.With({"Иван Петров"}).Increment();

  CHECK(Shows(registry, "nastavnik_runs_total{outcome=\"other\"} 1"));
  CHECK_FALSE(absl::StrContains(registry.Text(), "Иван"));
}

TEST_CASE("An open label takes as many values as its cap, then other") {
  Registry registry;
  auto& family =
      registry.Counters("nastavnik_submissions_total", "Submissions", {Season(), Nomination()});

  for (int year = 2024; year < 2030; ++year)
    family.With({std::to_string(year), "practice"}).Increment();

  CHECK(Shows(registry, "nastavnik_submissions_total{nomination=\"practice\",season=\"2027\"} 1"));
  CHECK(Shows(registry, "nastavnik_submissions_total{nomination=\"practice\",season=\"other\"} 2"));
  CHECK_FALSE(absl::StrContains(registry.Text(), "2028"));
}

TEST_CASE("Declaring a family again gives the one that exists") {
  Registry registry;
  auto& once = registry.Counters("nastavnik_things_total", "Things");
  auto& again = registry.Counters("nastavnik_things_total", "Things");

  CHECK(&once == &again);
  CHECK(&once.One() == &again.One());
}

TEST_CASE("Replace shows exactly the given rows and adds up what falls into other") {
  Registry registry;
  auto& family = registry.Gauges("nastavnik_reviews", "Reviews",
                                 {Season(), OneOf("state", {"ASSIGNED", "COMPLETED"})});
  family.Replace({{{"2027", "ASSIGNED"}, 40}, {{"2027", "COMPLETED"}, 2}});
  family.Replace({{{"2027", "COMPLETED"}, 42}, {{"2027", "LOST"}, 1}, {{"2027", "EATEN"}, 2}});

  CHECK(Shows(registry, "nastavnik_reviews{season=\"2027\",state=\"COMPLETED\"} 42"));
  CHECK(Shows(registry, "nastavnik_reviews{season=\"2027\",state=\"other\"} 3"));
  CHECK_FALSE(absl::StrContains(registry.Text(), "ASSIGNED"));
}

TEST_CASE("Families lists names, types and labels in order") {
  Registry registry;
  registry.Gauges("nastavnik_reviews", "Reviews", {Season(), Nomination()});
  registry.Counters("nastavnik_mail_total", "Mail");

  CHECK(registry.Families() ==
        "nastavnik_mail_total counter\nnastavnik_reviews gauge season,nomination\n");
}

TEST_CASE("A gRPC method counts by code and keeps its codes at zero before the first call") {
  Registry registry;
  GrpcMethod method(registry, GrpcMethod::Side::kServer,
                    "/nastavnik.review.v1.AssignmentService/GetReview", kServerCodes);
  const std::string labels =
      "grpc_method=\"GetReview\",grpc_service=\"nastavnik.review.v1.AssignmentService\",grpc_type="
      "\"unary\"";
  CHECK(Shows(registry, "grpc_server_handled_total{grpc_code=\"Unavailable\"," + labels + "} 0"));

  method.Started();
  method.Handled(absl::StatusCode::kInvalidArgument, absl::Milliseconds(30));

  CHECK(Shows(registry, "grpc_server_started_total{" + labels + "} 1"));
  CHECK(
      Shows(registry, "grpc_server_handled_total{grpc_code=\"InvalidArgument\"," + labels + "} 1"));
  CHECK(Shows(registry, "grpc_server_handling_seconds_bucket{" + labels + ",le=\"0.05\"} 1"));
  CHECK(Shows(registry, "grpc_server_handling_seconds_bucket{" + labels + ",le=\"0.025\"} 0"));
}

TEST_CASE("Server and client of one method are separate families") {
  Registry registry;
  GrpcMethod server(registry, GrpcMethod::Side::kServer, "s.S/M", kServerCodes);
  GrpcMethod client(registry, GrpcMethod::Side::kClient, "s.S/M", kClientCodes);
  client.Handled(absl::StatusCode::kOk, absl::ZeroDuration());

  CHECK(Shows(registry,
              "grpc_client_handled_total{grpc_code=\"OK\",grpc_method=\"M\",grpc_service=\"s.S\","
              "grpc_type=\"unary\"} 1"));
  CHECK(Shows(registry,
              "grpc_server_handled_total{grpc_code=\"OK\",grpc_method=\"M\",grpc_service=\"s.S\","
              "grpc_type=\"unary\"} 0"));
}

TEST_CASE("A process shows its build, memory, files and CPU time") {
  Registry registry;
  DeclareRuntime(registry, "0.1.0", "abcdef");
  const std::string text = registry.Text();

  CHECK(absl::StrContains(text, "nastavnik_build_info{revision=\"abcdef\",version=\"0.1.0\"} 1\n"));
  for (const char* name : {"process_cpu_seconds_total", "process_resident_memory_bytes",
                           "process_open_fds", "process_max_fds", "process_start_time_seconds"}) {
    INFO(name);
    CHECK(absl::StrContains(text, std::string("\n") + name + " "));
    CHECK_FALSE(absl::StrContains(text, std::string("\n") + name + " 0\n"));
  }
}

}  // namespace
}  // namespace nastavnik::metrics
