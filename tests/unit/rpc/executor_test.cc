#include "common/rpc/executor.h"

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "catch2/catch.hpp"

#include "common/rpc/wire_status.h"
#include "common/status/error.h"

namespace nastavnik::rpc {
namespace {

using access::v1::AccessRule;

TEST_CASE("the most urgent class goes first") {
  Executor executor(1);
  absl::Notification started;
  absl::Notification go;
  executor.Run(AccessRule::BROWSE, [&](bool) {
    started.Notify();
    go.WaitForNotification();
  });
  started.WaitForNotification();
  std::string order;
  absl::Notification last;
  executor.Run(AccessRule::EXPORT, [&](bool) {
    order += "e";
    last.Notify();
  });
  executor.Run(AccessRule::BROWSE, [&](bool) { order += "b"; });
  executor.Run(AccessRule::AUTOSAVE, [&](bool) { order += "a"; });
  executor.Run(AccessRule::SUBMIT, [&](bool) { order += "s"; });
  go.Notify();
  last.WaitForNotification();
  CHECK(order == "sabe");
}

TEST_CASE("a full queue refuses at once") {
  Executor executor(1);
  absl::Notification go;
  executor.Run(AccessRule::BROWSE, [&](bool) { go.WaitForNotification(); });
  int shed = 0;
  for (int i = 0; i < 1000; ++i) {
    executor.Run(AccessRule::EXPORT, [&](bool run) { shed += run ? 0 : 1; });
    if (shed > 0) break;
  }
  CHECK(shed == 1);
  CHECK(executor.QueueDepth() >= 256);
  go.Notify();
}

TEST_CASE("an error survives the wire with all it says") {
  Error error;
  error.code = absl::StatusCode::kFailedPrecondition;
  error.reason = "STAGE_CLOSED";
  error.message = "Приём заявок окончен.";
  error.metadata = {{"closeTime", "2027-04-29T15:00:00Z"}};
  error.violations = {{"content.title", "TOO_LONG", "Не более 200 знаков"}};
  error.retry_after = absl::Milliseconds(1500);
  const Error back = ErrorFrom(FromWire(ToWire(ToStatus(error))));
  CHECK(back.code == error.code);
  CHECK(back.reason == error.reason);
  CHECK(back.message == error.message);
  CHECK(back.metadata == error.metadata);
  REQUIRE(back.violations.size() == 1);
  CHECK(back.violations[0].field == "content.title");
  CHECK(back.violations[0].reason == "TOO_LONG");
  CHECK(back.retry_after == error.retry_after);
  const Error kept = ErrorFrom(DecodeStatus(EncodeStatus(ToStatus(error))));
  CHECK(kept.metadata == error.metadata);
  CHECK(kept.violations.size() == 1);
  CHECK(ToWire(absl::InternalError("SELECT secret FROM person")).error_message() ==
        "Внутренняя ошибка.");
}

}  // namespace
}  // namespace nastavnik::rpc
