#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "google/protobuf/message.h"

namespace nastavnik::gateway::testing {

// Fills messages of any type at random, the same for the same seed, with values that reader, writer
// and protobuf all know: enum values that have names, finite numbers, whole numbers in open
// content, instants in range, masks of plain paths. Borders of types and awkward texts come often.
class RandomMessage {
 public:
  explicit RandomMessage(uint64_t seed) : random_(seed) {}

  void Fill(google::protobuf::Message& message, int depth = 0);

 private:
  int Up(int top) { return std::uniform_int_distribution<int>(0, top)(random_); }
  uint64_t Bits();
  double Fraction();
  std::string Text();
  bool FillKnown(google::protobuf::Message& message, int depth);
  void FillAny(google::protobuf::Message& message, int depth);
  void FillValue(google::protobuf::Message& message, int depth);
  void Put(google::protobuf::Message& message, const google::protobuf::FieldDescriptor& field,
           int depth);

  std::mt19937_64 random_;
};

}  // namespace nastavnik::gateway::testing
