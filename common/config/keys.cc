#include "common/config/keys.h"

#include <algorithm>
#include <thread>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace nastavnik::config {
namespace {

absl::Status Must(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("must be ", what));
}

// Reads a text into one type of value.
struct Reader {
  const Key& key;
  absl::string_view text;

  absl::Status operator()(std::string* value) const {
    if (!key.choices.empty() && std::count(key.choices.begin(), key.choices.end(), text) == 0) {
      return Must(absl::StrCat("one of ", absl::StrJoin(key.choices, ", ")));
    }
    *value = std::string(text);
    return absl::OkStatus();
  }
  absl::Status operator()(std::vector<std::string>* value) const {
    *value = absl::StrSplit(text, ',', absl::SkipWhitespace());
    for (std::string& entry : *value) absl::StripAsciiWhitespace(&entry);
    return absl::OkStatus();
  }
  absl::Status operator()(int* value) const {
    int number = 0;
    if (!absl::SimpleAtoi(text, &number) || number < key.least || number > key.most) {
      return Must(absl::StrCat("a whole number from ", key.least, " to ", key.most));
    }
    *value = number;
    return absl::OkStatus();
  }
  absl::Status operator()(bool* value) const {
    if (text != "true" && text != "false") return Must("true or false");
    *value = text == "true";
    return absl::OkStatus();
  }
  absl::Status operator()(absl::Duration* value) const {
    absl::Duration duration;
    if (!absl::ParseDuration(text, &duration) || duration < absl::ZeroDuration() ||
        duration > absl::Hours(24)) {
      return Must("a duration up to 24h, for example \"5s\" or \"100ms\"");
    }
    *value = duration;
    return absl::OkStatus();
  }
};

struct Writer {
  std::string operator()(const std::string* value) const { return *value; }
  std::string operator()(const std::vector<std::string>* value) const {
    return absl::StrJoin(*value, ",");
  }
  std::string operator()(const int* value) const { return absl::StrCat(*value); }
  std::string operator()(const bool* value) const { return *value ? "true" : "false"; }
  std::string operator()(const absl::Duration* value) const { return absl::FormatDuration(*value); }
};

Key Text(const char* name, std::string& value, const char* about,
         std::vector<std::string> choices = {}) {
  return {name, &value, about, false, 0, 0, std::move(choices)};
}
Key Secret(const char* name, std::string& value, const char* about) {
  return {name, &value, about, true};
}
Key Number(const char* name, int& value, int least, int most, const char* about) {
  return {name, &value, about, false, least, most};
}
template <typename T>
Key Other(const char* name, T& value, const char* about) {
  return {name, &value, about};
}

}  // namespace

std::string Key::EnvironmentName() const {
  return absl::StrCat("NASTAVNIK_", absl::AsciiStrToUpper(absl::StrReplaceAll(name, {{".", "_"}})));
}

std::string Key::FlagName() const {
  return absl::StrCat("--", absl::StrReplaceAll(name, {{".", "-"}, {"_", "-"}}));
}

absl::Status Key::Assign(absl::string_view text) const {
  return std::visit(Reader{*this, text}, target);
}

std::string Key::Show() const {
  const std::string text = std::visit(Writer{}, target);
  return secret && !text.empty() ? "***" : text;
}

std::vector<Key> KeysOf(Config& c) {
  std::vector<Key> keys = {
      Text("listen.http", c.listen.http, "gateway: REST for everybody"),
      Text("listen.staff", c.listen.staff, "gateway: REST of the offices"),
      Text("listen.grpc", c.listen.grpc,
           "gRPC: of a service, or of the gateway for partners; loopback only, it speaks plain "
           "text"),
      Text("listen.admin", c.listen.admin, "probes, metrics, settings: for the operator"),
      Text("database.url", c.database.url, "libpq URI or keywords of the primary"),
      Secret("database.password", c.database.password, "password of the service's role"),
      Number("database.pool_size", c.database.pool_size, 1, 64, "connections of one process"),
      Other("database.statement_timeout", c.database.statement_timeout, "longest statement"),
      Other("database.lock_timeout", c.database.lock_timeout, "longest wait for a lock"),
      Text("redis.queue.url", c.redis.queue.url,
           "unix:///path or redis://host:port; empty runs without"),
      Secret("redis.queue.password", c.redis.queue.password, "password of the queue"),
      Other("redis.queue.timeout", c.redis.queue.timeout, "longest command"),
      Text("redis.cache.url", c.redis.cache.url,
           "unix:///path or redis://host:port; empty runs without"),
      Secret("redis.cache.password", c.redis.cache.password, "password of the cache"),
      Other("redis.cache.timeout", c.redis.cache.timeout, "longest command"),
      Text("backends.registration", c.backends.registration, "gRPC target of registration"),
      Text("backends.submission", c.backends.submission, "gRPC target of submission"),
      Text("backends.review", c.backends.review, "gRPC target of review"),
      Text("backends.results", c.backends.results, "gRPC target of results"),
      Text("keys.dir", c.keys.dir, "directory of the installation's keys"),
      Text("mail.kind", c.mail.kind, "how mail leaves", {"directory"}),
      Text("mail.path", c.mail.path, "directory of the .eml files"),
      Other("http.public_hosts", c.http.public_hosts, "host names that the gateway answers for"),
      Other("http.cors_origins", c.http.cors_origins,
            "origins of pages that may call, as https://forum.example.ru"),
      Text("http.docs_dir", c.http.docs_dir,
           "directory of the files that /docs needs, as ./dev docs makes it; empty: without"),
      Other("http.trusted_proxies", c.http.trusted_proxies,
            "addresses and networks whose X-Forwarded-For is believed, as 10.0.0.0/8"),
      Other("rpc.default_deadline", c.rpc.default_deadline, "of calls that come without one"),
      Other("drain.delay", c.drain.delay, "from \"not ready\" to the closing of listeners"),
      Other("drain.timeout", c.drain.timeout, "for calls in flight"),
      Number("password.workers", c.password.workers, 0, 64,
             "threads that hash; 0: one less than cores"),
      Number("password.queue", c.password.queue, 1, 1024, "hashes that may wait"),
      Text("log.level", c.log.level, "least level shown", {"debug", "info", "warn", "error"}),
      Other("trace.slow_threshold", c.trace.slow_threshold,
            "from here a call is kept for /debug/slow"),
      Other("sandbox.enabled", c.sandbox.enabled, "for trials only: secrets may stand in clear"),
      Number("workers", c.workers, 1, 256, "threads that run handlers"),
  };
  std::sort(keys.begin(), keys.end(),
            [](const Key& a, const Key& b) { return absl::string_view(a.name) < b.name; });
  return keys;
}

}  // namespace nastavnik::config
