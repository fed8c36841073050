#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/id/id.h"
#include "common/status/error.h"

namespace nastavnik::rpc {

// The variable parts of a resource name: ParseName("seasons/*/applications/*", name) -> {"2027",
// "0192..."}. A name of another form is FIELD_INVALID on `field`.
absl::StatusOr<std::vector<std::string>> ParseName(absl::string_view pattern,
                                                   absl::string_view name,
                                                   absl::string_view field = "name");

// The same for a name that ends in an id of ours. A last part that is no UUID is NOT_FOUND, as an
// unknown one is.
template <typename IdType>
struct ChildName {
  std::string parent;  // first variable part, usually the season
  IdType id;
};
absl::Status NoSuchObject();
template <typename IdType>
absl::StatusOr<ChildName<IdType>> ParseChildName(absl::string_view pattern, absl::string_view name,
                                                 absl::string_view field = "name") {
  ASSIGN_OR_RETURN(const std::vector<std::string> parts, ParseName(pattern, name, field));
  const auto id = IdType::Parse(parts.back());
  if (!id) return NoSuchObject();
  return ChildName<IdType>{parts.size() > 1 ? parts.front() : "", *id};
}

// Etag of a version for an audience: "v3-owner".
std::string Etag(int64_t version, absl::string_view audience);
// OK when `given` is empty or the etag of `version`; else ETAG_MISMATCH.
absl::Status CheckEtag(int64_t version, absl::string_view audience, absl::string_view given);

}  // namespace nastavnik::rpc
