#include "services/registration/store/season_store.h"

#include "absl/strings/str_cat.h"

#include "common/crypto/hash.h"
#include "common/time/civil.h"
#include "registration_sql/sql.h"
#include "services/registration/domain/errors.h"
#include "services/registration/domain/events.h"
#include "services/registration/store/season_rows.h"

namespace nastavnik::registration {
namespace {

std::string ConfigName(const SeasonId& season, int version) {
  return absl::StrCat("seasons/", season.text(), "/configs/", version);
}

pg::Proposal ActivationOf(const SeasonId& season, int version, const std::string& sha256,
                          PersonId by) {
  return {
      season.text(),         ConfigName(season, version), "activate", crypto::Sha256(sha256), by,
      absl::InfiniteFuture()};
}

void InsertConfig(const ConfigVersion& config, const FormVersions& forms, bool apply_before_review,
                  pg::Changes& changes) {
  changes.Run(sql::kInsertConfig, config.season, config.version, config.base_version,
              config.document, pg::Bytes{config.sha256}, EncodeFormVersions(forms),
              EncodeChanges(config.changes), config.warnings, config.reason, apply_before_review,
              config.author, config.create_time);
}

// Puts a stored version in force as far as registration is concerned; the services follow.
void ActivateConfig(ConfigVersion& config, std::optional<PersonId> second_person,
                    PersonId activator, absl::Time now, pg::Changes& changes) {
  changes.Run(sql::kInsertActivation, config.season, config.version, activator, second_person, now);
  changes.RunExactly(1, sql::kUpdateActiveVersion, config.season, config.version);
  config.state = ConfigVersion::State::kInstalling;
  config.activate_time = now;
  config.second_person = second_person;
  config.missing_services.assign(std::begin(kDecidingServices), std::end(kDecidingServices));
}

absl::StatusOr<json::Value> NextDocument(const Standing& standing, const ConfigDraft& draft) {
  if (draft.document) return *draft.document;
  if (!draft.merge_patch) {
    return FieldsInvalid({{"document", "REQUIRED",
                           "Нужен документ целиком (document) или его правка (merge_patch)."}});
  }
  return json::MergePatch(standing.latest.value, *draft.merge_patch);
}

absl::StatusOr<PlannedVersion> Plan(const Standing& standing, const ConfigDraft& draft) {
  if (draft.base_version != standing.latest.version)
    return BaseVersionStale(standing.latest.version);
  ASSIGN_OR_RETURN(json::Value next, NextDocument(standing, draft));
  ASSIGN_OR_RETURN(const bool opened, standing.Opened());
  if (opened && draft.reason.empty()) return ReasonRequired();
  return PlanVersion(standing, std::move(next), draft.apply_before_review);
}

std::vector<pg::Query> StandingReads(const SeasonId& season) {
  return {pg::Query(sql::kSelectSeasonForUpdate, season),
          pg::Query(sql::kSelectStandingDocuments, season)};
}

}  // namespace

absl::StatusOr<pg::Answer> SeasonStore::CreateSeason(const pg::WriteKey& write,
                                                     const SeasonId& season, PersonId creator,
                                                     const EncodeSeason& encode) {
  const std::vector<pg::Query> reads = {pg::Query(sql::kSelectSeasonForUpdate, season)};
  return db_.Write(
      write, reads,
      [&](const pg::ReadRows& rows, pg::Changes& changes) -> absl::StatusOr<std::string> {
        if (!rows[0].empty()) return AlreadyExists(absl::StrCat("seasons/", season.text()));
        changes.Run(sql::kInsertSeason, season, creator, rows.Now());
        SeasonFacts facts;
        facts.id = season;
        facts.create_time = rows.Now();
        return encode(facts, std::nullopt);
      });
}

absl::StatusOr<pg::Answer> SeasonStore::Announce(const pg::WriteKey& write, const pg::Proposal& act,
                                                 const EncodeSeason& encode) {
  const SeasonId season(act.season);
  const std::vector<pg::Query> reads = {pg::Query(sql::kSelectSeasonForUpdate, season),
                                        pg::SelectProposal(act.season, act.object, act.verb)};
  return db_.Write(
      write, reads,
      [&](const pg::ReadRows& rows, pg::Changes& changes) -> absl::StatusOr<std::string> {
        ASSIGN_OR_RETURN(const pg::Row row, rows[0].One(NotFound()));
        SeasonFacts facts = FactsFrom(row);
        if (facts.announce_time) return SeasonAnnounced();
        if (facts.in_force_version == 0) return NoActiveVersion();
        ASSIGN_OR_RETURN(const pg::Approval approval,
                         pg::Approve(pg::ProposalFrom(rows[1]), act, rows.Now()));
        if (!approval.carry_out) {
          pg::StoreProposal(changes, approval.proposal);
          return encode(facts, approval.proposal);
        }
        pg::DeleteProposal(changes, act);
        changes.RunExactly(1, sql::kAnnounceSeason, season, rows.Now());
        changes.Emit(SeasonAnnouncedEvent(season, facts.in_force_version));
        facts.announce_time = rows.Now();
        return encode(facts, std::nullopt);
      });
}

absl::StatusOr<std::string> SeasonStore::DecideConfig(const pg::ReadRows& rows,
                                                      const ConfigDraft& draft,
                                                      const EncodeConfig& encode,
                                                      pg::Changes& changes) const {
  ASSIGN_OR_RETURN(const pg::Row row, rows[0].One(NotFound()));
  ASSIGN_OR_RETURN(const Standing standing, StandingFrom(row, rows[1], rows.Now()));
  ASSIGN_OR_RETURN(const PlannedVersion planned, Plan(standing, draft));
  ASSIGN_OR_RETURN(const bool opened, standing.Opened());
  ConfigVersion config = ConfigFrom(planned, draft, rows.Now());
  InsertConfig(config, planned.form_versions, draft.apply_before_review, changes);
  changes.RunExactly(1, sql::kUpdateLatestVersion, draft.season, standing.latest.version,
                     config.version);
  if (draft.activate && opened) {
    const pg::Proposal act =
        ActivationOf(draft.season, config.version, config.sha256, draft.author);
    ASSIGN_OR_RETURN(const pg::Approval approval, pg::Approve(std::nullopt, act, rows.Now()));
    pg::StoreProposal(changes, approval.proposal);
    config.state = ConfigVersion::State::kWaiting;
    config.pending = approval.proposal;
  } else if (draft.activate) {
    ActivateConfig(config, std::nullopt, draft.author, rows.Now(), changes);
  }
  return encode(config);
}

absl::StatusOr<pg::Answer> SeasonStore::CreateConfig(const pg::WriteKey& write,
                                                     const ConfigDraft& draft,
                                                     const EncodeConfig& encode) {
  return db_.Write(write, StandingReads(draft.season),
                   [&](const pg::ReadRows& rows, pg::Changes& changes) {
                     return DecideConfig(rows, draft, encode, changes);
                   });
}

absl::StatusOr<ConfigVersion> SeasonStore::CheckConfig(const ConfigDraft& draft,
                                                       absl::Time deadline) {
  ConfigVersion checked;
  const auto decide = [&](const pg::ReadRows& rows, pg::Changes&) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(const pg::Row row, rows[0].One(NotFound()));
    ASSIGN_OR_RETURN(const Standing standing, StandingFrom(row, rows[1], rows.Now()));
    ASSIGN_OR_RETURN(const PlannedVersion planned, Plan(standing, draft));
    checked = ConfigFrom(planned, draft, rows.Now());
    checked.state = ConfigVersion::State::kChecked;
    return std::string();
  };
  pg::WriteKey key = pg::WriteKey::Job(
      "checkConfig");  // writes nothing; a write so that the clock is the database's
  key.deadline = deadline;
  RETURN_IF_ERROR(db_.Write(key, StandingReads(draft.season), decide).status());
  return checked;
}

absl::StatusOr<pg::Answer> SeasonStore::Activate(const pg::WriteKey& write, const SeasonId& season,
                                                 int version, PersonId caller, bool administrator,
                                                 bool organizer, const EncodeConfig& encode) {
  std::vector<pg::Query> reads = StandingReads(season);
  reads.push_back(pg::Query(sql::kSelectConfig, season, version));
  reads.push_back(pg::SelectProposal(season.text(), ConfigName(season, version), "activate"));
  return db_.Write(
      write, reads,
      [&](const pg::ReadRows& rows, pg::Changes& changes) -> absl::StatusOr<std::string> {
        ASSIGN_OR_RETURN(const pg::Row row, rows[0].One(NotFound()));
        ASSIGN_OR_RETURN(const pg::Row found, rows[2].One(NotFound()));
        ConfigVersion config = ConfigFrom(found);
        if (config.activate_time) return encode(config);
        ASSIGN_OR_RETURN(const Standing standing, StandingFrom(row, rows[1], rows.Now()));
        if (version < standing.active.version) return VersionNotNewer(standing.active.version);
        ASSIGN_OR_RETURN(const json::Value document, json::Parse(config.document));
        RETURN_IF_ERROR(CheckActivation(standing, document, found.Bool("apply_before_review")));
        ASSIGN_OR_RETURN(const bool opened, standing.Opened());
        if (!opened) {
          ActivateConfig(config, std::nullopt, caller, rows.Now(), changes);
          return encode(config);
        }
        const pg::Proposal act = ActivationOf(season, version, config.sha256, caller);
        ASSIGN_OR_RETURN(const pg::Approval approval,
                         pg::Approve(pg::ProposalFrom(rows[3]), act, rows.Now()));
        if (!approval.carry_out) {
          if (!administrator) return ActivationNotAsked();
          pg::StoreProposal(changes, approval.proposal);
          config.state = ConfigVersion::State::kWaiting;
          config.pending = approval.proposal;
          return encode(config);
        }
        if (!organizer) return OrganizerRequired();
        pg::DeleteProposal(changes, act);
        ActivateConfig(config, caller, approval.proposal.proposer, rows.Now(), changes);
        return encode(config);
      });
}

absl::StatusOr<pg::Answer> SeasonStore::ActOnStage(const pg::WriteKey& write,
                                                   const SeasonId& season, const std::string& stage,
                                                   const std::string& reason,
                                                   const pg::Proposal& act,
                                                   const EncodeStage& encode) {
  std::vector<pg::Query> reads = StandingReads(season);
  reads.push_back(pg::SelectProposal(act.season, act.object, act.verb));
  return db_.Write(
      write, reads,
      [&](const pg::ReadRows& rows, pg::Changes& changes) -> absl::StatusOr<std::string> {
        ASSIGN_OR_RETURN(const pg::Row row, rows[0].One(NotFound()));
        ASSIGN_OR_RETURN(const Standing standing, StandingFrom(row, rows[1], rows.Now()));
        ASSIGN_OR_RETURN(const PlannedVersion planned,
                         PlanStageAct(standing, stage, act.verb == "open"));
        ASSIGN_OR_RETURN(const pg::Approval approval,
                         pg::Approve(pg::ProposalFrom(rows[2]), act, rows.Now()));
        ASSIGN_OR_RETURN(const json::Value value, json::Parse(planned.document));
        ASSIGN_OR_RETURN(const season::Document next, season::ReadDocument(value, season.text()));
        StageAct done{next.stages.at(stage).opens, next.stages.at(stage).closes, 0, std::nullopt};
        if (!approval.carry_out) {
          pg::StoreProposal(changes, approval.proposal);
          done.pending = approval.proposal;
          return encode(done);
        }
        ConfigDraft draft;
        draft.season = season;
        draft.reason = reason;
        draft.author = approval.proposal.proposer;
        ConfigVersion config = ConfigFrom(planned, draft, rows.Now());
        InsertConfig(config, planned.form_versions, false, changes);
        changes.RunExactly(1, sql::kUpdateLatestVersion, season, standing.latest.version,
                           config.version);
        ActivateConfig(config, act.proposer, approval.proposal.proposer, rows.Now(), changes);
        pg::DeleteProposal(changes, act);
        done.version = config.version;
        return encode(done);
      });
}

}  // namespace nastavnik::registration
