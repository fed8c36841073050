#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "common/status/macros.h"
#include "services/ctl/replay.h"
#include "services/results/domain/calibration/calibrate.h"

// The input is what CalibrationLines writes. The result, numbers with all their digits:
//   nastavnik calibration result v1
//   settings <method> <fewest reviews of an expert> <cap> <precision> <fewest for a slope>
//   fallback <application> <expert> <noise>               variances
//   variances <application> <expert> <noise>
//   expert <id> <reviews> <mean> <severity> <correction> <slope>
//   application <id> <reviews> <component>
//   corrected <id> <micro-points>
//   posterior <id> <micro-points>
namespace nastavnik::ctl {
namespace {

using results::CalibrationInputs;
using results::CalibrationMethod;
using results::CalibrationSettings;
using results::Variances;

constexpr double kTolerance = 1e-9;  // relative
constexpr char kTitle[] = "nastavnik calibration result v1\n";

constexpr std::pair<CalibrationMethod, absl::string_view> kMethods[] = {
    {CalibrationMethod::kMean, "MEAN"},       {CalibrationMethod::kMedian, "MEDIAN"},
    {CalibrationMethod::kTrimmed, "TRIMMED"}, {CalibrationMethod::kZScore, "ZSCORE"},
    {CalibrationMethod::kBorda, "BORDA"},     {CalibrationMethod::kAdditive, "ADDITIVE"},
    {CalibrationMethod::kMixed, "MIXED"},     {CalibrationMethod::kMixedSlope, "MIXED_SLOPE"},
};

using Words = std::vector<std::string>;

// The index of each id, in their order.
std::map<std::string, int> Numbered(const std::vector<Words>& lines, size_t column) {
  std::map<std::string, int> index;
  for (const Words& words : lines) index[words[column]] = 0;
  int next = 0;
  for (auto& [id, number] : index) number = next++;
  return index;
}

absl::StatusOr<std::vector<Words>> Split(const std::string& input) {
  std::vector<Words> lines;
  for (absl::string_view line : absl::StrSplit(input, '\n', absl::SkipEmpty())) {
    lines.push_back(absl::StrSplit(line, ' '));
    if (lines.back().size() != 5)
      return absl::InvalidArgumentError(absl::StrCat("not a line of a review: ", line));
  }
  return lines;
}

absl::StatusOr<CalibrationInputs> ReadInputs(const std::string& input) {
  ASSIGN_OR_RETURN(const std::vector<Words> lines, Split(input));
  const auto applications = Numbered(lines, 0);
  const auto experts = Numbered(lines, 1);
  const auto nominations = Numbered(lines, 2);
  CalibrationInputs inputs;
  for (const auto& [id, index] : applications) inputs.applications.push_back({id, 0});
  for (const auto& [id, index] : experts) inputs.experts.push_back(id);
  for (const auto& [id, index] : nominations) inputs.nominations.push_back({id, 0});
  for (const Words& words : lines) {
    results::ReviewTotal review{.application = applications.at(words[0]),
                                .expert = experts.at(words[1])};
    const int nomination = nominations.at(words[2]);
    inputs.applications[review.application].nomination = nomination;
    int64_t& denominator = inputs.nominations[nomination].denominator;
    if (!absl::SimpleAtoi(words[3], &review.total) || !absl::SimpleAtoi(words[4], &denominator) ||
        denominator <= 0)
      return absl::InvalidArgumentError(
          absl::StrCat("not whole numbers: ", words[3], " ", words[4]));
    inputs.reviews.push_back(review);
  }
  if (results::CalibrationLines(inputs) != input)
    return absl::InvalidArgumentError("the lines of the input are not in their canonical form");
  return inputs;
}

bool ReadVariances(const Words& words, Variances& variances) {
  return words.size() == 4 && words[0] == "fallback" &&
         absl::SimpleAtod(words[1], &variances.application) &&
         absl::SimpleAtod(words[2], &variances.expert) &&
         absl::SimpleAtod(words[3], &variances.noise);
}

// The settings of a result; the defaults when there is none.
absl::StatusOr<CalibrationSettings> ReadSettings(absl::string_view stored) {
  CalibrationSettings settings;
  if (stored.empty()) return settings;
  const auto unreadable = absl::InvalidArgumentError("not a file of a calibration's result");
  if (!absl::ConsumePrefix(&stored, kTitle)) return unreadable;
  const std::vector<absl::string_view> lines = absl::StrSplit(stored, absl::MaxSplits('\n', 2));
  if (lines.size() != 3) return unreadable;
  const Words words = absl::StrSplit(lines[0], ' ');
  const auto* method =
      std::find_if(std::begin(kMethods), std::end(kMethods),
                   [&](const auto& known) { return words.size() > 1 && known.second == words[1]; });
  int precision = 0;
  if (words.size() != 6 || words[0] != "settings" || method == std::end(kMethods) ||
      !absl::SimpleAtoi(words[2], &settings.min_reviews_per_expert) ||
      !absl::SimpleAtod(words[3], &settings.cap) || !absl::SimpleAtoi(words[4], &precision) ||
      !absl::SimpleAtoi(words[5], &settings.slope_min_reviews) ||
      !ReadVariances(absl::StrSplit(lines[1], ' '), settings.fallback))
    return unreadable;
  settings.method = method->first;
  settings.precision = precision != 0;
  return settings;
}

std::string VarianceLine(absl::string_view kind, const Variances& variances) {
  return absl::StrFormat("%s %.17g %.17g %.17g\n", kind, variances.application, variances.expert,
                         variances.noise);
}

std::string SettingsLines(const CalibrationSettings& settings) {
  const auto* method =
      std::find_if(std::begin(kMethods), std::end(kMethods),
                   [&](const auto& known) { return known.first == settings.method; });
  return absl::StrFormat("settings %s %d %.17g %d %d\n", method->second,
                         settings.min_reviews_per_expert, settings.cap, settings.precision ? 1 : 0,
                         settings.slope_min_reviews) +
         VarianceLine("fallback", settings.fallback);
}

absl::StatusOr<std::string> Calibrate(const std::string& input, const std::string& stored) {
  ASSIGN_OR_RETURN(const CalibrationInputs inputs, ReadInputs(input));
  ASSIGN_OR_RETURN(const CalibrationSettings settings, ReadSettings(stored));
  const results::Calibration calibration = results::Calibrate(inputs, settings);
  std::string result =
      kTitle + SettingsLines(settings) + VarianceLine("variances", calibration.variances.variances);
  for (size_t e = 0; e < inputs.experts.size(); ++e) {
    const results::CalibratedExpert& expert = calibration.experts[e];
    absl::StrAppendFormat(&result, "expert %s %d %.17g %.17g %.17g %.17g\n", inputs.experts[e],
                          expert.reviews, expert.mean, expert.severity, expert.correction,
                          expert.slope);
  }
  for (size_t a = 0; a < inputs.applications.size(); ++a) {
    const results::CalibratedApplication& application = calibration.applications[a];
    const std::string& id = inputs.applications[a].id;
    absl::StrAppend(&result, "application ", id, " ", application.reviews, " ",
                    application.component, "\ncorrected ", id, " ", application.corrected,
                    "\nposterior ", id, " ", application.posterior, "\n");
  }
  return result;
}

bool SameNumber(const std::string& stored, const std::string& computed, double least) {
  double was = 0, is = 0;
  if (!absl::SimpleAtod(stored, &was) || !absl::SimpleAtod(computed, &is)) return false;
  return std::abs(was - is) <= std::max(least, kTolerance * std::max(std::abs(was), std::abs(is)));
}

// Equal words; of an expert and of variances, numbers within the tolerance; of rounded values,
// neighbors.
bool SameResult(absl::string_view stored, absl::string_view computed) {
  if (stored == computed) return true;
  const Words was = absl::StrSplit(stored, ' ');
  const Words is = absl::StrSplit(computed, ' ');
  const bool rounded = is[0] == "corrected" || is[0] == "posterior";
  if (was.size() != is.size() || was[0] != is[0] ||
      !(rounded || is[0] == "expert" || is[0] == "variances"))
    return false;
  for (size_t i = 1; i < is.size(); ++i) {
    const bool exact = is[0] != "variances" && i <= (rounded ? 1 : 2);  // id, number of reviews
    if (was[i] != is[i] && (exact || !SameNumber(was[i], is[i], rounded ? 1 : kTolerance)))
      return false;
  }
  return true;
}

}  // namespace

void AddReplayCalibration(Program& program, CLI::App* replay) {
  CLI::App* calibration = replay->add_subcommand(
      "calibration",
      "Calibrates marks again; numbers may differ by 1e-9 of their size\n"
      "  nastavnikctl replay calibration --input reviews.txt --result calibration.txt");
  AddFileReplay(program, calibration, Calibrate, SameResult);
}

}  // namespace nastavnik::ctl
