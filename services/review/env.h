#pragma once

#include <functional>

#include "common/metrics/metrics.h"
#include "common/page/page.h"
#include "common/pg/database.h"
#include "common/rpc/call.h"
#include "common/rpc/operations.h"
#include "services/review/peers.h"
#include "services/review/store/assignment_store.h"
#include "services/review/store/claim.h"
#include "services/review/store/expert_store.h"
#include "services/review/store/review_store.h"
#include "services/review/store/run_store.h"
#include "services/review/store/season_store.h"

namespace nastavnik::review {

// What the handlers and loops of review use.
struct Env {
  pg::Database& db;
  const page::Tokens& pages;
  rpc::OperationsEnv& operations;
  Peers& peers;
  SeasonStore seasons{db};
  ExpertStore experts{db};
  RunStore runs{db};
  AssignmentStore assignments{db};
  ClaimStore claims{db};
  ReviewStore reviews{db};
  metrics::Family<metrics::Counter>& declines =
      metrics::Default().Counters("nastavnik_assignment_declines_total", "Assignments declined",
                                  {metrics::Season(), metrics::UpTo("reason", 16)});
  // Loops that a handler sets going at once.
  std::function<void()> wake_solver = [] {};
  std::function<void()> wake_queue = [] {};
  std::function<void()> wake_invitations = [] {};
};

using Call = rpc::CallOf<Env>;

}  // namespace nastavnik::review
