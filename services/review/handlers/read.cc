#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "common/status/error.h"
#include "services/review/domain/errors.h"
#include "services/review/handlers/convert.h"

// The reading half of convert.h.
namespace nastavnik::review {
namespace {

// "organizations/{uuid}" and the like; "" is nil. Another form is a violation on `field`.
template <typename IdType>
IdType IdFrom(absl::string_view prefix, const std::string& name, const char* field,
              std::vector<FieldViolation>& violations) {
  if (name.empty()) return IdType();
  absl::string_view rest = name;
  if (absl::ConsumePrefix(&rest, prefix)) {
    if (const auto id = IdType::Parse(rest)) return *id;
  }
  violations.push_back(
      {field, "INVALID_FORMAT", absl::StrCat("Ожидается имя вида ", prefix, "….")});
  return IdType();
}

}  // namespace

absl::StatusOr<ExpertProfile> ProfileFrom(const pb::AcceptInvitationRequest& request) {
  std::vector<FieldViolation> violations;
  ExpertProfile profile;
  for (const pb::Competence& competence : request.competences()) {
    const bool primary = competence.level() == pb::Competence::PRIMARY;
    profile.competences[NominationId(competence.nomination())] =
        primary ? Level::kPrimary : Level::kSecondary;
  }
  profile.keywords = {request.keywords().begin(), request.keywords().end()};
  absl::string_view region = request.region();
  if (!absl::ConsumePrefix(&region, "regions/") || !IsDocumentId(region)) {
    violations.push_back({"region", "INVALID_FORMAT", "Ожидается имя вида regions/…."});
  }
  profile.region = RegionId(region);
  profile.organization =
      IdFrom<OrganizationId>("organizations/", request.organization(), "organization", violations);
  profile.load_limit = request.load_limit();
  if (!request.conflict_statement()) {
    violations.push_back({"conflictStatement", "REQUIRED",
                          "Подтвердите, что сообщите о каждом конфликте интересов."});
  }
  RETURN_IF_ERROR(FieldsInvalid(std::move(violations)));
  return profile;
}

absl::StatusOr<Conflict> ConflictFrom(const pb::StaffConflict& conflict,
                                      const std::string& season) {
  std::vector<FieldViolation> violations;
  Conflict read{.season = season,
                .id = ConflictId::New(),
                .kind = Conflict::Kind::kReported,
                .reason = conflict.reason()};
  read.application =
      IdFrom<ApplicationId>(absl::StrCat("seasons/", season, "/applications/"),
                            conflict.application(), "conflict.application", violations);
  read.organization = IdFrom<OrganizationId>("organizations/", conflict.organization(),
                                             "conflict.organization", violations);
  read.person = IdFrom<PersonId>("users/", conflict.person(), "conflict.person", violations);
  const int targets = !conflict.application().empty() + !conflict.organization().empty() +
                      !conflict.person().empty();
  if (targets != 1) {
    violations.push_back({"conflict", targets == 0 ? "REQUIRED" : "CONFLICTS",
                          "Укажите одно: заявку, организацию или человека."});
  }
  RETURN_IF_ERROR(FieldsInvalid(std::move(violations)));
  return read;
}

absl::StatusOr<ReviewPatch> PatchFrom(const pb::UpdateReviewRequest& request) {
  std::vector<FieldViolation> violations;
  ReviewPatch patch;
  const auto& paths = request.update_mask().paths();
  const auto wanted = [&](absl::string_view path) {
    return paths.empty() || std::find(paths.begin(), paths.end(), path) != paths.end();
  };
  for (const std::string& path : paths) {
    if (path != "marks" && path != "recommendation" && path != "comment") {
      violations.push_back({"updateMask", "UNKNOWN_FIELD", absl::StrCat("Поля «", path, "» нет.")});
    }
  }
  const pb::Review& review = request.review();
  if (wanted("marks")) {
    patch.marks.emplace();
    for (const pb::CriterionMark& entry : review.marks()) {
      ReviewContent::Mark mark{.mark = std::nullopt, .comment = entry.comment()};
      if (entry.has_mark()) mark.mark = entry.mark();
      if (!patch.marks->emplace(CriterionId(entry.criterion()), std::move(mark)).second) {
        violations.push_back({absl::StrCat("review.marks.", entry.criterion()), "DUPLICATE_KEY",
                              "Критерий указан дважды."});
      }
    }
  }
  if (wanted("recommendation")) patch.recommendation = review.recommendation();
  if (wanted("comment")) patch.comment = review.comment();
  RETURN_IF_ERROR(FieldsInvalid(std::move(violations)));
  return patch;
}

Grade GradeFrom(pb::Expert::Grade grade) {
  if (grade == pb::Expert::LEAD) return Grade::kLead;
  return grade == pb::Expert::SENIOR ? Grade::kSenior : Grade::kBasic;
}

}  // namespace nastavnik::review
