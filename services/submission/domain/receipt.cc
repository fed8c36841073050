#include "services/submission/domain/receipt.h"

#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "common/crypto/encoding.h"
#include "common/crypto/note.h"
#include "common/time/civil.h"

namespace nastavnik::submission {

std::string ReceiptText(const Receipt& receipt) {
  return absl::StrCat("nastavnik receipt v1\n",                                          //
                      "season ", receipt.season.text(), "\n",                            //
                      "application ", receipt.application.ToString(), "\n",              //
                      "version ", receipt.version, "\n",                                 //
                      "content ", crypto::HexEncode(receipt.content_sha256), "\n",       //
                      "received ", time::FormatMicros(receipt.receive_time), "\n",       //
                      "decided ", time::FormatMicros(receipt.decide_time), "\n",         //
                      "stage ", receipt.stage.text(), " ", receipt.stage_version, "\n",  //
                      "audit none\n");
}

std::optional<Receipt> ParseReceipt(absl::string_view text) {
  static constexpr absl::string_view kWords[] = {"nastavnik receipt v1",
                                                 "season ",
                                                 "application ",
                                                 "version ",
                                                 "content ",
                                                 "received ",
                                                 "decided ",
                                                 "stage ",
                                                 "audit "};
  std::vector<absl::string_view> lines = absl::StrSplit(text, '\n');
  if (lines.size() != std::size(kWords) + 1 || !lines.back().empty()) return std::nullopt;
  for (size_t i = 0; i < std::size(kWords); ++i) {
    if (!absl::ConsumePrefix(&lines[i], kWords[i])) return std::nullopt;
  }
  Receipt receipt;
  receipt.season = SeasonId(lines[1]);
  const auto application = ApplicationId::Parse(lines[2]);
  const auto sha256 = crypto::HexDecode(lines[4]);
  const auto received = time::ParseRfc3339(lines[5]);
  const auto decided = time::ParseRfc3339(lines[6]);
  const std::vector<absl::string_view> stage = absl::StrSplit(lines[7], ' ');
  if (!application || !sha256 || !received || !decided || stage.size() != 2 ||
      !absl::SimpleAtoi(lines[3], &receipt.version) ||
      !absl::SimpleAtoi(stage[1], &receipt.stage_version)) {
    return std::nullopt;
  }
  receipt.application = *application;
  receipt.content_sha256 = *sha256;
  receipt.receive_time = *received;
  receipt.decide_time = *decided;
  receipt.stage = StageId(stage[0]);
  return ReceiptText(receipt) == text ? std::optional(receipt) : std::nullopt;
}

std::string ReceiptSigner::Sign(const Receipt& receipt) const {
  return crypto::SignNote(ReceiptText(receipt), name_, key_);
}

std::optional<Receipt> ReceiptSigner::Open(std::string note) const {
  if (!note.empty() && note.back() != '\n') note.push_back('\n');
  const auto text = crypto::OpenNote(note, name_, key_.public_key());
  return text ? ParseReceipt(*text) : std::nullopt;
}

}  // namespace nastavnik::submission
