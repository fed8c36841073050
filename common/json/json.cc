#include "common/json/json.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace nastavnik::json {
namespace {

using boost::json::array;
using boost::json::object;

absl::string_view View(boost::json::string_view text) { return {text.data(), text.size()}; }

void AppendText(std::string& out, absl::string_view text) {
  out.push_back('"');
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          absl::StrAppendFormat(&out, "\\u%04x", static_cast<unsigned>(c));
        } else {
          out.push_back(c);
        }
    }
  }
  out.push_back('"');
}

void Append(std::string& out, const Value& value);

void AppendObject(std::string& out, const object& members) {
  std::vector<const boost::json::key_value_pair*> sorted;
  sorted.reserve(members.size());
  for (const auto& member : members) sorted.push_back(&member);
  // Order of UTF-8 bytes is order of code points.
  std::sort(sorted.begin(), sorted.end(),
            [](const auto* a, const auto* b) { return View(a->key()) < View(b->key()); });
  char separator = '{';
  for (const auto* member : sorted) {
    out.push_back(separator);
    separator = ',';
    AppendText(out, View(member->key()));
    out.push_back(':');
    Append(out, member->value());
  }
  out += sorted.empty() ? "{}" : "}";
}

void AppendArray(std::string& out, const array& items) {
  char separator = '[';
  for (const Value& item : items) {
    out.push_back(separator);
    separator = ',';
    Append(out, item);
  }
  out += items.empty() ? "[]" : "]";
}

void Append(std::string& out, const Value& value) {
  switch (value.kind()) {
    case boost::json::kind::null:
      out += "null";
      break;
    case boost::json::kind::bool_:
      out += value.get_bool() ? "true" : "false";
      break;
    case boost::json::kind::int64:
      absl::StrAppend(&out, value.get_int64());
      break;
    case boost::json::kind::uint64:
      absl::StrAppend(&out, value.get_uint64());
      break;
    case boost::json::kind::double_:
      absl::StrAppend(&out, static_cast<int64_t>(value.get_double()));
      break;
    case boost::json::kind::string:
      AppendText(out, View(value.get_string()));
      break;
    case boost::json::kind::array:
      AppendArray(out, value.get_array());
      break;
    case boost::json::kind::object:
      AppendObject(out, value.get_object());
      break;
  }
}

}  // namespace

std::string Canonical(const Value& value) {
  std::string out;
  Append(out, value);
  return out;
}

Value MergePatch(Value target, const Value& patch) {
  if (!patch.is_object()) return patch;
  if (!target.is_object()) target = object();
  object& members = target.get_object();
  for (const auto& change : patch.get_object()) {
    if (change.value().is_null()) {
      members.erase(change.key());
      continue;
    }
    Value* member = members.if_contains(change.key());
    Value before = member != nullptr ? std::move(*member) : Value();
    members.insert_or_assign(change.key(), MergePatch(std::move(before), change.value()));
  }
  return target;
}

std::string Join(absl::string_view path, absl::string_view key) {
  return path.empty() ? std::string(key) : absl::StrCat(path, ".", key);
}

std::string Join(absl::string_view path, size_t index) {
  return absl::StrCat(path, "[", index, "]");
}

}  // namespace nastavnik::json
