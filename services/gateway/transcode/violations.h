#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

#include "common/status/error.h"

namespace nastavnik::gateway {

// One thing wrong with a request as it came over HTTP.
struct Violation : FieldViolation {
  std::string pointer;  // JSON pointer into the body, "" when the fault is not in the body
};

// Where the reader is, as steps from the request message down. Kept as steps; made into text only
// for a violation.
class Path {
 public:
  // `body_field`: the field of the request that the body fills, "" when the body is the request
  // itself.
  explicit Path(absl::string_view body_field = "") : body_field_(body_field) {}

  void Push(absl::string_view name) { steps_.push_back({std::string(name), -1}); }
  void Push(int index) { steps_.push_back({"", index}); }
  void Pop() { steps_.pop_back(); }

  std::string Field() const;    // application.content.title, errors[2].name
  std::string Pointer() const;  // /content/title, RFC 6901

 private:
  struct Step {
    std::string name;
    int index;
  };
  std::string body_field_;
  std::vector<Step> steps_;
};

// All that is wrong with a request, at most kMost entries: a body made to be wrong a million times
// costs no more.
class Violations {
 public:
  static constexpr size_t kMost = 100;

  void Add(const Path& path, absl::string_view reason, std::string message);
  void Add(Violation violation);
  bool empty() const { return all_.empty(); }
  bool full() const { return all_.size() >= kMost; }
  const std::vector<Violation>& all() const { return all_; }

 private:
  std::vector<Violation> all_;
};

// `text` cut for an answer: at most 64 bytes on a code point's border.
std::string Shorten(absl::string_view text);

}  // namespace nastavnik::gateway
