#include <set>
#include <utility>
#include <vector>

#include <boost/json/basic_parser_impl.hpp>

#include "absl/strings/str_cat.h"

#include "common/json/json.h"
#include "common/status/error.h"

namespace nastavnik::json {
namespace {

using boost::json::error_code;
using Text = boost::json::string_view;

constexpr size_t kMaxViolations = 100;  // more help nobody and would let a body grow its own error

// Builds the value from Boost's events. Boost checks grammar, UTF-8 and depth; what it is lax about
// is noted here.
class Builder {
 public:
  static constexpr std::size_t max_array_size = -1;
  static constexpr std::size_t max_object_size = -1;
  static constexpr std::size_t max_string_size = -1;
  static constexpr std::size_t max_key_size = -1;

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_comment_part(Text, error_code&) { return true; }
  bool on_comment(Text, error_code&) { return true; }

  bool on_object_begin(error_code&) { return Open(boost::json::object()); }
  bool on_array_begin(error_code&) { return Open(boost::json::array()); }
  bool on_object_end(std::size_t, error_code&) { return Close(); }
  bool on_array_end(std::size_t, error_code&) { return Close(); }

  bool on_key_part(Text part, std::size_t, error_code&) { return Collect(part); }
  bool on_key(Text part, std::size_t, error_code&) {
    Collect(part);
    Frame& top = frames_.back();
    top.key = std::exchange(text_, {});
    if (top.key.find('\0') != std::string::npos) Note("INVALID_TEXT", "Недопустимый знак U+0000.");
    if (top.value.get_object().contains(top.key)) Note("DUPLICATE_KEY", "Ключ повторяется.");
    return true;
  }
  bool on_string_part(Text part, std::size_t, error_code&) { return Collect(part); }
  bool on_string(Text part, std::size_t, error_code&) {
    Collect(part);
    if (text_.find('\0') != std::string::npos) Note("INVALID_TEXT", "Недопустимый знак U+0000.");
    return Put(Value(boost::json::string(std::exchange(text_, {}))));
  }
  bool on_number_part(Text part, error_code&) { return Collect(part); }
  bool on_int64(int64_t number, Text part, error_code&) {
    Collect(part);
    const bool negative_zero = number == 0 && text_[0] == '-';
    text_.clear();
    if (negative_zero || number > kMaxInteger || number < -kMaxInteger) return BadNumber();
    return Put(Value(number));
  }
  bool on_uint64(uint64_t, Text, error_code&) { return BadNumber(); }  // above 2^63
  bool on_double(double, Text, error_code&) { return BadNumber(); }
  bool on_bool(bool value, error_code&) { return Put(Value(value)); }
  bool on_null(error_code&) { return Put(Value(nullptr)); }

  Value value;
  std::vector<FieldViolation> violations;

 private:
  struct Frame {
    Value value;
    std::string key;  // of an object: the member being read
  };

  bool Collect(Text part) {
    text_.append(part.data(), part.size());
    return true;
  }
  bool Open(Value container) {
    frames_.push_back({std::move(container), {}});
    return true;
  }
  bool Close() {
    Value done = std::move(frames_.back().value);
    frames_.pop_back();
    return Put(std::move(done));
  }
  bool Put(Value item) {
    if (frames_.empty()) {
      value = std::move(item);
    } else if (Frame& top = frames_.back(); top.value.is_object()) {
      top.value.get_object().insert_or_assign(top.key, std::move(item));
    } else {
      top.value.get_array().push_back(std::move(item));
    }
    return true;
  }
  bool BadNumber() {
    text_.clear();
    Note("INVALID_FORMAT", "Допустимы целые числа в пределах ±2^53; дробные пишутся строкой.");
    return Put(Value(0));
  }
  void Note(absl::string_view reason, absl::string_view message) {
    if (violations.size() < kMaxViolations)
      violations.push_back({Path(), std::string(reason), std::string(message)});
  }
  std::string Path() const {
    std::string path;
    for (const Frame& frame : frames_) {
      path = frame.value.is_object() ? Join(path, frame.key)
                                     : Join(path, frame.value.get_array().size());
    }
    return path;
  }

  std::vector<Frame> frames_;
  std::string text_;
};

absl::Status Malformed(absl::string_view what) {
  return ToStatus({.code = absl::StatusCode::kInvalidArgument,
                   .reason = "MALFORMED_BODY",
                   .message = absl::StrCat("Не удалось прочитать JSON: ", what, ".")});
}

}  // namespace

absl::StatusOr<Value> Parse(absl::string_view text) {
  boost::json::parse_options options;
  options.max_depth = kMaxDepth;
  boost::json::basic_parser<Builder> parser(options);
  error_code error;
  const size_t read = parser.write_some(false, text.data(), text.size(), error);
  if (error) return Malformed(absl::StrCat(error.message(), ", байт ", read));
  if (text.substr(read).find_first_not_of(" \t\r\n") != absl::string_view::npos) {
    return Malformed(absl::StrCat("лишний текст после значения, байт ", read));
  }
  RETURN_IF_ERROR(FieldsInvalid(std::move(parser.handler().violations)));
  return std::move(parser.handler().value);
}

}  // namespace nastavnik::json
