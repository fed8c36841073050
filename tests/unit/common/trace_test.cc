#include "common/trace/call.h"

#include <catch2/catch.hpp>
#include <optional>

#include "absl/strings/match.h"

namespace nastavnik::trace {
namespace {

constexpr char kHeader[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

TEST_CASE("A traceparent is read and written back") {
  const auto context = ParseTraceparent(kHeader);
  REQUIRE(context);
  CHECK(context->TraceId() == "4bf92f3577b34da6a3ce929d0e0e4736");
  CHECK(context->SpanId() == "00f067aa0ba902b7");
  CHECK(context->sampled);
  CHECK(context->Traceparent() == kHeader);
}

TEST_CASE("A child keeps the trace and has a span of its own") {
  const Context parent = *ParseTraceparent(kHeader);
  const Context child = parent.Child();
  CHECK(child.TraceId() == parent.TraceId());
  CHECK(child.SpanId() != parent.SpanId());
  CHECK(NewContext().TraceId() != NewContext().TraceId());
}

TEST_CASE("What is not a traceparent is ignored") {
  for (const char* odd : {"", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                          "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                          "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                          "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                          "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                          "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                          "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}) {
    INFO(odd);
    CHECK_FALSE(ParseTraceparent(odd));
  }
  CHECK(ParseTraceparent("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more"));
}

TEST_CASE("A call adds up where its time went") {
  Call call("review.GetReview", NewContext());
  const Working working(call);
  call.Add(Kind::kDatabase, "select_review", absl::Now(), absl::Milliseconds(3));
  call.Add(Kind::kDatabase, "select_expert", absl::Now(), absl::Milliseconds(4));
  { const Span span(Kind::kRedis, "GET"); }

  CHECK(call.Total(Kind::kDatabase) == absl::Milliseconds(7));
  CHECK(call.Count(Kind::kDatabase) == 2);
  CHECK(call.Count(Kind::kRedis) == 1);
}

TEST_CASE("The current call is of the thread, and ends with its block") {
  Call outer("outer", NewContext());
  CHECK(Call::Current() == nullptr);
  {
    const Working working(outer);
    CHECK(Call::Current() == &outer);
  }
  CHECK(Call::Current() == nullptr);
  { const Span span(Kind::kRedis, "nobody listens"); }
}

TEST_CASE("Calls in progress are listed until they end") {
  std::optional<Call> call;
  call.emplace("review.Inflight", *ParseTraceparent(kHeader));
  CHECK(absl::StrContains(InflightJson(),
                          "\"review.Inflight\",\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\""));
  call.reset();
  CHECK_FALSE(absl::StrContains(InflightJson(), "review.Inflight"));
}

TEST_CASE("Slow and failed calls are kept with their parts, good quick ones are not") {
  { const Call quick("review.Quick", NewContext()); }
  {
    Call failed("review.Failed", NewContext());
    failed.Add(Kind::kDatabase, "select_review", failed.start() + absl::Milliseconds(1),
               absl::Microseconds(2500));
    failed.Add(Kind::kQueue, "handler pool", failed.start() - absl::Microseconds(5),
               absl::Microseconds(7));
    failed.Finish(absl::StatusCode::kUnavailable);
  }
  SetSlowThreshold(absl::ZeroDuration());
  { const Call slow("review.Slow", NewContext()); }
  SetSlowThreshold(absl::Milliseconds(500));

  const std::string json = SlowJson();
  CHECK_FALSE(absl::StrContains(json, "review.Quick"));
  CHECK(absl::StrContains(json,
                          "\"code\":\"Unavailable\",\"parts\":[{\"kind\":\"database\",\"name\":"
                          "\"select_review\",\"at_ms\":1.000,\"ms\":2.500},{\"kind\":\"queue\","
                          "\"name\":\"handler pool\",\"at_ms\":0.000,\"ms\":0.007}]"));
  CHECK(absl::StrContains(json, "{\"slowest\":[{\"method\":\"review.Slow\""));
}

TEST_CASE("At most 200 failed calls are kept, the latest") {
  for (int i = 0; i < 250; ++i) {
    Call call("review.Failed" + std::to_string(i) + ".", NewContext());
    call.Finish(absl::StatusCode::kInternal);
  }
  CHECK_FALSE(absl::StrContains(SlowJson(), "review.Failed49."));
  CHECK(absl::StrContains(SlowJson(), "review.Failed50."));
  CHECK(absl::StrContains(SlowJson(), "review.Failed249."));
}

}  // namespace
}  // namespace nastavnik::trace
