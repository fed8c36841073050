#include "services/registration/domain/season/stage_act.h"

#include "absl/strings/str_cat.h"

#include "common/status/error.h"

namespace nastavnik::season {
namespace {

absl::Time WholeSecond(absl::Time instant) {
  return absl::FromUnixSeconds(absl::ToUnixSeconds(instant));
}

absl::Status NoSuchStage() {
  Error error;
  error.code = absl::StatusCode::kNotFound;
  error.reason = "NOT_FOUND";
  error.message = "Такого этапа нет.";
  return ToStatus(error);
}

absl::Status StageNotIn(absl::string_view state, absl::string_view verb,
                        absl::string_view message) {
  Error error;
  error.code = absl::StatusCode::kFailedPrecondition;
  error.reason = "ILLEGAL_TRANSITION";
  error.message = std::string(message);
  error.metadata = {{"state", std::string(state)}, {"verb", std::string(verb)}};
  return ToStatus(error);
}

json::Value PatchOf(const Stage& stage, absl::string_view key, const std::string& text) {
  using boost::json::object;
  const boost::json::string value(text.data(), text.size());
  return object{
      {"stages",
       object{{stage.id, object{{boost::json::string_view(key.data(), key.size()), value}}}}}};
}

// Name of the zone that the stage's own dates were written in.
absl::string_view ZoneName(absl::string_view civil) { return civil.substr(civil.find(' ') + 1); }

}  // namespace

std::string CivilText(absl::Time instant, absl::string_view zone_name, absl::TimeZone zone) {
  return absl::StrCat(absl::FormatTime("%Y-%m-%dT%H:%M:%S", instant, zone), " ", zone_name);
}

absl::StatusOr<json::Value> OpenNow(const Document& document, absl::string_view id,
                                    absl::Time now) {
  const auto found = document.stages.find(std::string(id));
  if (found == document.stages.end()) return NoSuchStage();
  const Stage& stage = found->second;
  if (stage.closes <= now) return StageNotIn("CLOSED", "open", "Этап уже закрыт.");
  if (stage.opens <= now) return StageNotIn("OPEN", "open", "Этап уже открыт.");
  return PatchOf(stage, "opens",
                 CivilText(WholeSecond(now), ZoneName(stage.opens_text), stage.zone));
}

absl::StatusOr<json::Value> CloseNow(const Document& document, absl::string_view id,
                                     absl::Time now) {
  const auto found = document.stages.find(std::string(id));
  if (found == document.stages.end()) return NoSuchStage();
  const Stage& stage = found->second;
  if (stage.opens > now) return StageNotIn("PLANNED", "close", "Этап ещё не открыт.");
  if (stage.closes <= now) return StageNotIn("CLOSED", "close", "Этап уже закрыт.");
  const absl::Time at = WholeSecond(now);
  // A stage that opened within this second closes with the next: it may not close as it opens.
  return PatchOf(stage, "closes",
                 CivilText(at > stage.opens ? at : at + absl::Seconds(1),
                           ZoneName(stage.closes_text), stage.zone));
}

}  // namespace nastavnik::season
