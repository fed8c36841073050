#include "services/ctl/replay.h"

#include <algorithm>
#include <iostream>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "common/status/macros.h"
#include "services/ctl/files.h"

namespace nastavnik::ctl {
namespace {

constexpr size_t kMostShown = 20;  // differing lines

struct Arguments {
  std::string input;
  std::string result;
  bool write = false;
};

absl::StatusOr<int> Replay(const Program& program, const Arguments& arguments,
                           const Compute& compute, const SameLine& same) {
  ASSIGN_OR_RETURN(const std::string input, ReadFile(arguments.input));
  std::string stored;
  if (!arguments.write) {
    ASSIGN_OR_RETURN(stored, ReadFile(arguments.result));
  }
  ASSIGN_OR_RETURN(const std::string computed, compute(input, stored));
  if (!arguments.write) return CompareLines(program, stored, computed, same);
  RETURN_IF_ERROR(WriteFile(arguments.result, computed));
  return int{kDone};
}

}  // namespace

int CompareLines(const Program& program, absl::string_view stored, absl::string_view computed,
                 const SameLine& same) {
  const std::vector<absl::string_view> before = absl::StrSplit(stored, '\n');
  const std::vector<absl::string_view> now = absl::StrSplit(computed, '\n');
  size_t differing = 0;
  for (size_t i = 0; i < std::max(before.size(), now.size()); ++i) {
    const absl::string_view was = i < before.size() ? before[i] : "(no line)";
    const absl::string_view is = i < now.size() ? now[i] : "(no line)";
    if (i < before.size() && i < now.size() && same(was, is)) continue;
    if (++differing > kMostShown) continue;
    std::cout << "line " << i + 1 << "\n  stored:   " << std::string(was)
              << "\n  computed: " << std::string(is) << "\n";
  }
  if (differing == 0) {
    program.Say(absl::StrCat("the same again: ", now.size() - 1, " lines"));
    return kDone;
  }
  program.Say(absl::StrCat(differing, " lines differ"));
  return kProblems;
}

void AddFileReplay(Program& program, CLI::App* command, Compute compute, SameLine same) {
  auto arguments = std::make_shared<Arguments>();
  command->add_option("--input", arguments->input, "File of what was computed from")->required();
  command->add_option("--result", arguments->result, "File of what came out")->required();
  command->add_flag("--write", arguments->write, "Write the result instead of comparing with it");
  program.On(command, [&program, arguments, compute = std::move(compute), same = std::move(same)] {
    const auto code = Replay(program, *arguments, compute, same);
    return code.ok() ? *code : Report(code.status());
  });
}

void AddReplay(Program& program) {
  CLI::App* replay = program.app.add_subcommand(
      "replay", "Repeats a computation by the engine; exit code 7 if anything differs");
  replay->require_subcommand(1);
  AddReplayAssignment(program, replay);
  AddReplayRanking(program, replay);
  AddReplayCalibration(program, replay);
  AddReplaySimilarity(program, replay);
}

}  // namespace nastavnik::ctl
