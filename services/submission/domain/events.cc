#include "services/submission/domain/events.h"

#include "absl/strings/str_cat.h"

namespace nastavnik::submission {
namespace {

absl::string_view TypeOf(absl::string_view verb) {
  if (verb == "create") return "application.created";
  if (verb == "submit") return "application.submitted";
  if (verb == "admit") return "application.admitted";
  return "application.withdrawn";
}

Event StageEvent(absl::string_view type, const SeasonId& season, const Stage& stage) {
  Event event;
  event.type = std::string(type);
  event.season = season.text();
  event.subject = absl::StrCat("seasons/", season.text(), "/stages/", stage.id.text());
  event.data = {{"kind", stage.kind}, {"version", absl::StrCat(stage.version)}};
  return event;
}

}  // namespace

Event ApplicationEvent(const Step& step) {
  const Application& application = step.application;
  Event event;
  event.type = std::string(TypeOf(step.transition.verb));
  event.season = application.season.text();
  event.subject = ResourceName(application.season, application.id);
  event.data = {{"nomination", application.nomination.text()},
                {"state", std::string(NameOf(application.state))},
                {"version", absl::StrCat(application.version)}};
  event.recipients = {application.applicant};
  return event;
}

Event StageOpened(const SeasonId& season, const Stage& stage) {
  return StageEvent("stage.opened", season, stage);
}

Event StageFrozen(const SeasonId& season, const Stage& stage, int number, int count) {
  Event event = StageEvent("stage.frozen", season, stage);
  event.data.emplace_back("freeze", absl::StrCat(number));
  event.data.emplace_back("count", absl::StrCat(count));
  return event;
}

Event SimilarityDecidedEvent(const SimilarityPair& pair) {
  Event event;
  event.type = "similarity.decided";
  event.season = pair.side.season.text();
  event.subject = ResourceName(pair);
  event.data = {{"state", std::string(NameOf(pair.state))}};
  return event;
}

}  // namespace nastavnik::submission
