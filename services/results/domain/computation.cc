#include "services/results/domain/computation.h"

#include <utility>

#include "common/crypto/hash.h"
#include "services/results/domain/ranking/lines.h"

namespace nastavnik::results {

Computation Compute(Inputs inputs, Rules rules) {
  Computation computation;
  computation.entries = Rank(inputs, rules);
  computation.input_lines = InputLines(inputs, rules);
  computation.result_lines = ResultLines(computation.entries);
  computation.inputs_sha256 = crypto::Sha256(computation.input_lines);
  computation.result_sha256 = crypto::Sha256(computation.result_lines);
  computation.inputs = std::move(inputs);
  computation.rules = std::move(rules);
  return computation;
}

}  // namespace nastavnik::results
