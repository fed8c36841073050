#include "tests/play/people.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "common/text/text.h"

namespace nastavnik::play {
namespace {

const std::vector<std::string>& FamilyNames() {
  static const std::vector<std::string> names = {
      "Иванов",   "Смирнов",   "Кузнецов", "Попов",        "Васильев",  "Петров",   "Соколов",
      "Михайлов", "Новиков",   "Фёдоров",  "Морозов",      "Волков",    "Алексеев", "Лебедев",
      "Семёнов",  "Егоров",    "Павлов",   "Козлов",       "Степанов",  "Николаев", "Орлов",
      "Андреев",  "Макаров",   "Никитин",  "Захаров",      "Зайцев",    "Соловьёв", "Борисов",
      "Яковлев",  "Григорьев", "Романов",  "Воробьёв",     "Сергеев",   "Королёв",  "Герасимов",
      "Ёлкин",    "Гаджиев",   "Хасанов",  "Ахметов",      "Магомедов", "Дашиев",   "Петров-Водкин",
      "О’Коннор", "Цыренов",   "Шойхет",   "Кудайбергенов"};
  return names;
}
const std::vector<std::array<std::string, 2>>& GivenNames() {  // name, patronymic made from it
  static const std::vector<std::array<std::string, 2>> names = {{"Александр", "Александрович"},
                                                                {"Сергей", "Сергеевич"},
                                                                {"Дмитрий", "Дмитриевич"},
                                                                {"Андрей", "Андреевич"},
                                                                {"Алексей", "Алексеевич"},
                                                                {"Максим", "Максимович"},
                                                                {"Илья", "Ильич"},
                                                                {"Артём", "Артёмович"},
                                                                {"Руслан", "Русланович"},
                                                                {"Тимур", "Тимурович"},
                                                                {"Юрий", "Юрьевич"},
                                                                {"Пётр", "Петрович"},
                                                                {"Баир", "Баирович"},
                                                                {"Магомед", "Магомедович"},
                                                                {"Фёдор", "Фёдорович"},
                                                                {"Игорь", "Игоревич"}};
  return names;
}

// Sentences by nomination, each a complete thought; a text is a run of them.
const std::vector<std::string>& Sentences(absl::string_view nomination) {
  static const std::map<std::string, std::vector<std::string>, std::less<>> by = {
      {"production",
       {"Опытный мастер закрепляется за новичком на первые три месяца работы в цехе.",
        "Каждая смена начинается с разбора приёмов безопасной работы у станка.",
        "Наставник показывает операцию, затем новичок повторяет её под присмотром.",
        "Освоение профессии идёт по карте из двенадцати навыков, каждый навык подтверждается.",
        "Срок выхода на норму выработки сократился с шести месяцев до четырёх.",
        "Травматизм среди новых работников за год снизился вдвое.",
        "Студенты колледжа проходят практику на том же участке, где потом работают.",
        "Мастера получают доплату и право учить на базе учебного цеха."}},
      {"education",
       {"Молодой педагог в первый год ведёт уроки вместе с опытным учителем.",
        "Пара выбирает одну задачу на четверть и каждую неделю разбирает видеозапись урока.",
        "Наставник не оценивает, а помогает увидеть, что происходит с учениками.",
        "Студенты педагогического колледжа приходят в школу с первого курса.",
        "Доля молодых учителей, оставшихся в школе на третий год, выросла до восьмидесяти "
        "процентов.",
        "Ребята постарше помогают младшим готовить первые исследовательские работы.",
        "Все материалы собраны в открытую методическую папку с планами встреч.",
        "Раз в месяц наставники собираются вместе и обсуждают трудные случаи."}},
      {"social",
       {"Волонтёр сопровождает подростка, оказавшегося в трудной жизненной ситуации, не меньше "
        "года.",
        "Встречи проходят раз в неделю, план встреч составляют вместе.",
        "Опытный доброволец учит новичка слушать и не давать поспешных советов.",
        "За два года помощь получили более четырёхсот человек в семи районах.",
        "Семьи отмечают, что подросткам стало легче говорить о своих планах.",
        "Специалист службы ведёт группу поддержки для самих наставников.",
        "Практику повторили три некоммерческие организации соседних регионов.",
        "Люди старшего возраста становятся наставниками для молодых активистов."}},
      {"",
       {"Новый сотрудник получает наставника в первый день службы.",
        "План вхождения в должность рассчитан на девяносто дней и состоит из трёх шагов.",
        "Наставник знакомит с порядком работы с обращениями граждан.",
        "Итоги каждого шага обсуждают втроём: наставник, сотрудник и руководитель.",
        "Текучесть среди принятых за год сотрудников снизилась с девятнадцати до семи процентов.",
        "Кадровый резерв пополняется людьми, прошедшими программу.",
        "Обратное наставничество помогает руководителям осваивать цифровые инструменты.",
        "Программа описана так, что её может повторить любое ведомство."}}};
  const auto found = by.find(nomination);
  return found == by.end() ? by.find("")->second : found->second;
}

std::string Digits(Random& random, int count) {
  std::string digits;
  for (int i = 0; i < count; ++i) digits.push_back(static_cast<char>('0' + random() % 10));
  return digits;
}

int Weighted(const std::string& digits, std::initializer_list<int> weights) {
  int sum = 0;
  size_t i = 0;
  for (const int weight : weights) sum += weight * (digits[i++] - '0');
  return sum % 11 % 10;
}

}  // namespace

RegionDraw::RegionDraw(std::vector<Region> regions) : regions_(std::move(regions)) {
  // Biggest first: Moscow, Saint Petersburg, Moscow region, Krasnodar, Tatarstan; the others in the
  // order of the list.
  const std::vector<std::string> biggest = {"ru-77", "ru-78", "ru-50", "ru-23", "ru-16"};
  const auto rank = [&](const Region& region) {
    return std::find(biggest.begin(), biggest.end(), region.Id()) - biggest.begin();
  };
  std::stable_sort(regions_.begin(), regions_.end(),
                   [&](const Region& a, const Region& b) { return rank(a) < rank(b); });
  std::vector<double> weights;
  const std::array<double, 5> shares = {14, 8, 7, 6, 5};
  for (size_t i = 0; i < regions_.size(); ++i) {
    weights.push_back(i < shares.size()
                          ? shares[i]
                          : 6.0 / std::sqrt(static_cast<double>(i - shares.size() + 4)));
  }
  draw_ = std::discrete_distribution<size_t>(weights.begin(), weights.end());
}

const Region& RegionDraw::Draw(Random& random) { return regions_[draw_(random)]; }

Profile MakeProfile(Random& random, absl::string_view kind, int number, bool adult) {
  Profile profile;
  const bool woman = random() % 2 == 0;
  profile.family_name = OneOf(random, FamilyNames());
  if (woman &&
      absl::string_view(profile.family_name).substr(profile.family_name.size() - 4) == "ов") {
    profile.family_name += "а";
  }
  static const std::vector<std::string> women = {"Анна",   "Мария", "Елена",   "Ольга", "Алёна",
                                                 "Гузель", "Саяна", "Наталья", "Ирина", "Патимат"};
  profile.given_name = woman ? OneOf(random, women) : OneOf(random, GivenNames())[0];
  if (!Chance(random, 10)) {
    const std::string father = OneOf(random, GivenNames())[1];
    profile.patronymic = father;
    if (woman) {
      const size_t stem = father.size() - 4;  // «ич»
      profile.patronymic = father == "Ильич" ? "Ильинична" : father.substr(0, stem) + "на";
    }
  }
  const int year =
      adult ? 1955 + static_cast<int>(random() % 50) : 2010 + static_cast<int>(random() % 4);
  profile.birth_date =
      absl::StrFormat("%04d-%02d-%02d", year, 1 + random() % 12, 1 + random() % 28);
  profile.email = absl::StrFormat("%s-%06d@example.ru", kind, number);
  profile.password = absl::StrCat("наставник ", kind, " ", number, " №", random() % 100000);
  return profile;
}

std::string MakeInn(Random& random) {
  std::string inn = Digits(random, 9);
  if (inn[0] == '0') inn[0] = '7';
  return inn + std::to_string(Weighted(inn, {2, 4, 10, 3, 5, 9, 4, 6, 8}));
}

std::string MakeOgrn(Random& random) {
  const std::string ogrn = "1" + Digits(random, 11);
  return ogrn + std::to_string(std::stoll(ogrn) % 11 % 10);
}

std::string MakeOrganizationTitle(Random& random, absl::string_view nomination,
                                  const std::string& region_title) {
  static const std::vector<std::string> plants = {"Завод «Прогресс»", "Комбинат «Север»",
                                                  "Фабрика «Рассвет»", "Верфь «Якорь»"};
  static const std::vector<std::string> schools = {"Школа № ", "Лицей № ", "Колледж № ",
                                                   "Гимназия № "};
  static const std::vector<std::string> funds = {"Фонд «Рядом»", "Центр помощи семье",
                                                 "Движение «Добрый путь»"};
  static const std::vector<std::string> offices = {"Администрация района № ",
                                                   "Управление кадров № "};
  const std::string number = std::to_string(1 + random() % 900);
  if (nomination == "production")
    return OneOf(random, plants) + " № " + number + ", " + region_title;
  if (nomination == "education") return OneOf(random, schools) + number + ", " + region_title;
  if (nomination == "social") return OneOf(random, funds) + " № " + number + ", " + region_title;
  return OneOf(random, offices) + number + ", " + region_title;
}

std::string MakeText(Random& random, absl::string_view nomination, int least, int most) {
  const int goal = least + static_cast<int>(random() % std::max(1, std::min(most - least, 400)));
  std::string made;
  int length = 0;
  while (length < goal) {
    const std::string& sentence = OneOf(random, Sentences(nomination));
    const int grown = length + static_cast<int>(text::Length(sentence)) + (made.empty() ? 0 : 1);
    if (grown > most) break;
    if (!made.empty()) made += random() % 6 == 0 ? "\n" : " ";
    made += sentence;
    length = grown;
  }
  while (length < least) {
    made += " И так каждый год.";
    length += 18;
  }
  return made;
}

std::string MakeTitle(Random& random, absl::string_view nomination, int number) {
  static const std::vector<std::string> words = {
      "Плечом к плечу",  "Мастер и ученик", "Шаг за шагом",  "Точка опоры",
      "Первые сто дней", "Рядом и вместе",  "Школа ремесла", "Наставник на всю жизнь",
      "Маршрут роста",   "Ёмкое слово"};
  static const std::map<std::string, std::string, std::less<>> where = {
      {"production", "в цехе"},
      {"education", "в колледже"},
      {"social", "в добровольчестве"},
      {"service", "на службе"}};
  const auto found = where.find(nomination);
  return absl::StrCat("«", OneOf(random, words), "» ",
                      found == where.end() ? "в деле" : found->second, ", № ", number);
}

bool Chance(Random& random, double percent) {
  return std::uniform_real_distribution<double>(0, 100)(random) < percent;
}

}  // namespace nastavnik::play
