#include "common/log/log.h"

#include <atomic>
#include <charconv>
#include <cmath>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/log/writer.h"
#include "common/metrics/metrics.h"

namespace nastavnik::log {
namespace {

constexpr const char* kNames[] = {"debug", "info", "warn", "error"};
std::atomic<Level> g_level{Level::kInfo};

metrics::Counter& CountOf(Level level) {
  static auto& family =
      metrics::Default().Counters("nastavnik_log_messages_total", "Lines logged, by level",
                                  {metrics::OneOf("level", {"debug", "info", "warn", "error"})});
  static metrics::Counter* const counters[] = {&family.With({"debug"}), &family.With({"info"}),
                                               &family.With({"warn"}), &family.With({"error"})};
  return *counters[static_cast<int>(level)];
}

// RFC 3339 in UTC with milliseconds. A thread formats the date and time of a second once.
void AppendTime(std::string& out) {
  thread_local int64_t cached_second = -1;
  thread_local char text[32];
  const int64_t now = absl::ToUnixMillis(absl::Now());
  if (now / 1000 != cached_second) {
    cached_second = now / 1000;
    const auto seconds = static_cast<time_t>(cached_second);
    tm utc{};
    gmtime_r(&seconds, &utc);
    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S.", &utc);
  }
  const int milliseconds = static_cast<int>(now % 1000);
  const char digits[] = {static_cast<char>('0' + milliseconds / 100),
                         static_cast<char>('0' + milliseconds / 10 % 10),
                         static_cast<char>('0' + milliseconds % 10), 'Z'};
  out.append(text);
  out.append(digits, sizeof(digits));
}

// Folder of a source below the repository's root: "services/review/jobs".
absl::string_view FolderOf(const char* file) {
  const absl::string_view path(file);
  size_t begin = absl::string_view::npos;
  for (const absl::string_view root : {"services/", "common/", "tests/"}) {
    begin = std::min(begin, path.rfind(root));
  }
  const size_t end = path.rfind('/');
  if (begin == absl::string_view::npos || end == absl::string_view::npos || end < begin) return "";
  return path.substr(begin, end - begin);
}

template <typename List>
void Write(Level level, absl::string_view message, const List& fields, const Where& where,
           bool fold) {
  if (level < g_level.load(std::memory_order_relaxed)) return;
  CountOf(level).Increment();
  thread_local std::string line;
  line.assign("{\"ts\":\"");
  AppendTime(line);
  absl::StrAppend(&line, "\",\"level\":\"", kNames[static_cast<int>(level)], "\",\"logger\":\"",
                  FolderOf(where.file_name()), "\",\"msg\":");
  AppendQuoted(line, message);
  line.append(internal::Identity());
  for (const Field& field : fields) field.AppendTo(line);
  line.append("}\n");
  internal::Submit(line, fold ? message : "", level == Level::kError);
}

}  // namespace

void AppendQuoted(std::string& out, absl::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  out.push_back('"');
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (c == '\n') {
      out.append("\\n");
    } else if (byte < 0x20) {
      out.append("\\u00");
      out.push_back(kHex[byte >> 4]);
      out.push_back(kHex[byte & 15]);
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
}

void Field::AppendTo(std::string& line) const {
  line.append(",\"").append(key_).append("\":");
  switch (kind_) {
    case Kind::kText:
      return AppendQuoted(line, text_);
    case Kind::kWhole: {
      char digits[24];
      line.append(digits, std::to_chars(digits, digits + sizeof(digits), whole_).ptr);
      return;
    }
    case Kind::kBool:
      line.append(whole_ != 0 ? "true" : "false");
      return;
    case Kind::kReal: {  // to a thousandth: a microsecond of a time in milliseconds
      char digits[48];
      if (!std::isfinite(real_) || std::abs(real_) > 1e15) {
        line.append("null");
        return;
      }
      const auto end =
          std::to_chars(digits, digits + sizeof(digits), real_, std::chars_format::fixed, 3).ptr;
      line.append(digits, end);
      return;
    }
  }
}

void Debug(absl::string_view message, List fields, Where where) {
  Write(Level::kDebug, message, fields, where, true);
}
void Info(absl::string_view message, List fields, Where where) {
  Write(Level::kInfo, message, fields, where, true);
}
void Warn(absl::string_view message, List fields, Where where) {
  Write(Level::kWarn, message, fields, where, true);
}
void Error(absl::string_view message, List fields, Where where) {
  Write(Level::kError, message, fields, where, true);
}

void Request(const Fields& fields, Where where) {
  Write(Level::kInfo, "request", fields, where, false);
}

void Start(Options options) {
  SetLevel(options.level);
  CountOf(Level::kInfo);
  std::string identity;
  const std::pair<const char*, const std::string*> parts[] = {{"service", &options.service},
                                                              {"version", &options.version},
                                                              {"instance", &options.instance}};
  for (const auto& [key, value] : parts) {
    if (!value->empty()) Field(key, *value).AppendTo(identity);
  }
  internal::StartWriter(options.fd, std::move(identity));
}

void Stop() { internal::StopWriter(); }
void Flush() { internal::FlushWriter(); }
void SetLevel(Level level) { g_level = level; }
Level GetLevel() { return g_level; }

bool ParseLevel(absl::string_view text, Level* level) {
  for (int i = 0; i < 4; ++i) {
    if (text != kNames[i]) continue;
    *level = static_cast<Level>(i);
    return true;
  }
  return false;
}

}  // namespace nastavnik::log
