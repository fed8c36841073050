#pragma once

#include "services/review/domain/matching/instance.h"

namespace nastavnik::review {

// What a repair did.
struct RepairCount {
  int repaired = 0;    // pairs exchanged
  int unresolved = 0;  // slots left open because no exchange was possible
};

// Changes `plan` so that no application has two experts of one group, at the smallest loss of
// objective step by step: another expert with room takes the slot, or a full one does and hands one
// of the own applications on. Applications in order, ties to the lower index. Where nothing fits,
// the expert with the lower score leaves and the slot stays open. Demands and maximum loads hold
// throughout; prices stay those of the solver.
RepairCount RepairGroups(const Instance& instance, Plan& plan);

}  // namespace nastavnik::review
