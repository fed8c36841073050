#include "services/registration/store/season_book.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "common/status/macros.h"
#include "registration_sql/sql.h"
#include "services/registration/domain/season/schema.h"

namespace nastavnik::registration {
namespace {

absl::StatusOr<std::shared_ptr<const OpenedSeason>> Open(SeasonStore& seasons,
                                                         const SeasonFacts& facts,
                                                         absl::Time deadline) {
  ASSIGN_OR_RETURN(SeasonStore::StoredDocument stored,
                   seasons.GetDocument(facts.id, facts.in_force_version, deadline));
  ASSIGN_OR_RETURN(const json::Value value, json::Parse(stored.canonical));
  ASSIGN_OR_RETURN(season::Document document, season::ReadDocument(value, facts.id.text()));
  auto opened = std::make_shared<OpenedSeason>(OpenedSeason{facts,
                                                            std::move(document),
                                                            std::move(stored.canonical),
                                                            stored.sha256,
                                                            std::move(stored.form_versions),
                                                            {}});
  for (const auto& [id, nomination] : opened->document.nominations) {
    opened->schemas[id] = season::FormSchema(opened->document, nomination);
  }
  return std::shared_ptr<const OpenedSeason>(std::move(opened));
}

// «—» and «-» in the table mean nothing.
std::string Cell(absl::string_view text) {
  return text == "—" || text == "-" ? "" : std::string(text);
}

bool SameFacts(const SeasonFacts& a, const SeasonFacts& b) {
  return a.in_force_version == b.in_force_version && a.announce_time == b.announce_time &&
         a.milestones == b.milestones;
}

}  // namespace

absl::Status SeasonBook::Refresh(absl::Time deadline) {
  absl::MutexLock lock(&refreshing_);
  if (ListRegions()->empty()) RETURN_IF_ERROR(RefreshRegions(deadline));
  ASSIGN_OR_RETURN(const std::vector<SeasonFacts> all, seasons_.ListSeasons(deadline));
  auto next = std::make_shared<Seasons>();
  for (const SeasonFacts& facts : all) {
    if (facts.in_force_version == 0) continue;
    const std::shared_ptr<const OpenedSeason> known = Find(facts.id.text());
    if (known != nullptr && SameFacts(known->facts, facts)) {
      next->push_back(known);
    } else if (known != nullptr && known->facts.in_force_version == facts.in_force_version) {
      auto changed = std::make_shared<OpenedSeason>(*known);
      changed->facts = facts;
      next->push_back(std::move(changed));
    } else {
      ASSIGN_OR_RETURN(auto opened, Open(seasons_, facts, deadline));
      next->push_back(std::move(opened));
    }
  }
  absl::MutexLock publish(&mutex_);
  list_ = std::move(next);
  return absl::OkStatus();
}

absl::Status SeasonBook::RefreshRegions(absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows, db_.Read(pg::Query(sql::kSelectRegions), deadline));
  auto next = std::make_shared<Regions>();
  for (const pg::Row row : rows) {
    next->push_back({row.IdOf<RegionId>("region_id"), row.Text("title"), row.Text("kind"),
                     row.Text("district"), row.Text("iso_code"), row.Int("utc_offset_hours")});
  }
  absl::MutexLock publish(&mutex_);
  regions_ = std::move(next);
  return absl::OkStatus();
}

absl::Status SeasonBook::LoadRegions(absl::string_view tsv, absl::Time deadline) {
  std::vector<std::string> ids, titles, kinds, districts, coded, schemes, codes;
  std::vector<int> offsets;
  for (const absl::string_view line : absl::StrSplit(tsv, '\n', absl::SkipEmpty())) {
    const std::vector<absl::string_view> cells = absl::StrSplit(line, '\t');
    int offset = 0;
    if (absl::StartsWith(line, "#") || cells.size() != 6 || !absl::SimpleAtoi(cells[4], &offset))
      continue;
    const std::string id = absl::StrCat("ru-", cells[0]);
    ids.push_back(id);
    titles.emplace_back(cells[1]);
    kinds.push_back(Cell(cells[2]));
    districts.push_back(Cell(cells[3]));
    offsets.push_back(offset);
    for (const auto& [scheme, code] :
         {std::pair("TAX", Cell(cells[0])), std::pair("ISO_3166_2", Cell(cells[5]))}) {
      if (code.empty()) continue;
      coded.push_back(id);
      schemes.emplace_back(scheme);
      codes.push_back(code);
    }
  }
  pg::WriteKey key = pg::WriteKey::Job("loadRegions");
  key.deadline = deadline;
  const auto load = [&](const pg::ReadRows& rows,
                        pg::Changes& changes) -> absl::StatusOr<std::string> {
    if (rows[0][0].Int("regions") > 0) return std::string();
    changes.Run(sql::kInsertRegions, ids, titles, kinds, districts, offsets);
    changes.Run(sql::kInsertRegionCodes, coded, schemes, codes);
    return std::string();
  };
  return db_.Write(key, {pg::Query(sql::kSelectRegionCount)}, load).status();
}

std::shared_ptr<const OpenedSeason> SeasonBook::Find(absl::string_view season) const {
  const std::shared_ptr<const Seasons> list = List();
  const auto found = std::find_if(list->begin(), list->end(), [&](const auto& opened) {
    return opened->facts.id.text() == season;
  });
  return found == list->end() ? nullptr : *found;
}

std::shared_ptr<const SeasonBook::Seasons> SeasonBook::List() const {
  static const auto& none = *new std::shared_ptr<const Seasons>(std::make_shared<Seasons>());
  absl::MutexLock lock(&mutex_);
  return list_ == nullptr ? none : list_;
}

std::shared_ptr<const SeasonBook::Regions> SeasonBook::ListRegions() const {
  static const auto& none = *new std::shared_ptr<const Regions>(std::make_shared<Regions>());
  absl::MutexLock lock(&mutex_);
  return regions_ == nullptr ? none : regions_;
}

bool SeasonBook::HasRegion(const RegionId& region) const {
  const auto regions = ListRegions();
  const auto is = [&](const Region& known) { return known.id == region; };
  if (std::any_of(regions->begin(), regions->end(), is)) return true;
  const auto seasons = List();
  for (const auto& opened : *seasons) {
    for (const auto& [code, title] : opened->document.extra_regions) {
      if (absl::StrCat("ru-", code) == region.text()) return true;
    }
  }
  return false;
}

bool SeasonBook::Loaded() const {
  absl::MutexLock lock(&mutex_);
  return list_ != nullptr && regions_ != nullptr && !regions_->empty();
}

int SeasonBook::VersionInForce(const SeasonId& season) const {
  if (list_ == nullptr) return 0;
  for (const auto& opened : *list_) {
    if (opened->facts.id == season) return opened->facts.in_force_version;
  }
  return 0;
}

bool SeasonBook::AwaitInForce(const SeasonId& season, int version, absl::Time until) const {
  const auto reached = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return VersionInForce(season) >= version;
  };
  absl::MutexLock lock(&mutex_);
  return mutex_.AwaitWithDeadline(absl::Condition(&reached), until);
}

}  // namespace nastavnik::registration
