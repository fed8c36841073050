"""Callers who are not who they say, or reach for what is not theirs: they learn nothing and change nothing."""
import json
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

from tests.support import stack
from tests.support.problem import ProblemTest
from tests.support.rest import Client
from tests.support.season import Season, must
from tests.support.tokens import Key, claims_of, encode

season = owner = stranger = draft = None


def setUpModule():
    global season, owner, stranger, draft
    season = Season(stack.running)
    owner, stranger = season.participant(), season.participant()
    draft = season.whole(owner)
    draft = must(owner.rest.post(f"/v1/{draft.body['name']}:submit", {}, if_match=draft.etag))


class Tokens(ProblemTest):
    def setUp(self):
        keys = f"{stack.running.local}/keys"
        self.key = Key(keys, "registration-token")
        self.gateway = Key(keys, "gateway")
        self.claims = claims_of(owner.token)
        self.none = self.refused(Client(owner.rest.address).get("/v1/users/me"), 401, "UNAUTHENTICATED")

    def get(self, token):
        return owner.rest.get("/v1/users/me", headers={"Authorization": f"Bearer {token}"})

    def test_our_own_forgery_would_work(self):
        """Else the refusals below would prove nothing."""
        self.assertTrue(self.get(self.key.token(self.claims)).ok)

    def test_forged(self):
        now = int(time.time())
        head, body, signature = owner.token.split(".")
        other = {**self.claims, "sub": claims_of(stranger.token)["sub"]}
        twice = json.dumps(self.claims)[:-1] + f', "sub": "{other["sub"]}"}}'
        forged = {
            "other claims under the signature": f"{head}.{encode(other)}.{signature}",
            "no signature": f"{head}.{body}.",
            "cut signature": owner.token[:-4],
            "alg none": f"{encode({'alg': 'none', 'typ': 'at+jwt', 'kid': 'registration-token'})}.{body}.",
            "HS256 with the public key": self.key.hmac_token(self.claims),
            "another algorithm": self.key.token(self.claims, alg="ES256"),
            "no kid": self.key.token(self.claims, kid=None),
            "kid as a path": self.key.token(self.claims, kid="../keys/registration-token"),
            "kid as SQL": self.key.token(self.claims, kid="' OR '1'='1"),
            "kid of another key": self.key.token(self.claims, kid="gateway"),
            "key inside the header": self.key.token(self.claims, jwk={"kty": "OKP", "crv": "Ed25519", "x": "A" * 43}),
            "a process that signs for people": self.gateway.token(self.claims),
            "another type": self.key.token(self.claims, typ="JWT"),
            "token of a call": self.key.token(self.claims, typ="call+jwt"),
            "two subjects": self.key.token(twice),
            "no subject": self.key.token({**self.claims, "sub": ""}),
            "subject of another kind": self.key.token({**self.claims, "sub": 5}),
            "another audience": self.key.token({**self.claims, "aud": "partner"}),
            "another issuer": self.key.token({**self.claims, "iss": "https://example.ru"}),
            "expired": self.key.token({**self.claims, "exp": now - 10}),
            "expires as a text": self.key.token({**self.claims, "exp": str(now + 600)}),
            "expires as a fraction": self.key.token({**self.claims, "exp": now + 600.5}),
            "expires in 2^63": self.key.token({**self.claims, "exp": 1 << 63}),
            "never expires": self.key.token({name: value for name, value in self.claims.items() if name != "exp"}),
            "not yet": self.key.token({**self.claims, "nbf": now + 600}),
            "claims are a list": self.key.token([self.claims]),
            "garbage": "abc", "dots": "..", "four parts": owner.token + ".x", "long": "a" * 8000, "spaces": "a b c",
        }
        for name, token in forged.items():
            with self.subTest(name):
                self.same_refusal(self.refused(self.get(token), 401), self.none)
        for header in ("Basic YTpi", "Bearer", "Bearer ", owner.token, f"Token {owner.token}"):
            with self.subTest(header=header[:12]):
                self.same_refusal(self.refused(owner.rest.get("/v1/users/me", headers={"Authorization": header}), 401), self.none)

    def test_a_bad_token_is_no_visitor(self):
        """Also where nobody needs one."""
        self.refused(owner.rest.get("/v1/public/seasons", headers={"Authorization": "Bearer abc"}), 401)

    def test_an_ended_session(self):
        person = season.participant()
        old = person.token
        must(person.rest.delete(f"/v1/{person.session['name']}"))
        stack.wait_for("the end of a session", lambda: person.rest.get("/v1/users/me", token=old).status == 401, 6)
        self.refused(person.rest.post("/v1/sessions:refresh", {"refreshToken": person.session["refreshToken"]}, key=None), 401)

    def test_a_refresh_token_works_once(self):
        """Two tabs that refresh at once are no theft; a token spent some time ago, shown again, ends the session."""
        person = season.participant()
        spent = person.session["refreshToken"]

        def refresh(token):
            return Client(owner.rest.address).post("/v1/sessions:refresh", {"refreshToken": token}, key=None)
        with ThreadPoolExecutor(32) as pool:
            answers = list(pool.map(refresh, [spent] * 32))
        live = [answer for answer in answers if answer.ok]
        self.assertEqual(len(live), 1)
        for answer in answers:
            if not answer.ok:
                self.refused(answer, 409, "REQUEST_IN_PROGRESS")
        session = person.session["name"].split("/")[1]
        stack.running.sql("UPDATE registration.refresh_token SET spend_time = spend_time - interval '11 seconds' "
                          f"WHERE session_id = '{session}' AND spend_time IS NOT NULL")
        self.refused(refresh(spent), 401)
        self.refused(refresh(live[0].body["refreshToken"]), 401)

    def test_sign_in_tells_nothing(self):
        def sign_in(address, password):
            return Client(owner.rest.address).post("/v1/sessions", {"email": address, "password": password}, key=None)
        wrong = self.refused(sign_in(owner.email, "не тот пароль"), 401, "SIGN_IN_FAILED")
        self.same_refusal(self.refused(sign_in("nobody@example.ru", "не тот пароль"), 401), wrong)


class OthersThings(ProblemTest):
    """The id of somebody else's thing and an id that does not exist are answered with the same bytes."""

    def calls(self, application, user):
        rest = stranger.rest
        path = f"/v1/{season.name}/applications/{application}"
        key = str(uuid.uuid4())
        return {
            "read": rest.get(path),
            "receipt": rest.get(f"{path}/receipt"),
            "change": rest.patch(path, {"content": {"title": "Чужое"}}, if_match=draft.etag),
            "validate": rest.post(f"{path}:validate", {}),
            "submit": rest.post(f"{path}:submit", {}, if_match=draft.etag, key=key),
            "withdraw": rest.post(f"{path}:withdraw", {"reason": "Чужое"}, key=key),
            "account": rest.get(f"/v1/users/{user}"),
            "change of an account": rest.patch(f"/v1/users/{user}", {"region": "regions/ru-78"}, if_match='"v1-owner"', key=key),
            "consents": rest.get(f"/v1/users/{user}/consents"),
            "consent": rest.post(f"/v1/users/{user}/consents", {"season": season.name, "consent": "media", "version": 1}, key=key),
            "result": rest.get(f"/v1/{season.name}/results/{application}"),
            "assignments of nobody": rest.get(f"/v1/{season.name}/assignments/{application}/workspace"),
            "session": rest.delete(f"/v1/sessions/{application}"),
            "registration": rest.get(f"/v1/{season.name}/registrations/{user}"),
        }

    def test_foreign_is_unknown(self):
        before = must(owner.rest.get(f"/v1/{draft.body['name']}")).etag
        foreign = self.calls(draft.body["uid"], owner.user.split("/")[1])
        unknown = self.calls(str(uuid.uuid4()), str(uuid.uuid4()))
        for name, answer in foreign.items():
            with self.subTest(name):
                self.same_refusal(self.refused(answer, 404, "NOT_FOUND"), unknown[name])
        self.assertEqual(must(owner.rest.get(f"/v1/{draft.body['name']}")).etag, before)
        self.assertEqual(must(owner.rest.get("/v1/users/me")).body["region"], "regions/ru-77")

    def test_a_session_of_another(self):
        self.refused(stranger.rest.delete(f"/v1/{owner.session['name']}"), 404)
        self.assertTrue(owner.rest.get("/v1/users/me").ok)

    def test_lists_hold_the_own_only(self):
        self.assertEqual(must(stranger.rest.get(f"/v1/{season.name}/applications")).body["applications"], [])
        self.assertEqual(len(must(owner.rest.get(f"/v1/{season.name}/applications")).body["applications"]), 1)


class Offices(ProblemTest):
    STAFF = (("GET", "/v1/staff/{season}/applications"), ("POST", "/v1/staff/seasons"), ("POST", "/v1/staff/{season}:announce"),
             ("POST", "/v1/staff/{season}/stages/applications:close"), ("POST", "/v1/staff/{user}:grantRole"),
             ("GET", "/v1/staff/{application}"), ("POST", "/v1/staff/{season}/rankings"))

    def calls(self):
        for method, path in self.STAFF:
            yield method, path.format(season=season.name, user=stranger.user, application=draft.body["name"])

    def test_nothing_on_the_public_listener(self):
        administrator = season.administrators[0]
        for method, path in self.calls():
            with self.subTest(path):
                unknown = self.refused(administrator.rest.call(method, "/v1/staff/nothing"), 404, "ROUTE_NOT_FOUND")
                for person in (administrator, owner):
                    self.same_refusal(self.refused(person.rest.call(method, path), 404), unknown)

    def test_nobody_without_an_office(self):
        for method, path in self.calls():
            with self.subTest(path):
                body = {"role": "ADMINISTRATOR"} if "grantRole" in path else {"seasonId": "2099", "reason": "Так"}
                answer = stranger.staff.call(method, path, body if method == "POST" else None)
                self.assertIn(answer.status, (400, 403), answer)  # the shape of a request is looked at first
                self.assertEqual(self.refused(answer, answer.status).body["metadata"], {})
                self.refused(Client(stranger.staff.address).call(method, path, body if method == "POST" else None), 401)
        self.refused(stranger.staff.post(f"/v1/staff/{stranger.user}:grantRole", {"role": "ADMINISTRATOR", "season": season.name}), 403,
                     "PERMISSION_DENIED", {})
        self.assertEqual(must(stranger.rest.get("/v1/users/me")).body["permissions"], [])

    def test_an_office_is_no_other_office(self):
        close = f"/v1/staff/{season.name}/stages/applications:close"
        self.refused(season.examiner.staff.post(close, {"reason": "Так"}), 403, "PERMISSION_DENIED")
        self.refused(season.operators[0].staff.get(f"/v1/staff/{draft.body['name']}"), 403, "PERMISSION_DENIED")


class Pages(ProblemTest):
    def token(self, person, path):
        return must(person.rest.get(path + "pageSize=1")).body["nextPageToken"]

    def test_a_token_belongs_to_one_list_of_one_person(self):
        for person in (owner, stranger):
            person.consent(season.name, "media")
        regions = self.token(owner, "/v1/public/regions?")
        stages = self.token(owner, f"/v1/public/{season.name}/stages?")
        consents = self.token(owner, "/v1/users/me/consents?")
        self.assertTrue(regions and stages and consents)
        self.assertTrue(owner.rest.get(f"/v1/users/me/consents?pageSize=1&pageToken={consents}").ok)
        for name, answer in {
            "another list": owner.rest.get(f"/v1/public/{season.name}/stages?pageToken={regions}"),
            "another list of the same shape": owner.rest.get(f"/v1/public/{season.name}/nominations?pageToken={stages}"),
            "another person": stranger.rest.get(f"/v1/users/me/consents?pageToken={consents}"),
            "another office's list": season.examiner.staff.get(f"/v1/staff/{season.name}/applications?pageToken={consents}"),
            "garbage": owner.rest.get("/v1/public/regions?pageToken=abc"),
            "a token cut": owner.rest.get(f"/v1/public/regions?pageToken={regions[:-2]}"),
            "a token changed": owner.rest.get(f"/v1/public/regions?pageToken={'B' if regions[0] == 'A' else 'A'}{regions[1:]}"),
        }.items():
            with self.subTest(name):
                self.refused(answer, 400, "PAGE_TOKEN_INVALID")

    def test_pages_are_whole(self):
        names, token = [], ""
        while True:
            page = must(owner.rest.get(f"/v1/public/regions?pageSize=7&pageToken={token}")).body
            names += [region["name"] for region in page["regions"]]
            token = page["nextPageToken"]
            if not token:
                break
        self.assertEqual((len(names), len(set(names))), (89, 89))


if __name__ == "__main__":
    stack.main()
