#pragma once

#include "common/metrics/metrics.h"
#include "common/page/page.h"
#include "common/pg/database.h"
#include "common/places/directory.h"
#include "common/rpc/call.h"
#include "common/rpc/client.h"
#include "common/status/error.h"
#include "nastavnik/registration/v1/internal.grpc.pb.h"
#include "nastavnik/registration/v1/season.grpc.pb.h"
#include "services/submission/peers/people.h"
#include "services/submission/store/application_store.h"
#include "services/submission/store/internal_reads.h"
#include "services/submission/store/seasons.h"
#include "services/submission/store/similarity_store.h"
#include "services/submission/store/staff_store.h"
#include "services/submission/store/stage_store.h"

namespace nastavnik::submission {

// What handlers use.
struct Env {
  pg::Database& db;
  const page::Tokens& pages;
  rpc::Client<registration::v1::RegistrationInternalService> registration;
  rpc::Client<registration::v1::SeasonPublicService> published;  // what registration tells anybody
  ReceiptSigner receipts;
  People people{registration};
  places::Directory places{registration, published};
  Seasons seasons{db};
  ApplicationStore applications{db};
  StaffStore staff{db};
  StageStore stages{db};
  SimilarityStore similarities{db};
  InternalReads reads{db};
  metrics::Family<metrics::Counter>& submissions =
      metrics::Default().Counters("nastavnik_submissions_total", "Applications submitted",
                                  {metrics::Season(), metrics::Nomination()});
};

using Call = rpc::CallOf<Env>;

}  // namespace nastavnik::submission
