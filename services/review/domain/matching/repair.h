#pragma once

#include "services/review/domain/matching/instance.h"

namespace nastavnik::review {

// What a repair did.
struct RepairCount {
  int repaired = 0;    // pairs exchanged
  int unresolved = 0;  // slots left open because no exchange was possible
  int seniors = 0;     // applications that got the senior they lacked
};

// Changes `plan` so that no application has two experts of one group or two who are never together,
// at the smallest loss of objective step by step: another expert with room takes the slot, or a
// full one does and hands one of the own applications on. Applications in order, ties to the lower
// index. Where nothing fits, the expert with the lower score leaves and the slot stays open; the
// last senior of an application that wants one stays as long as another can leave. An application
// that lacks the senior it wants gets one in the same way where the objective gains by it.
// Demands and maximum loads hold throughout; prices stay those of the solver.
RepairCount RepairSideConstraints(const Instance& instance, Plan& plan);

// Which experts may not meet on an application: of one group, or never together.
class SideConstraints {
 public:
  explicit SideConstraints(const Instance& instance);

  bool Part(int expert, int other) const {
    const int group = instance_.group[expert];
    if (group != Instance::kNoGroup && group == instance_.group[other] && expert != other)
      return true;
    return begin_[expert] < begin_[expert + 1] && Never(expert, other);
  }

 private:
  bool Never(int expert, int other) const;

  const Instance& instance_;
  std::vector<int> begin_;  // by expert, into never_
  std::vector<int> never_;  // ascending for each expert
};

}  // namespace nastavnik::review
