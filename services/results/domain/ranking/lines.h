#pragma once

#include <string>
#include <vector>

#include "services/results/domain/ranking/rank.h"

namespace nastavnik::results {

// A ranking in writing: UTF-8 lines that another program can read, compute from and hash. Fields
// are separated by one space, "-" stands for none, ids and numbers only. Lines that may come in any
// order are sorted.

// "nastavnik ranking inputs v1", the rules, one line an application, one a decision of a protocol:
//
//   rule main win=SEASON void=2 reserve=5 value>=6000 each>=-
//   then=criterion:b1,earlierSubmission,protocol nomination production practice main class winner
//   win quota main winner total=50 region=- regionTotal=- floor=0 production=15 education=15
//   application <id> <nomination> <region> ADMITTED reached=1 demand=2 submit=<ms> reviews=2
//   sum=15050 lowest=7000 corrected=-
//     criteria=a1:15,b1:13 people=<id>,<id>                                       (one line)
//   order <application> 1
std::string InputLines(const Inputs& inputs, const Rules& rules);

// One line of the result: "application <id> <nomination> <sum>/<reviews> place=1 award=winner
// reason=- reserve=0"; a calibrated value stands as <corrected>/10000.
std::string ResultLine(const Entry& entry);
// "nastavnik ranking result v1" and one line an entry, in the order of application ids.
std::string ResultLines(const std::vector<Entry>& entries);

}  // namespace nastavnik::results
