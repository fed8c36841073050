#include "tests/bench/similarity/corpus/corpus.h"

#include <algorithm>
#include <iterator>
#include <numeric>

namespace nastavnik::bench {
namespace {

constexpr uint64_t kGolden = 0x9E3779B97F4A7C15;
constexpr const char* kConsonants[] = {"б", "в", "г", "д", "ж", "з", "к", "л", "м", "н",
                                       "п", "р", "с", "т", "ф", "х", "ц", "ч", "ш", "щ"};
constexpr const char* kVowels[] = {"а", "е", "и", "о", "у", "ы", "э", "ю", "я"};
constexpr const char* kEndings[] = {"",    "а",   "ы",  "ов",  "ам",  "ами", "ах",
                                    "ого", "ому", "ый", "ая",  "ые",  "ть",  "ла",
                                    "ли",  "ет",  "ют", "ние", "ния", "нием"};
constexpr int kParagraphs = 60;
constexpr double kParagraphShare = 0.15;
constexpr size_t kSentence = 11;  // words

template <typename T, size_t N>
T Pick(const T (&list)[N], Random& random) {
  return list[random.Below(N)];
}

std::string Stem(Random& random) {
  std::string stem;
  const uint32_t syllables = 2 + random.Below(3);
  for (uint32_t i = 0; i < syllables; ++i) {
    stem += Pick(kConsonants, random);
    stem += Pick(kVowels, random);
    if (random.Below(4) == 0) stem += Pick(kConsonants, random);
  }
  return stem;
}

}  // namespace

const char* NameOf(Copy copy) {
  constexpr const char* kNames[kCopies] = {"exact", "5 %", "10 %", "20 %", "30 %", "block"};
  return kNames[static_cast<int>(copy)];
}

uint64_t Random::Next() {
  uint64_t z = state_ += kGolden;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

uint32_t Random::Below(uint32_t bound) {
  return static_cast<uint32_t>(((Next() >> 32) * bound) >> 32);
}

double Random::Unit() { return static_cast<double>(Next() >> 11) * 0x1p-53; }

Vocabulary::Vocabulary(uint64_t seed) {
  Random random(seed);
  double sum = 0;
  for (int rank = 0; rank < kStems; ++rank) {
    stems_.push_back(Stem(random));
    sum += 1 / (rank + 1 + 2.7);
    cumulative_.push_back(sum);
  }
}

uint32_t Vocabulary::Draw(Random& random) const {
  const double at = random.Unit() * cumulative_.back();
  const auto stem = std::upper_bound(cumulative_.begin(), cumulative_.end() - 1, at);
  return static_cast<uint32_t>(stem - cumulative_.begin()) * std::size(kEndings) +
         random.Below(std::size(kEndings));
}

std::string Vocabulary::Word(uint32_t word) const {
  return stems_[word / std::size(kEndings)] + kEndings[word % std::size(kEndings)];
}

Corpus::Corpus(uint64_t seed, int texts, int chars)
    : seed_(seed),
      texts_(texts),
      copies_(std::max(600, texts / 50)),
      words_(chars / 8),
      vocabulary_(seed) {
  Random random(seed + 1);
  for (int i = 0; i < kParagraphs; ++i) paragraphs_.push_back(DrawWords(random, words_ / 5));
  sources_.resize(texts_ - copies_);
  std::iota(sources_.begin(), sources_.end(), 0);
  for (int i = 0; i < copies_; ++i)
    std::swap(sources_[i], sources_[i + random.Below(static_cast<uint32_t>(texts_ - copies_ - i))]);
  sources_.resize(copies_);
}

Random Corpus::RandomOf(int text) const {
  return Random(Random(seed_ ^ (kGolden * (static_cast<uint64_t>(text) + 2))).Next());
}

Corpus::Words Corpus::DrawWords(Random& random, int count) const {
  Words words(count);
  for (uint32_t& word : words) word = vocabulary_.Draw(random);
  return words;
}

Corpus::Words Corpus::FreshWords(Random& random) const {
  Words words = DrawWords(random, static_cast<int>(words_ * (0.5 + random.Unit())));
  if (random.Unit() < kParagraphShare) {
    const Words& paragraph = paragraphs_[random.Below(kParagraphs)];
    const uint32_t at = random.Below(static_cast<uint32_t>(words.size() + 1));
    words.insert(words.begin() + at, paragraph.begin(), paragraph.end());
  }
  return words;
}

Corpus::Words Corpus::WordsOf(int text) const {
  Random random = RandomOf(text);
  if (!IsCopy(text)) return FreshWords(random);
  const Words source = WordsOf(SourceOf(text));
  constexpr double kEdited[] = {0, 0.05, 0.10, 0.20, 0.30};
  const Copy copy = ClassOf(text);
  if (copy != Copy::kBlock30) return Edited(source, kEdited[static_cast<int>(copy)], random);
  Words words = FreshWords(random);
  const auto block = static_cast<uint32_t>(source.size() * 3 / 10);
  const uint32_t from = random.Below(static_cast<uint32_t>(source.size()) - block + 1);
  const uint32_t at = random.Below(static_cast<uint32_t>(words.size() + 1));
  words.insert(words.begin() + at, source.begin() + from, source.begin() + from + block);
  return words;
}

Corpus::Words Corpus::Edited(const Words& source, double share, Random& random) const {
  Words words;
  for (const uint32_t word : source) {
    if (random.Unit() >= share) {
      words.push_back(word);
      continue;
    }
    const uint32_t edit = random.Below(3);  // 0: deleted
    if (edit == 1) words.push_back(word);
    if (edit >= 1) words.push_back(vocabulary_.Draw(random));
  }
  return words;
}

std::string Corpus::Render(const Words& words) const {
  std::string text;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += ' ';
    text += vocabulary_.Word(words[i]);
    if (i % kSentence == kSentence - 1) text += '.';
  }
  return text;
}

std::string Corpus::Text(int text) const { return Render(WordsOf(text)); }

}  // namespace nastavnik::bench
