#pragma once

#include "common/json/json.h"
#include "tests/unit/submission/season_fixture.h"

namespace nastavnik::submission {

// What the form says above the annotation.
inline constexpr char kAnnotationHelp[] =
    "Опишите, кого и чему учит наставник, как часто они встречаются и сколько длится обучение. "
    "Назовите результаты за последний год и то, чем они подтверждены: отчёты, приказы, отзывы "
    "участников. Не называйте фамилий и не приводите персональных данных.";

// The season of the unit tests with texts in which copies are looked for: title and annotation. A
// person may have two applications; half of a text that is common is nothing serious yet, 60 % are.
inline json::Value ComparedSeason() {
  boost::json::object annotation = {{"max", 10000}, {"similarity", true}};
  annotation["help"] = kAnnotationHelp;
  const json::Value patch = {
      {"directions", {{"practice", {{"participation", {{"maxActive", 2}}}}}}},
      {"formalCheck", {{"similarityFlagPercent", 60}}},
      {"forms",
       {{"passport",
         {{"fields",
           {{"title", {{"max", 200}, {"similarity", true}}}, {"annotation", annotation}}}}}}}};
  return json::MergePatch(*json::Parse(kSeason), patch);
}

}  // namespace nastavnik::submission
