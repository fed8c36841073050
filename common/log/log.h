#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <source_location>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

// Log of a process: one JSON object a line on standard output, written by a thread of its own.
//
//   log::Info("round frozen", {{"reviews", count}, {"duration_ms", took}});
//
// The message is a constant sentence; what varies are fields. No field carries personal data: no
// name, contact, text of a person, token or path of a file; ids of resources and codes only.
namespace nastavnik::log {

enum class Level { kDebug, kInfo, kWarn, kError };

// A fact of a line. Refers to the text it is made of: make it in the call.
class Field {
 public:
  Field(const char* key, absl::string_view value) : key_(key), kind_(Kind::kText), text_(value) {}
  Field(const char* key, absl::Duration value)  // in milliseconds
      : key_(key), kind_(Kind::kReal), real_(absl::ToDoubleMilliseconds(value)) {}
  template <std::integral T>
  Field(const char* key, T value)
      : key_(key),
        kind_(std::same_as<T, bool> ? Kind::kBool : Kind::kWhole),
        whole_(static_cast<int64_t>(value)) {}
  template <std::floating_point T>
  Field(const char* key, T value) : key_(key), kind_(Kind::kReal), real_(value) {}

  void AppendTo(std::string& line) const;  // ,"key":value

 private:
  enum class Kind { kText, kWhole, kReal, kBool };
  const char* key_;
  Kind kind_;
  absl::string_view text_;
  int64_t whole_ = 0;
  double real_ = 0;
};
using Fields = std::vector<Field>;
using List = std::initializer_list<Field>;
using Where = std::source_location;  // its folder is the line's "logger"

// ERROR: a person should look. WARN: handled. INFO: state changes. DEBUG: off.
// More than 10 lines of one message within a second are folded into one line with their number.
void Debug(absl::string_view message, List fields = {}, Where where = Where::current());
void Info(absl::string_view message, List fields = {}, Where where = Where::current());
void Warn(absl::string_view message, List fields = {}, Where where = Where::current());
void Error(absl::string_view message, List fields = {}, Where where = Where::current());

// The one line of a finished call; never folded.
void Request(const Fields& fields, Where where = Where::current());

struct Options {
  std::string service;  // "review"
  std::string version;
  std::string instance;  // tells copies of one service apart
  Level level = Level::kInfo;
  int fd = 1;
};

// Starts the writer. Before it, and after Stop, lines are written at once by whoever logs. A full
// buffer (8 MiB) drops lines and says how many.
void Start(Options options);
// Writes what is waiting and ends the writer.
void Stop();
// Waits until everything logged so far is written.
void Flush();

void SetLevel(Level level);
Level GetLevel();
// "debug", "info", "warn", "error".
bool ParseLevel(absl::string_view text, Level* level);

// Appends `text` as a JSON string.
void AppendQuoted(std::string& out, absl::string_view text);

}  // namespace nastavnik::log
