#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "common/auth/keys.h"
#include "common/auth/principals.h"
#include "common/auth/token.h"
#include "common/metrics/metrics.h"
#include "common/page/page.h"
#include "common/pg/database.h"
#include "common/rpc/call.h"
#include "services/registration/password/password_pool.h"
#include "services/registration/store/account_store.h"
#include "services/registration/store/message_store.h"
#include "services/registration/store/participation_store.h"
#include "services/registration/store/role_store.h"
#include "services/registration/store/season_book.h"
#include "services/registration/store/season_store.h"
#include "services/registration/store/vault.h"

namespace nastavnik::registration {

// What handlers use.
struct Env {
  pg::Database& db;
  const page::Tokens& pages;
  auth::Principals& principals;
  auth::Signer token_signer;  // signs access tokens
  std::vector<std::pair<std::string, auth::PublicKey>>
      token_keys;  // that verify them, oldest first
  Vault vault;
  PasswordPool passwords;

  AccountStore accounts{db, vault};
  RoleStore roles{db, vault};
  ConsentStore consents{db};
  OrganizationStore organizations{db};
  ParticipationStore participation{db, vault};
  SeasonStore seasons{db};
  MessageStore messages{db, vault};
  SeasonBook book{db, seasons};
  metrics::Family<metrics::Counter>& registrations = metrics::Default().Counters(
      "nastavnik_registrations_total", "People who registered for a season", {metrics::Season()});

  // Runs of loops that should not wait for their interval; set when the loops are there.
  std::function<void()> send_messages = [] {};
  std::function<void()> install_configs = [] {};
};

using Call = rpc::CallOf<Env>;

}  // namespace nastavnik::registration
