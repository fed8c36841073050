#include "tests/store/review/claims.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/status/macros.h"
#include "tests/support/matchers.h"

namespace nastavnik::review {

using support::Soon;

std::vector<ApplicationId> Claims::Wait(const Waiting& wish) {
  std::vector<ApplicationId> applications;
  std::vector<std::string> ids, slots;
  for (int i = 0; i < wish.applications; ++i) {
    applications.push_back(ApplicationId::New());
    ids.push_back(absl::StrCat("'", applications.back().ToString(), "'::uuid"));
    for (int slot = 1; slot <= wish.slots; ++slot) {
      slots.push_back(absl::StrCat("(", ids.back(), ", '", AssignmentId::New().ToString(),
                                   "'::uuid, ", slot, ", '", NewAssignmentCode(), "')"));
    }
  }
  Db().Run(absl::StrCat(
      "INSERT INTO round_item (season_id, stage_id, application_id, nomination_id, "
      "organization_id, region_id, people, keywords, state, application_version, demand) "
      "SELECT '2027', 'review-1', id, '",
      wish.nomination, "', ", wish.organization, ", '", wish.region,
      "', ARRAY[gen_random_uuid()], string_to_array('", wish.keywords,
      "', ','), 'ADMITTED', 1, 2 FROM unnest(ARRAY[", absl::StrJoin(ids, ","), "]) AS id;",
      "CREATE TEMP TABLE made AS SELECT * FROM (VALUES ", absl::StrJoin(slots, ","),
      ") AS s (application_id, assignment_id, slot, code);",
      "INSERT INTO assignment (season_id, stage_id, assignment_id, application_id, "
      "nomination_id, slot, code, origin, state) "
      "SELECT '2027', 'review-1', assignment_id, application_id, '",
      wish.nomination, "', slot, code, 'REFILL', 'QUEUED' FROM made;",
      "INSERT INTO assignment_transition (season_id, assignment_id, seq, from_state, to_state, "
      "verb) SELECT '2027', assignment_id, 1, '', 'QUEUED', 'refill' FROM made;",
      "INSERT INTO outbox (season_id, event_id, n, subject, subject_seq, type, payload, "
      "recipients) SELECT '2027', gen_random_uuid(), row_number() OVER (), "
      "'seasons/2027/assignments/' || assignment_id, 1, 'assignment.queued', '{}', '{}' "
      "FROM made;"));
  return applications;
}

absl::StatusOr<Assignment> Claims::Claim(ExpertId expert, const std::string& key) {
  pg::WriteKey write = Key("ClaimNextAssignment", persons.at(expert));
  if (!key.empty()) write.key = key;
  ASSIGN_OR_RETURN(const pg::Answer answer,
                   claims.ClaimNext(write, *rules, {}, expert,
                                    [](const Assignment& a) { return a.id.ToString(); }));
  return assignments.GetOwn(kSeason, *AssignmentId::Parse(answer.bytes), persons.at(expert),
                            Soon());
}

absl::Status Claims::Lapse(const Assignment& assignment) {
  MakeOverdue(assignment.id);
  return assignments.ExpireIfDue(*rules, assignment.id);
}

}  // namespace nastavnik::review
