#include "services/registration/domain/season/read.h"

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "common/id/id.h"

namespace nastavnik::season {
namespace {

std::vector<std::string> Known(Words words) {
  std::vector<std::string> known;
  for (const absl::string_view word : words) known.emplace_back(word);
  return known;
}

bool Contains(Words words, absl::string_view text) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

void RefuseRepeated(json::Reader& reader, absl::string_view key,
                    const std::vector<std::string>& entries) {
  std::set<std::string> seen;
  for (size_t i = 0; i < entries.size(); ++i) {
    if (!seen.insert(entries[i]).second)
      reader.Fail(json::Join(key, i), "CONFLICTS", "Значение повторяется.");
  }
}

}  // namespace

std::string OneOf(json::Reader& reader, absl::string_view key, Words words) {
  const std::string word = reader.Text(key, {0, 64});
  if (!reader.Has(key) || Contains(words, word)) return word;
  reader.FailUnknownValue(key, word, Known(words));
  return "";
}

std::string OneOf(json::Reader& reader, absl::string_view key, Words words,
                  absl::string_view otherwise) {
  if (reader.Has(key)) return OneOf(reader, key, words);
  reader.Find(key);
  return std::string(otherwise);
}

std::vector<std::string> SomeOf(json::Reader& reader, absl::string_view key, Words words) {
  std::vector<std::string> entries = reader.Texts(key);
  for (size_t i = 0; i < entries.size(); ++i) {
    if (!Contains(words, entries[i]))
      reader.FailUnknownValue(json::Join(key, i), entries[i], Known(words));
  }
  RefuseRepeated(reader, key, entries);
  return entries;
}

std::vector<std::string> Ids(json::Reader& reader, absl::string_view key) {
  std::vector<std::string> ids = reader.Texts(key);
  for (size_t i = 0; i < ids.size(); ++i) {
    if (!IsDocumentId(ids[i])) {
      reader.Fail(json::Join(key, i), "INVALID_FORMAT",
                  "Идентификатор: до 39 знаков a–z, 0–9 и дефис.");
    }
  }
  RefuseRepeated(reader, key, ids);
  return ids;
}

Selector ReadSelector(json::Reader& reader) {
  std::vector<std::string> terms = reader.Texts("appliesTo");
  if (!reader.Has("appliesTo")) return Selector();
  if (terms.empty())
    reader.Fail("appliesTo", "TOO_FEW", "Нужна хотя бы одна номинация, «direction:…» или «*».");
  for (size_t i = 0; i < terms.size(); ++i) {
    absl::string_view term = terms[i];
    absl::ConsumePrefix(&term, "direction:");
    if (terms[i] != "*" && !IsDocumentId(term)) {
      reader.Fail(json::Join("appliesTo", i), "INVALID_FORMAT",
                  "Ожидается номинация, «direction:…» или «*».");
    }
  }
  RefuseRepeated(reader, "appliesTo", terms);
  return Selector(std::move(terms));
}

std::optional<int64_t> MaybeInt(json::Reader& reader, absl::string_view key,
                                json::Reader::Range range) {
  const int64_t number = reader.OptionalInt(key, range.min, range);
  return reader.Has(key) ? std::optional<int64_t>(number) : std::nullopt;
}

Titles ReadTitles(json::Reader& reader, absl::string_view key, size_t max_length) {
  Titles titles = reader.TextEntries(key, {1, max_length});
  for (const auto& [id, title] : titles) {
    if (!IsDocumentId(id)) {
      reader.Fail(json::Join(key, id), "INVALID_FORMAT",
                  "Идентификатор: до 39 знаков a–z, 0–9 и дефис.");
    }
  }
  return titles;
}

}  // namespace nastavnik::season
