// Ranking, awards, appeals, consents, catalogue, message texts.
#include <set>

#include "absl/strings/str_cat.h"

#include "common/id/id.h"
#include "services/registration/domain/message/template.h"
#include "services/registration/domain/season/read.h"

namespace nastavnik::season {
namespace {

constexpr json::Reader::Range kCount{0, 1000000};
constexpr json::Reader::Range kHundredths{0, 10000};

void ReadCalibration(json::Reader reader) {
  reader.OptionalInt("minReviewsPerExpert", 5, {1, 1000});
  reader.OptionalInt("cap", 1500, kHundredths);
  reader.OptionalBool("precision", false);
  reader.RefuseUnknown();
}

void ReadPass(json::Reader reader, RankingRule& rule) {
  reader.OptionalInt("valueAtLeast", 6000, kHundredths);
  reader.OptionalInt("eachAtLeast", 0, kHundredths);
  for (const auto& [criterion, mark] : reader.IntEntries("criteria", {0, 100}))
    rule.criteria.push_back(criterion);
  reader.RefuseUnknown();
}

void ReadTieBreaks(json::Reader& reader, RankingRule& rule) {
  for (json::Reader& tie : reader.Objects("tieBreaks")) {
    const int ways = tie.Has("criterion") + tie.Has("earlierSubmission") + tie.Has("protocol");
    if (ways != 1)
      tie.Fail("", "CONFLICTS", "Ровно одно из criterion, earlierSubmission, protocol.");
    if (tie.Has("criterion")) rule.criteria.push_back(tie.Text("criterion", {1, 39}));
    for (const char* way : {"earlierSubmission", "protocol"}) {
      if (tie.Has(way) && !tie.OptionalBool(way, true))
        tie.Fail(way, "UNKNOWN_VALUE", "Допускается только true.");
    }
    tie.RefuseUnknown();
  }
}

void ReadQuotas(json::Reader& reader, RankingRule& rule) {
  for (auto& [award, quota] : reader.Entries("quotas")) {
    Quota& kept = rule.quotas[award];
    kept.total = MaybeInt(quota, "total", kCount);
    for (const auto& [nomination, places] : quota.IntEntries("nominations", kCount)) {
      kept.nominations[nomination] = places;
    }
    kept.max_per_region = MaybeInt(quota, "maxPerRegion", kCount);
    kept.max_per_region_total = MaybeInt(quota, "maxPerRegionTotal", kCount);
    kept.min_per_region = MaybeInt(quota, "minPerRegion", kCount);
    quota.RefuseUnknown();
  }
}

void ReadRankingRule(json::Reader& reader, RankingRule& rule) {
  rule.applies_to = ReadSelector(reader);
  OneOf(reader, "listPer", {"NOMINATION"}, "NOMINATION");
  rule.rounds = Ids(reader, "rounds");
  if (rule.rounds.empty()) reader.Fail("rounds", "TOO_FEW", "Нужен хотя бы один тур.");
  OneOf(reader, "method",
        {"MEAN", "MEDIAN", "TRIMMED", "ZSCORE", "BORDA", "ADDITIVE", "MIXED", "MIXED_SLOPE"},
        "MIXED");
  ReadCalibration(reader.Object("calibration"));
  ReadPass(reader.Object("pass"), rule);
  ReadTieBreaks(reader, rule);
  ReadQuotas(reader, rule);
  OneOf(reader, "oneWinPer", {"SEASON", "DIRECTION", "NONE"}, "NONE");
  reader.OptionalInt("voidBelow", 2, {0, 1000});
  reader.OptionalInt("reserve", 0, {0, 1000});
  json::Reader feedback = reader.Object("feedback");
  for (const char* key : {"total", "criteria", "comments"}) feedback.OptionalBool(key, false);
  feedback.RefuseUnknown();
  reader.RefuseUnknown();
}

void ReadAwardClass(json::Reader& reader, AwardClass& award) {
  award.rank = reader.Int("rank", {1, 1000});
  reader.Text("title", kTitle);
  reader.OptionalBool("win", false);
  if (OneOf(reader, "from", {"RANKING", "ROUND", "PROTOCOL", "ADMITTED", "EXPERT"}) == "ROUND") {
    award.round = reader.Text("round", {1, 39});
  }
  MaybeInt(reader, "max", kCount);
  reader.OptionalText("certificate", "", {0, 39});
  OneOf(reader, "catalogue", {"INVITE"}, "");
  reader.RefuseUnknown();
}

void ReadConsent(json::Reader& reader, Consent& consent) {
  consent.purpose =
      OneOf(reader, "purpose",
            {"PROCESSING", "DISTRIBUTION", "TRANSFER", "MAILING", "MEDIA", "GUARDIAN"});
  consent.version = static_cast<int>(reader.Int("version", {1, 10000}));
  consent.title = reader.Text("title", kTitle);
  consent.text = reader.Text("text", {1, 50000});
  consent.fields = Ids(reader, "fields");
  consent.required_for = SomeOf(reader, "requiredFor", {"REGISTER", "TEAM", "SUBMIT", "CATALOGUE"});
  if (consent.purpose == "TRANSFER") consent.partner = reader.Text("partner", {1, 39});
  if (consent.purpose == "GUARDIAN") reader.Int("belowAge", {1, 120});
  const bool free = consent.purpose == "MAILING" || consent.purpose == "TRANSFER" ||
                    consent.purpose == "DISTRIBUTION";
  for (size_t i = 0; free && i < consent.required_for.size(); ++i) {
    if (consent.required_for[i] == "CATALOGUE") continue;
    reader.Fail(json::Join("requiredFor", i), "CONFLICTS",
                "Отказ от этого согласия не может мешать участию.");
  }
  reader.RefuseUnknown();
}

}  // namespace

bool Consent::RequiredFor(absl::string_view step) const {
  for (const std::string& required : required_for) {
    if (required == step) return true;
  }
  return false;
}

void ReadRanking(json::Reader& root, Document& document) {
  for (auto& [id, reader] : root.Entries("rankingRules")) {
    RankingRule& rule = document.ranking_rules[id];
    rule.id = id;
    ReadRankingRule(reader, rule);
  }
  for (auto& [id, reader] : root.Entries("awardClasses")) {
    AwardClass& award = document.award_classes[id];
    award.id = id;
    ReadAwardClass(reader, award);
  }
}

void ReadAppeals(json::Reader& root) {
  for (auto& [id, reader] : root.Entries("appealRules")) {
    const std::string subject =
        OneOf(reader, "subject", {"FORMAL_REFUSAL", "REVIEW", "RANKING", "DISQUALIFICATION"});
    reader.OptionalBool("enabled", subject == "FORMAL_REFUSAL");
    ReadTitles(reader, "grounds", 500);
    reader.OptionalInt("fileWorkingDays", 3, {1, 100});
    reader.OptionalInt("answerWorkingDays", 5, {1, 100});
    reader.OptionalInt("panelMin", 3, {1, 100});
    if (SomeOf(reader, "outcomes", {"UPHELD", "RAISED", "LOWERED", "RETAKE", "DENIED"}).empty()) {
      reader.Fail("outcomes", "TOO_FEW", "Нужен хотя бы один исход.");
    }
    reader.OptionalBool("mayLower", false);
    reader.OptionalBool("final", true);
    reader.RefuseUnknown();
  }
}

void ReadConsents(json::Reader& root, Document& document) {
  bool processing = false;
  for (auto& [id, reader] : root.Entries("consents")) {
    Consent& consent = document.consents[id];
    consent.id = id;
    ReadConsent(reader, consent);
    processing = processing || consent.purpose == "PROCESSING";
  }
  if (!processing)
    root.Fail("consents", "REQUIRED",
              "Нужно согласие на обработку персональных данных (PROCESSING).");
}

void ReadCatalogue(json::Reader reader, Document& document) {
  document.catalogue_awards = Ids(reader, "awardClasses");
  SomeOf(reader, "moderation", {"EDITOR", "AUTHOR"});
  OneOf(reader, "nameWithoutConsent", {"NONE", "INITIALS"}, "NONE");
  reader.OptionalText("terms", "", {0, 39});
  json::Reader families = reader.Object("searchFamilies");
  if (const json::Value* map = reader.Find("searchFamilies"); map != nullptr && map->is_object()) {
    for (const auto& member : map->get_object()) {
      const std::string id(member.key().data(), member.key().size());
      if (families.Texts(id).size() < 2)
        families.Fail(id, "TOO_FEW", "В семействе не меньше двух слов.");
    }
  }
  reader.RefuseUnknown();
}

void ReadMessages(json::Reader& root, Document& document) {
  json::Reader all = root.Object("messages");
  const json::Value* map = root.Find("messages");
  if (map == nullptr || !map->is_object()) return;
  for (const auto& member : map->get_object()) {
    const std::string id(member.key().data(), member.key().size());
    json::Reader reader = all.Object(id);
    const message::Template* base = message::Find(id);
    if (base == nullptr) all.FailUnknownValue(id, id, message::Ids());
    MessageText& kept = document.messages[id];
    kept = {reader.OptionalText("subject", "", kTitle), reader.OptionalText("body", "", kText)};
    for (const auto& [key, text] :
         {std::pair("subject", kept.subject), std::pair("body", kept.body)}) {
      for (const std::string& name : message::UnknownPlaceholders(base, text)) {
        reader.Fail(key, "UNKNOWN_VALUE",
                    absl::StrCat("Подстановки {{", name, "}} в этом письме нет."));
      }
    }
    reader.RefuseUnknown();
  }
}

}  // namespace nastavnik::season
