#include "tests/play/mailbox.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"

namespace nastavnik::play {
namespace {

constexpr absl::Duration kLook = absl::Milliseconds(50);

int Hex(char c) { return absl::ascii_isdigit(c) ? c - '0' : absl::ascii_toupper(c) - 'A' + 10; }

std::string FromQuotedPrintable(absl::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=' || i + 1 >= text.size()) {
      out.push_back(text[i]);
    } else if (text[i + 1] == '\n') {
      ++i;
    } else if (i + 2 < text.size()) {
      out.push_back(static_cast<char>(Hex(text[i + 1]) * 16 + Hex(text[i + 2])));
      i += 2;
    }
  }
  return out;
}

std::string Header(absl::string_view head, absl::string_view name) {
  std::istringstream lines{std::string(head)};
  for (std::string line; std::getline(lines, line);) {
    if (absl::StartsWithIgnoreCase(line, name) && line.size() > name.size() &&
        line[name.size()] == ':') {
      return std::string(absl::StripAsciiWhitespace(line.substr(name.size() + 1)));
    }
  }
  return "";
}

// Recipient and text of a message.
std::pair<std::string, std::string> Parse(const std::string& raw) {
  const std::string message = absl::StrReplaceAll(raw, {{"\r\n", "\n"}});
  const size_t end = message.find("\n\n");
  if (end == std::string::npos) return {};
  const std::string head = message.substr(0, end);
  std::string body = message.substr(end + 2);
  const std::string encoding = absl::AsciiStrToLower(Header(head, "Content-Transfer-Encoding"));
  if (encoding == "base64") {
    std::string decoded;
    if (absl::Base64Unescape(absl::StrReplaceAll(body, {{"\n", ""}}), &decoded)) body = decoded;
  } else if (encoding == "quoted-printable") {
    body = FromQuotedPrintable(body);
  }
  std::string to = Header(head, "To");
  if (const size_t open = to.find('<'); open != std::string::npos)
    to = to.substr(open + 1, to.find('>') - open - 1);
  return {to, absl::StrReplaceAll(body, {{"\r\n", "\n"}})};
}

}  // namespace

Mailbox::Mailbox(std::string directory)
    : directory_(std::move(directory)),
      watcher_([this](const std::stop_token& stop) { Watch(stop); }) {}

Mailbox::~Mailbox() = default;

void Mailbox::Watch(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    Read();
    absl::SleepFor(kLook);
  }
}

void Mailbox::Read() {
  std::error_code error;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory_, error)) {
    if (entry.path().extension() != ".eml" || !seen_.insert(entry.path().string()).second) continue;
    std::ifstream file(entry.path());
    std::stringstream text;
    text << file.rdbuf();
    auto [to, body] = Parse(text.str());
    absl::MutexLock lock(&mutex_);
    mails_[to].push_back(std::move(body));
    ++count_;
  }
}

std::string Mailbox::WaitFor(const std::string& address, absl::string_view mark,
                             absl::Duration patience) {
  std::string found;
  const auto there = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const auto mails = mails_.find(address);
    if (mails == mails_.end()) return false;
    for (const std::string& mail : mails->second) {
      if (absl::StrContains(mail, mark)) {
        found = mail;
        return true;
      }
    }
    return false;
  };
  absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithTimeout(absl::Condition(&there), patience);
  return found;
}

int Mailbox::CountFor(const std::string& address) {
  absl::MutexLock lock(&mutex_);
  return static_cast<int>(mails_[address].size());
}

int Mailbox::Count() {
  absl::MutexLock lock(&mutex_);
  return count_;
}

std::string After(absl::string_view text, absl::string_view label) {
  const size_t at = text.find(label);
  if (at == absl::string_view::npos) return "";
  absl::string_view rest = absl::StripLeadingAsciiWhitespace(text.substr(at + label.size()));
  size_t end = 0;
  while (end < rest.size() && !absl::ascii_isspace(rest[end]) && rest[end] != ',' &&
         rest[end] != ';')
    ++end;
  return std::string(absl::StripSuffix(rest.substr(0, end), "."));
}

}  // namespace nastavnik::play
