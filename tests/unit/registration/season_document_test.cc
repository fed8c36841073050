#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "services/registration/domain/season/check.h"
#include "tests/unit/registration/example.h"

namespace nastavnik::season {
namespace {

// "path REASON" of every violation of the example with a patch applied.
std::vector<std::string> Faults(const std::string& patch) {
  const auto document = ReadDocument(Patched(patch), "2027");
  if (document.ok()) return {};
  std::vector<std::string> faults;
  for (const FieldViolation& violation : ErrorFrom(document.status()).violations) {
    faults.push_back(absl::StrCat(violation.field, " ", violation.reason));
  }
  return faults;
}

void CheckFault(const std::string& patch, const std::string& fault) {
  const std::vector<std::string> faults = Faults(patch);
  INFO(patch);
  INFO(absl::StrJoin(faults, "\n"));
  CHECK(std::find(faults.begin(), faults.end(), fault) != faults.end());
}

void CheckValid(const std::string& patch) {
  INFO(patch);
  CHECK(absl::StrJoin(Faults(patch), "\n").empty());
}

TEST_CASE("the example loads without a warning") {
  const Document document = Read(Example());
  CHECK(document.nominations.size() == 4);
  CHECK(document.OrderedNominations().front()->id == "production");
  CHECK(document.stages.at("applications").grace == absl::Seconds(120));
  CHECK(absl::FormatTime(absl::RFC3339_sec, document.OpenTime(), absl::UTCTimeZone()) ==
        "2027-03-02T07:00:00+00:00");
  CHECK(document.StageOf("APPLICATION", document.nominations.at("social"))->id == "applications");
  CHECK(Warnings(nullptr, document).empty());
}

TEST_CASE("the demonstration's patch loads and plays one round by means") {
  const Document document = Read(json::MergePatch(Example(), ReadJson("demo.patch.json")));
  CHECK(document.rounds.size() == 1);
  CHECK(document.stages.at("applications").grace == absl::Seconds(2));
  CHECK(document.forms.at("passport").fields.at("evidence").required == "NEVER");
}

TEST_CASE("the fifth nomination loads as one patch and warns about experts") {
  const Document before = Read(Example());
  const Document after = Read(json::MergePatch(Example(), ReadJson("fifth-nomination.patch.json")));
  CHECK(after.nominations.size() == 5);
  CHECK(after.StageOf("APPLICATION", after.nominations.at("business"))->id ==
        "applications-business");
  CHECK(after.StageOf("APPLICATION", after.nominations.at("service"))->id == "applications");
  const std::vector<std::string> warnings = Warnings(&before, after);
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0].find("бизнесе") != std::string::npos);
}

TEST_CASE("a fifth nomination with a part missing is refused as a whole") {
  const json::Value whole = ReadJson("fifth-nomination.patch.json");
  const auto faults_without = [&](const std::string& patch) {
    const json::Value broken = json::MergePatch(json::MergePatch(Example(), whole), Patch(patch));
    return ErrorFrom(ReadDocument(broken, "2027").status()).violations;
  };
  CHECK(
      faults_without(
          R"({"rubrics": {"practice-100": {"criteria": {"a1": {"weight": {"business": null}}}}}})")
          .size() == 1);
  CHECK(
      faults_without(
          R"({"rankingRules": {"main": {"quotas": {"winner": {"nominations": {"business": 9}}}}}})")
          [0]
              .field == "rankingRules.main.quotas.winner.total");
  CHECK(
      faults_without(
          R"({"rankingRules": {"main": {"quotas": {"winner": {"nominations": {"business": null}}}}}})")
          .size() == 2);
  CHECK(
      faults_without(
          R"({"stages": {"applications": {"appliesTo": ["production", "education", "social", "service"]},
                           "applications-business": null}})")[0]
          .reason == "REQUIRED");
}

TEST_CASE("all violations are reported at once, each with its path") {
  const auto faults = Faults(
      R"({"title": "", "edition": "четвёртое", "nominations": {"social": {"direction": "practise"}},
      "stages": {"ranking": {"opens": "2027-03-28T02:30 Europe/Berlin"}}, "colour": "blue"})");
  CHECK(faults.size() >= 5);
  CheckFault(R"({"title": ""})", "title TOO_SHORT");
  CheckFault(R"({"edition": "четвёртое"})", "edition WRONG_TYPE");
  CheckFault(R"({"colour": "blue"})", "colour UNKNOWN_FIELD");
  CheckFault(R"({"season": "2028"})", "season CONFLICTS");
}

TEST_CASE("reserved keys are features that do not exist yet") {
  for (const char* key :
       {"publicVote", "crossReview", "remoteTest", "machineScore", "submitDrafts"}) {
    const auto document = ReadDocument(Patched(absl::StrCat("{\"", key, "\": true}")), "2027");
    CHECK(ReasonOf(document.status()) == "FEATURE_NOT_AVAILABLE");
  }
}

TEST_CASE("stages: zones, impossible local times, order, grace") {
  CheckFault(R"({"stages": {"ranking": {"opens": "2027-07-26T09:00"}}})",
             "stages.ranking.opens INVALID_FORMAT");
  CheckFault(R"({"stages": {"ranking": {"opens": "2027-03-28T02:30 Europe/Berlin"}}})",
             "stages.ranking.opens INVALID_FORMAT");
  CheckFault(R"({"stages": {"ranking": {"opens": "2027-10-31T02:30 Europe/Berlin"}}})",
             "stages.ranking.opens INVALID_FORMAT");
  CheckFault(R"({"stages": {"ranking": {"opens": "2028-07-26T09:00 Europe/Moscow"}}})",
             "stages.ranking.closes OUT_OF_RANGE");
  CheckFault(R"({"stages": {"ranking": {"graceSeconds": 5}}})",
             "stages.ranking.graceSeconds CONFLICTS");
  CheckFault(
      R"({"stages": {"second": {"kind": "APPLICATION", "title": "Ещё приём", "opens": "2027-03-02T10:00 Europe/Moscow",
             "closes": "2027-04-29T18:00 Europe/Moscow"}}})",
      "stages CONFLICTS");
  CheckFault(R"({"stages": {"formal-check": null}})", "stages REQUIRED");
}

TEST_CASE("nominations and who a part applies to") {
  CheckFault(R"({"nominations": {"production": {"direction": "practise"}}})",
             "nominations.production.direction UNKNOWN_VALUE");
  CheckFault(
      R"({"nominations": {"Production": {"direction": "practice", "position": 1, "title": "Н"}}})",
      "nominations.Production INVALID_FORMAT");
  CheckFault(R"({"forms": {"passport": {"appliesTo": ["producton"]}}})",
             "forms.passport.appliesTo[0] UNKNOWN_VALUE");
  CheckFault(R"({"forms": {"passport": {"appliesTo": ["direction:awards"]}}})",
             "forms.passport.appliesTo[0] UNKNOWN_VALUE");
  CheckFault(R"({"forms": {"passport": {"appliesTo": ["production"]}}})", "forms REQUIRED");
  CHECK(Faults(R"({"forms": {"passport": {"appliesTo": ["direction:practice"]}}})").empty());
}

TEST_CASE("fields: types, limits, options, sections, what hides what") {
  const auto field = [](const std::string& field) {
    return R"({"forms": {"passport": {"fields": )" + field + "}}}";
  };
  CheckFault(field(R"({"title": {"max": null}})"), "forms.passport.fields.title.max REQUIRED");
  CheckFault(field(R"({"title": {"min": 300}})"), "forms.passport.fields.title.max OUT_OF_RANGE");
  CheckFault(field(R"({"title": {"type": "STRING"}})"),
             "forms.passport.fields.title.type UNKNOWN_VALUE");
  CheckFault(field(R"({"title": {"minItems": 1}})"),
             "forms.passport.fields.title.minItems UNKNOWN_FIELD");
  CheckFault(field(R"({"pairs": {"options": null, "by": null}})"),
             "forms.passport.fields.pairs.options REQUIRED");
  CheckFault(field(R"({"pairs": {"by": {"sociall": {"title": "Кто"}}}})"),
             "forms.passport.fields.pairs.by.sociall UNKNOWN_VALUE");
  CheckFault(field(R"({"title": {"by": {"social": {"options": {"a": "А"}}}}})"),
             "forms.passport.fields.title.by.social.options CONFLICTS");
  CheckFault(field(R"({"minors": {"shownIf": {"field": "minors-consents", "equals": true}}})"),
             "forms.passport.fields.minors.shownIf.field CONFLICTS");
  CheckFault(field(R"({"minors": {"shownIf": {"field": "minor", "equals": true}}})"),
             "forms.passport.fields.minors.shownIf.field UNKNOWN_VALUE");
  CheckFault(field(R"({"extra": {"type": "BOOLEAN", "title": "Лишнее"}})"),
             "forms.passport.fields.extra CONFLICTS");
  CheckFault(field(R"({"goal": null})"), "forms.passport.sections[1].fields[1] UNKNOWN_VALUE");
  CheckFault(field(R"({"pairs": {"options": null, "by": null, "optionsFrom": "keywords"}})"),
             "forms.passport.fields.pairs.optionsFrom CONFLICTS");
  CheckFault(R"({"keywords": null})", "forms.passport.fields.keywords.optionsFrom REQUIRED");
  CheckFault(field(R"({"mentees": {"min": "1"}})"), "forms.passport.fields.mentees.min WRONG_TYPE");
}

TEST_CASE("rubrics: weights, whole totals, order, anchors") {
  const auto criterion = [](const std::string& c) {
    return R"({"rubrics": {"practice-100": {"criteria": )" + c + "}}}";
  };
  CheckFault(criterion(R"({"a1": {"weight": {"social": 14}}})"),
             "rubrics.practice-100.criteria OUT_OF_RANGE");
  CheckFault(criterion(R"({"a1": {"weight": {"social": null}}})"),
             "rubrics.practice-100.criteria.a1.weight.social REQUIRED");
  CheckFault(criterion(R"({"a1": {"max": 7}})"),
             "rubrics.practice-100.criteria.a1.weight OUT_OF_RANGE");
  CheckFault(criterion(R"({"a1": {"weight": {"sport": 1}}})"),
             "rubrics.practice-100.criteria.a1.weight.sport UNKNOWN_VALUE");
  CheckFault(criterion(R"({"ready": {"weight": 10}})"),
             "rubrics.practice-100.criteria.ready.weight CONFLICTS");
  CheckFault(criterion(R"({"a1": {"anchors": {"11": "Выше шкалы"}}})"),
             "rubrics.practice-100.criteria.a1.anchors.11 OUT_OF_RANGE");
  CheckFault(R"({"rubrics": {"practice-100": {"order": ["a1"]}}})",
             "rubrics.practice-100.order REQUIRED");
}

TEST_CASE("rounds, ranking, awards") {
  const auto round = [](const std::string& r) { return R"({"reviewRounds": {"r1": )" + r + "}}"; };
  CheckFault(round(R"({"stage": "ranking"})"), "reviewRounds.r1.stage CONFLICTS");
  CheckFault(round(R"({"stage": "review-2"})"), "reviewRounds.r2.stage CONFLICTS");
  CheckFault(round(R"({"kind": "PANEL"})"), "reviewRounds.r1.load CONFLICTS");
  CheckFault(round(R"({"source": {"from": "ROUND", "round": "r2"}})"),
             "reviewRounds.r1.source.round CONFLICTS");
  CheckFault(round(R"({"seniors": 3})"), "reviewRounds.r1.seniors OUT_OF_RANGE");
  CheckFault(round(R"({"divergence": {"rule": {"points": {"atLeast": 2000}}}})"),
             "reviewRounds.r1.divergence.rule CONFLICTS");
  CheckFault(round(R"({"divergence": {"oppositeRecommendation": ["no", "yes"]}})"),
             "reviewRounds.r1.divergence.oppositeRecommendation UNKNOWN_VALUE");
  CheckFault(R"({"rankingRules": {"main": {"rounds": ["r3"]}}})",
             "rankingRules.main.rounds[0] UNKNOWN_VALUE");
  CheckFault(R"({"rankingRules": {"main": {"tieBreaks": [{"criterion": "ready"}]}}})",
             "rankingRules.main UNKNOWN_VALUE");
  CheckFault(R"({"rankingRules": {"main": {"tieBreaks": [{}]}}})",
             "rankingRules.main.tieBreaks[0] CONFLICTS");
  CheckFault(R"({"rankingRules": {"main": {"quotas": {"winner": {"total": 49}}}}})",
             "rankingRules.main.quotas.winner.total OUT_OF_RANGE");
  CheckFault(R"({"rankingRules": {"main": {"quotas": {"medal": {"total": 3}}}}})",
             "rankingRules.main.quotas.medal UNKNOWN_VALUE");
  CheckFault(R"({"awardClasses": {"special": {"rank": 1}}})", "awardClasses.winner.rank CONFLICTS");
  CheckFault(R"({"awardClasses": {"finalist": {"round": "r9"}}})",
             "awardClasses.finalist.round UNKNOWN_VALUE");
}

TEST_CASE("pitfall 31: a floor of regions that contradicts a maximum or the places is refused") {
  const auto quota = [](absl::string_view members) {
    return absl::StrCat(R"({"rankingRules": {"main": {"quotas": {"winner": {)", members, "}}}}}");
  };
  const std::string fault = "rankingRules.main.quotas.winner.minPerRegion CONFLICTS";
  CheckFault(quota(R"("minPerRegion": 1)"), fault);  // 89 regions, 48 places
  const std::string places =
      R"("total": 400, "nominations": {"production": 100, "education": 100, "social": 100, "service": 100}, )";
  CheckFault(quota(places + R"("minPerRegion": 3, "maxPerRegionTotal": 2)"), fault);
  CheckFault(quota(places + R"("minPerRegion": 5, "maxPerRegion": 1)"), fault);
  CheckFault(quota(places + R"("minPerRegion": 5)"), fault);
  CheckValid(quota(places + R"("minPerRegion": 4, "maxPerRegion": 1, "maxPerRegionTotal": 4)"));
}

TEST_CASE("consents that may be refused never block taking part") {
  for (const char* id : {"distribution", "mailing", "to-partner-a"}) {
    for (const char* step : {"REGISTER", "TEAM", "SUBMIT"}) {
      CheckFault(
          absl::StrCat(R"({"consents": {")", id, R"(": {"requiredFor": [")", step, R"("]}}})"),
          absl::StrCat("consents.", id, ".requiredFor[0] CONFLICTS"));
    }
  }
  CHECK(Faults(R"({"consents": {"distribution": {"requiredFor": ["CATALOGUE"]}}})").empty());
  CheckFault(R"({"consents": {"to-partner-a": {"partner": null}}})",
             "consents.to-partner-a.partner REQUIRED");
  CheckFault(R"({"consents": {"processing": null}})", "consents REQUIRED");
}

TEST_CASE("calendar, numbering, messages, retention") {
  CheckFault(R"({"regions": {"extra": {"us": "США"}}})", "regions.extra.us INVALID_FORMAT");
  CheckFault(R"({"calendar": {"weekend": [6, 8]}})", "calendar.weekend[1] OUT_OF_RANGE");
  CheckFault(R"({"calendar": {"weekend": [1,2,3,4,5,6,7]}})", "calendar.weekend TOO_MANY");
  CheckFault(R"({"calendar": {"holidays": ["2027-02-30"]}})",
             "calendar.holidays[0] INVALID_FORMAT");
  CheckFault(R"({"numbering": {"application": "НМ27-{seq:6}"}})",
             "numbering.application INVALID_FORMAT");
  CheckFault(R"({"numbering": {"application": "NM27-{check}-{seq:6}"}})",
             "numbering.application INVALID_FORMAT");
  CheckFault(R"({"messages": {"application.submited": {"subject": "Принята"}}})",
             "messages.application.submited UNKNOWN_VALUE");
  CheckFault(R"({"messages": {"application.submitted": {"body": "Ваш эксперт {{expert}}"}}})",
             "messages.application.submitted.body UNKNOWN_VALUE");
  CHECK(
      Faults(
          R"({"messages": {"application.submitted": {"body": "{{name}}, заявка {{number}} принята"}}})")
          .empty());
  CheckFault(R"({"retention": {"applications": {"action": "FORGET"}}})",
             "retention.applications.action UNKNOWN_VALUE");
  CheckFault(R"({"catalogue": {"awardClasses": ["medal"]}})",
             "catalogue.awardClasses[0] UNKNOWN_VALUE");
  CheckFault(R"({"eligibility": {"adult": {"years": null}}})", "eligibility.adult.years REQUIRED");
  CheckFault(
      R"({"eligibility": {"money": {"kind": "FIELD", "field": "budget", "op": "GE", "value": 1, "gate": "FLAG", "message": "м"}}})",
      "eligibility.money.field UNKNOWN_VALUE");
}

TEST_CASE("texts are kept in NFC") {
  const json::Value normal = Normalized(Patched("{\"title\": \"Наставничествои\xCC\x86\"}"));
  CHECK(Read(normal).title == "Наставничествой");
}

}  // namespace
}  // namespace nastavnik::season
