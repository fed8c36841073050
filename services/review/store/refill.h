#pragma once

#include <string>
#include <vector>

#include "common/pg/database.h"
#include "services/review/domain/assignment.h"
#include "services/review/domain/season_rules.h"

namespace nastavnik::review {

// A slot that is given up goes on at once: to the first alternate of its run who still may, or into
// the queue; to a senior or into the queue where the application lacks the senior that it wants.
// The reads lock in the order round item, experts; the assignment's own row must be locked before
// them.
class Refill {
 public:
  // Appends what Run reads of the assignment, as it stands before it ends.
  static void AddReads(std::vector<pg::Query>& reads, const std::string& season,
                       AssignmentId assignment);
  static constexpr int kReads = 4;

  // `first` is the place of the appended reads. `ended` is the assignment after it ended. Writes
  // the successor; nothing when the application is gone or the stage takes no offers any more.
  static void Run(const pg::ReadRows& rows, int first, const SeasonRules& rules,
                  const Assignment& ended, pg::Changes& changes);
};

}  // namespace nastavnik::review
