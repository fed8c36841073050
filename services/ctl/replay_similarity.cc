#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "common/status/macros.h"
#include "services/ctl/replay.h"
#include "services/submission/domain/similarity/corpus_scan.h"

// Files of a scan for copies. What is scanned, tab separated, texts in the order of their ids:
//   nastavnik similarity texts v1
//   template <field> ...
//   text <id> <field> ...
// What was found, ids in the order of the texts:
//   nastavnik similarity pairs v1
//   equal <id> <id> ...
//   pair <id> <id> <fingerprints in common> <percent covered>
namespace nastavnik::ctl {
namespace {

using submission::NormalText;

struct Corpus {
  std::vector<NormalText> templates;
  std::vector<std::string> ids;
  std::vector<NormalText> texts;
};

absl::StatusOr<Corpus> ReadCorpus(absl::string_view input) {
  if (!absl::ConsumePrefix(&input, "nastavnik similarity texts v1\n") ||
      !(input.empty() || absl::ConsumeSuffix(&input, "\n")))
    return absl::InvalidArgumentError("not a file of texts");
  Corpus corpus;
  if (input.empty()) return corpus;
  for (const absl::string_view line : absl::StrSplit(input, '\n')) {
    const std::vector<absl::string_view> words = absl::StrSplit(line, '\t');
    if (words[0] == "template") {
      corpus.templates.push_back(submission::NormalizeFields({words.begin() + 1, words.end()}));
      continue;
    }
    if (words[0] != "text" || words.size() < 2 ||
        (!corpus.ids.empty() && words[1] <= corpus.ids.back()))
      return absl::InvalidArgumentError(absl::StrCat("not a text, or not in order: ", line));
    corpus.ids.emplace_back(words[1]);
    corpus.texts.push_back(submission::NormalizeFields({words.begin() + 2, words.end()}));
  }
  return corpus;
}

absl::StatusOr<std::string> FindCopies(const std::string& input, const std::string&) {
  ASSIGN_OR_RETURN(const Corpus corpus, ReadCorpus(input));
  submission::CorpusScan scan(corpus.templates);
  for (const NormalText& text : corpus.texts) scan.Add(text);
  submission::ScanResult found = std::move(scan).Finish();
  found.boilerplate.Merge(submission::BoilerplateOf(corpus.templates));
  std::string result = "nastavnik similarity pairs v1\n";
  for (const auto& group : found.equal) {
    absl::StrAppend(&result, "equal ",
                    absl::StrJoin(group, " ",
                                  [&](std::string* out, uint32_t text) {
                                    absl::StrAppend(out, corpus.ids[text]);
                                  }),
                    "\n");
  }
  for (const auto& pair : found.pairs) {
    const int percent =
        submission::Compare(corpus.texts[pair.first], corpus.texts[pair.second], found.boilerplate)
            .CoveragePercent();
    absl::StrAppend(&result, "pair ", corpus.ids[pair.first], " ", corpus.ids[pair.second], " ",
                    pair.shared, " ", percent, "\n");
  }
  return result;
}

}  // namespace

void AddReplaySimilarity(Program& program, CLI::App* replay) {
  CLI::App* similarity = replay->add_subcommand(
      "similarity",
      "Looks for copies among texts again\n"
      "  nastavnikctl replay similarity --input texts.tsv --result pairs.txt");
  AddFileReplay(program, similarity, FindCopies);
}

}  // namespace nastavnik::ctl
