#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace nastavnik::submission {

// Hashes by their upper 40 bits, which is what SharedKeys tells apart.
class KeySet {
 public:
  static uint64_t KeyOf(uint64_t hash) { return hash >> 24; }

  KeySet() = default;
  explicit KeySet(std::vector<uint64_t> keys);  // in any order

  bool Contains(uint64_t hash) const;
  size_t size() const { return keys_.size(); }
  void Merge(const KeySet& other);

 private:
  std::vector<uint64_t> keys_;  // ascending, distinct
};

// Two documents and how many keys they share; first < second.
struct SharingPair {
  uint32_t first = 0;
  uint32_t second = 0;
  uint32_t shared = 0;

  friend bool operator==(const SharingPair&, const SharingPair&) = default;
};

// Which documents share keys, where a key that is in many documents tells nothing. Keys are 40 bits
// of a hash: among 50 million of them one in 20,000 is taken for another one, so what is found is
// to be verified on the documents.
//
// Memory: 8 bytes an entry while adding, then another 8 for each entry of a key that is in 2 ..
// limit documents, while the first ones are given back part by part. Time: one sort by radix, then
// at most limit - 1 steps an entry, whatever the keys are.
class SharedKeys {
 public:
  // Collects the keys of documents.
  class Builder {
   public:
    Builder();
    // Documents come in ascending order, below 2^31. The same pair counts once.
    void Add(uint64_t hash, uint32_t document);
    // Keys in more than `limit` documents are skipped. `documents` is above every number added.
    SharedKeys Build(uint32_t documents, uint32_t limit) &&;

   private:
    friend class SharedKeys;

    static constexpr int kParts = 256;         // by the top byte of the hash
    static constexpr size_t kBlock = 1 << 15;  // entries
    // Entries of one part: the 32 bits of the hash below the top byte, then the document.
    using Blocks = std::vector<std::vector<uint64_t>>;

    std::array<Blocks, kParts> parts_;
  };

  // Distinct keys of a document that were not skipped.
  uint32_t CountKeys(uint32_t document) const { return counts_[document]; }
  // Keys that were skipped, and the distinct pairs of key and document altogether.
  const KeySet& skipped() const { return skipped_; }
  size_t entries() const { return entries_; }

  // Calls `visit(pair)` for every two documents that share a key, by first, then second.
  template <typename Visit>
  void ForEachPair(Visit visit) const {
    std::vector<uint32_t> shared(counts_.size());
    std::vector<uint32_t> others;
    for (uint32_t document = 0; document < counts_.size(); ++document) {
      CollectLater(document, shared, others);
      for (const uint32_t other : others) {
        visit(SharingPair{document, other, shared[other]});
        shared[other] = 0;
      }
      others.clear();
    }
  }

 private:
  static constexpr uint32_t kLast = uint32_t{1} << 31;

  void AddPart(const std::vector<uint64_t>& entries, uint64_t part, uint32_t limit,
               std::vector<uint64_t>& skipped);
  void LinkDocuments();
  // The documents after this one that share a key with it, ascending, and how many each.
  void CollectLater(uint32_t document, std::vector<uint32_t>& shared,
                    std::vector<uint32_t>& others) const;

  std::vector<uint32_t> counts_;
  size_t entries_ = 0;
  KeySet skipped_;
  // Documents of every key in turn, ascending; the last one of a key carries kLast.
  std::vector<uint32_t> members_;
  // Places of document d among the members: places_[starts_[d]] .. places_[starts_[d + 1] - 1].
  std::vector<uint32_t> starts_;
  std::vector<uint32_t> places_;
};

}  // namespace nastavnik::submission
