#pragma once

#include <functional>

#include "common/page/page.h"
#include "common/pg/database.h"
#include "common/rpc/call.h"
#include "common/rpc/operations.h"
#include "services/results/names.h"
#include "services/results/peers.h"
#include "services/results/store/announcement_store.h"
#include "services/results/store/published_store.h"
#include "services/results/store/ranking_store.h"
#include "services/results/store/season_store.h"

namespace nastavnik::results {

// What the handlers and loops of results use.
struct Env {
  pg::Database& db;
  const page::Tokens& pages;
  rpc::OperationsEnv& operations;
  Peers& peers;
  SeasonStore seasons{db};
  RankingStore rankings{db};
  PublishedStore published{db};
  AnnouncementStore announcements{db};
  Names names{
      [this](const SeasonId& season, const std::vector<PersonId>& people, absl::Time deadline) {
        return peers.GetPublicNames(season, people, deadline);
      }};
  std::function<void()> wake_ranker = [] {};
};

using Call = rpc::CallOf<Env>;

}  // namespace nastavnik::results
