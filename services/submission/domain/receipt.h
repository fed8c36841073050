#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/id/id.h"

namespace nastavnik::submission {

// What a receipt states. Ids and hashes only, no personal data.
struct Receipt {
  SeasonId season;
  ApplicationId application;
  int version = 0;
  std::string content_sha256;  // 32 bytes
  absl::Time receive_time;
  absl::Time decide_time;
  StageId stage;
  int stage_version = 0;
};

// The text that is signed:
//   nastavnik receipt v1
//   season 2027
//   application 0192...
//   version 1
//   content <SHA-256, hexadecimal>
//   received 2027-04-29T14:59:59.123456Z
//   decided 2027-04-29T15:00:00.456789Z
//   stage applications 3
//   audit none
// Attachments will add a line each after the content, the audit log the size and root of its newest head.
std::string ReceiptText(const Receipt& receipt);

// Reads exactly what ReceiptText writes.
std::optional<Receipt> ParseReceipt(absl::string_view text);

}  // namespace nastavnik::submission
