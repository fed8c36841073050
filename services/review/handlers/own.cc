#include "services/review/handlers/own.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "common/rpc/name.h"
#include "common/status/macros.h"
#include "services/review/domain/errors.h"

namespace nastavnik::review {
namespace {

using access::v1::Grant;

bool IsOffice(const Call& call, const std::string& season) {
  return call.caller.Has(Grant::OPERATOR, season) || call.caller.Has(Grant::ORGANIZER, season);
}

}  // namespace

absl::StatusOr<OwnExpert> OwnExpertOf(const Call& call, const std::string& name,
                                      absl::string_view field) {
  ASSIGN_OR_RETURN(const auto parts, rpc::ParseName("seasons/*/experts/*", name, field));
  ASSIGN_OR_RETURN(const PersonId person, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const ExpertId own, call.env.experts.OfPerson(parts[0], person, call.deadline));
  if (parts[1] != "me" && parts[1] != own.ToString()) return NotFound();
  return OwnExpert{parts[0], own};
}

absl::StatusOr<AssignmentRef> AssignmentOf(const std::string& name, absl::string_view suffix,
                                           absl::string_view field) {
  ASSIGN_OR_RETURN(const auto parts,
                   rpc::ParseName(absl::StrCat("seasons/*/assignments/*", suffix), name, field));
  const auto id = AssignmentId::Parse(parts[1]);
  if (!id) return NotFound();
  return AssignmentRef{parts[0], *id};
}

absl::StatusOr<std::optional<std::vector<std::string>>> VisibleNominations(
    const Call& call, const std::string& season, const std::string& wanted) {
  std::optional<std::vector<std::string>> visible;
  if (!wanted.empty()) visible = {wanted};
  if (IsOffice(call, season)) return visible;
  const std::vector<std::string> own = call.caller.Nominations(Grant::CHAIR, season);
  if (own == std::vector<std::string>{""}) return visible;
  if (wanted.empty()) return std::optional(own);
  if (std::find(own.begin(), own.end(), wanted) == own.end()) return NotFound();
  return visible;
}

bool SeesNominations(const Call& call, const std::string& season,
                     const std::vector<NominationId>& nominations) {
  return IsOffice(call, season) || ChairsNominations(call, season, nominations);
}

bool ChairsNominations(const Call& call, const std::string& season,
                       const std::vector<NominationId>& nominations) {
  return std::all_of(nominations.begin(), nominations.end(), [&](const NominationId& nomination) {
    return call.caller.Has(Grant::CHAIR, season, nomination.text());
  });
}

std::string LastId(const std::string& name) { return name.substr(name.rfind('/') + 1); }

}  // namespace nastavnik::review
