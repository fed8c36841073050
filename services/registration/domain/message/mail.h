#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace nastavnik::message {

// A mail to one recipient.
struct Mail {
  std::string id;      // local part of the Message-ID: the same however often the mail is sent
  std::string host;    // domain of the Message-ID and of the sender
  std::string sender;  // shown name
  std::string to;      // address
  std::string subject;
  std::string body;  // plain text, lines end with LF
  absl::Time date;
};

// The mail as RFC 5322 text: UTF-8, Base64 body, encoded words in headers (RFC 2047), CRLF.
std::string Format(const Mail& mail);

}  // namespace nastavnik::message
