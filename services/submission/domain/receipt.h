#pragma once

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/crypto/ed25519.h"
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
// Attachments will add a line each after the content, the audit log the size and root of its newest
// head.
std::string ReceiptText(const Receipt& receipt);

// Reads exactly what ReceiptText writes.
std::optional<Receipt> ParseReceipt(absl::string_view text);

// Signs receipts as C2SP notes and reads its own. Thread-safe.
class ReceiptSigner {
 public:
  // `name` is what a verifier knows the key by.
  ReceiptSigner(std::string name, crypto::SigningKey key)
      : name_(std::move(name)), key_(std::move(key)) {}

  const std::string& name() const { return name_; }
  std::string Sign(const Receipt& receipt) const;
  // The receipt inside a note, if this key signed it and no byte was changed. A lost final newline
  // is forgiven.
  std::optional<Receipt> Open(std::string note) const;

 private:
  std::string name_;
  crypto::SigningKey key_;
};

}  // namespace nastavnik::submission
