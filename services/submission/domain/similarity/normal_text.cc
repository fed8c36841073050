#include "services/submission/domain/similarity/normal_text.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

namespace nastavnik::submission {
namespace {

// What becomes of one code point.
struct Treatment {
  enum class Kind : uint8_t { kWord, kGap, kNothing };

  Kind kind = Kind::kGap;
  bool plain = true;        // composes with nothing before it and is NFC by itself
  bool cyrillic = false;    // of kWord: a Cyrillic letter
  bool letter = false;      // of kWord: not a digit
  char32_t lower = 0;       // of kWord, ё as е
  char32_t look_alike = 0;  // of a Latin letter: the Cyrillic one like it, lower case; 0: none
};

// Latin letters and the Cyrillic ones like them; B, H, M and T look alike as capitals only.
char32_t LookAlike(UChar32 c) {
  constexpr std::u32string_view kLatin = U"ABCEHKMOPTXYaceopxyk";
  constexpr std::u32string_view kCyrillic = U"авсенкмортхуасеорхук";
  static_assert(kLatin.size() == kCyrillic.size());
  const size_t i = kLatin.find(static_cast<char32_t>(c));
  return i == std::u32string_view::npos ? 0 : kCyrillic[i];
}

Treatment ComputeTreatment(UChar32 c) {
  Treatment treatment;
  if (c < 0) return treatment;
  const uint32_t category = U_MASK(u_charType(c));
  treatment.plain =
      u_getCombiningClass(c) == 0 && u_getIntPropertyValue(c, UCHAR_NFC_QUICK_CHECK) == UNORM_YES;
  if (category & (U_GC_M_MASK | U_GC_CF_MASK)) {
    treatment.kind = Treatment::Kind::kNothing;
  } else if (category & (U_GC_L_MASK | U_GC_ND_MASK)) {
    UErrorCode error = U_ZERO_ERROR;
    treatment.kind = Treatment::Kind::kWord;
    treatment.letter = category & U_GC_L_MASK;
    treatment.cyrillic = treatment.letter && uscript_getScript(c, &error) == USCRIPT_CYRILLIC;
    const UChar32 lower = u_tolower(c);
    treatment.lower = lower == 0x451 ? 0x435 : static_cast<char32_t>(lower);  // ё as е
    treatment.look_alike = LookAlike(c);
  }
  return treatment;
}

using CommonTreatments = std::array<Treatment, 0x500>;  // Latin and Cyrillic letters

CommonTreatments ComputeCommonTreatments() {
  CommonTreatments common;
  for (size_t i = 0; i < common.size(); ++i) common[i] = ComputeTreatment(static_cast<UChar32>(i));
  return common;
}

const CommonTreatments& Common() {
  static const auto& common = *new CommonTreatments(ComputeCommonTreatments());
  return common;
}

const icu::Normalizer2& Nfc() {
  static const icu::Normalizer2& nfc = []() -> const icu::Normalizer2& {
    UErrorCode error = U_ZERO_ERROR;
    return *icu::Normalizer2::getNFCInstance(error);  // part of libicuuc itself: cannot fail
  }();
  return nfc;
}

// The code point at `i`, which moves past it; negative when the bytes there are not UTF-8.
UChar32 Next(absl::string_view text, int32_t& i) {
  UChar32 c;
  U8_NEXT(text.data(), i, static_cast<int32_t>(text.size()), c);
  return c;
}

}  // namespace

class Normalizer {
 public:
  explicit Normalizer(size_t most_points) : common_(Common()) {
    text_.points_.reserve(most_points);
    text_.sources_.reserve(most_points);
  }

  void AddField(size_t number, absl::string_view field) {
    number_ = number;
    in_field_ = false;
    in_gap_ = false;
    position_ = 0;
    for (int32_t i = 0; i < static_cast<int32_t>(field.size());) {
      const UChar32 c = Next(field, i);
      if (TreatmentOf(c).plain || held_count_ == kMaxComposed) PutHeld();
      held_[held_count_++] = c;
    }
    PutHeld();
    EndWord();
  }

  NormalText Take() && { return std::move(text_); }

 private:
  // Code points that are composed together: what follows a letter is rarely more than one mark, and
  // the time for putting many into order grows with the square of their number.
  static constexpr size_t kMaxComposed = 32;

  // Puts the composed form of what is held. What composition changed stands for all of it.
  void PutHeld() {
    if (held_count_ == 0) return;
    const size_t begin = position_;
    position_ += held_count_;
    const size_t count = std::exchange(held_count_, 0);
    if (count == 1 && TreatmentOf(held_[0]).plain) return Put(held_[0], begin, position_);
    const auto held = icu::UnicodeString::fromUTF32(held_.data(), static_cast<int32_t>(count));
    UErrorCode error = U_ZERO_ERROR;
    const icu::UnicodeString composed = Nfc().normalize(held, error);
    if (composed == held) {
      for (size_t i = 0; i < count; ++i) Put(held_[i], begin + i, begin + i + 1);
    } else {
      for (int32_t i = 0; i < composed.length(); i = composed.moveIndex32(i, 1))
        Put(composed.char32At(i), begin, position_);
    }
  }

  // One code point in NFC that stands for `begin` .. `end` - 1 of the field.
  void Put(UChar32 c, size_t begin, size_t end) {
    const Treatment treatment = TreatmentOf(c);
    switch (treatment.kind) {
      case Treatment::Kind::kWord:
        StartWord(begin);
        PutLetter(c, treatment, begin, end);
        break;
      case Treatment::Kind::kGap:
        EndWord();
        if (!in_gap_) gap_begin_ = begin;
        in_gap_ = true;
        break;
      case Treatment::Kind::kNothing:
        // A mark belongs to its letter.
        if (in_field_ && !in_gap_) text_.sources_.back().end = static_cast<uint32_t>(end);
        break;
    }
  }

  void StartWord(size_t begin) {
    if (in_field_ && !in_gap_) return;
    if (in_field_) {
      Append(U' ', gap_begin_, begin);
    } else {
      if (!text_.points_.empty()) Append(NormalText::kSeparator, 0, 0);
      text_.fields_.push_back({text_.points_.size(), number_});
      in_field_ = true;
    }
    in_gap_ = false;
    word_ = text_.points_.size();
    has_cyrillic_ = has_look_alike_ = has_other_ = false;
  }

  void PutLetter(UChar32 c, const Treatment& treatment, size_t begin, size_t end) {
    has_cyrillic_ |= treatment.cyrillic;
    if (treatment.look_alike != 0) {
      has_look_alike_ = true;
      Append(static_cast<char32_t>(c), begin, end);  // EndWord decides
    } else {
      has_other_ |= treatment.letter;
      Append(treatment.lower, begin, end);
    }
  }

  void EndWord() {
    if (!in_field_ || in_gap_ || !has_look_alike_) return;
    const bool fold = has_cyrillic_ || !has_other_;
    for (size_t i = word_; i < text_.points_.size(); ++i) {
      char32_t& point = text_.points_[i];
      const Treatment treatment = TreatmentOf(static_cast<UChar32>(point));
      if (treatment.look_alike != 0) point = fold ? treatment.look_alike : treatment.lower;
    }
  }

  void Append(char32_t point, size_t begin, size_t end) {
    text_.points_.push_back(point);
    text_.sources_.push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(end)});
  }

  Treatment TreatmentOf(UChar32 c) const {
    return static_cast<uint32_t>(c) < common_.size() ? common_[c] : ComputeTreatment(c);
  }

  const CommonTreatments& common_;
  NormalText text_;
  std::array<UChar32, kMaxComposed> held_{};  // code points that may compose
  size_t held_count_ = 0;
  size_t position_ = 0;    // of the first of them in the field
  size_t number_ = 0;      // of the field
  bool in_field_ = false;  // it has a point already
  bool in_gap_ = false;    // since the last word
  size_t gap_begin_ = 0;
  size_t word_ = 0;  // first point of the word
  bool has_cyrillic_ = false;
  bool has_look_alike_ = false;
  bool has_other_ = false;  // a letter that is no Latin look-alike
};

NormalText NormalizeFields(const std::vector<absl::string_view>& fields) {
  size_t points = fields.size();
  for (const absl::string_view field : fields) {
    points += std::count_if(field.begin(), field.end(), [](char c) { return (c & 0xC0) != 0x80; });
  }
  Normalizer normalizer(points);
  for (size_t i = 0; i < fields.size(); ++i) normalizer.AddField(i, fields[i]);
  return std::move(normalizer).Take();
}

std::string NormalText::ToUtf8() const {
  std::string out(points_.size() * U8_MAX_LENGTH, '\0');
  int32_t size = 0;
  for (const char32_t point : points_) U8_APPEND_UNSAFE(out.data(), size, point);
  out.resize(static_cast<size_t>(size));
  return out;
}

OriginalSpan NormalText::Original(size_t begin, size_t end) const {
  while (points_[begin] == U' ') ++begin;
  while (points_[end - 1] == U' ') --end;
  const auto after =
      std::upper_bound(fields_.begin(), fields_.end(), begin,
                       [](size_t point, const Field& field) { return point < field.start; });
  return {std::prev(after)->number, sources_[begin].begin, sources_[end - 1].end};
}

}  // namespace nastavnik::submission
