#include "services/review/handlers/convert.h"

#include <utility>

#include <google/protobuf/util/json_util.h>

#include "absl/strings/str_cat.h"

#include "common/crypto/encoding.h"
#include "common/rpc/name.h"
#include "services/review/domain/events.h"
#include "services/review/domain/matching/metrics_json.h"

namespace nastavnik::review {
namespace {

// The proto value of an enum whose names are the domain's.
template <typename Enum, typename Parse>
Enum EnumOf(absl::string_view name, Parse parse) {
  Enum value{};
  parse(std::string(name), &value);
  return value;
}

template <typename Message>
void Put(absl::Time time, Message& message, google::protobuf::Timestamp* (Message::*field)()) {
  if (time != absl::InfinitePast()) *(message.*field)() = ToTimestamp(time);
}

std::string OrganizationName(const OrganizationId& organization) {
  return organization.IsNil() ? "" : absl::StrCat("organizations/", organization.ToString());
}

std::string RegionName(const RegionId& region) {
  return region.empty() ? "" : absl::StrCat("regions/", region.text());
}

template <typename Message>
void PutCompetences(const Expert& expert, Message& message) {
  for (const auto& [nomination, level] : expert.competences) {
    pb::Competence& competence = *message.add_competences();
    competence.set_nomination(nomination.text());
    competence.set_level(level == Level::kPrimary ? pb::Competence::PRIMARY
                                                  : pb::Competence::SECONDARY);
  }
}

pb::Expert::State StateOf(const Expert& expert) {
  return EnumOf<pb::Expert::State>(NameOf(expert.state), pb::Expert::State_Parse);
}

pb::Expert::Grade GradeOf(const Expert& expert) {
  return EnumOf<pb::Expert::Grade>(NameOf(expert.grade), pb::Expert::Grade_Parse);
}

void PutMetrics(const AssignmentRun& run, pb::AssignmentRunMetrics& message) {
  int solve_millis = 0;
  const PlanMetrics metrics = DecodeMetrics(run.metrics, &solve_millis);
  message.set_applications(metrics.applications);
  message.set_experts(metrics.experts);
  message.set_demand(metrics.demand);
  message.set_assigned(metrics.assigned);
  message.set_open_slots(metrics.open_slots);
  message.set_mean_score(metrics.mean_score);
  message.set_load_min(metrics.load_min);
  message.set_load_median(metrics.load_median);
  message.set_load_max(metrics.load_max);
  message.set_experts_under_minimum(metrics.experts_under_minimum);
  message.set_unused_experts(metrics.unused_experts);
  message.set_worst_score_sum(metrics.worst_score_sum);
  if (!metrics.worst_application.IsNil()) {
    message.set_worst_application(ApplicationName(run.season, metrics.worst_application));
  }
  message.set_repaired(metrics.repaired);
  message.set_unresolved(metrics.unresolved);
  for (const auto& thin : metrics.thin)
    message.add_thin_applications(ApplicationName(run.season, thin));
  message.set_solve_millis(solve_millis);
  message.set_gap_ppm(metrics.gap_ppm);
  message.set_utilization_sd(metrics.utilization_sd);
  message.set_score_sum_p1(metrics.percentile_score_sum);
  message.set_applications_without_senior(metrics.without_senior);
  message.set_listed_pairs(metrics.list_pairs);
  for (const auto& [nomination, count] : metrics.components)
    (*message.mutable_graph_components())[nomination.text()] = count;
  message.set_peak_memory_mb(metrics.peak_memory_mb);
}

std::string ConflictName(const Conflict& conflict) {
  return absl::StrCat(ExpertName(conflict.season, conflict.expert), "/conflicts/",
                      conflict.id.ToString());
}

}  // namespace

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  google::protobuf::Timestamp stamp;
  const int64_t micros = absl::ToUnixMicros(time);
  stamp.set_seconds(micros / 1'000'000);
  stamp.set_nanos(static_cast<int32_t>(micros % 1'000'000 * 1000));
  return stamp;
}

pb::Expert ToProto(const Expert& expert) {
  pb::Expert message;
  message.set_name(ExpertName(expert.season, expert.id));
  message.set_state(StateOf(expert));
  message.set_grade(GradeOf(expert));
  PutCompetences(expert, message);
  for (const auto& keyword : expert.keywords) message.add_keywords(keyword);
  message.set_region(RegionName(expert.region));
  message.set_organization(OrganizationName(expert.organization));
  message.set_load_limit(expert.load_limit);
  Put(expert.create_time, message, &pb::Expert::mutable_create_time);
  Put(expert.accept_time, message, &pb::Expert::mutable_accept_time);
  message.set_etag(rpc::Etag(expert.version, "expert"));
  return message;
}

pb::StaffExpert ToStaffProto(const Expert& expert, int held) {
  pb::StaffExpert message;
  message.set_name(ExpertName(expert.season, expert.id));
  if (!expert.person.IsNil()) message.set_user(absl::StrCat("users/", expert.person.ToString()));
  message.set_state(StateOf(expert));
  message.set_grade(GradeOf(expert));
  PutCompetences(expert, message);
  for (const auto& keyword : expert.keywords) message.add_keywords(keyword);
  message.set_region(RegionName(expert.region));
  message.set_organization(OrganizationName(expert.organization));
  message.set_load_limit(expert.load_limit);
  message.set_assignments_held(held);
  Put(expert.create_time, message, &pb::StaffExpert::mutable_create_time);
  Put(expert.accept_time, message, &pb::StaffExpert::mutable_accept_time);
  message.set_etag(rpc::Etag(expert.version, "staff"));
  return message;
}

pb::Conflict ToProto(const Conflict& conflict) {
  pb::Conflict message;
  message.set_name(ConflictName(conflict));
  if (!conflict.assignment.IsNil())
    message.set_assignment(AssignmentName(conflict.season, conflict.assignment));
  message.set_organization(OrganizationName(conflict.organization));
  message.set_reason(conflict.reason);
  message.set_state(conflict.active ? pb::Conflict::ACTIVE : pb::Conflict::DISMISSED);
  Put(conflict.create_time, message, &pb::Conflict::mutable_create_time);
  return message;
}

pb::StaffConflict ToStaffProto(const Conflict& conflict) {
  pb::StaffConflict message;
  message.set_name(ConflictName(conflict));
  if (!conflict.application.IsNil())
    message.set_application(ApplicationName(conflict.season, conflict.application));
  message.set_organization(OrganizationName(conflict.organization));
  if (!conflict.person.IsNil())
    message.set_person(absl::StrCat("users/", conflict.person.ToString()));
  message.set_reason(conflict.reason);
  message.set_state(conflict.active ? pb::Conflict::ACTIVE : pb::Conflict::DISMISSED);
  Put(conflict.create_time, message, &pb::StaffConflict::mutable_create_time);
  return message;
}

pb::Assignment ToProto(const Assignment& assignment) {
  pb::Assignment message;
  message.set_name(AssignmentName(assignment.season, assignment.id));
  message.set_code(assignment.code);
  message.set_nomination(assignment.nomination.text());
  message.set_stage(assignment.stage.text());
  message.set_state(
      EnumOf<pb::Assignment::State>(NameOf(assignment.state), pb::Assignment::State_Parse));
  Put(assignment.response_due_time, message, &pb::Assignment::mutable_response_due_time);
  Put(assignment.due_time, message, &pb::Assignment::mutable_due_time);
  Put(assignment.late_until_time, message, &pb::Assignment::mutable_late_until_time);
  Put(assignment.offer_time, message, &pb::Assignment::mutable_offer_time);
  message.set_etag(rpc::Etag(assignment.version, "expert"));
  return message;
}

pb::StaffAssignment ToStaffProto(const Assignment& assignment) {
  pb::StaffAssignment message;
  message.set_name(AssignmentName(assignment.season, assignment.id));
  message.set_code(assignment.code);
  message.set_application(ApplicationName(assignment.season, assignment.application));
  if (!assignment.expert.IsNil())
    message.set_expert(ExpertName(assignment.season, assignment.expert));
  message.set_nomination(assignment.nomination.text());
  message.set_stage(assignment.stage.text());
  message.set_state(
      EnumOf<pb::Assignment::State>(NameOf(assignment.state), pb::Assignment::State_Parse));
  message.set_origin(EnumOf<pb::StaffAssignment::Origin>(NameOf(assignment.origin),
                                                         pb::StaffAssignment::Origin_Parse));
  Put(assignment.response_due_time, message, &pb::StaffAssignment::mutable_response_due_time);
  Put(assignment.due_time, message, &pb::StaffAssignment::mutable_due_time);
  message.set_end_reason(assignment.end_reason);
  Put(assignment.create_time, message, &pb::StaffAssignment::mutable_create_time);
  message.set_etag(rpc::Etag(assignment.version, "staff"));
  return message;
}

pb::Review ToProto(const Review& review) {
  pb::Review message;
  message.set_name(absl::StrCat(AssignmentName(review.season, review.assignment), "/review"));
  message.set_state(EnumOf<pb::Review::State>(NameOf(review.state), pb::Review::State_Parse));
  for (const auto& [criterion, mark] : review.draft.marks) {
    pb::CriterionMark& entry = *message.add_marks();
    entry.set_criterion(criterion.text());
    if (mark.mark) entry.set_mark(*mark.mark);
    entry.set_comment(mark.comment);
  }
  message.set_recommendation(review.draft.recommendation);
  message.set_comment(review.draft.comment);
  message.set_total_hundredths(review.total_hundredths);
  message.set_revision(review.revision);
  Put(review.update_time, message, &pb::Review::mutable_update_time);
  Put(review.complete_time, message, &pb::Review::mutable_complete_time);
  message.set_etag(rpc::Etag(review.version, "expert"));
  return message;
}

pb::Rubric ToProto(const Rubric& rubric) {
  pb::Rubric message;
  for (const Criterion& criterion : rubric.criteria) {
    pb::Criterion& entry = *message.add_criteria();
    entry.set_id(criterion.id.text());
    entry.set_group(criterion.group);
    entry.set_title(criterion.title);
    entry.set_question(criterion.question);
    entry.set_min(criterion.min);
    entry.set_max(criterion.max);
    entry.set_weight(criterion.weight);
    entry.set_informative(criterion.informative);
    for (const auto& [mark, meaning] : criterion.anchors)
      (*entry.mutable_anchors())[mark] = meaning;
  }
  for (const auto& [id, title] : rubric.recommendations) {
    pb::RecommendationOption& option = *message.add_recommendations();
    option.set_id(id);
    option.set_title(title);
  }
  message.set_comment_required_at_most(rubric.comment.required_at_most.value_or(-1));
  message.set_comment_required_at_least(rubric.comment.required_at_least.value_or(-1));
  message.set_comment_min_length(rubric.comment.min_length);
  message.set_comment_max_length(rubric.comment.max_length);
  return message;
}

pb::AssignmentRun ToProto(const AssignmentRun& run, const std::optional<pg::Proposal>& waiting) {
  pb::AssignmentRun message;
  message.set_name(RunName(run.season, run.id));
  message.set_stage(run.stage.text());
  for (const auto& nomination : run.nominations) message.add_nominations(nomination.text());
  message.set_state(
      EnumOf<pb::AssignmentRun::State>(NameOf(run.state), pb::AssignmentRun::State_Parse));
  message.set_number(run.number);
  message.set_inputs_sha256(crypto::HexEncode(run.inputs_sha256));
  message.set_result_sha256(crypto::HexEncode(run.result_sha256));
  message.set_seed_commitment(crypto::HexEncode(run.seed_commitment));
  if (!run.result_sha256.empty()) PutMetrics(run, *message.mutable_metrics());
  message.set_error(run.error);
  Put(run.create_time, message, &pb::AssignmentRun::mutable_create_time);
  Put(run.deploy_time, message, &pb::AssignmentRun::mutable_deploy_time);
  if (waiting) {
    auto& pending = *message.mutable_pending_approval();
    pending.set_verb(waiting->verb);
    pending.set_payload_hash(crypto::HexEncode(waiting->payload_hash));
    pending.set_proposer(absl::StrCat("users/", waiting->proposer.ToString()));
    *pending.mutable_expire_time() = ToTimestamp(waiting->expire_time);
  }
  message.set_etag(rpc::Etag(run.version, "staff"));
  return message;
}

std::string ProgressOf(const AssignmentRun& run, absl::string_view stage, int done, int total) {
  pb::CreateAssignmentRunMetadata metadata;
  metadata.set_assignment_run(RunName(run.season, run.id));
  metadata.set_stage(std::string(stage));
  metadata.set_done(done);
  metadata.set_total(total);
  std::string json;
  static_cast<void>(
      google::protobuf::util::MessageToJsonString(metadata, &json));  // ids and numbers
  return json;
}

pb::ProposedAssignment ToProto(const ProposedPair& pair, const std::string& season) {
  pb::ProposedAssignment message;
  message.set_application(ApplicationName(season, pair.application));
  message.set_expert(ExpertName(season, pair.expert));
  message.set_nomination(pair.nomination.text());
  message.set_score(pair.score);
  return message;
}

pb::CompletedReview ToProto(const CompletedReview& review) {
  pb::CompletedReview message;
  message.set_review(review.id.ToString());
  message.set_application(review.application.ToString());
  message.set_expert(review.expert.ToString());
  message.set_revision(review.revision);
  for (const auto& [criterion, mark] : review.marks) (*message.mutable_marks())[criterion] = mark;
  message.set_total_hundredths(review.total_hundredths);
  *message.mutable_complete_time() = ToTimestamp(review.complete_time);
  return message;
}

}  // namespace nastavnik::review
