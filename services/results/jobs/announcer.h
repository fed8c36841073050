#pragma once

#include "absl/status/status.h"

#include "common/jobs/loop.h"
#include "common/pg/lease.h"
#include "services/results/store/announcement_store.h"

namespace nastavnik::results {

// Tells the feed of publications whose instant has come, so that mails go out. Visibility does not
// depend on it.
class Announcer {
 public:
  Announcer(pg::Database& db, AnnouncementStore& announcements)
      : announcements_(announcements), election_(db, "announcer") {}

  absl::Status Run(jobs::Run& run);

 private:
  AnnouncementStore& announcements_;
  pg::Election election_;
};

}  // namespace nastavnik::results
