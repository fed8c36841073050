#include "tests/unit/review/instances.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <random>
#include <stdexcept>
#include <utility>
#include <vector>

namespace nastavnik::review {
namespace {

// Rows of integers of a CSV file with a header; .gz through gzip.
std::vector<std::vector<int>> ReadCsv(const std::string& path) {
  const bool zipped = path.ends_with(".gz");
  FILE* file = popen(((zipped ? "gzip -dc " : "cat ") + path).c_str(), "r");
  std::vector<std::vector<int>> rows;
  char line[256];
  if (std::fgets(line, sizeof line, file) == nullptr)
    throw std::runtime_error("cannot read " + path);
  while (std::fgets(line, sizeof line, file) != nullptr) {
    std::vector<int> row;
    for (char* at = line; *at != '\0' && *at != '\n'; at += *at == ',')
      row.push_back(static_cast<int>(std::strtol(at, &at, 10)));
    rows.push_back(std::move(row));
  }
  pclose(file);
  return rows;
}

}  // namespace

Instance ReadInstance(const std::string& name, int demand) {
  const char* root = std::getenv("NASTAVNIK_SOURCE_DIR");
  const std::string stem =
      std::string(root == nullptr ? "." : root) + "/tests/support/assignment/" + name;
  Instance instance;
  for (const auto& expert : ReadCsv(stem + "-experts.csv")) {
    instance.min_load.push_back(expert[1]);
    instance.max_load.push_back(expert[2]);
    instance.group.push_back(expert[3]);
  }
  instance.demand.assign(ReadCsv(stem + "-apps.csv").size(), demand);
  instance.offset.assign(instance.demand.size() + 1, 0);
  for (const auto& pair : ReadCsv(stem + (name == "tiny" ? ".csv" : ".csv.gz"))) {
    ++instance.offset[pair[0] + 1];
    instance.expert.push_back(pair[1]);
    instance.score.push_back(pair[2]);
  }
  for (size_t a = 1; a < instance.offset.size(); ++a) instance.offset[a] += instance.offset[a - 1];
  return instance;
}

Instance RandomInstance(uint32_t seed, int applications, int experts) {
  std::mt19937 random(seed);
  const auto draw = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  Instance instance;
  instance.offset.push_back(0);
  for (int e = 0; e < experts; ++e) {
    instance.max_load.push_back(draw(0, 3));
    instance.min_load.push_back(draw(0, instance.max_load.back()));
    instance.group.push_back(draw(0, 2) == 0 ? Instance::kNoGroup : draw(0, 2));
  }
  for (int a = 0; a < applications; ++a) {
    instance.demand.push_back(draw(1, 2));
    for (int e = 0; e < experts; ++e) {
      if (draw(0, 2) == 0) continue;
      instance.expert.push_back(e);
      instance.score.push_back(draw(0, 10000));
    }
    instance.offset.push_back(static_cast<int>(instance.expert.size()));
  }
  return instance;
}

Instance Permuted(const Instance& instance, uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<int> application(instance.applications()), expert(instance.experts());
  std::iota(application.begin(), application.end(), 0);
  std::iota(expert.begin(), expert.end(), 0);
  std::shuffle(application.begin(), application.end(), random);
  std::shuffle(expert.begin(), expert.end(), random);
  Instance permuted = instance;
  for (int e = 0; e < instance.experts(); ++e) {
    permuted.min_load[expert[e]] = instance.min_load[e];
    permuted.max_load[expert[e]] = instance.max_load[e];
    permuted.group[expert[e]] = instance.group[e];
  }
  permuted.offset = {0};
  permuted.expert.clear();
  permuted.score.clear();
  permuted.demand.clear();
  for (const int a : application) {
    std::vector<std::pair<int, int>> row;
    for (int i = instance.offset[a]; i < instance.offset[a + 1]; ++i)
      row.emplace_back(expert[instance.expert[i]], instance.score[i]);
    std::sort(row.begin(), row.end());
    for (const auto& [e, score] : row) {
      permuted.expert.push_back(e);
      permuted.score.push_back(score);
    }
    permuted.demand.push_back(instance.demand[a]);
    permuted.offset.push_back(static_cast<int>(permuted.expert.size()));
  }
  return permuted;
}

void AddSeniors(Instance& instance, uint32_t seed, int percent, int held_percent) {
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> draw(0, 99);
  instance.senior.clear();
  instance.senior_held.clear();
  for (int e = 0; e < instance.experts(); ++e) instance.senior.push_back(draw(random) < percent);
  for (int a = 0; a < instance.applications(); ++a)
    instance.senior_held.push_back(draw(random) < held_percent);
}

}  // namespace nastavnik::review
