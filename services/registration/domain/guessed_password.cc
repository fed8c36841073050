#include "services/registration/domain/guessed_password.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

#include "common/text/text.h"

namespace nastavnik::registration {
namespace {

// Common words and names: Russian ones, then English ones, Russian ones in Latin letters and typed
// on the wrong layout.
constexpr char kWords[] =
    "август админ администратор александр александра алексей алена аленка алина алиса алла альбина "
    "анастасия ангел ангелина ангелок андрей андрюша анечка анна антон антоша аня апельсин "
    "апрель арбуз армия артем артемка бабушка борис брат вадим валентин валентина валера валерий "
    "валерия вампир ваня василий вася вера вероника весна вика виктор виктория виталий витя "
    "вишня влад владимир владислав вова вовочка войти волк волков волкова володя воскресенье "
    "вторник вход вячеслав гагарин галина галя гена геннадий георгий гора гоша григорий гриша "
    "гроза даниил данила дарья даша дашенька дедушка декабрь демон денис дениска десант диана "
    "дима димка динамо директор дмитрий дождь доступ дочка дочь дракон дьявол ева евгений "
    "евгения егор екатерина елена елизавета жанна женя жизнь завод зайка зайчик захар зая звезда "
    "звездочка зенит зима зоя зульфия иван иванов иванова игорь илья ильяс инна институт "
    "интернет ира ирина иринка июль июнь казань калашников камиль карина катюша катя кира кирилл "
    "класс клубника козлов козлова колледж коля компьютер конкурс константин королева король "
    "космос костя кот котенок котик кошка красотка кристина крутой ксения ксюша кузнецов "
    "кузнецова куратор лариса лебедев лебедева лев лена леночка леонид лето леша лешка лидия "
    "лиза лилия лиса лисенок логин локомотив любимая любимка любимый люблю люблютебя любовь люда "
    "людмила люся май максим максимка малина малыш малышка мама мамочка марат маргарита марина "
    "мария март матвей маша машенька машина медведь ментор меня мечта милана михаил миша мой "
    "мойпароль молния море морозов морозова морпех москва моя надежда надя наставник "
    "наставничество настенька настя наталья наташа неважно незнаю никита николай никто нина "
    "ниндзя ничего новиков новикова новый новыйпароль ноябрь облако океан оксана октябрь олег "
    "оленька ольга оля омск осень отлично павел павлов павлова папа папочка пароль паша педагог "
    "петр петров петрова петя питер победа полина полиция пользователь понедельник попов попова "
    "практика привет принцесса проверка проект пятница работа радуга раиса регина река римма "
    "рита родина роза рома роман ромашка россия руслан рустам рыбка савелий самара самурай санек "
    "саша света светлана секрет семен семья сентябрь сергей сережа сестра сибирь сидоров "
    "сидорова сирень система слава смирнов смирнова снежана собака собачка соколов соколова "
    "солдат солнечный солнце солнышко соня софия спартак спутник среда станислав стас степан "
    "суббота супер счастье сынок тамара танк танкист танюша таня татьяна тебя телефон тест "
    "тестовый техникум тигр тигренок тимофей тимур томск удача ульяна университет урал ученик "
    "учитель февраль федор футбол хоккей хорошо чемпион четверг школа шоколад шура эдик эдуард "
    "юленька юлия юля юра юрий яна январь ярослав ятебялюблю "
    "access admin administrator albina aleksandr aleksandra aleksey alena alenka alex alexander "
    "alexandra alexei alexey alina alisa alla amanda anastasia anastasiya andrei andrew andrey "
    "android andryusha anechka angel angelina angelok anna antoha anton anya apelsin apple april "
    "arbuz armiya arsenal artem artur artyom ashley asshole audi august autumn babe babushka "
    "baby babygirl banana barcelona baseball basketball batman bear bitch blabla blahblah bmw "
    "boris brat butterfly cat cdtnf changeme charlie cheese chelsea chempion chocolate cjkysirj "
    "computer cookie corvette counter cthutq cutie daniel daniil danila daria darya dasha dashka "
    "december dedushka default denis deniska desant diamond diana dima dimka dimon dinamo "
    "direktor dmitri dmitriy dmitry dog dolphin dragon drakon eagle edik eduard egor ekaterina "
    "elena elizaveta eva evgenia evgenii evgeniy evgeny facebook falcon february fedor ferrari "
    "fktrcfylh flower football forever fox freedom friday friend friends fuckoff fuckyou futbol "
    "fyfcnfcbz fylhtq gagarin galina galya gandalf gena gennadiy george georgiy gfgf gfhjkm "
    "ghbdtn ginger golden golfer google gosha grigoriy grisha guest hacker harley hello hjccbz "
    "hockey hokkey honda honey horse hunter igor igorek iloveyou ilya inna institut internet "
    "iphone ira irina irishka ivan ivanov ivanova january jennifer jenya jessica jordan joshua "
    "julia july june k.,jdm kalashnikov kamil karina katerina katya katyusha kazan killer king "
    "kira kirill kitten kitty klubnika kolledj kollege kolya konkurs konstantin korol koroleva "
    "koshka kosmos kostya kot kotenok kotik kozlov krasotka kristina ksenia kseniya ksusha "
    "kurator kuznetsov kuznetsova lada larisa lebedev lena lenka leonid lesha letmein leto lidia "
    "lilia liliya linkinpark linux lion lisa lisenok liverpool liza ljubov login logon lokomotiv "
    "love lovelove lovely loveyou lubimaya lubimiy lublu lubov lucky ludmila lvbnhbq lyublyu "
    "lyubov lyuda lyudmila magic mailru maksim malina malish malishka malysh mama mamochka "
    "manchester marat march margarita maria marina mariya masha mashka master matrix matthew "
    "matvey max maxim may mechta medved mentor mercedes merlin messi metallica michael michelle "
    "microsoft mihail mikhail milana minecraft misha mishka monday money monkey monster morozov "
    "moscow moskva mustang nadezhda nadya naruto nastavnichestvo nastavnik nastena nastya "
    "natalia natalya natasha nicole nikita nikolai nikolay nina ninja nirvana nobody nokia "
    "nothing november novikov october okean oksana oleg olenka olga olya omsk oracle orange osen "
    "p@ssw0rd p@ssword pa$$word pa55word panther papa papochka parol parolj pasha pass passw0rd "
    "passwd password passwort pavel pavlov pedagog pepper petr petrov petrova petya phoenix "
    "piter pobeda pokemon polina popov popova porsche prince princess printsessa privet proekt "
    "puppy purple pussy queen qwerty rabota raduga raisa rammstein ranger realmadrid regina rfnz "
    "rimma rita rjyrehc robert rodina roma roman romashka romka ronaldo root rose rossia rossiya "
    "ruslan russia rustam samantha samara samsung sanek sasha saturday schaste schastie secret "
    "semen semya september serega sergei sergej sergey server seryoga sestra shadow shkola "
    "shokolad shura sibir sidorov sidorova silver slava slipknot smirnov smirnova snezhana "
    "sobaka soccer sofia sokolov soldier solnce solnishko solnyshko sonya spartak spiderman "
    "spring sputnik stanislav starwars stas stepan strike summer summertime sunday sunflower "
    "sunshine superman superuser sveta svetlana sweet sweety tamara tank tanya tanyusha tatiana "
    "tatyana tennis test tester testing thomas thursday tiger tigr tigrenok timofey timur tomsk "
    "toyota trustno tuesday ubuntu uchenik uchitel udacha ulyana unknown ural user vadim "
    "valentin valentina valera valeria valeriy valeriya vampir vanya vasiliy vasya vera veronika "
    "vesna vfrcbv vfvf victor victoria vika viktor viktoria viktoriya vishnya vitalik vitaliy "
    "vitya vjcrdf vkontakte vlad vladimir vladislav volk volkov volodya vova vovan vyacheslav "
    "warrior wednesday welcome whatever william windows winter wolf yamaha yana yandex yandexru "
    "yaroslav yellow yfcnfdybr yfcnz yfnfif yulia yuliya yulya yura yuriy zahar zaika zavod zaya "
    "zayka zenit zfqrf zhanna zhenya zhizn zima zoya zvezda zxcvbn ";

// Rows and columns of both keyboards in both directions, digits and their block, alphabets.
constexpr absl::string_view kWalks[] = {
    "01234567890",
    "09876543210",
    "112233445566778899",
    "789456123",
    "147258369",
    "741852963",
    "qwertyuiop[]",
    "poiuytrewq",
    "asdfghjkl;",
    "lkjhgfdsa",
    "zxcvbnm,./",
    "mnbvcxz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "zaq12wsxcde34rfvbgt56yhn",
    "zaq1xsw2cde3vfr4bgt5nhy6",
    "123qweasdzxc",
    "123йцуфывячс",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "1a2b3c4d5e6f",
    "a1b2c3d4e5f6",
    "!@#$%^&*()",
    "abcdefghijklmnopqrstuvwxyz",
    "йцукенгшщзхъ",
    "ъхзщшгнекуцй",
    "фывапролджэ",
    "эждлорпавыф",
    "ячсмитьбю",
    "юбьтимсчя",
    "йфяцычувскамепинртгоьшлбщдю",
    "фйяцычувс",
    "1йфя2цыч3увс4кам5епи6нрт",
    "1й2ц3у4к5е6н7г8ш9щ0з",
    "й1ц2у3к4е5н6г7ш8щ9з0",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
};
constexpr size_t kShortestWalk = 3;   // characters
constexpr size_t kLongestRepeat = 4;  // characters of what is repeated

// Whether a character of UTF-8 begins at `at`.
bool IsBoundary(absl::string_view text, size_t at) {
  return (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
}

// Whether the text is its first `period` bytes over and over.
bool Repeats(absl::string_view text, size_t period) {
  return text.size() % period == 0 && text.substr(period) == text.substr(0, text.size() - period);
}

bool IsOneCharacter(absl::string_view text) {
  size_t first = 1;
  while (first < text.size() && !IsBoundary(text, first)) ++first;
  return Repeats(text, first);
}

bool IsWalk(absl::string_view text) {
  return text::Length(text) >= kShortestWalk &&
         (IsOneCharacter(text) ||
          std::any_of(std::begin(kWalks), std::end(kWalks),
                      [&](absl::string_view walk) { return absl::StrContains(walk, text); }));
}

bool IsPiece(absl::string_view text) {
  static const auto& words =
      *new absl::flat_hash_set<absl::string_view>(absl::StrSplit(kWords, ' ', absl::SkipEmpty()));
  return words.contains(text) || IsWalk(text);
}

bool IsOneOrTwoPieces(absl::string_view text) {
  if (IsPiece(text)) return true;
  for (size_t cut = 1; cut < text.size(); ++cut) {
    if (IsBoundary(text, cut) && IsPiece(text.substr(0, cut)) && IsPiece(text.substr(cut)))
      return true;
  }
  return false;
}

absl::string_view WithoutSigns(absl::string_view text) {
  while (!text.empty() && absl::ascii_ispunct(text.back())) text.remove_suffix(1);
  return text;
}

// Without the digits at the end that are usual there: up to two, a year, a run.
absl::string_view WithoutNumber(absl::string_view text) {
  size_t begin = text.size();
  while (begin > 0 && absl::ascii_isdigit(text[begin - 1])) --begin;
  const absl::string_view number = text.substr(begin);
  int year = 0;
  const bool is_year =
      number.size() == 4 && absl::SimpleAtoi(number, &year) && year >= 1930 && year < 2040;
  return number.size() <= 2 || is_year || IsWalk(number) ? text.substr(0, begin) : text;
}

bool IsRepetition(absl::string_view text) {
  for (size_t period = 1; period <= text.size() / 2; ++period) {
    if (!IsBoundary(text, period) || !Repeats(text, period)) continue;
    const absl::string_view block = text.substr(0, period);
    if (text::Length(block) <= kLongestRepeat || IsPiece(block)) return true;
  }
  return false;
}

}  // namespace

bool IsGuessedFirst(absl::string_view folded) {
  const absl::string_view bare = WithoutSigns(folded);
  return IsOneOrTwoPieces(folded) || IsOneOrTwoPieces(bare) || IsRepetition(folded) ||
         IsOneOrTwoPieces(WithoutSigns(WithoutNumber(bare)));
}

}  // namespace nastavnik::registration
