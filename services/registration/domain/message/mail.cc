#include "services/registration/domain/message/mail.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

#include "common/crypto/encoding.h"

namespace nastavnik::message {
namespace {

constexpr size_t kWordBytes = 39;  // of an encoded word: 52 characters of Base64, 64 with its frame
constexpr size_t kLineLength = 76;

bool IsPlain(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isprint(c); });
}

bool StartsCharacter(char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }

// A header value in encoded words, each whole characters, folded one a line.
std::string Encoded(absl::string_view text) {
  if (IsPlain(text)) return std::string(text);
  std::string encoded;
  while (!text.empty()) {
    size_t end = std::min(kWordBytes, text.size());
    while (end < text.size() && !StartsCharacter(text[end])) --end;
    absl::StrAppend(&encoded, encoded.empty() ? "" : "\r\n ", "=?UTF-8?B?",
                    crypto::Base64Encode(text.substr(0, end)), "?=");
    text.remove_prefix(end);
  }
  return encoded;
}

std::string Wrapped(const std::string& base64) {
  std::string lines;
  for (size_t at = 0; at < base64.size(); at += kLineLength) {
    absl::StrAppend(&lines, absl::string_view(base64).substr(at, kLineLength), "\r\n");
  }
  return lines;
}

}  // namespace

std::string Format(const Mail& mail) {
  const std::string date =
      absl::FormatTime("%a, %d %b %Y %H:%M:%S +0000", mail.date, absl::UTCTimeZone());
  const std::string body = absl::StrReplaceAll(mail.body, {{"\n", "\r\n"}});
  return absl::StrCat(
      "Date: ", date, "\r\nFrom: ", Encoded(mail.sender), "\r\n <no-reply@", mail.host,
      ">\r\nTo: ", mail.to, "\r\nSubject: ", Encoded(mail.subject), "\r\nMessage-ID: <", mail.id,
      "@", mail.host,
      ">\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
      "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n",
      Wrapped(crypto::Base64Encode(body)));
}

}  // namespace nastavnik::message
