#pragma once

#include <ostream>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "catch2/catch.hpp"

#include "common/status/error.h"

// Matchers for what platform functions answer:
//   REQUIRE_THAT(db.Write(...), IsOk());
//   CHECK_THAT(Complete(review, expert, now), Refuses("REVIEW_INCOMPLETE"));
namespace nastavnik::support {

inline const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& value) {
  return value.status();
}

// OK, or a refusal with a reason ("" takes any).
class StatusMatcher {
 public:
  StatusMatcher(bool ok, std::string reason) : ok_(ok), reason_(std::move(reason)) {}

  template <typename T>
  bool match(const T& value) const {
    const absl::Status& status = StatusOf(value);
    if (ok_ || status.ok()) return ok_ && status.ok();
    return reason_.empty() || ErrorFrom(status).reason == reason_;
  }
  std::string toString() const {
    return ok_ ? "is OK" : "refuses with " + (reason_.empty() ? "any reason" : reason_);
  }

 private:
  bool ok_;
  std::string reason_;
};

inline StatusMatcher IsOk() { return {true, ""}; }
inline StatusMatcher Refuses(std::string reason = "") { return {false, std::move(reason)}; }

}  // namespace nastavnik::support

namespace Catch {

template <>
struct StringMaker<absl::Status> {
  static std::string convert(const absl::Status& status) {
    return status.ok() ? "OK" : nastavnik::ErrorFrom(status).reason + ": " + status.ToString();
  }
};
template <typename T>
struct StringMaker<absl::StatusOr<T>> {
  static std::string convert(const absl::StatusOr<T>& value) {
    return StringMaker<absl::Status>::convert(value.status());
  }
};

}  // namespace Catch
