#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/crypto/hash.h"
#include "common/pg/database.h"
#include "common/status/macros.h"
#include "services/ctl/databases.h"
#include "services/ctl/files.h"
#include "services/ctl/ranking_file.h"
#include "services/ctl/replay.h"
#include "services/results/domain/ranking/lines.h"

namespace nastavnik::ctl {
namespace {

constexpr absl::Duration kPatience = absl::Minutes(1);

// The bytes that a ranking is known by, with their hashes.
constexpr pg::Statement kSelectRankingTexts{
    "select_ranking_texts",
    "SELECT i.body AS inputs, o.body AS result, r.inputs_sha256, r.result_sha256"
    "  FROM ranking r"
    "  JOIN ranking_text i ON (i.season_id, i.ranking_id, i.kind) = (r.season_id, r.ranking_id, "
    "'INPUTS')"
    "  JOIN ranking_text o ON (o.season_id, o.ranking_id, o.kind) = (r.season_id, r.ranking_id, "
    "'RESULT')"
    " WHERE r.season_id = $1 AND r.ranking_id = $2"};

struct Arguments {
  std::string run;  // "seasons/2027/rankings/..."
  std::string input;
  std::string result;
  Where where;
};

struct Texts {
  std::string input;
  std::string result;
  bool as_told = true;  // their hashes are those that the ranking tells
};

absl::StatusOr<Texts> ReadStored(const Arguments& arguments) {
  ASSIGN_OR_RETURN(const SeasonChild name, ParseSeasonChild("rankings", arguments.run));
  ASSIGN_OR_RETURN(const auto options, OptionsOf(arguments.where, "results", kPatience));
  pg::Database database(options);
  ASSIGN_OR_RETURN(
      const pg::Rows rows,
      database.Read(pg::Query(kSelectRankingTexts, name.season, name.id), absl::Now() + kPatience));
  if (rows.empty()) return absl::NotFoundError(absl::StrCat("there is no ", arguments.run));
  Texts texts{rows[0].Bytes("inputs"), rows[0].Bytes("result")};
  texts.as_told = crypto::Sha256(texts.input) == rows[0].Bytes("inputs_sha256") &&
                  crypto::Sha256(texts.result) == rows[0].Bytes("result_sha256");
  return texts;
}

absl::StatusOr<Texts> ReadTexts(const Arguments& arguments) {
  if (!arguments.run.empty()) return ReadStored(arguments);
  if (arguments.input.empty() || arguments.result.empty())
    return absl::InvalidArgumentError("name a ranking by --run, or both --input and --result");
  Texts texts;
  ASSIGN_OR_RETURN(texts.input, ReadFile(arguments.input));
  ASSIGN_OR_RETURN(texts.result, ReadFile(arguments.result));
  return texts;
}

absl::StatusOr<int> Replay(const Program& program, const Arguments& arguments) {
  ASSIGN_OR_RETURN(const Texts texts, ReadTexts(arguments));
  if (!texts.as_told) {
    program.Say("the stored lines are not those whose hashes the ranking tells");
    return int{kProblems};
  }
  ASSIGN_OR_RETURN(const RankingFile file, ReadRankingFile(texts.input));
  return CompareLines(program, texts.result,
                      results::ResultLines(results::Rank(file.inputs, file.rules)));
}

}  // namespace

void AddReplayRanking(Program& program, CLI::App* replay) {
  CLI::App* ranking =
      replay->add_subcommand("ranking",
                             "Ranks again from the stored inputs\n"
                             "  nastavnikctl replay ranking --run seasons/2027/rankings/0192...");
  auto arguments = std::make_shared<Arguments>();
  CLI::Option* from_run =
      ranking->add_option("--run", arguments->run, "Ranking read from the database of results");
  arguments->where.AddDatabaseFlags(ranking);
  ranking->add_option("--input", arguments->input, "File of the inputs, instead of --run")
      ->excludes(from_run);
  ranking->add_option("--result", arguments->result, "File of the result, instead of --run")
      ->excludes(from_run);
  program.On(ranking, [&program, arguments] {
    const auto code = Replay(program, *arguments);
    return code.ok() ? *code : Report(code.status());
  });
}

}  // namespace nastavnik::ctl
