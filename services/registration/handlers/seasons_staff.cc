// Seasons, versions of their documents, stages: what the offices do.
#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/crypto/hash.h"
#include "common/json/proto/struct.h"
#include "common/rpc/name.h"
#include "common/status/macros.h"
#include "services/registration/domain/errors.h"
#include "services/registration/domain/limits.h"
#include "services/registration/handlers/seasons.h"

namespace nastavnik::registration {
namespace {

// Left of the call's own time for the answer itself.
constexpr absl::Duration kAnswerTime = absl::Milliseconds(300);

SeasonStore::EncodeSeason SeasonEncoder() {
  return [](const SeasonFacts& facts, const std::optional<pg::Proposal>& pending) {
    pb::StaffSeason season;
    season.set_name(SeasonName(facts.id));
    season.set_state(facts.announce_time ? pb::Season::ANNOUNCED : pb::Season::DRAFT);
    season.set_active_version(facts.active_version);
    season.set_latest_version(facts.latest_version);
    *season.mutable_create_time() = ToTimestamp(facts.create_time);
    if (facts.announce_time) *season.mutable_announce_time() = ToTimestamp(*facts.announce_time);
    if (pending) *season.mutable_pending_approval() = registration::ToProto(*pending);
    return Encode(season);
  };
}

SeasonStore::EncodeConfig ConfigEncoder() {
  return [](const ConfigVersion& config) { return Encode(ToProto(config)); };
}

// Gives the services a moment to take a version that was just activated; whether all have.
bool AwaitInstall(const Call& call, const SeasonId& season, int version) {
  call.env.install_configs();
  const absl::Time until = std::min(absl::Now() + kInstallWait, call.deadline - kAnswerTime);
  return call.env.book.AwaitInForce(season, version, until);
}

// The answer to an activation says how far it came.
absl::StatusOr<pb::SeasonConfig> AnswerInstalled(const Call& call, const SeasonId& season,
                                                 const pg::Answer& answer) {
  ASSIGN_OR_RETURN(pb::SeasonConfig config, Decode<pb::SeasonConfig>(answer));
  if (config.state() != pb::SeasonConfig::INSTALLING) return config;
  AwaitInstall(call, season, config.version());
  ASSIGN_OR_RETURN(const ConfigVersion now,
                   call.env.seasons.GetConfig(season, config.version(), call.deadline));
  const pb::SeasonConfig fresh = ToProto(now);
  config.set_state(fresh.state());
  *config.mutable_missing_services() = fresh.missing_services();
  return config;
}

struct ConfigName {
  SeasonId season;
  int version = 0;
};

absl::StatusOr<ConfigName> ParseConfigName(absl::string_view name) {
  ASSIGN_OR_RETURN(const auto parts, rpc::ParseName("seasons/*/configs/*", name));
  ConfigName parsed{SeasonId(parts[0]), 0};
  if (!absl::SimpleAtoi(parts[1], &parsed.version) || absl::StrCat(parsed.version) != parts[1])
    return NotFound();
  return parsed;
}

absl::StatusOr<ConfigDraft> DraftFrom(const Call& call,
                                      const pb::CreateSeasonConfigRequest& request) {
  ASSIGN_OR_RETURN(const PersonId caller, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const auto parts, rpc::ParseName("seasons/*", request.parent(), "parent"));
  ConfigDraft draft;
  draft.season = SeasonId(parts[0]);
  draft.base_version = request.base_version();
  draft.reason = request.reason();
  draft.activate = request.activate();
  draft.apply_before_review = request.apply_before_review();
  draft.author = caller;
  if (request.has_document() && request.has_merge_patch()) {
    return FieldsInvalid({{"mergePatch", "CONFLICTS", "Либо документ целиком, либо его правка."}});
  }
  if (request.has_document()) {
    ASSIGN_OR_RETURN(draft.document, json::FromStruct(request.document(), "document"));
  }
  if (request.has_merge_patch()) {
    ASSIGN_OR_RETURN(draft.merge_patch, json::FromStruct(request.merge_patch(), "mergePatch"));
  }
  return draft;
}

// Opens or closes a stage: proposed by the first call, done by the second.
template <typename Request>
absl::StatusOr<pb::StaffStage> ActOnStage(const Call& call, const Request& request,
                                          absl::string_view verb) {
  ASSIGN_OR_RETURN(const PersonId caller, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const auto parts, rpc::ParseName("seasons/*/stages/*", request.name()));
  const SeasonId season(parts[0]);
  const std::string payload = absl::StrCat(verb, "\n", request.name(), "\n", request.reason());
  const pg::Proposal act = {season.text(),           request.name(), std::string(verb),
                            crypto::Sha256(payload), caller,         absl::InfiniteFuture()};
  const auto encode = [&](const SeasonStore::StageAct& done) {
    pb::StaffStage stage;
    stage.set_name(request.name());
    *stage.mutable_open_time() = ToTimestamp(done.opens);
    *stage.mutable_close_time() = ToTimestamp(done.closes);
    stage.set_config_version(done.version);
    if (done.pending) *stage.mutable_pending_approval() = registration::ToProto(*done.pending);
    return Encode(stage);
  };
  ASSIGN_OR_RETURN(
      const pg::Answer answer,
      call.env.seasons.ActOnStage(call.write, season, parts[1], request.reason(), act, encode));
  ASSIGN_OR_RETURN(pb::StaffStage stage, Decode<pb::StaffStage>(answer));
  if (stage.config_version() == 0 || AwaitInstall(call, season, stage.config_version()))
    return stage;
  ASSIGN_OR_RETURN(const ConfigVersion now,
                   call.env.seasons.GetConfig(season, stage.config_version(), call.deadline));
  for (const std::string& service : now.missing_services) stage.add_missing_services(service);
  return stage;
}

}  // namespace

absl::StatusOr<pb::StaffSeason> CreateSeason(const Call& call,
                                             const pb::CreateSeasonRequest& request) {
  ASSIGN_OR_RETURN(const PersonId caller, rpc::CallingPerson(call));
  if (!IsDocumentId(request.season_id())) {
    return FieldsInvalid(
        {{"seasonId", "INVALID_FORMAT", "Строчные латинские буквы, цифры и дефис."}});
  }
  ASSIGN_OR_RETURN(const pg::Answer answer,
                   call.env.seasons.CreateSeason(call.write, SeasonId(request.season_id()), caller,
                                                 SeasonEncoder()));
  return Decode<pb::StaffSeason>(answer);
}

absl::StatusOr<pb::SeasonConfig> CreateSeasonConfig(const Call& call,
                                                    const pb::CreateSeasonConfigRequest& request) {
  ASSIGN_OR_RETURN(const ConfigDraft draft, DraftFrom(call, request));
  if (request.validate_only()) {
    ASSIGN_OR_RETURN(const ConfigVersion checked,
                     call.env.seasons.CheckConfig(draft, call.deadline));
    return ToProto(checked);
  }
  ASSIGN_OR_RETURN(const pg::Answer answer,
                   call.env.seasons.CreateConfig(call.write, draft, ConfigEncoder()));
  return AnswerInstalled(call, draft.season, answer);
}

absl::StatusOr<pb::SeasonConfig> GetSeasonConfig(const Call& call,
                                                 const pb::GetSeasonConfigRequest& request) {
  ASSIGN_OR_RETURN(const ConfigName name, ParseConfigName(request.name()));
  ASSIGN_OR_RETURN(const ConfigVersion config,
                   call.env.seasons.GetConfig(name.season, name.version, call.deadline));
  ASSIGN_OR_RETURN(const json::Value document, json::Parse(config.document));
  pb::SeasonConfig message = ToProto(config);
  *message.mutable_document() = json::ToStruct(document);
  return message;
}

absl::StatusOr<pb::SeasonConfig> ActivateSeasonConfig(
    const Call& call, const pb::ActivateSeasonConfigRequest& request) {
  ASSIGN_OR_RETURN(const PersonId caller, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const ConfigName name, ParseConfigName(request.name()));
  const bool administrator = call.caller.Has(access::v1::Grant::ADMINISTRATOR, name.season.text());
  const bool organizer = call.caller.Has(access::v1::Grant::ORGANIZER, name.season.text());
  ASSIGN_OR_RETURN(const pg::Answer answer,
                   call.env.seasons.Activate(call.write, name.season, name.version, caller,
                                             administrator, organizer, ConfigEncoder()));
  return AnswerInstalled(call, name.season, answer);
}

absl::StatusOr<pb::StaffSeason> AnnounceSeason(const Call& call,
                                               const pb::AnnounceSeasonRequest& request) {
  ASSIGN_OR_RETURN(const PersonId caller, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const auto parts, rpc::ParseName("seasons/*", request.name()));
  const pg::Proposal act = {parts[0],   request.name(),
                            "announce", crypto::Sha256(absl::StrCat("announce\n", request.name())),
                            caller,     absl::InfiniteFuture()};
  ASSIGN_OR_RETURN(const pg::Answer answer,
                   call.env.seasons.Announce(call.write, act, SeasonEncoder()));
  RETURN_IF_ERROR(call.env.book.Refresh(call.deadline));
  return Decode<pb::StaffSeason>(answer);
}

absl::StatusOr<pb::StaffStage> OpenStage(const Call& call, const pb::OpenStageRequest& request) {
  return ActOnStage(call, request, "open");
}

absl::StatusOr<pb::StaffStage> CloseStage(const Call& call, const pb::CloseStageRequest& request) {
  return ActOnStage(call, request, "close");
}

}  // namespace nastavnik::registration
