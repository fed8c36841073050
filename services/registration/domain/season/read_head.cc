// Root, calendar, directions, nominations, eligibility and stages.
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "common/time/civil.h"
#include "services/registration/domain/season/read.h"

namespace nastavnik::season {
namespace {

constexpr json::Reader::Range kYears{1, 120};

// Latin letters, digits and dashes, one {seq:n}, and {check} only at the end.
bool IsNumbering(absl::string_view text) {
  const size_t seq = text.find("{seq:");
  if (seq == absl::string_view::npos || seq + 7 > text.size()) return false;
  if (!absl::ascii_isdigit(text[seq + 5]) || text[seq + 5] == '0' || text[seq + 6] != '}')
    return false;
  std::string rest = absl::StrCat(text.substr(0, seq), text.substr(seq + 7));
  absl::string_view plain = rest;
  absl::ConsumeSuffix(&plain, "{check}");
  for (const char c : plain) {
    if (!absl::ascii_isalnum(c) && c != '-') return false;
  }
  return true;
}

void ReadNumbering(json::Reader reader) {
  for (const char* key : {"application", "protocol", "certificate", "appeal"}) {
    if (!reader.Has(key) && absl::string_view(key) != "application") continue;
    const std::string text = reader.Text(key, {1, 60});
    if (!text.empty() && !IsNumbering(text)) {
      reader.Fail(key, "INVALID_FORMAT",
                  "Латинские буквы, цифры, дефис, один {seq:n}; {check} — только в конце.");
    }
  }
  reader.RefuseUnknown();
}

void ReadPapers(json::Reader& root, Document& document) {
  for (auto& [id, paper] : root.Entries("documents")) {
    Paper& kept = document.papers[id];
    kept = {id, paper.Text("title", kTitle), paper.Text("url", {1, 500}),
            paper.OptionalText("sha256")};
    const bool hex = kept.sha256.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!kept.sha256.empty() && (!hex || kept.sha256.size() != 64)) {
      paper.Fail("sha256", "INVALID_FORMAT", "64 шестнадцатеричных знака.");
    }
    paper.RefuseUnknown();
  }
}

void ReadRetention(json::Reader& root) {
  for (auto& [id, category] : root.Entries("retention")) {
    category.Int("days", {1, 36500});
    OneOf(category, "action", {"DELETE", "ERASE_PERSONAL"});
    category.RefuseUnknown();
  }
}

std::set<absl::CivilDay> ReadDays(json::Reader& reader, absl::string_view key) {
  std::set<absl::CivilDay> days;
  const std::vector<std::string> texts = reader.Texts(key);
  for (size_t i = 0; i < texts.size(); ++i) {
    const auto day = time::ParseDay(texts[i]);
    if (!day) {
      reader.Fail(json::Join(key, i), "INVALID_FORMAT", "Ожидается день вида «2027-05-03».");
    } else if (!days.insert(*day).second) {
      reader.Fail(json::Join(key, i), "CONFLICTS", "День повторяется.");
    }
  }
  return days;
}

void ReadInstant(json::Reader& reader, absl::string_view key, std::string& text,
                 absl::Time& instant, absl::TimeZone& zone) {
  text = reader.Text(key, {1, 80});
  if (text.empty()) return;
  const auto zoned = time::ParseCivil(text);
  if (!zoned.ok()) return reader.Fail(key, "INVALID_FORMAT", zoned.status().message());
  instant = zoned->instant;
  zone = zoned->zone;
}

void ReadRule(json::Reader& reader, EligibilityRule& rule) {
  if (rule.kind == "MIN_AGE" || rule.kind == "MAX_AGE") {
    rule.years = static_cast<int>(reader.Int("years", kYears));
    const std::string on = reader.OptionalText("on", "SUBMIT");
    rule.on = time::ParseDay(on);
    if (on != "SUBMIT" && !rule.on)
      reader.Fail("on", "INVALID_FORMAT", "SUBMIT или день вида «2027-04-29».");
  } else if (rule.kind == "APPLICANT_KIND") {
    rule.kinds = SomeOf(reader, "kinds", {"PERSON", "TEAM", "ORGANIZATION"});
  } else if (rule.kind == "TEAM_SIZE") {
    const int64_t min = reader.Int("min", {1, 100});
    if (reader.Int("max", {1, 100}) < min) reader.Fail("max", "OUT_OF_RANGE", "Меньше, чем min.");
  } else if (rule.kind == "REGION_IN" || rule.kind == "REGION_NOT_IN") {
    rule.regions = Ids(reader, "regions");
  } else if (rule.kind == "GUARDIAN_CONSENT") {
    rule.years = static_cast<int>(reader.Int("belowAge", kYears));
  } else if (rule.kind == "FIELD") {
    rule.field = reader.Text("field", {1, 39});
    OneOf(reader, "op", {"EQ", "NE", "LT", "LE", "GT", "GE", "IN"});
    if (reader.Find("value") == nullptr) reader.Fail("value", "REQUIRED", "Поле обязательно.");
  } else if (rule.kind == "NOT_AWARDED") {
    reader.Text("season", {1, 39});
    Ids(reader, "awards");
  }
}

}  // namespace

void ReadHead(json::Reader& root, Document& document) {
  document.title = root.Text("title", kTitle);
  document.short_title = root.Text("shortTitle", kTitle);
  document.edition = static_cast<int>(root.Int("edition", {1, 1000}));
  document.organizer = root.Text("organizer", kTitle);
  document.operator_name = root.Text("operator", kTitle);
  document.zone_name = root.OptionalText("zone", "Europe/Moscow");
  if (const auto zone = time::ParseZone(document.zone_name); zone.ok()) {
    document.zone = *zone;
  } else {
    root.Fail("zone", "UNKNOWN_VALUE", zone.status().message());
  }
  json::Reader contact = root.Object("contact");
  document.email = contact.Text("email", {3, 254});
  document.phone = contact.OptionalText("phone", "", {0, 40});
  document.hours = contact.OptionalText("hours", "", {0, 200});
  contact.RefuseUnknown();
  ReadPapers(root, document);
  ReadNumbering(root.Object("numbering"));
  json::Reader statistics = root.Object("statistics");
  statistics.OptionalInt("minPublicCell", 5, {1, 1000});
  statistics.RefuseUnknown();
  ReadRetention(root);
  json::Reader regions = root.Object("regions");
  document.extra_regions = ReadTitles(regions, "extra", 100);
  for (const auto& [code, title] : document.extra_regions) {
    if (code.size() != 2 || !absl::ascii_isdigit(code[0]) || !absl::ascii_isdigit(code[1]))
      regions.Fail(json::Join("extra", code), "INVALID_FORMAT", "Код места: две цифры.");
  }
  regions.RefuseUnknown();
  document.keywords = ReadTitles(root, "keywords", 100);
  if (document.keywords.size() > kMaxKeywords) {
    root.Fail("keywords", "TOO_MANY", absl::StrCat("Не более ", kMaxKeywords, " ключевых слов."));
  }
}

void ReadCalendar(json::Reader reader, Document& document) {
  time::WorkingDays::Rules rules;
  rules.zone = document.zone;
  if (reader.Has("weekend")) {
    const std::vector<int64_t> weekend = reader.Ints("weekend");
    rules.weekend = {weekend.begin(), weekend.end()};
    for (size_t i = 0; i < weekend.size(); ++i) {
      if (weekend[i] < 1 || weekend[i] > 7) {
        reader.Fail(json::Join("weekend", i), "OUT_OF_RANGE", "Дни недели — от 1 до 7.");
      }
    }
    if (rules.weekend.size() > 6)
      reader.Fail("weekend", "TOO_MANY", "Хотя бы один день недели — рабочий.");
  }
  rules.holidays = ReadDays(reader, "holidays");
  rules.workdays = ReadDays(reader, "workdays");
  if (const auto end = time::ParseTimeOfDay(reader.OptionalText("dayEnd", "18:00"))) {
    rules.day_end = *end;
  } else {
    reader.Fail("dayEnd", "INVALID_FORMAT", "Ожидается время вида «18:00».");
  }
  reader.RefuseUnknown();
  if (rules.weekend.size() <= 6) document.calendar.emplace(std::move(rules));
}

void ReadNominations(json::Reader& root, Document& document) {
  for (auto& [id, reader] : root.Entries("directions")) {
    Direction& direction = document.directions[id];
    direction = {id, reader.Text("title", kTitle), reader.OptionalText("description", "", kText),
                 SomeOf(reader, "applicantKinds", {"PERSON", "TEAM", "ORGANIZATION"})};
    if (direction.applicant_kinds.empty())
      reader.Fail("applicantKinds", "TOO_FEW", "Нужен хотя бы один вид заявителя.");
    json::Reader participation = reader.Object("participation");
    OneOf(participation, "per", {"DIRECTION", "SEASON", "NOMINATION"}, "DIRECTION");
    participation.OptionalInt("maxActive", 1, {1, 100});
    participation.OptionalBool("countMembership", true);
    participation.RefuseUnknown();
    reader.RefuseUnknown();
  }
  for (auto& [id, reader] : root.Entries("nominations")) {
    Nomination& nomination = document.nominations[id];
    nomination = {id,
                  reader.Text("direction", {1, 39}),
                  reader.Text("title", kTitle),
                  reader.OptionalText("description", "", kText),
                  static_cast<int>(reader.Int("position", {0, 100000})),
                  reader.OptionalBool("closedToNew", false)};
    reader.RefuseUnknown();
  }
}

void ReadEligibility(json::Reader& root, Document& document) {
  for (auto& [id, reader] : root.Entries("eligibility")) {
    EligibilityRule& rule = document.eligibility[id];
    rule.id = id;
    rule.applies_to = ReadSelector(reader);
    rule.kind = OneOf(reader, "kind",
                      {"MIN_AGE", "MAX_AGE", "APPLICANT_KIND", "TEAM_SIZE", "SAME_ORGANIZATION",
                       "REGION_IN", "REGION_NOT_IN", "GUARDIAN_CONSENT", "FIELD", "NOT_AWARDED"});
    rule.gate = OneOf(reader, "gate", {"DRAFT", "SUBMIT", "FLAG"});
    rule.message = reader.Text("message", kTitle);
    ReadRule(reader, rule);
    reader.RefuseUnknown();
  }
}

void ReadStages(json::Reader& root, Document& document) {
  for (auto& [id, reader] : root.Entries("stages")) {
    Stage& stage = document.stages[id];
    stage.id = id;
    stage.kind = OneOf(
        reader, "kind",
        {"APPLICATION", "FORMAL_CHECK", "TRAINING", "REVIEW", "RANKING", "APPEAL", "PUBLICATION"});
    stage.title = reader.Text("title", kTitle);
    stage.applies_to = ReadSelector(reader);
    ReadInstant(reader, "opens", stage.opens_text, stage.opens, stage.zone);
    ReadInstant(reader, "closes", stage.closes_text, stage.closes, stage.zone);
    if (stage.opens >= stage.closes && !stage.opens_text.empty() && !stage.closes_text.empty()) {
      reader.Fail("closes", "OUT_OF_RANGE", "Этап закрывается не позже, чем открывается.");
    }
    if (stage.kind == "APPLICATION") {
      stage.grace = absl::Seconds(reader.OptionalInt("graceSeconds", 120, {0, 3600}));
    } else if (reader.Find("graceSeconds") != nullptr) {
      reader.Fail("graceSeconds", "CONFLICTS", "Бывает только у этапа приёма заявок.");
    }
    reader.RefuseUnknown();
  }
}

}  // namespace nastavnik::season
