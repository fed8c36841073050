#include <algorithm>

#include "absl/strings/str_cat.h"

#include "common/crypto/hash.h"
#include "common/time/civil.h"
#include "services/registration/domain/season/change.h"
#include "services/registration/domain/season/schema.h"
#include "services/registration/domain/season/stage_act.h"
#include "tests/unit/registration/example.h"

namespace nastavnik::season {
namespace {

absl::Time At(const std::string& civil) {
  return time::ParseCivil(civil + " Europe/Moscow")->instant;
}

const absl::Time kBefore = At("2027-02-01T12:00");  // announced, nothing open
const absl::Time kOpen = At("2027-03-20T12:00");    // applications are taken
const absl::Time kClosed = At("2027-05-22T12:00");  // applications and formal check frozen
const absl::Time kReview = At("2027-06-01T12:00");  // experts review

// The class of the only difference that a patch makes.
std::string ClassOf(const std::string& patch, absl::Time now = kOpen) {
  const std::vector<Change> changes = Diff(Example(), Patched(patch), now);
  INFO(patch);
  REQUIRE(changes.size() == 1);
  return std::string(Name(changes[0].change_class));
}

bool Allowed(const std::string& patch, absl::Time now, bool before_review = false) {
  const json::Value next = Patched(patch);
  const Document in_force = Read(Example());
  const auto document = ReadDocument(next, "2027");
  const absl::Status status =
      CheckChanges(Diff(Example(), next, now), in_force, document.ok() ? *document : in_force,
                   {.now = now, .announced = true, .apply_before_review = before_review});
  CHECK((status.ok() || ReasonOf(status) == "CHANGE_FROZEN"));
  return status.ok();
}

TEST_CASE("every path has its class") {
  CHECK(ClassOf(R"({"title": "Новое имя"})") == "TEXT");
  CHECK(ClassOf(R"({"contact": {"phone": "+7 111"}})") == "TEXT");
  CHECK(ClassOf(R"({"forms": {"passport": {"fields": {"goal": {"help": "Одна фраза"}}}}})") ==
        "TEXT");
  CHECK(ClassOf(R"({"messages": {"results.published": {"subject": "Итоги"}}})") == "TEXT");
  CHECK(
      ClassOf(
          R"({"calendar": {"holidays": ["2027-05-03", "2027-05-10", "2027-06-14", "2027-11-04", "2027-12-31"]}})") ==
      "TEXT");
  CHECK(
      ClassOf(
          R"({"calendar": {"holidays": ["2027-03-08", "2027-05-03", "2027-05-10", "2027-06-14", "2027-11-04"]}})") ==
      "TERMS");
  CHECK(ClassOf(R"({"stages": {"applications": {"closes": "2027-05-06T18:00 Europe/Moscow"}}})") ==
        "EXTEND");
  CHECK(ClassOf(R"({"forms": {"passport": {"fields": {"goal": {"max": 2000}}}}})") == "EXTEND");
  CHECK(ClassOf(R"({"forms": {"passport": {"fields": {"goal": {"required": "NEVER"}}}}})") ==
        "EXTEND");
  CHECK(ClassOf(R"({"reviewRounds": {"r1": {"load": {"max": 40}}}})") == "EXTEND");
  CHECK(ClassOf(R"({"awardClasses": {"special": {"max": 120}}})") == "EXTEND");
  CHECK(ClassOf(R"({"keywords": {"sport": "Спорт"}})") == "ADD");
  CHECK(ClassOf(R"({"formalCheck": {"reasons": {"other": "Иное"}}})") == "ADD");
  CHECK(
      ClassOf(
          R"({"consents": {"photo": {"purpose": "MEDIA", "version": 1, "title": "Т", "text": "Т"}}})") ==
      "ADD");
  CHECK(ClassOf(R"({"forms": {"passport": {"fields": {"goal": {"max": 900}}}}})") == "TERMS");
  CHECK(ClassOf(R"({"forms": {"passport": {"fields": {"kit": {"required": "SUBMIT"}}}}})") ==
        "TERMS");
  CHECK(ClassOf(
            R"({"rubrics": {"practice-100": {"criteria": {"a1": {"weight": {"social": 10}}}}}})") ==
        "TERMS");
  CHECK(ClassOf(R"({"rankingRules": {"main": {"method": "MEAN"}}})") == "TERMS");
  CHECK(ClassOf(R"({"rankingRules": {"main": {"quotas": {"winner": {"total": 60}}}}})") == "TERMS");
  CHECK(ClassOf(R"({"eligibility": {"adult": {"years": 16}}})") == "TERMS");
  CHECK(ClassOf(R"({"reviewRounds": {"r1": {"divergence": null}}})") == "TERMS");
  CHECK(ClassOf(R"({"reviewRounds": {"r1": {"reviewsPerApplication": 1}}})") == "SHRINK");
  CHECK(ClassOf(R"({"reviewRounds": {"r1": {"reviewsPerApplication": 3}}})") == "TERMS");
  CHECK(ClassOf(R"({"stages": {"applications": {"closes": "2027-04-20T18:00 Europe/Moscow"}}})") ==
        "NEVER");
  CHECK(ClassOf(R"({"nominations": {"social": null}})") == "NEVER");
  CHECK(ClassOf(R"({"consents": {"media": {"text": "Другой текст"}}})") == "NEVER");
  CHECK(ClassOf(R"({"numbering": {"application": "NM-{seq:6}"}})") == "NEVER");
}

TEST_CASE("a new version of a consent text is an addition") {
  for (const Change& change :
       Diff(Example(),
            Patched(R"({"consents": {"media": {"version": 2, "text": "Другой текст"}}})"), kOpen)) {
    CHECK(Name(change.change_class) == "ADD");
  }
  for (const Change& change :
       Diff(Patched(R"({"consents": {"media": {"version": 2}}})"), Example(), kOpen)) {
    CHECK(Name(change.change_class) == "NEVER");
  }
}

TEST_CASE("when each class may change") {
  const std::string later =
      R"({"stages": {"applications": {"closes": "2027-05-06T18:00 Europe/Moscow"}}})";
  CHECK(Allowed(later, kOpen));
  CHECK_FALSE(Allowed(later, kClosed));
  const std::string earlier =
      R"({"stages": {"applications": {"closes": "2027-04-20T18:00 Europe/Moscow"}}})";
  CHECK(Allowed(earlier, kBefore));
  CHECK_FALSE(Allowed(earlier, kOpen));
  const std::string keyword = R"({"keywords": {"sport": "Спорт"}})";
  CHECK(Allowed(keyword, kOpen));
  CHECK_FALSE(Allowed(keyword, kClosed));
  const std::string terms = R"({"rankingRules": {"main": {"pass": {"valueAtLeast": 5000}}}})";
  CHECK(Allowed(terms, kBefore));
  CHECK_FALSE(Allowed(terms, kOpen));
  CHECK(Allowed(terms, kOpen, true));
  CHECK_FALSE(Allowed(terms, kReview, true));
  const std::string shrink = R"({"reviewRounds": {"r1": {"reviewsPerApplication": 1}}})";
  CHECK(Allowed(shrink, kOpen));
  CHECK_FALSE(Allowed(shrink, kReview));
  const std::string text = R"({"consents": {"media": {"text": "Другой текст"}}})";
  CHECK_FALSE(Allowed(text, kBefore));
  CHECK(Allowed(R"({"consents": {"media": {"text": "Другой текст", "version": 2}}})", kReview));
  const std::string gone = R"({"awardClasses": {"expert": null}})";
  CHECK(Allowed(gone, kBefore));
  CHECK_FALSE(Allowed(gone, kOpen));
  CHECK(Allowed(R"({"title": "Новое имя"})", kReview));
  CHECK(
      Allowed(R"({"stages": {"ranking": {"opens": "2027-07-20T09:00 Europe/Moscow"}}})", kReview));
  CHECK_FALSE(Allowed(
      R"({"stages": {"applications": {"opens": "2027-03-25T10:00 Europe/Moscow"}}})", kOpen));
}

TEST_CASE("a fifth nomination joins a running season until its review begins") {
  const json::Value next = json::MergePatch(Example(), ReadJson("fifth-nomination.patch.json"));
  const Document in_force = Read(Example());
  const Document document = Read(next);
  const std::vector<Change> changes = Diff(Example(), next, kOpen);
  for (const Change& change : changes) {
    INFO(change.path);
    CHECK(change.change_class == Change::Class::kAdd);
  }
  CHECK(CheckChanges(changes, in_force, document, {.now = kOpen, .announced = true}).ok());
  CHECK(CheckChanges(changes, in_force, document, {.now = kClosed, .announced = true}).ok());
  CHECK(ReasonOf(CheckChanges(changes, in_force, document, {.now = kReview, .announced = true})) ==
        "CHANGE_FROZEN");
}

TEST_CASE("a fifth nomination leaves the forms of the others byte-identical") {
  const Document before = Read(Example());
  const Document after = Read(json::MergePatch(Example(), ReadJson("fifth-nomination.patch.json")));
  for (const auto& [id, nomination] : before.nominations) {
    CHECK(json::Canonical(FormSchema(before, nomination)) ==
          json::Canonical(FormSchema(after, after.nominations.at(id))));
  }
  const json::Value own = FormSchema(after, after.nominations.at("business"));
  CHECK(own.at("properties").at("pairs").at("items").at("enum") ==
        boost::json::array{"leader-reserve", "owner-starter"});
}

TEST_CASE("the form of a nomination as JSON Schema") {
  const Document document = Read(Example());
  const json::Value schema = FormSchema(document, document.nominations.at("education"));
  const auto& properties = schema.at("properties").get_object();
  CHECK(properties.at("annotation").at("minLength") == 300);
  CHECK(properties.at("metrics").at("description") ==
        "Например: доля оставшихся молодых педагогов, достижения обучающихся.");
  CHECK(properties.at("keywords").at("items").at("enum").get_array().size() == 12);
  CHECK(properties.at("minors-consents").at("x-shown-if").at("field") == "minors");
  CHECK(schema.at("additionalProperties") == false);
  for (const auto& required : schema.at("required").get_array())
    CHECK(required != "minors-consents");
}

TEST_CASE("the schema requires what a submission is refused for, and nothing else") {
  const Document document = Read(Example());
  const json::Value schema = FormSchema(document, document.nominations.at("social"));
  const auto& properties = schema.at("properties").get_object();
  const auto& required = schema.at("required").get_array();
  const auto requires_field = [&](const char* id) {
    return std::find(required.begin(), required.end(), json::Value(id)) != required.end();
  };
  CHECK(requires_field("title"));
  CHECK(requires_field("metrics"));
  for (const char* id : {"evidence", "letter", "video"}) {  // nothing can be uploaded yet
    INFO(id);
    CHECK_FALSE(requires_field(id));
    CHECK(properties.at(id).at("x-required") == "NEVER");
  }
  const auto& row = properties.at("metrics").at("items").get_object();
  CHECK_FALSE(row.contains("required"));
  CHECK(row.at("minProperties") == 1);
  CHECK(properties.at("authors").at("items").at("required") == boost::json::array{"person"});
  CHECK(properties.at("period").at("required") == boost::json::array{"from"});
}

TEST_CASE("a field for a region offers the places that the season adds") {
  const auto region = [](const std::string& patch) {
    const Document document = Read(Patched(patch));
    return FormSchema(document, document.nominations.at("social")).at("properties").at("region");
  };
  CHECK(json::Canonical(region("{}").at("x-extra")) ==
        R"([{"id":"ru-00","title":"За пределами России"},{"id":"ru-99","title":"Байконур"}])");
  CHECK_FALSE(region(R"({"regions": null})").get_object().contains("x-extra"));
}

TEST_CASE("documents that say the same have the same canonical form") {
  const json::Value again = *json::Parse(json::Canonical(Example()));
  CHECK(json::Canonical(again) == json::Canonical(Example()));
  CHECK(crypto::Sha256(json::Canonical(again)) == crypto::Sha256(json::Canonical(Example())));
}

TEST_CASE("a stage is opened and closed at this instant") {
  const Document document = Read(Example());
  const auto open = OpenNow(document, "applications", kBefore);
  REQUIRE(open.ok());
  CHECK(open->at("stages").at("applications").at("opens") == "2027-02-01T12:00:00 Europe/Moscow");
  const Document opened = Read(json::MergePatch(Example(), *open));
  CHECK(ReasonOf(OpenNow(opened, "applications", kBefore + absl::Seconds(1)).status()) ==
        "ILLEGAL_TRANSITION");
  const auto close = CloseNow(opened, "applications", kBefore + absl::Milliseconds(300));
  REQUIRE(close.ok());
  CHECK(close->at("stages").at("applications").at("closes") == "2027-02-01T12:00:01 Europe/Moscow");
  CHECK(ReasonOf(CloseNow(document, "applications", kBefore).status()) == "ILLEGAL_TRANSITION");
  CHECK(ReasonOf(OpenNow(document, "application", kBefore).status()) == "NOT_FOUND");
}

}  // namespace
}  // namespace nastavnik::season
