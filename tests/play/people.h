#pragma once

#include <map>
#include <random>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "absl/strings/string_view.h"

namespace nastavnik::play {

using Random = std::mt19937_64;

// One of the 89 regions, as the API lists them.
struct Region {
  std::string name;  // "regions/ru-77"
  std::string title;
  std::string Id() const { return name.substr(name.find('/') + 1); }
};

// Draws regions as comparable contests saw them: Moscow 14 %, the five biggest 40 %, tens of people
// at the tail.
class RegionDraw {
 public:
  explicit RegionDraw(std::vector<Region> regions);
  const Region& Draw(Random& random);
  const std::vector<Region>& all() const { return regions_; }

 private:
  std::vector<Region> regions_;
  std::discrete_distribution<size_t> draw_;
};

// A made-up person. Every tenth has no patronymic; some have double or one-word names, as people
// do.
struct Profile {
  std::string family_name;
  std::string given_name;
  std::string patronymic;
  std::string birth_date;  // YYYY-MM-DD
  std::string email;
  std::string password;
};
Profile MakeProfile(Random& random, absl::string_view kind, int number, bool adult);

// Numbers of organizations with right check digits.
std::string MakeInn(Random& random);
std::string MakeOgrn(Random& random);
std::string MakeOrganizationTitle(Random& random, absl::string_view nomination,
                                  const std::string& region_title);

// Russian text of at least `least` and at most `most` code points about mentoring in a nomination.
std::string MakeText(Random& random, absl::string_view nomination, int least, int most);
std::string MakeTitle(Random& random, absl::string_view nomination, int number);

// Whether a chance of `percent` comes true.
bool Chance(Random& random, double percent);
template <typename T>
const T& OneOf(Random& random, const std::vector<T>& all) {
  return all[std::uniform_int_distribution<size_t>(0, all.size() - 1)(random)];
}

}  // namespace nastavnik::play
