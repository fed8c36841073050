#pragma once

#include <functional>
#include <string>

#include <CLI/CLI.hpp>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "services/ctl/command.h"

// "nastavnikctl replay": repeats by the engine what was computed before, and compares.
namespace nastavnik::ctl {

void AddReplayAssignment(Program& program, CLI::App* replay);  // and "pull"
void AddReplayRanking(Program& program, CLI::App* replay);
void AddReplayCalibration(Program& program, CLI::App* replay);
void AddReplaySimilarity(Program& program, CLI::App* replay);

// Whether a line that was stored and the one that was computed say the same.
using SameLine = std::function<bool(absl::string_view stored, absl::string_view computed)>;

// kDone when all lines say the same; else kProblems, with the first that do not on standard output.
int CompareLines(const Program& program, absl::string_view stored, absl::string_view computed,
                 const SameLine& same = std::equal_to<absl::string_view>());

// The result of an input, as text; `stored` is the former one, or "" when there is none yet.
using Compute =
    std::function<absl::StatusOr<std::string>(const std::string& input, const std::string& stored)>;

// A command over two files: --input, --result, and --write, which makes the result instead of
// comparing with it.
void AddFileReplay(Program& program, CLI::App* command, Compute compute,
                   SameLine same = std::equal_to<absl::string_view>());

}  // namespace nastavnik::ctl
