#include "common/pg/params.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace nastavnik::pg {

void Params::Put(absl::string_view bytes, bool binary) {
  values_.push_back({bytes_.size(), static_cast<int>(bytes.size()), binary});
  bytes_.append(bytes.data(), bytes.size());
  bytes_.push_back('\0');
}

void Params::PutNumber(int64_t value) { Put(absl::AlphaNum(value).Piece()); }

void Params::Clear() {
  bytes_.clear();
  values_.clear();
}

void Params::Append(const Params& other) {
  const size_t before = bytes_.size();
  bytes_ += other.bytes_;
  for (Value value : other.values_) {
    value.at += before;
    values_.push_back(value);
  }
}

void Params::Add(double value) { Put(absl::StrFormat("%.17g", value)); }

void Params::Add(absl::Time value) {
  if (value == absl::InfiniteFuture()) return Put("infinity");
  if (value == absl::InfinitePast()) return Put("-infinity");
  Put(absl::FormatTime("%Y-%m-%d %H:%M:%E6S+00", value, absl::UTCTimeZone()));
}

void Params::Add(absl::Duration value) {
  Put(absl::StrCat(absl::ToInt64Microseconds(value), " microseconds"));
}

void Params::Add(const Bytes& value) { Put(value.value, true); }

void Params::AppendAsElement(std::string& array) const {
  if (array.size() > 1) array.push_back(',');
  if (IsNull(0)) {
    array.append("NULL");
    return;
  }
  array.push_back('"');
  if (IsBinary(0)) {
    static constexpr char kHex[] = "0123456789abcdef";
    array.append("\\\\x");
    for (const unsigned char c : (*this)[0]) {
      array.push_back(kHex[c >> 4]);
      array.push_back(kHex[c & 15]);
    }
  } else {
    for (const char c : (*this)[0]) {
      if (c == '"' || c == '\\') array.push_back('\\');
      array.push_back(c);
    }
  }
  array.push_back('"');
}

}  // namespace nastavnik::pg
