#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "absl/strings/str_cat.h"

#include "common/config/setting.h"

namespace nastavnik::config {
namespace {

class Reader {
 public:
  Reader(const std::string& path, std::vector<Setting>& settings, std::vector<std::string>& faults)
      : path_(path),
        file_(path.substr(path.rfind('/') + 1)),
        settings_(settings),
        faults_(faults) {}

  void Read() {
    const toml::parse_result parsed = toml::parse_file(path_);
    if (parsed) return ReadTable("", parsed.table());
    const toml::parse_error& error = parsed.error();
    const bool has_place = error.source().begin.line > 0;
    faults_.push_back(absl::StrCat(has_place ? At(error.source()) : absl::StrCat(path_, ": "),
                                   std::string(error.description())));
  }

 private:
  std::string At(const toml::source_region& region) const {
    return absl::StrCat(file_, ":", region.begin.line, ":", region.begin.column, ": ");
  }

  void ReadTable(const std::string& prefix, const toml::table& table) {
    for (const auto& [key, node] : table) {
      const std::string name = absl::StrCat(prefix, std::string(key.str()));
      if (const toml::table* inner = node.as_table()) {
        ReadTable(name + ".", *inner);
      } else {
        ReadValue(name, key.source(), node);
      }
    }
  }

  void ReadValue(const std::string& name, const toml::source_region& region,
                 const toml::node& node) {
    Setting setting{name, "", Setting::Form::kAny, absl::StrCat(file_, ":", region.begin.line),
                    At(region)};
    if (const auto* text = node.as_string()) {
      setting.form = Setting::Form::kString;
      setting.text = text->get();
    } else if (const auto* number = node.as_integer()) {
      setting.form = Setting::Form::kInteger;
      setting.text = absl::StrCat(number->get());
    } else if (const auto* boolean = node.as_boolean()) {
      setting.form = Setting::Form::kBoolean;
      setting.text = boolean->get() ? "true" : "false";
    } else if (const auto* list = node.as_array(); list != nullptr && Join(*list, setting.text)) {
      setting.form = Setting::Form::kList;
    } else {
      faults_.push_back(absl::StrCat(setting.place, name,
                                     " must be a text, a whole number, true or false, "
                                     "or a list of texts"));
      return;
    }
    settings_.push_back(std::move(setting));
  }

  static bool Join(const toml::array& list, std::string& text) {
    for (const toml::node& entry : list) {
      if (!entry.is_string()) return false;
      absl::StrAppend(&text, text.empty() ? "" : ",", entry.as_string()->get());
    }
    return true;
  }

  const std::string path_;
  const std::string file_;
  std::vector<Setting>& settings_;
  std::vector<std::string>& faults_;
};

}  // namespace

void ReadFile(const std::string& path, std::vector<Setting>& settings,
              std::vector<std::string>& faults) {
  Reader(path, settings, faults).Read();
}

}  // namespace nastavnik::config
