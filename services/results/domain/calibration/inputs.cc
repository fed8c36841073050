#include "services/results/domain/calibration/inputs.h"

#include "absl/strings/str_cat.h"

#include "common/crypto/hash.h"
#include "services/results/domain/calibration/review_table.h"

namespace nastavnik::results {

std::string CalibrationLines(const CalibrationInputs& inputs) {
  const ReviewTable table = MakeReviewTable(inputs);
  std::string lines;
  for (int a = 0; a < table.applications(); ++a) {
    const CalibrationInputs::Application& application = inputs.applications[a];
    const CalibrationInputs::Nomination& nomination = inputs.nominations[application.nomination];
    for (int r = table.offset[a]; r < table.offset[a + 1]; ++r) {
      absl::StrAppend(&lines, application.id, " ", inputs.experts[table.expert[r]], " ",
                      nomination.id, " ");
      absl::StrAppend(&lines, table.total[r], " ", nomination.denominator, "\n");
    }
  }
  return lines;
}

std::string CalibrationHash(const CalibrationInputs& inputs) {
  return crypto::Sha256(CalibrationLines(inputs));
}

}  // namespace nastavnik::results
