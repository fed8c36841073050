#include "services/registration/domain/config_version.h"

#include "common/crypto/hash.h"
#include "common/status/macros.h"
#include "services/registration/domain/errors.h"
#include "services/registration/domain/season/check.h"
#include "services/registration/domain/season/schema.h"
#include "services/registration/domain/season/stage_act.h"

namespace nastavnik::registration {
namespace {

using season::Document;

// The version of a form moves only when the form of that nomination does.
FormVersions NextFormVersions(const Document* base, const FormVersions& former,
                              const Document& next, int version) {
  FormVersions versions;
  for (const auto& [id, nomination] : next.nominations) {
    const auto known = former.find(id);
    const bool same =
        base != nullptr && known != former.end() && base->nominations.count(id) > 0 &&
        season::FormSchema(*base, base->nominations.at(id)) == season::FormSchema(next, nomination);
    versions[id] = same ? known->second : version;
  }
  return versions;
}

// The document of a version that was valid when it was stored; null-valued for version 0.
absl::StatusOr<std::optional<Document>> DocumentOf(const Standing& standing,
                                                   const StandingDocument& standing_document) {
  if (standing_document.version == 0) return std::optional<Document>();
  ASSIGN_OR_RETURN(Document document,
                   season::ReadDocument(standing_document.value, standing.season.text()));
  return std::optional<Document>(std::move(document));
}

absl::StatusOr<PlannedVersion> PlanFrom(const Standing& standing, const StandingDocument& base,
                                        json::Value value, const Document& next) {
  ASSIGN_OR_RETURN(const std::optional<Document> former, DocumentOf(standing, base));
  PlannedVersion planned;
  planned.version = standing.latest.version + 1;
  planned.base_version = base.version;
  planned.document = json::Canonical(value);
  planned.sha256 = crypto::Sha256(planned.document);
  planned.form_versions =
      NextFormVersions(former ? &*former : nullptr, base.form_versions, next, planned.version);
  if (former) planned.changes = season::Diff(base.value, value, standing.now);
  planned.warnings = season::Warnings(former ? &*former : nullptr, next);
  return planned;
}

}  // namespace

absl::StatusOr<bool> Standing::Opened() const {
  if (!announced || in_force.version == 0) return false;
  ASSIGN_OR_RETURN(const Document document, season::ReadDocument(in_force.value, season.text()));
  return document.OpenTime() <= now;
}

absl::StatusOr<PlannedVersion> PlanVersion(const Standing& standing, json::Value value,
                                           bool apply_before_review) {
  value = season::Normalized(std::move(value));
  ASSIGN_OR_RETURN(const Document next, season::ReadDocument(value, standing.season.text()));
  RETURN_IF_ERROR(CheckActivation(standing, value, apply_before_review));
  return PlanFrom(standing, standing.latest, std::move(value), next);
}

absl::StatusOr<PlannedVersion> PlanStageAct(const Standing& standing, absl::string_view stage,
                                            bool open) {
  ASSIGN_OR_RETURN(const std::optional<Document> active, DocumentOf(standing, standing.active));
  if (!active || !standing.announced) return NotFound();
  ASSIGN_OR_RETURN(const json::Value patch, open ? season::OpenNow(*active, stage, standing.now)
                                                 : season::CloseNow(*active, stage, standing.now));
  json::Value value = json::MergePatch(standing.active.value, patch);
  ASSIGN_OR_RETURN(const Document next, season::ReadDocument(value, standing.season.text()));
  return PlanFrom(standing, standing.active, std::move(value), next);
}

absl::Status CheckActivation(const Standing& standing, const json::Value& value,
                             bool apply_before_review) {
  if (!standing.announced || standing.active.version == 0 || standing.in_force.version == 0)
    return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::optional<Document> in_force, DocumentOf(standing, standing.in_force));
  ASSIGN_OR_RETURN(const Document next, season::ReadDocument(value, standing.season.text()));
  const season::Moment moment{standing.now, standing.announced, apply_before_review};
  return season::CheckChanges(season::Diff(standing.active.value, value, standing.now), *in_force,
                              next, moment);
}

}  // namespace nastavnik::registration
