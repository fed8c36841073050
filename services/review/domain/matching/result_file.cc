#include "services/review/domain/matching/result_file.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "absl/strings/str_cat.h"

#include "common/crypto/encoding.h"
#include "common/status/macros.h"
#include "services/review/domain/matching/run_lines.h"

namespace nastavnik::review {
namespace {

constexpr absl::string_view kHeader = "nastavnik assignment result v1";
constexpr int64_t kMostIndex = std::numeric_limits<int>::max();
constexpr int kMostNumber = 1'000'000'000;
constexpr int64_t kMostMoney = int64_t{1} << 53;  // of objectives and prices; exact everywhere

class ResultReader {
 public:
  explicit ResultReader(absl::string_view text) : lines_(text) {}

  absl::StatusOr<RunResult> Run() {
    RETURN_IF_ERROR(lines_.Header(kHeader));
    RETURN_IF_ERROR(ReadHead());
    bool more = lines_.Next();
    for (; more && lines_.Is("assign"); more = lines_.Next()) RETURN_IF_ERROR(ReadAssigned());
    for (; more && result_.assigned.empty() && lines_.Is("candidate"); more = lines_.Next())
      RETURN_IF_ERROR(ReadCandidate());
    for (; more && lines_.Is("price"); more = lines_.Next()) RETURN_IF_ERROR(ReadPrice());
    RETURN_IF_ERROR(lines_.End());
    if (most_expert_ >= static_cast<int>(result_.price.size()))
      return lines_.Wrong(absl::StrCat("no price of expert ", most_expert_),
                          "a price of every expert");
    return std::move(result_);
  }

 private:
  absl::Status ReadHead() {
    RETURN_IF_ERROR(Expect("commitment"));
    ASSIGN_OR_RETURN(result_.commitment, lines_.Digest(1));
    RETURN_IF_ERROR(Expect("number"));
    RETURN_IF_ERROR(lines_.Read(1, "number", 1, kMostNumber, result_.number));
    RETURN_IF_ERROR(Expect("input"));
    ASSIGN_OR_RETURN(result_.input_sha256, lines_.Digest(1));
    RETURN_IF_ERROR(Expect("seed"));
    ASSIGN_OR_RETURN(result_.seed, lines_.Digest(1));
    RETURN_IF_ERROR(Expect("primal"));
    ASSIGN_OR_RETURN(result_.primal, lines_.Number(1, "primal", -kMostMoney, kMostMoney));
    RETURN_IF_ERROR(Expect("bound"));
    ASSIGN_OR_RETURN(result_.bound, lines_.Number(1, "bound", -kMostMoney, kMostMoney));
    return absl::OkStatus();
  }

  absl::Status Expect(absl::string_view kind) {
    if (!lines_.Next() || !lines_.Is(kind))
      return lines_.Wrong("another line", absl::StrCat("\"", kind, "\""));
    return lines_.Count(2);
  }

  absl::Status ReadAssigned() {
    RETURN_IF_ERROR(lines_.Count(3));
    std::pair<int, int> pair;
    RETURN_IF_ERROR(lines_.Read(1, "application", 0, kMostIndex, pair.first));
    RETURN_IF_ERROR(lines_.Read(2, "expert", 0, kMostIndex, pair.second));
    if (!result_.assigned.empty() && pair <= result_.assigned.back())
      return lines_.Wrong("a pair after a later one", "lines sorted by their indices, each once");
    most_expert_ = std::max(most_expert_, pair.second);
    result_.assigned.push_back(pair);
    return absl::OkStatus();
  }

  absl::Status ReadCandidate() {
    RETURN_IF_ERROR(lines_.Count(4));
    RunResult::Candidate candidate;
    RETURN_IF_ERROR(lines_.Read(1, "expert", 0, kMostIndex, candidate.expert));
    RETURN_IF_ERROR(lines_.Read(2, "application", 0, kMostIndex, candidate.application));
    RETURN_IF_ERROR(lines_.Read(3, "score", 0, 10'000, candidate.score));
    const auto key = [](const RunResult::Candidate& c) {
      return std::tuple(c.expert, -c.score, c.application);
    };
    if (!result_.candidates.empty() && key(candidate) <= key(result_.candidates.back()))
      return lines_.Wrong("a candidate after a later one",
                          "lines by expert, then the higher score, then the application");
    most_expert_ = std::max(most_expert_, candidate.expert);
    result_.candidates.push_back(candidate);
    return absl::OkStatus();
  }

  absl::Status ReadPrice() {
    RETURN_IF_ERROR(lines_.Count(3));
    if (lines_.At(1) != absl::StrCat(result_.price.size()))
      return lines_.Wrong(absl::StrCat("expert \"", RunLines::Shown(lines_.At(1)), "\""),
                          absl::StrCat(result_.price.size()));
    ASSIGN_OR_RETURN(const int64_t price, lines_.Number(2, "price", -10'000, kMostMoney));
    result_.price.push_back(price);
    return absl::OkStatus();
  }

  RunLines lines_;
  RunResult result_;
  int most_expert_ = -1;
};

}  // namespace

std::string WriteResult(const RunResult& result) {
  std::string text = absl::StrCat(kHeader, "\ncommitment\t", crypto::HexEncode(result.commitment),
                                  "\nnumber\t", result.number);
  absl::StrAppend(&text, "\ninput\t", crypto::HexEncode(result.input_sha256), "\nseed\t",
                  crypto::HexEncode(result.seed));
  absl::StrAppend(&text, "\nprimal\t", result.primal, "\nbound\t", result.bound, "\n");
  for (const auto& [a, e] : result.assigned) absl::StrAppend(&text, "assign\t", a, "\t", e, "\n");
  for (const auto& [e, a, score] : result.candidates)
    absl::StrAppend(&text, "candidate\t", e, "\t", a, "\t", score, "\n");
  for (size_t e = 0; e < result.price.size(); ++e)
    absl::StrAppend(&text, "price\t", e, "\t", result.price[e], "\n");
  return text;
}

absl::StatusOr<RunResult> ReadResult(absl::string_view text) { return ResultReader(text).Run(); }

}  // namespace nastavnik::review
