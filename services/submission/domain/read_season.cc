#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "common/json/reader.h"
#include "common/status/error.h"
#include "common/time/civil.h"
#include "services/submission/domain/form/formats.h"
#include "services/submission/domain/form/read_form.h"
#include "services/submission/domain/season.h"

namespace nastavnik::submission {
namespace {

using Names = std::map<std::string, std::string>;

const json::Reader::Names<Eligibility::Gate> kGates = {{"DRAFT", Eligibility::Gate::kDraft},
                                                       {"SUBMIT", Eligibility::Gate::kSubmit},
                                                       {"FLAG", Eligibility::Gate::kFlag}};
const json::Reader::Names<Participation::Per> kPer = {
    {"DIRECTION", Participation::Per::kDirection},
    {"SEASON", Participation::Per::kSeason},
    {"NOMINATION", Participation::Per::kNomination}};

// How exactly `appliesTo` names the nomination: 3 by id, 2 by direction, 1 by "*" or absence, 0 not
// at all.
int RankOf(json::Reader& entry, const Nomination& nomination) {
  const std::vector<std::string> terms = entry.Texts("appliesTo");
  int rank = terms.empty() ? 1 : 0;
  for (absl::string_view term : terms) {
    if (term == nomination.id.text()) return 3;
    if (term == "*") rank = std::max(rank, 1);
    if (absl::ConsumePrefix(&term, "direction:") && term == nomination.direction) rank = 2;
  }
  return rank;
}

absl::Time ReadTime(json::Reader& reader, absl::string_view key) {
  const auto zoned = time::ParseCivil(reader.Text(key));
  if (zoned.ok()) return zoned->instant;
  reader.Fail(key, "INVALID_FORMAT", zoned.status().message());
  return absl::InfinitePast();
}

StageRule ReadStage(const std::string& id, json::Reader& reader) {
  StageRule stage;
  stage.id = StageId(id);
  stage.kind = reader.Text("kind");
  stage.open_time = ReadTime(reader, "opens");
  stage.close_time = ReadTime(reader, "closes");
  if (stage.kind == "APPLICATION")
    stage.grace = absl::Seconds(reader.OptionalInt("graceSeconds", 120, {0, 3600}));
  return stage;
}

Eligibility ReadRule(const std::string& id, json::Reader& reader) {
  Eligibility rule;
  rule.id = id;
  rule.kind = reader.Text("kind");
  rule.gate = reader.OneOf("gate", kGates, Eligibility::Gate::kSubmit);
  rule.message = reader.OptionalText("message", "Условие участия не выполнено.");
  rule.years = static_cast<int>(reader.OptionalInt("years", reader.OptionalInt("belowAge", 0)));
  const std::string on = reader.OptionalText("on", "SUBMIT");
  if (on != "SUBMIT") rule.on = ParseDate(on);
  rule.values = reader.Texts(reader.Has("kinds") ? "kinds" : "regions");
  rule.field = reader.OptionalText("field");
  rule.op = reader.OptionalText("op");
  if (const json::Value* value = reader.Find("value")) rule.value = *value;
  return rule;
}

// The entries of `key` that bind a nomination, most exact last.
template <typename Take>
void ForNomination(json::Reader& root, absl::string_view key, const Nomination& nomination,
                   Take take) {
  for (int rank = 1; rank <= 3; ++rank) {
    for (auto& [id, entry] : root.Entries(key)) {
      if (RankOf(entry, nomination) == rank) take(id, entry);
    }
  }
}

void ReadStagesOf(json::Reader& root, Nomination& nomination) {
  ForNomination(root, "stages", nomination, [&](const std::string& id, json::Reader& stage) {
    const std::string kind = stage.Text("kind");
    if (kind == "APPLICATION") nomination.application_stage = StageId(id);
    if (kind == "FORMAL_CHECK") nomination.check_stage = StageId(id);
    if (kind == "REVIEW" && nomination.review_stage.empty()) nomination.review_stage = StageId(id);
  });
}

Participation ReadParticipation(json::Reader& direction) {
  json::Reader reader = direction.Object("participation");
  Participation participation;
  participation.per = reader.OneOf("per", kPer, Participation::Per::kDirection);
  participation.max_active = static_cast<int>(reader.OptionalInt("maxActive", 1, {1, 100}));
  return participation;
}

Nomination ReadNomination(json::Reader& root, const std::string& id, json::Reader& reader,
                          const Names& keywords) {
  Nomination nomination;
  nomination.id = NominationId(id);
  nomination.direction = reader.Text("direction");
  nomination.title = reader.Text("title");
  nomination.closed_to_new = reader.OptionalBool("closedToNew", false);
  json::Reader direction = root.Object("directions").Object(nomination.direction);
  nomination.applicant_kinds = direction.Texts("applicantKinds");
  nomination.participation = ReadParticipation(direction);
  ForNomination(root, "forms", nomination, [&](const std::string& form, json::Reader& entry) {
    nomination.form = ReadForm(form, entry, nomination.id, keywords);
  });
  ForNomination(root, "eligibility", nomination, [&](const std::string& rule, json::Reader& entry) {
    nomination.eligibility.push_back(ReadRule(rule, entry));
  });
  ReadStagesOf(root, nomination);
  if (nomination.form.id.empty()) reader.Fail("", "REQUIRED", "У номинации нет формы.");
  if (nomination.application_stage.empty())
    reader.Fail("", "REQUIRED", "У номинации нет этапа приёма заявок.");
  return nomination;
}

ConsentRule ReadConsent(const std::string& id, json::Reader& reader) {
  const std::vector<std::string> required_for = reader.Texts("requiredFor");
  ConsentRule consent;
  consent.id = id;
  consent.purpose = reader.Text("purpose");
  consent.title = reader.OptionalText("title", id);
  consent.to_submit =
      consent.purpose == "PROCESSING" ||
      std::find(required_for.begin(), required_for.end(), "SUBMIT") != required_for.end();
  return consent;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Season>> ReadSeason(int version, const json::Value& document) {
  json::Violations violations;
  json::Reader root(document, violations);
  auto season = std::make_shared<Season>();
  season->id = SeasonId(root.Text("season"));
  season->version = version;
  season->title = root.Text("title");
  const auto zone = time::ParseZone(root.OptionalText("zone", "Europe/Moscow"));
  if (zone.ok()) season->zone = *zone;
  season->number_pattern = root.Object("numbering").OptionalText("application", "{seq:6}-{check}");
  for (auto& [id, stage] : root.Entries("stages")) {
    season->stages.push_back(ReadStage(id, stage));
    if (season->stages.back().kind == "PUBLICATION")
      season->publish_time = season->stages.back().open_time;
  }
  season->similarity_flag_percent = static_cast<int>(
      root.Object("formalCheck").OptionalInt("similarityFlagPercent", 50, {0, 100}));
  Names keywords;
  for (auto& [id, word] : root.TextEntries("keywords", {})) keywords.emplace(id, word);
  for (auto& [id, nomination] : root.Entries("nominations")) {
    season->nominations.emplace(id, ReadNomination(root, id, nomination, keywords));
  }
  for (auto& [id, consent] : root.Entries("consents"))
    season->consents.push_back(ReadConsent(id, consent));
  if (violations.empty()) return std::shared_ptr<const Season>(std::move(season));
  return ToStatus({.code = absl::StatusCode::kInvalidArgument,
                   .reason = "DOCUMENT_INVALID",
                   .message = "Документ сезона содержит ошибки.",
                   .violations = std::move(violations)});
}

}  // namespace nastavnik::submission
