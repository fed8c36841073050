"""Bad input of every kind: refused with a problem that tells what is wrong, never a 5xx, and nothing has changed after it."""
import json
import time
import unicodedata

from tests.support import stack
from tests.support.problem import ProblemTest
from tests.support.rest import raw
from tests.support.season import Season, make_inn, make_ogrn, must

season = person = None


def setUpModule():
    global season, person
    season = Season(stack.running)
    person = season.participant()


def organization(**fields):
    return {"title": "Колледж наставников", "inn": make_inn(), "ogrn": make_ogrn(), "region": "regions/ru-77", **fields}


class BadInputTest(ProblemTest):
    """Each test has a draft of its own, which must be the same after it."""

    def setUp(self):
        self.person = season.participant()
        self.draft = season.draft(self.person)
        self.path = f"/v1/{self.draft.body['name']}"
        self.before = self.read()
        self.addCleanup(lambda: self.assertEqual(self.read(), self.before, "the object has changed"))

    def read(self):
        answer = must(self.person.rest.get(self.path))
        return answer.etag, {name: value for name, value in answer.body.items() if name != "serverTime"}

    def save(self, body=None, **options):
        return self.person.rest.patch(self.path, body, if_match=self.draft.etag, **options)

    def text(self, text):
        """A save whose body is this text."""
        return self.save(data=text if isinstance(text, bytes) else text.encode())

    def create(self, body, **options):
        return person.rest.post("/v1/organizations", body, **options)


class Fields(BadInputTest):
    def test_unknown_field_with_the_nearest_name(self):
        answer = self.refused(self.create(organization(titel="Колледж")), 400, "FIELD_INVALID", {"organization.titel": "UNKNOWN_FIELD"})
        self.assertIn("«title»", answer.body["errors"][0]["message"])
        self.assertEqual(answer.body["errors"][0]["pointer"], "/titel")
        answer = self.refused(self.create(organization(short_title="Колледж")), 400, "FIELD_INVALID")
        self.assertIn("«shortTitle»", answer.body["errors"][0]["message"])
        self.refused(self.save({"content": {"anotation": "Текст"}}), 400, "FIELD_INVALID",
                     {"application.content.anotation": "UNKNOWN_FIELD"})

    def test_wrong_type(self):
        body = organization(title=5, shortTitle={"ru": "Колледж"}, inn=["7707083893"], region=None, ogrn=True)
        self.refused(self.create(body), 400, "FIELD_INVALID",
                     {f"organization.{name}": "WRONG_TYPE" for name in ("title", "shortTitle", "inn", "ogrn")})
        self.refused(self.save({"content": "текст"}), 400, "FIELD_INVALID", {"application.content": "WRONG_TYPE"})
        self.refused(self.save({"content": {"title": 5, "mentees": "много", "keywords": "craft", "minors": "да", "period": "2023"}}),
                     400, "FIELD_INVALID",
                     {f"application.content.{name}": "WRONG_TYPE" for name in ("title", "mentees", "keywords", "minors", "period")})

    def test_all_that_is_missing_at_once(self):
        self.refused(self.create({}), 400, "FIELD_INVALID",
                     {f"organization.{name}": "REQUIRED" for name in ("title", "inn", "ogrn", "region")})
        self.refused(self.person.rest.post("/v1/users", {}), 400, "FIELD_INVALID",
                     {name: "REQUIRED" for name in ("personName", "email", "password")})
        answer = self.person.rest.post(f"{self.path}:submit", {}, if_match=self.draft.etag)
        self.refused(answer, 400, "APPLICATION_INCOMPLETE")
        self.assertGreaterEqual(len(answer.body["errors"]), 15)

    def test_limits_count_code_points_after_nfc(self):
        self.refused(self.create(organization(title="й" * 501)), 400, "FIELD_INVALID", {"organization.title": "TOO_LONG"})
        decomposed = unicodedata.normalize("NFD", "й") * 500  # и and U+0306: 1,000 code points before NFC
        self.assertEqual(must(self.create(organization(title=decomposed))).body["title"], "й" * 500)
        self.assertEqual(must(self.create(organization(title="🦉" * 500))).body["title"], "🦉" * 500)
        self.refused(self.create(organization(title="🦉" * 501)), 400, "FIELD_INVALID", {"organization.title": "TOO_LONG"})
        self.refused(self.save({"content": {"title": "й" * 201}}), 400, "FIELD_INVALID", {"application.content.title": "TOO_LONG"})
        user = {"personName": {"familyName": "Ё" * 101}, "email": "a@example.ru", "password": "коротко"}
        self.refused(person.rest.post("/v1/users", user), 400, "FIELD_INVALID",
                     {"personName.familyName": "TOO_LONG", "password": "TOO_SHORT"})

    def test_form_at_its_limit(self):
        other = season.participant()
        draft = season.draft(other)
        for title in (unicodedata.normalize("NFD", "й") * 200, "🦉" * 200):
            saved = other.rest.patch(f"/v1/{draft.body['name']}", {"content": {"title": title}}, if_match=draft.etag)
            draft = must(saved)
            self.assertEqual(saved.body["title"], unicodedata.normalize("NFC", title))

    def test_check_digits(self):
        wrong = organization(inn="7707083894", ogrn="1027700132196")
        answer = self.refused(self.create(wrong), 400, "FIELD_INVALID")
        self.assertEqual(set(answer.fields), {"organization.inn", "organization.ogrn"})

    def test_fields_that_are_not_the_callers(self):
        fields = ["state", "owner", "number", "version", "receipt", "submitTime", "roles", "__proto__", "constructor"]
        answer = self.save({name: "ADMITTED" for name in fields})
        self.refused(answer, 400, "FIELD_INVALID", {f"application.{name}": "UNKNOWN_FIELD" for name in fields})
        mine = f"/v1/{self.person.user}"
        user = must(self.person.rest.get(mine))
        fields = {"state": "LOCKED", "email": "x@example.ru", "uid": "x", "permissions": []}
        answer = self.person.rest.patch(mine, fields, if_match=user.etag, key="own-fields")
        self.refused(answer, 400, "FIELD_INVALID", {f"user.{name}": "READ_ONLY" for name in fields})
        self.refused(self.person.rest.patch(mine, {"__proto__": {"state": "LOCKED"}}, if_match=user.etag, key="proto"), 400,
                     "FIELD_INVALID", {"user.__proto__": "UNKNOWN_FIELD"})
        self.assertEqual(must(self.person.rest.get(mine)).body, user.body)

    def test_files_before_uploads_exist(self):
        self.refused(self.save({"content": {"letter": ["письмо.pdf"]}}), 400, "FEATURE_NOT_AVAILABLE")

    def test_wrong_state(self):
        other = season.participant()
        draft = season.draft(other)
        path = f"/v1/{draft.body['name']}"
        withdrawn = must(other.rest.post(f"{path}:withdraw", {"reason": "Передумали"}))
        for answer in (other.rest.post(f"{path}:withdraw", {}),
                       other.rest.post(f"{path}:submit", {}, if_match=withdrawn.etag),
                       other.rest.patch(path, {"content": {"title": "Снова"}}, if_match=withdrawn.etag)):
            self.refused(answer, 400, "ILLEGAL_TRANSITION")
            self.assertEqual(answer.body["metadata"]["state"], "WITHDRAWN")
            self.assertIn(answer.body["metadata"]["verb"], ("withdraw", "submit", "update"))
        self.assertEqual(must(other.rest.get(path)).etag, withdrawn.etag)


class Numbers(BadInputTest):
    def test_numbers_in_open_content(self):
        for number, reason in (("1e400", "OUT_OF_RANGE"), ("9007199254740993", "OUT_OF_RANGE"), ("-9007199254740993", "OUT_OF_RANGE"),
                               ("10000000000000000000", "OUT_OF_RANGE"), ("12.5", "INVALID_FORMAT"), ("1e-400", "INVALID_FORMAT")):
            with self.subTest(number=number):
                answer = self.text('{"content":{"mentees":%s}}' % number)
                self.refused(answer, 400, "FIELD_INVALID", {"application.content.mentees": reason})

    def test_numbers_in_fields(self):
        for number in ("1e400", "2147483648", "9007199254740993", "10000000000000000000", "1.5", '"NaN"', '"Infinity"'):
            with self.subTest(number=number):
                body = '{"season":"seasons/2027","consent":"media","version":%s}' % number
                answer = self.person.rest.call("POST", "/v1/users/me/consents", data=body.encode())
                self.refused(answer, 400, "FIELD_INVALID")
                self.assertEqual(list(answer.fields), ["consent.version"])
        consents = must(self.person.rest.get("/v1/users/me/consents")).body["consents"]
        self.assertEqual([consent["consent"] for consent in consents], ["processing"])

    def test_what_json_does_not_know(self):
        for text in ("NaN", "Infinity", "+1", "01", ".5", "0x10", "1.", "1e", "--1"):
            with self.subTest(text=text):
                self.refused(self.text('{"content":{"mentees":%s}}' % text), 400, "MALFORMED_BODY")


class Bodies(BadInputTest):
    def test_duplicate_key(self):
        self.refused(self.text('{"nomination":"social","nomination":"service"}'), 400, "FIELD_INVALID",
                     {"application.nomination": "DUPLICATE_KEY"})
        self.refused(self.text('{"content":{"title":"Первое","title":"Второе"}}'), 400, "FIELD_INVALID",
                     {"application.content.title": "DUPLICATE_KEY"})
        self.refused(self.text('{"content":{"title":"Первое","t\\u0069tle":"Второе"}}'), 400, "FIELD_INVALID")

    def test_depth(self):
        for opening, closing in (("[", "]"), ('{"a":', "}")):
            for depth, reason in ((32, "FIELD_INVALID"), (33, "MALFORMED_BODY")):
                inner = opening * (depth - 2) + "1" + closing * (depth - 2)
                self.refused(self.text('{"content":{"goal":%s}}' % inner), 400, reason)
        for size in (100_000, 1_000_000):
            started = time.monotonic()
            self.refused(self.text("[" * size), 400, "MALFORMED_BODY")
            self.refused(self.text('{"content":' + "[" * size), 400, "MALFORMED_BODY")
            self.assertLess(time.monotonic() - started, 2)

    def test_large(self):
        started = time.monotonic()
        for body in (b"[" * (5 << 20), b'{"content":{"goal":"' + "ё".encode() * (5 << 19) + b'"}}'):
            self.refused(self.text(body), 413, "BODY_TOO_LARGE")
        self.assertLess(time.monotonic() - started, 2)
        address = person.rest.address
        head = b"POST /v1/organizations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        announced = raw(address, head + b"Content-Length: 5242880\r\n\r\n", 3)
        self.assertTrue(announced.startswith(b"HTTP/1.1 413"), announced[:200])
        chunk = b"%x\r\n" % (64 << 10) + b"[" * (64 << 10) + b"\r\n"
        chunked = raw(address, head + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 32, 3)
        self.assertTrue(chunked.startswith(b"HTTP/1.1 413"), chunked[:200])

    def test_many_and_long_keys(self):
        started = time.monotonic()
        answer = self.refused(self.text(json.dumps({f"k{n}": 1 for n in range(70_000)})), 400, "FIELD_INVALID")
        self.assertLessEqual(len(answer.body["errors"]), 100)
        answer = self.refused(self.text(json.dumps({"k" * 900_000: 1})), 400, "FIELD_INVALID")
        self.assertLess(len(answer.data), 4000, "a long key comes back whole")
        self.refused(self.text(json.dumps({"content": {f"k{n}": 1 for n in range(70_000)}})), 400, "FIELD_INVALID",
                     {"application.content": "TOO_MANY"})
        answer = self.refused(self.text(json.dumps({"content": {f"поле-{n}": 1 for n in range(200)}})), 400, "FIELD_INVALID")
        self.assertEqual(len(answer.body["errors"]), 200)
        self.assertLess(time.monotonic() - started, 3)

    def test_broken_text(self):
        for text in (b'\xef\xbb\xbf{"content":{"title":"BOM"}}', b'{"content":{"title":"\xff\xfe"}}',
                     b'{"content":{"title":"\xc0\xaf"}}', b'{"content":{"title":"\xed\xa0\x80"}}', b'{"content":{"title":"a\x00b"}}',
                     b'{"content":{"title":"\\ud83e"}}', b'{"content":{"title":"\\udd89\\ud83e"}}', b'{"content":{"title":"a\\u0000b"}}',
                     b'{"content":{"title":"\\u001b[31m"}}', b'{"content":{"ti\\u0000tle":"a"}}', b'{"content":{"title":"\\x41"}}'):
            with self.subTest(text=text):
                answer = self.refused(self.text(text), 400)
                self.assertIn(answer.reason, ("MALFORMED_BODY", "FIELD_INVALID"))
        self.refused(self.create(organization(title="Колледж\x07")), 400, "FIELD_INVALID", {"organization.title": "INVALID_TEXT"})
        self.refused(self.create(organization(title="Кол\u0000ледж")), 400, "FIELD_INVALID", {"organization.title": "INVALID_TEXT"})

    def test_not_an_object(self):
        for text in ("[]", "null", '"title"', "5", "true"):
            with self.subTest(text=text):
                self.refused(self.text(text), 400)
        for text in ("{", '{"content":{}} {}', '{"content":{},}', "{'content':{}}", '{"content":{} // нет\n}', "{content:{}}", " ", "}"):
            with self.subTest(text=text):
                self.refused(self.text(text), 400, "MALFORMED_BODY")

    def test_media_type(self):
        for kind in ("text/plain", "application/x-www-form-urlencoded", "application/json; charset=koi8-r", "application/jsonp",
                     "multipart/form-data; boundary=x", None, "", "json"):
            with self.subTest(kind=kind):
                self.refused(self.save({"content": {}}, headers={"Content-Type": kind}), 415, "UNSUPPORTED_MEDIA_TYPE")
        self.assertEqual(self.save({"content": {}}, headers={"Content-Type": "application/json;charset=UTF-8"}).status // 100, 2)
        self.draft = must(self.person.rest.get(self.path))
        self.before = self.read()

    def test_body_where_none_belongs(self):
        self.refused(self.person.rest.call("GET", self.path, {"view": "FULL"}), 400, "MALFORMED_BODY")


class Addresses(BadInputTest):
    def test_unknown_path(self):
        for path in ("/", "/v1", "/v1/", "//v1/users", "/v1/unknown", "/v1/users/me/", f"{self.path}/", "/v1/../v1/public/seasons",
                     "/v1/public/seasons/2027%2Fnominations", "/v2/users", f"{self.path}:unknown", "/v1/" + "a" * 5000,
                     "/v1/seasons/2027/applications/%ff", "/etc/passwd", "/v1/public/seasons/%00"):
            with self.subTest(path=path[:60]):
                answer = self.refused(self.person.rest.get(path), 404)
                self.assertIn(answer.reason, ("ROUTE_NOT_FOUND", "NOT_FOUND"))

    def test_wrong_method(self):
        for method, path, allowed in (("PUT", "/v1/organizations", {"POST"}), ("DELETE", self.path, {"GET", "PATCH"}),
                                      ("GET", f"{self.path}:submit", {"POST"}), ("POST", "/v1/public/regions", {"GET"}),
                                      ("TRACE", "/v1/public/seasons", {"GET"}), ("GET", "/v1/sessions", {"POST"}),
                                      ("POST", "/openapi.json", {"GET"})):
            with self.subTest(method=method, path=path):
                answer = self.refused(self.person.rest.call(method, path), 405, "METHOD_NOT_ALLOWED")
                self.assertEqual(set(answer.headers["allow"].split(", ")) - {"HEAD", "OPTIONS"}, allowed)

    def test_head_is_get_without_a_body(self):
        answer = self.person.rest.call("HEAD", "/v1/public/seasons")
        self.assertEqual((answer.status, answer.data), (200, b""))

    def test_unknown_query_parameter(self):
        answer = self.refused(self.person.rest.get("/v1/public/regions?pagesize=5"), 400, "FIELD_INVALID", {"pagesize": "UNKNOWN_FIELD"})
        self.assertIn("«pageSize»", answer.body["errors"][0]["message"])
        self.refused(self.person.rest.get("/v1/public/regions?page_size=5"), 400, "FIELD_INVALID")
        self.refused(self.person.rest.get(f"{self.path}?state=DRAFT"), 400, "FIELD_INVALID", {"state": "UNKNOWN_FIELD"})
        self.refused(self.person.rest.get("/v1/public/regions?pageSize=5&pageSize=6"), 400, "FIELD_INVALID", {"pageSize": "DUPLICATE_KEY"})
        self.refused(self.person.rest.post("/v1/organizations?organization.title=x", organization()), 400, "FIELD_INVALID")
        self.refused(self.person.rest.get("/v1/public/regions?%ff=1"), 400, "FIELD_INVALID")

    def test_page_size(self):
        for size in ("-1", "-2147483648"):
            self.refused(self.person.rest.get(f"/v1/public/regions?pageSize={size}"), 400, "FIELD_INVALID")
        for size in ("x", "1.5", "1e400", "2147483648", ""):
            with self.subTest(size=size):
                self.refused(self.person.rest.get(f"/v1/public/regions?pageSize={size}"), 400, "FIELD_INVALID")
        self.assertEqual(len(must(self.person.rest.get("/v1/public/regions?pageSize=1000000")).body["regions"]), 89)


class Headers(BadInputTest):
    def test_idempotency_key(self):
        self.refused(self.create(organization(), key=None), 400, "IDEMPOTENCY_KEY_REQUIRED")
        self.refused(self.create(organization(), key=""), 400, "IDEMPOTENCY_KEY_REQUIRED")
        for key in ("a b", "k" * 65, "ключ".encode().decode("latin-1")):
            with self.subTest(key=key):
                self.refused(self.create(organization(), key=key), 400, "FIELD_INVALID", {"Idempotency-Key": "INVALID_FORMAT"})
        one = organization()
        must(self.create(one, key="one-key"))
        self.refused(self.create(organization(), key="one-key"), 422, "IDEMPOTENCY_KEY_REUSED")
        self.assertTrue(must(self.create(one, key="one-key")).replayed)

    def test_if_match(self):
        body = {"content": {"title": "Другое"}}
        self.refused(self.person.rest.patch(self.path, body), 428, "IF_MATCH_REQUIRED")
        self.refused(self.person.rest.post(f"{self.path}:submit", {}), 428, "IF_MATCH_REQUIRED")
        for etag in ('"v99-owner"', '"v1-staff"', '"x"'):
            with self.subTest(etag=etag):
                self.refused(self.person.rest.patch(self.path, body, if_match=etag), 412, "ETAG_MISMATCH")
                self.refused(self.person.rest.post(f"{self.path}:submit", {}, if_match=etag), 412, "ETAG_MISMATCH")
        self.refused(self.person.rest.post(f"{self.path}:submit", {"etag": "v99-owner"}), 409, "ETAG_MISMATCH")
        for etag in ("v1-owner", '"v1-owner", "v2-owner"', "*", '"'):
            with self.subTest(etag=etag):
                self.refused(self.person.rest.patch(self.path, body, if_match=etag), 400, "FIELD_INVALID", {"If-Match": "INVALID_FORMAT"})

    def test_language(self):
        english = self.refused(self.create({}, headers={"Accept-Language": "en-GB, ru;q=0.5"}), 400)
        self.assertEqual(english.headers["content-language"], "en")
        self.assertTrue(english.body["title"].isascii() and all(error["message"].isascii() for error in english.body["errors"]))
        self.assertFalse(self.create({}).body["title"].isascii())


if __name__ == "__main__":
    stack.main()
