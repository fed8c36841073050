// Finds the differences and gives each its class.
#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "common/time/civil.h"
#include "services/registration/domain/season/change.h"

namespace nastavnik::season {
namespace {

using Kind = Change::Kind;
using Class = Change::Class;
using json::Value;
using Path = std::vector<std::string>;

const Value kNothing = nullptr;

// The value at a path of keys, or nothing.
const Value& At(const Value& root, const Path& path) {
  const Value* at = &root;
  for (const std::string& key : path) {
    at = at->is_object() ? at->get_object().if_contains({key.data(), key.size()}) : nullptr;
    if (at == nullptr) return kNothing;
  }
  return *at;
}

// Whether the path has the shape of `pattern`: "stages.*.closes"; a last "**" takes any rest.
bool Like(const Path& path, absl::string_view pattern) {
  const std::vector<absl::string_view> parts = absl::StrSplit(pattern, '.');
  for (size_t i = 0; i < parts.size(); ++i) {
    if (parts[i] == "**") return true;
    if (i >= path.size() || (parts[i] != "*" && parts[i] != path[i])) return false;
  }
  return parts.size() == path.size();
}

template <size_t n>
bool LikeAny(const Path& path, const absl::string_view (&patterns)[n]) {
  return std::any_of(std::begin(patterns), std::end(patterns),
                     [&](absl::string_view p) { return Like(path, p); });
}

constexpr absl::string_view kTexts[] = {"title",
                                        "shortTitle",
                                        "edition",
                                        "organizer",
                                        "operator",
                                        "contact.**",
                                        "documents.**",
                                        "messages.**",
                                        "messages",
                                        "retention.**",
                                        "catalogue.searchFamilies.**",
                                        "*.*.title",
                                        "*.*.description",
                                        "forms.*.sections",
                                        "eligibility.*.message",
                                        "forms.*.fields.*.title",
                                        "forms.*.fields.*.help",
                                        "forms.*.fields.*.search",
                                        "forms.*.fields.*.similarity",
                                        "forms.*.fields.*.options.*",
                                        "forms.*.fields.*.by.*.title",
                                        "forms.*.fields.*.by.*.help",
                                        "forms.*.fields.*.by.*.options.*",
                                        "rubrics.*.criteria.*.title",
                                        "rubrics.*.criteria.*.question",
                                        "rubrics.*.criteria.*.indicators.*",
                                        "rubrics.*.recommendation.*",
                                        "formalCheck.reasons.*",
                                        "keywords.*",
                                        "regions.extra.*",
                                        "appealRules.*.grounds.*"};

// Entries that may be added while what depends on them is still to come.
constexpr absl::string_view kEntries[] = {"nominations.*",
                                          "directions.*",
                                          "stages.*",
                                          "forms.*",
                                          "rubrics.*",
                                          "rankingRules.*",
                                          "reviewRounds.*",
                                          "awardClasses.*",
                                          "appealRules.*",
                                          "consents.*",
                                          "keywords.*",
                                          "regions.extra.*",
                                          "formalCheck.reasons.*",
                                          "forms.*.fields.*.options.*",
                                          "forms.*.fields.*.by.*.options.*",
                                          "rubrics.*.recommendation.*",
                                          "appealRules.*.grounds.*"};

// Entries that others refer to by id.
constexpr absl::string_view kReferred[] = {"season",
                                           "nominations.*",
                                           "directions.*",
                                           "stages.*",
                                           "forms.*",
                                           "forms.*.fields.*",
                                           "rubrics.*",
                                           "rubrics.*.criteria.*",
                                           "rankingRules.*",
                                           "reviewRounds.*",
                                           "awardClasses.*",
                                           "consents.*",
                                           "keywords.*",
                                           "formalCheck.reasons.*",
                                           "forms.*.fields.*.options.*",
                                           "forms.*.fields.*.by.*.options.*",
                                           "rubrics.*.recommendation.*",
                                           "regions.extra.*"};

// Ids and forms of ids, and what stored values were checked by.
constexpr absl::string_view kFixed[] = {"season",
                                        "zone",
                                        "numbering.**",
                                        "stages.*.kind",
                                        "forms.*.fields.*.type",
                                        "forms.*.fields.*.columns",
                                        "nominations.*.direction",
                                        "consents.*.purpose",
                                        "consents.*.partner"};

constexpr absl::string_view kUpperBounds[] = {
    "forms.*.fields.*.max",        "forms.*.fields.*.maxItems", "forms.*.fields.*.maxBytes",
    "forms.*.fields.*.maxSeconds", "awardClasses.*.max",        "reviewRounds.*.load.max",
    "experts.seasonMax",           "stages.*.graceSeconds"};
constexpr absl::string_view kLowerBounds[] = {"forms.*.fields.*.min", "forms.*.fields.*.minItems"};

int Strictness(const Value& required) {
  if (required.is_null() || required == "NEVER") return 0;
  return required == "SUBMIT" ? 1 : 2;
}

// -1 smaller, 1 larger, 0 not comparable.
int Compare(const Value& from, const Value& to) {
  if (!from.is_int64() || !to.is_int64()) return 0;
  return to.get_int64() < from.get_int64() ? -1 : 1;
}

absl::Time InstantOf(const Value& text) {
  if (!text.is_string()) return absl::InfinitePast();
  const auto zoned = time::ParseCivil({text.get_string().data(), text.get_string().size()});
  return zoned.ok() ? zoned->instant : absl::InfinitePast();
}

class Differ {
 public:
  Differ(const Value& from, const Value& to, absl::Time now) : from_(from), to_(to), now_(now) {}

  std::vector<Change> Run() {
    Path path;
    Walk(from_, to_, path);
    return std::move(changes_);
  }

 private:
  void Walk(const Value& from, const Value& to, Path& path) {
    if (from == to) return;
    if (!from.is_object() || !to.is_object()) return Note(Kind::kChanged, path);
    std::set<std::string> keys;
    for (const Value* side : {&from, &to}) {
      for (const auto& member : side->get_object())
        keys.emplace(member.key().data(), member.key().size());
    }
    for (const std::string& key : keys) {
      path.push_back(key);
      const Value* before = from.get_object().if_contains({key.data(), key.size()});
      const Value* after = to.get_object().if_contains({key.data(), key.size()});
      if (before == nullptr) {
        Note(Kind::kAdded, path);
      } else if (after == nullptr) {
        Note(Kind::kRemoved, path);
      } else {
        Walk(*before, *after, path);
      }
      path.pop_back();
    }
  }

  void Note(Kind kind, const Path& path) {
    changes_.push_back({kind, ClassOf(kind, path), absl::StrJoin(path, ".")});
  }

  Class ClassOf(Kind kind, const Path& path) const {
    if (path.empty()) return Class::kAdd;
    if (path[0] == "consents" && path.size() > 2) return ConsentClass(path);
    if (LikeAny(path, kFixed)) return Class::kNever;
    if (kind == Kind::kRemoved && LikeAny(path, kReferred)) return Class::kNever;
    if (kind == Kind::kAdded && LikeAny(path, kEntries)) return Class::kAdd;
    if (kind == Kind::kAdded && Like(path, "forms.*.fields.*")) return NewFieldClass(path);
    if (ServesNewNomination(kind, path)) return Class::kAdd;
    if (Like(path, "calendar.holidays")) return HolidayClass(path);
    if (Like(path, "stages.*.opens") || Like(path, "stages.*.closes")) return DateClass(path);
    if (LikeAny(path, kTexts)) return Class::kText;
    return LimitClass(path);
  }

  // A new text needs a new version; the text that people agreed to stays.
  Class ConsentClass(const Path& path) const {
    const Path version = {path[0], path[1], "version"};
    return Compare(At(from_, version), At(to_, version)) > 0 &&
                   At(from_, version) != At(to_, version)
               ? Class::kAdd
               : Class::kNever;
  }

  Class NewFieldClass(const Path& path) const {
    Path required = path;
    required.push_back("required");
    return Strictness(At(to_, required)) == 0 ? Class::kAdd : Class::kTerms;
  }

  bool IsNew(const std::string& nomination) const {
    return At(from_, {"nominations", nomination}).is_null() &&
           !At(to_, {"nominations", nomination}).is_null();
  }

  // A rubric column, override or quota of a nomination that comes with this version, and a total
  // that grows by it.
  bool ServesNewNomination(Kind kind, const Path& path) const {
    if (kind == Kind::kAdded &&
        (Like(path, "forms.*.fields.*.by.*") || Like(path, "rubrics.*.criteria.*.weight.*") ||
         Like(path, "rubrics.*.criteria.*.indicators.*") ||
         Like(path, "rankingRules.*.quotas.*.nominations.*"))) {
      return IsNew(path.back());
    }
    if (!Like(path, "rankingRules.*.quotas.*.total")) return false;
    const Value& before = At(from_, path);
    const Value& after = At(to_, path);
    if (!before.is_int64() || !after.is_int64()) return false;
    int64_t added = 0;
    Path quotas(path.begin(), path.end() - 1);
    quotas.push_back("nominations");
    const Value& nominations = At(to_, quotas);
    if (!nominations.is_object()) return false;
    for (const auto& member : nominations.get_object()) {
      if (IsNew({member.key().data(), member.key().size()}) && member.value().is_int64()) {
        added += member.value().get_int64();
      }
    }
    return added > 0 && after.get_int64() - before.get_int64() == added;
  }

  // Terms that run already were counted with the days known then.
  Class HolidayClass(const Path& path) const {
    std::set<std::string> days[2];
    for (int side = 0; side < 2; ++side) {
      const Value& list = At(side == 0 ? from_ : to_, path);
      if (!list.is_array()) continue;
      for (const Value& day : list.get_array())
        days[side].emplace(day.get_string().data(), day.get_string().size());
    }
    std::vector<std::string> different;
    std::set_symmetric_difference(days[0].begin(), days[0].end(), days[1].begin(), days[1].end(),
                                  std::back_inserter(different));
    const std::string today = absl::FormatTime("%Y-%m-%d", now_, absl::FixedTimeZone(3 * 3600));
    return !different.empty() && different.front() <= today ? Class::kTerms : Class::kText;
  }

  Class DateClass(const Path& path) const {
    const absl::Time before = InstantOf(At(from_, path));
    const absl::Time after = InstantOf(At(to_, path));
    if (path.back() == "closes") return after >= before ? Class::kExtend : Class::kNever;
    return before > now_ && after > now_ ? Class::kExtend : Class::kNever;
  }

  Class LimitClass(const Path& path) const {
    const Value& before = At(from_, path);
    const Value& after = At(to_, path);
    if (Like(path, "forms.*.fields.*.required") || Like(path, "forms.*.fields.*.by.*.required")) {
      return Strictness(after) < Strictness(before) ? Class::kExtend : Class::kTerms;
    }
    if (Like(path, "reviewRounds.*.reviewsPerApplication")) {
      return Compare(before, after) < 0 ? Class::kShrink : Class::kTerms;
    }
    if (LikeAny(path, kUpperBounds))
      return Compare(before, after) > 0 ? Class::kExtend : Class::kTerms;
    if (LikeAny(path, kLowerBounds))
      return Compare(before, after) < 0 ? Class::kExtend : Class::kTerms;
    return Class::kTerms;
  }

  const Value& from_;
  const Value& to_;
  absl::Time now_;
  std::vector<Change> changes_;
};

}  // namespace

absl::string_view Name(Change::Kind kind) {
  constexpr absl::string_view kNames[] = {"ADDED", "CHANGED", "REMOVED"};
  return kNames[static_cast<int>(kind)];
}

absl::string_view Name(Change::Class change_class) {
  constexpr absl::string_view kNames[] = {"TEXT", "EXTEND", "ADD", "TERMS", "SHRINK", "NEVER"};
  return kNames[static_cast<int>(change_class)];
}

std::vector<Change> Diff(const Value& from, const Value& to, absl::Time now) {
  return Differ(from, to, now).Run();
}

}  // namespace nastavnik::season
