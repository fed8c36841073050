#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "common/json/reader.h"
#include "services/registration/domain/season/document.h"

// Readers of the parts of a document; used by ReadDocument only. Each notes what is wrong with its
// own part; check.h compares the parts with each other.
namespace nastavnik::season {

using Words = std::initializer_list<absl::string_view>;

inline constexpr json::Reader::Length kTitle{1, 300};
inline constexpr json::Reader::Length kText{0, 5000};

// One of `words`: required, or with a default.
std::string OneOf(json::Reader& reader, absl::string_view key, Words words);
std::string OneOf(json::Reader& reader, absl::string_view key, Words words,
                  absl::string_view otherwise);
// A list whose entries are of `words`, without repetition.
std::vector<std::string> SomeOf(json::Reader& reader, absl::string_view key, Words words);
// A list of different ids.
std::vector<std::string> Ids(json::Reader& reader, absl::string_view key);
Selector ReadSelector(json::Reader& reader);
// The member as an integer, absent when it is not there.
std::optional<int64_t> MaybeInt(json::Reader& reader, absl::string_view key,
                                json::Reader::Range range);
// {id: text}, ids checked.
Titles ReadTitles(json::Reader& reader, absl::string_view key, size_t max_length);

void ReadHead(json::Reader& root, Document& document);
void ReadCalendar(json::Reader root, Document& document);
void ReadNominations(json::Reader& root, Document& document);
void ReadEligibility(json::Reader& root, Document& document);
void ReadStages(json::Reader& root, Document& document);
void ReadForms(json::Reader& root, Document& document);
void ReadRubrics(json::Reader& root, Document& document);
void ReadFormalCheck(json::Reader reader);
void ReadExperts(json::Reader reader);
void ReadRounds(json::Reader& root, Document& document);
void ReadRanking(json::Reader& root, Document& document);
void ReadAppeals(json::Reader& root);
void ReadConsents(json::Reader& root, Document& document);
void ReadCatalogue(json::Reader reader, Document& document);
void ReadMessages(json::Reader& root, Document& document);

}  // namespace nastavnik::season
