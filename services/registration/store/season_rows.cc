#include "services/registration/store/season_rows.h"

#include <algorithm>

#include "common/json/json.h"
#include "common/time/civil.h"

namespace nastavnik::registration {
namespace {

std::string TextOf(const json::Value& value) {
  return value.is_string() ? std::string(value.get_string().data(), value.get_string().size()) : "";
}

json::Value ParseStored(absl::string_view text) {
  auto value = json::Parse(text);
  return value.ok() ? *std::move(value) : json::Value();
}

std::vector<ConfigVersion::Change> DecodeChanges(absl::string_view text) {
  std::vector<ConfigVersion::Change> changes;
  const json::Value value = ParseStored(text);
  if (!value.is_array()) return changes;
  for (const json::Value& change : value.get_array()) {
    changes.push_back(
        {TextOf(change.at("path")), TextOf(change.at("class")), TextOf(change.at("kind"))});
  }
  return changes;
}

ConfigVersion::State StateFrom(const pg::Row& row, const ConfigVersion& config) {
  using State = ConfigVersion::State;
  if (!config.activate_time) return State::kStored;
  if (config.version == row.Int("in_force_version")) return State::kInForce;
  return config.version < row.Int("active_version") ? State::kSuperseded : State::kInstalling;
}

}  // namespace

SeasonFacts FactsFrom(const pg::Row& row) {
  SeasonFacts facts;
  facts.id = row.IdOf<SeasonId>("season_id");
  facts.latest_version = row.Int("latest_version");
  facts.active_version = row.Int("active_version");
  facts.in_force_version = row.Int("in_force_version");
  facts.create_time = row.Time("create_time");
  facts.announce_time = row.OptionalTime("announce_time");
  return facts;
}

absl::StatusOr<Standing> StandingFrom(const pg::Row& season, const pg::Rows& documents,
                                      absl::Time now) {
  Standing standing;
  standing.season = season.IdOf<SeasonId>("season_id");
  standing.announced = !season.IsNull("announce_time");
  standing.now = now;
  standing.latest.version = season.Int("latest_version");
  standing.active.version = season.Int("active_version");
  standing.in_force.version = season.Int("in_force_version");
  for (const pg::Row row : documents) {
    StandingDocument read{row.Int("version"), ParseStored(row.View("document")),
                          DecodeFormVersions(row.View("form_versions"))};
    for (StandingDocument* place : {&standing.latest, &standing.active, &standing.in_force}) {
      if (place->version == read.version) *place = read;
    }
  }
  return standing;
}

ConfigVersion ConfigFrom(const pg::Row& row) {
  ConfigVersion config;
  config.season = row.IdOf<SeasonId>("season_id");
  config.version = row.Int("version");
  config.base_version = row.Int("base_version");
  config.document = row.Text("document");
  config.sha256 = row.Bytes("sha256");
  config.changes = DecodeChanges(row.View("changes"));
  config.warnings = row.TextArray("warnings");
  config.reason = row.Text("reason");
  config.author = row.IdOf<PersonId>("author_id");
  config.second_person = row.OptionalIdOf<PersonId>("second_person_id");
  config.create_time = row.Time("create_time");
  config.activate_time = row.OptionalTime("activate_time");
  config.state = StateFrom(row, config);
  if (config.state == ConfigVersion::State::kInstalling) {
    const std::vector<std::string> confirmed = row.TextArray("confirmed");
    for (const char* service : kDecidingServices) {
      if (std::find(confirmed.begin(), confirmed.end(), service) == confirmed.end()) {
        config.missing_services.emplace_back(service);
      }
    }
  }
  return config;
}

ConfigVersion ConfigFrom(const PlannedVersion& planned, const ConfigDraft& draft, absl::Time now) {
  ConfigVersion config;
  config.season = draft.season;
  config.version = planned.version;
  config.base_version = planned.base_version;
  config.document = planned.document;
  config.sha256 = planned.sha256;
  for (const season::Change& change : planned.changes) {
    config.changes.push_back({change.path, std::string(season::Name(change.change_class)),
                              std::string(season::Name(change.kind))});
  }
  config.warnings = planned.warnings;
  config.reason = draft.reason;
  config.author = draft.author;
  config.create_time = now;
  return config;
}

std::string EncodeFormVersions(const FormVersions& versions) {
  boost::json::object object;
  for (const auto& [nomination, version] : versions) object[nomination] = version;
  return json::Canonical(object);
}

FormVersions DecodeFormVersions(absl::string_view text) {
  FormVersions versions;
  const json::Value value = ParseStored(text);
  if (!value.is_object()) return versions;
  for (const auto& member : value.get_object()) {
    versions[std::string(member.key().data(), member.key().size())] =
        static_cast<int>(member.value().get_int64());
  }
  return versions;
}

std::string EncodeChanges(const std::vector<ConfigVersion::Change>& changes) {
  boost::json::array array;
  for (const ConfigVersion::Change& change : changes) {
    array.push_back(boost::json::object{{"path", boost::json::string(change.path)},
                                        {"class", boost::json::string(change.change_class)},
                                        {"kind", boost::json::string(change.kind)}});
  }
  return json::Canonical(array);
}

}  // namespace nastavnik::registration
