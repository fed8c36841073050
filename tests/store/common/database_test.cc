#include <catch2/catch.hpp>

#include "tests/store/common/probe.h"
#include "tests/support/matchers.h"

namespace nastavnik::pg {
namespace {

using probe::Db;
using support::IsOk;
using support::Soon;

constexpr Statement kSelectAll{"select_all", R"sql(
SELECT $1::int AS a, $2::bigint AS b, $3::boolean AS c, $4::text AS d, $5::uuid AS e, $6::timestamptz AS f,
       $7::bytea AS g, $8::text[] AS h, $9::uuid[] AS i, $10::int AS j, $11::text AS k, extract(epoch FROM $12::interval)::int AS l
)sql"};

TEST_CASE("every kind of value travels there and back") {
  const PersonId person = PersonId::New();
  const absl::Time time =
      absl::FromCivil(absl::CivilSecond(2027, 2, 28, 23, 59, 59), absl::UTCTimeZone()) +
      absl::Microseconds(123456);
  const std::vector<std::string> texts = {"Наставник", "a,\"b\\c\"", "", "NULL", "{}"};
  const std::vector<PersonId> people = {person, PersonId::New()};
  std::string bytes("\0\x01\xff\\x", 5);
  const auto rows =
      Db()->Read(Query(kSelectAll, 7, int64_t{1} << 60, true, "ёж", person, time, Bytes{bytes},
                       texts, people, std::optional<int>(), SeasonId("2027"), absl::Seconds(90)),
                 Soon());
  REQUIRE_THAT(rows, IsOk());
  const Row row = *rows->One();
  CHECK(row.Int("a") == 7);
  CHECK(row.Int64("b") == int64_t{1} << 60);
  CHECK(row.Bool("c"));
  CHECK(row.Text("d") == "ёж");
  CHECK(row.IdOf<PersonId>("e") == person);
  CHECK(row.Time("f") == time);
  CHECK(row.Bytes("g") == bytes);
  CHECK(row.TextArray("h") == texts);
  CHECK(row.IdArray<PersonId>("i") == people);
  CHECK(row.IsNull("j"));
  CHECK(row.IdOf<SeasonId>("k") == SeasonId("2027"));
  CHECK(row.Int("l") == 90);
}

}  // namespace
}  // namespace nastavnik::pg
