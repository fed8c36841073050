#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/page/page.h"
#include "services/review/domain/ids.h"
#include "services/review/env.h"

// What several handlers ask of a call.
namespace nastavnik::review {

// The expert that the caller is. `name` is "seasons/{season}/experts/me" or the expert's own name;
// NOT_FOUND for another's.
struct OwnExpert {
  std::string season;
  ExpertId expert;
};
absl::StatusOr<OwnExpert> OwnExpertOf(const Call& call, const std::string& name,
                                      absl::string_view field);

// Season and assignment of "seasons/*/assignments/*" + `suffix`.
struct AssignmentRef {
  std::string season;
  AssignmentId id;
};
absl::StatusOr<AssignmentRef> AssignmentOf(const std::string& name, absl::string_view suffix,
                                           absl::string_view field);

// Nominations that the caller may see in a list: nullopt for all (the offices), else the chair's
// own, narrowed to `wanted` when that is not empty. NOT_FOUND for a chair who asks for another's.
absl::StatusOr<std::optional<std::vector<std::string>>> VisibleNominations(
    const Call& call, const std::string& season, const std::string& wanted);
// Whether the caller may see something of all these nominations.
bool SeesNominations(const Call& call, const std::string& season,
                     const std::vector<NominationId>& nominations);
// Whether the caller is chair of every one of them.
bool ChairsNominations(const Call& call, const std::string& season,
                       const std::vector<NominationId>& nominations);

// The id to go on after; nil on the first page.
template <typename IdType>
IdType AfterOf(const page::Page& page, size_t place = 0) {
  if (page.after.size() <= place) return IdType();
  return IdType::Parse(page.after[place]).value_or(IdType());
}
// The last part of a resource name.
std::string LastId(const std::string& name);

}  // namespace nastavnik::review
