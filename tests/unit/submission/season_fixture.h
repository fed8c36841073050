#pragma once

#include <memory>

#include "catch2/catch.hpp"

#include "absl/strings/string_view.h"
#include "common/json/json.h"
#include "services/submission/domain/form/content.h"
#include "services/submission/domain/season.h"

namespace nastavnik::submission {

// A small season in the shape of the real one: one direction, two nominations with an override, a
// form with every type.
inline const char kSeason[] = R"json({
 "season": "2027", "title": "Всероссийский конкурс «Наставничество»", "zone": "Europe/Moscow",
 "numbering": {"application": "NM27-{seq:6}-{check}"},
 "directions": {"practice": {"title": "Лучшие практики", "applicantKinds": ["PERSON"],
   "participation": {"per": "DIRECTION", "maxActive": 1}}},
 "nominations": {
   "production": {"direction": "practice", "position": 10, "title": "Наставничество на производстве"},
   "social": {"direction": "practice", "position": 20, "title": "Наставничество в социальной сфере"},
   "closed": {"direction": "practice", "position": 30, "title": "Закрытая", "closedToNew": true}},
 "eligibility": {
   "adult": {"kind": "MIN_AGE", "years": 18, "on": "SUBMIT", "gate": "DRAFT", "message": "Участвовать можно с 18 лет."},
   "mentees": {"appliesTo": ["social"], "kind": "FIELD", "field": "mentees", "op": "GE", "value": 3, "gate": "SUBMIT",
               "message": "Не меньше трёх наставляемых."},
   "org": {"kind": "REGION_NOT_IN", "regions": ["ru-99"], "gate": "FLAG", "message": "Проверьте регион."},
   "age": {"kind": "MAX_AGE", "years": 80, "gate": "FLAG", "message": "Проверьте возраст."}},
 "stages": {
   "applications": {"kind": "APPLICATION", "opens": "2027-03-02T10:00 Europe/Moscow",
                    "closes": "2027-04-29T18:00 Europe/Moscow", "graceSeconds": 120},
   "applications-social": {"kind": "APPLICATION", "appliesTo": ["social"], "opens": "2027-03-09T10:00 Europe/Moscow",
                    "closes": "2027-05-14T18:00 Europe/Moscow"},
   "formal-check": {"kind": "FORMAL_CHECK", "opens": "2027-03-09T09:00 Europe/Moscow",
                    "closes": "2027-05-21T18:00 Europe/Moscow"},
   "review-1": {"kind": "REVIEW", "opens": "2027-05-24T10:00 Europe/Moscow", "closes": "2027-06-28T18:00 Europe/Moscow"},
   "results": {"kind": "PUBLICATION", "opens": "2027-11-12T12:00 Europe/Moscow",
               "closes": "2027-12-30T18:00 Europe/Moscow"}},
 "keywords": {"craft": "Передача мастерства", "safety": "Безопасность труда", "career": "Профориентация"},
 "consents": {
   "processing": {"purpose": "PROCESSING", "version": 1, "requiredFor": ["REGISTER"], "title": "Обработка", "text": "…"},
   "media": {"purpose": "MEDIA", "version": 1, "requiredFor": ["SUBMIT"], "title": "Съёмка", "text": "…"}},
 "forms": {"passport": {
   "sections": [{"id": "about", "title": "О практике", "fields": ["title", "annotation", "keywords", "organization",
                 "region", "authors"]},
                {"id": "facts", "title": "Факты", "fields": ["pairs", "period", "mentees", "cost", "metrics", "start"]},
                {"id": "papers", "title": "Материалы", "fields": ["minors", "minors-note", "site", "mail", "phone",
                 "letter", "video"]}],
   "fields": {
     "title": {"type": "TEXT", "title": "Название практики", "required": "DRAFT", "max": 20, "experts": "SHOWN"},
     "annotation": {"type": "LONG_TEXT", "title": "Аннотация", "required": "SUBMIT", "min": 5, "max": 40, "experts": "SHOWN"},
     "keywords": {"type": "MULTI_CHOICE", "title": "Ключевые слова", "required": "SUBMIT", "optionsFrom": "keywords",
                  "minItems": 1, "maxItems": 2, "experts": "SHOWN"},
     "organization": {"type": "ORGANIZATION", "title": "Организация", "required": "SUBMIT"},
     "region": {"type": "REGION", "title": "Регион", "required": "SUBMIT"},
     "authors": {"type": "PERSONS", "title": "Авторы", "required": "SUBMIT", "minItems": 1, "maxItems": 10},
     "pairs": {"type": "SINGLE_CHOICE", "title": "Кто кого", "options": {"peer": "Равный — равному"},
               "by": {"social": {"options": {"helper-person": "Наставник — человек"}, "required": "SUBMIT"}}},
     "period": {"type": "PERIOD", "title": "Период", "required": "SUBMIT", "experts": "SHOWN"},
     "mentees": {"type": "INTEGER", "title": "Сколько людей", "required": "SUBMIT", "min": 1, "max": 1000000},
     "cost": {"type": "DECIMAL", "title": "Стоимость", "scale": 2, "min": "0.50", "max": "1000000.00"},
     "metrics": {"type": "TABLE", "title": "Показатели", "required": "SUBMIT", "minItems": 1, "maxItems": 3, "columns": [
        {"id": "name", "type": "TEXT", "max": 10}, {"id": "before", "type": "DECIMAL", "scale": 2},
        {"id": "after", "type": "DECIMAL", "scale": 2}]},
     "start": {"type": "DATE", "title": "Начало"},
     "minors": {"type": "BOOLEAN", "title": "Показаны несовершеннолетние", "required": "SUBMIT"},
     "minors-note": {"type": "TEXT", "title": "Согласия законных представителей", "required": "SUBMIT",
                     "shownIf": {"field": "minors", "equals": true}},
     "site": {"type": "URL", "title": "Сайт"}, "mail": {"type": "EMAIL", "title": "Почта"},
     "phone": {"type": "PHONE", "title": "Телефон"},
     "letter": {"type": "FILES", "title": "Письмо", "required": "SUBMIT", "minItems": 1},
     "video": {"type": "VIDEO", "title": "Видео"}}}}})json";

inline const PersonId kApplicant = *PersonId::Parse("01920000-0000-7000-8000-000000000001");

inline std::shared_ptr<const Season> TestSeason() {
  static const auto season = *ReadSeason(3, *json::Parse(kSeason));
  return season;
}
inline const Nomination& TestNomination(absl::string_view id = "production") {
  return *TestSeason()->Find(NominationId(id));
}
inline Content Object(absl::string_view text) { return json::Parse(text)->get_object(); }

// Everything that nomination `production` asks for.
inline Content FullContent() {
  return Object(
      R"json({"title": "Школа мастеров", "annotation": "Опытный токарь учит новичка.", "keywords": ["craft"],
    "organization": "01920000-0000-7000-8000-0000000000aa", "region": "ru-74",
    "authors": [{"person": "01920000-0000-7000-8000-000000000001", "role": "Руководитель практики"}],
    "period": {"from": "2025-09-01"}, "mentees": 12, "metrics": [{"name": "Брак, %", "before": "4.5", "after": "1.25"}],
    "minors": false})json");
}

}  // namespace nastavnik::submission
