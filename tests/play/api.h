#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/json.hpp>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace nastavnik::play {

namespace json = boost::json;

// An answer of the API. `status` 0 means that no answer came within the patience of the caller.
struct Answer {
  int status = 0;
  json::object body;
  std::string etag;
  bool replayed = false;
  int tries = 1;

  bool Ok() const { return status >= 200 && status < 300; }
  std::string Reason() const { return Text("reason"); }
  std::string Text(absl::string_view field) const;
  // Status, reason and text of a refusal, for a report.
  std::string Describe() const;
};

// What a request carries besides its path and body.
struct Options {
  std::string token;  // bearer
  std::string key;    // Idempotency-Key; one is made for every POST that has none
  std::string if_match;
};

// A client of the REST API as a careful outsider writes one: repeats what failed without an answer,
// 429 and 503 with the same key until its patience ends, and never anything else. One connection;
// not thread-safe.
class Api {
 public:
  Api(std::string base, absl::Duration patience);
  ~Api();

  Answer Get(const std::string& path, const Options& options = {});
  Answer Post(const std::string& path, const json::object& body, Options options = {});
  Answer Patch(const std::string& path, const json::object& body, Options options = {});
  Answer Delete(const std::string& path, const Options& options = {});

  // Calls and their total time so far, all clients together.
  static std::pair<long, double> Totals();

 private:
  Answer Call(const char* method, const std::string& path, const std::string& body,
              const Options& options);
  Answer Once(const char* method, const std::string& path, const std::string& body,
              const Options& options, absl::Duration* wait);

  struct Handle;
  std::unique_ptr<Handle> handle_;
  std::string base_;
  absl::Duration patience_;
};

// Value at a path of keys, or null: At(body, {"document", "title"}).
const json::value* At(const json::object& object, std::initializer_list<absl::string_view> path);
// Entries of a list field; empty when it is not there.
json::array List(const json::object& object, absl::string_view field);
// Text field of an entry, "" when it is not there.
std::string TextOf(const json::value& value, absl::string_view field);
int64_t NumberOf(const json::value& value, absl::string_view field);

}  // namespace nastavnik::play
