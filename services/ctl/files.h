#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

// Files that commands read, write and compare.
namespace nastavnik::ctl {

// The bytes of a file. NOT_FOUND when it cannot be read.
absl::StatusOr<std::string> ReadFile(const std::string& path);
// Readable by its owner only.
absl::Status WriteFile(const std::string& path, absl::string_view text);

// A directory that is gone at the end, readable by its owner only.
class TemporaryDirectory {
 public:
  static absl::StatusOr<TemporaryDirectory> Make();
  TemporaryDirectory(TemporaryDirectory&& other) noexcept : path_(std::move(other.path_)) {
    other.path_.clear();
  }
  TemporaryDirectory& operator=(TemporaryDirectory&&) = delete;
  ~TemporaryDirectory();
  const std::string& path() const { return path_; }

 private:
  explicit TemporaryDirectory(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

// Runs a program with this one's input and output; its exit code. NOT_FOUND when there is none.
absl::StatusOr<int> RunProgram(const std::vector<std::string>& arguments);

}  // namespace nastavnik::ctl
