#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace nastavnik::bench {

// How a planted copy was made from its source.
enum class Copy { kExact, kEdited5, kEdited10, kEdited20, kEdited30, kBlock30 };
inline constexpr int kCopies = 6;
const char* NameOf(Copy copy);

// Pseudo-random numbers that are the same everywhere (SplitMix64; Steele, Lea, Flood 2014).
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t Next();
  uint32_t Below(uint32_t bound);  // 0 .. bound - 1, bound > 0
  double Unit();                   // [0, 1)

 private:
  uint64_t state_;
};

// Words like Russian ones with the frequencies of a language (Zipf).
class Vocabulary {
 public:
  static constexpr int kStems = 60'000;

  explicit Vocabulary(uint64_t seed);

  // A word is the number of its stem times 20 plus that of its ending.
  uint32_t Draw(Random& random) const;
  std::string Word(uint32_t word) const;

 private:
  std::vector<std::string> stems_;
  std::vector<double> cumulative_;
};

// Texts with planted copies, each made anew whenever it is asked for: nothing is kept but the
// vocabulary. Every text has `chars` / 8 words times 0.5 .. 1.5; 15 % carry one of 60 paragraphs of
// a fifth of that. The last `copies()` texts are copies of different other ones, their classes in
// turn. At least 1,200 texts.
class Corpus {
 public:
  Corpus(uint64_t seed, int texts, int chars);

  int texts() const { return texts_; }
  int copies() const { return copies_; }
  bool IsCopy(int text) const { return text >= texts_ - copies_; }
  // Of a copy.
  int SourceOf(int text) const { return sources_[text - (texts_ - copies_)]; }
  Copy ClassOf(int text) const { return static_cast<Copy>((text - (texts_ - copies_)) % kCopies); }

  std::string Text(int text) const;  // UTF-8

 private:
  using Words = std::vector<uint32_t>;

  Random RandomOf(int text) const;
  Words DrawWords(Random& random, int count) const;
  Words FreshWords(Random& random) const;
  Words WordsOf(int text) const;
  Words Edited(const Words& source, double share, Random& random) const;
  std::string Render(const Words& words) const;

  uint64_t seed_;
  int texts_;
  int copies_;
  int words_;
  Vocabulary vocabulary_;
  std::vector<Words> paragraphs_;
  std::vector<int> sources_;  // by copy
};

}  // namespace nastavnik::bench
