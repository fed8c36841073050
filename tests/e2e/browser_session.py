"""A browser that holds no token: cookies that no script reads, writes that only pages of ours can cause, sessions that end."""
import csv
import http.cookies
import os

from tests.support import stack
from tests.support.problem import ProblemTest
from tests.support.rest import Client
from tests.support.season import Person, Season, must, planted

SESSION, REFRESH = "__Host-nastavnik-session", "__Secure-nastavnik-refresh"
PROMISE = 5  # seconds until a lost session is noticed everywhere
MARGIN = 2   # for the way there and back on a busy machine

season = person = draft = None


def setUpModule():
    global season, person, draft
    season = Season(stack.running)
    person = season.participant()
    draft = season.draft(person)


class Browser:
    """Keeps cookies as a browser does and sends them by their paths; a script on its page knows the CSRF token alone."""

    def __init__(self, listener="http"):
        self.rest = Client(stack.running.address("gateway", listener))
        self.jar = {}  # name: (value, path)
        self.csrf = ""
        self.set = {}  # what the last answer set, by name

    def call(self, method, path, body=None, *, proof=True, headers=None, **options):
        lines = {"X-Session": "cookie"}
        cookies = [f"{name}={value}" for name, (value, of) in self.jar.items() if of in ("/", path)]
        if cookies:
            lines["Cookie"] = "; ".join(cookies)
        if proof and self.csrf:
            lines["X-CSRF-Token"] = self.csrf
        answer = self.rest.call(method, path, body, headers={**lines, **(headers or {})}, **options)
        self.csrf = answer.headers.get("x-csrf-token", self.csrf)
        self.set = answer.cookies
        for name, morsel in answer.cookies.items():
            if morsel["max-age"] == "0":
                self.jar.pop(name, None)
            else:
                self.jar[name] = (morsel.value, morsel["path"])
        return answer

    def sign_in(self, who):
        return must(self.call("POST", "/v1/sessions", {"email": who.email, "password": who.password}, key=None))


class SignIn(ProblemTest):
    def setUp(self):
        self.browser = Browser()
        self.answer = self.browser.sign_in(person)

    def test_no_script_sees_a_token(self):
        self.assertEqual((self.answer.body["accessToken"], self.answer.body["refreshToken"]), ("", ""))
        self.assertTrue(self.answer.body["name"].startswith("sessions/"))
        session, refresh = self.browser.set[SESSION], self.browser.set[REFRESH]
        planted.update((session.value, refresh.value))
        for morsel, path, site in ((session, "/", "Lax"), (refresh, "/v1/sessions:refresh", "Strict")):
            self.assertTrue(morsel["httponly"] and morsel["secure"])
            self.assertEqual((morsel["path"], morsel["samesite"], morsel["domain"]), (path, site, ""))
        self.assertTrue(0 < int(session["max-age"]) <= 600)
        self.assertTrue(86400 < int(refresh["max-age"]) <= 30 * 86400)
        self.assertNotIn(session.value.encode(), self.answer.data)

    def test_without_asking_there_are_no_cookies(self):
        answer = must(Client(person.rest.address).post("/v1/sessions", {"email": person.email, "password": person.password}, key=None))
        self.assertEqual(answer.cookies, {})
        self.assertTrue(answer.body["accessToken"])
        self.assertNotIn("x-csrf-token", answer.headers)

    def test_reads_and_writes(self):
        csrf = self.browser.csrf
        self.assertTrue(csrf)
        me = must(self.browser.call("GET", "/v1/users/me"))
        self.assertEqual(me.body["name"], person.user)
        self.assertEqual(me.headers["x-csrf-token"], csrf)
        body = {"content": {"title": "Из браузера"}}
        path = f"/v1/{draft.body['name']}"
        etag = must(self.browser.call("GET", path)).etag
        self.refused(self.browser.call("PATCH", path, body, proof=False, if_match=etag), 403, "CSRF_TOKEN_INVALID")
        self.refused(self.browser.call("PATCH", path, body, if_match=etag, headers={"Origin": "https://evil.example"}), 403,
                     "CSRF_TOKEN_INVALID")
        self.assertEqual(must(self.browser.call("GET", path)).etag, etag)
        must(self.browser.call("PATCH", path, body, if_match=etag))

    def test_refresh(self):
        """A new pair under the old proof, from the cookie alone, also when the session's own has gone."""
        old = self.browser.jar[REFRESH][0]
        self.browser.jar.pop(SESSION)
        self.refused(Browser().call("POST", "/v1/sessions:refresh", {}, key=None), 400)
        csrf, self.browser.csrf = self.browser.csrf, ""
        answer = must(self.browser.call("POST", "/v1/sessions:refresh", {}, key=None))
        self.assertEqual((answer.body["accessToken"], answer.body["refreshToken"]), ("", ""))
        self.assertNotEqual(self.browser.jar[REFRESH][0], old)
        self.assertEqual(self.browser.csrf, csrf)
        must(self.browser.call("GET", "/v1/users/me"))

    def test_sign_out(self):
        name = self.answer.body["name"]
        self.refused(self.browser.call("DELETE", f"/v1/{name}", proof=False), 403, "CSRF_TOKEN_INVALID")
        jar = dict(self.browser.jar)
        must(self.browser.call("DELETE", f"/v1/{name}"))
        self.assertEqual(self.browser.jar, {})
        self.assertEqual(set(self.browser.set), {SESSION, REFRESH})
        self.browser.jar = jar  # a thief's
        self.refused(self.browser.call("POST", "/v1/sessions:refresh", {}, key=None), 401)

    def test_ending_another_session_keeps_the_own(self):
        other = Browser()
        name = other.sign_in(person).body["name"]
        must(self.browser.call("DELETE", f"/v1/{name}"))
        self.assertEqual(self.browser.set, {})
        must(self.browser.call("GET", "/v1/users/me"))


class Revocation(ProblemTest):
    """A session that has ended works nowhere after five seconds, though its token is still in time."""

    def calls(self, token):
        """A read and a write of every service."""
        rest = Client(person.rest.address, token)
        path = f"/v1/{self.draft.body['name']}"
        nothing = "00000000-0000-7000-8000-000000000000"
        return {
            "registration reads": lambda: rest.get("/v1/users/me"),
            "registration writes": lambda: rest.post(f"/v1/{season.name}/registrations:checkEligibility", {}),
            "submission reads": lambda: rest.get(path),
            "submission writes": lambda: rest.patch(path, {"content": {"title": "Ещё раз"}}, if_match='"v0-owner"'),
            "review reads": lambda: rest.get(f"/v1/{season.name}/assignments"),
            "review writes": lambda: rest.post(f"/v1/{season.name}/assignments:claimNext", {}),
            "results reads": lambda: rest.get(f"/v1/{season.name}/results/{nothing}"),
        }

    @staticmethod
    def now():
        return float(stack.running.sql("SELECT extract(epoch FROM clock_timestamp())")[0][0])

    def ends(self, token, end):
        """Every service knows the session, `end()` ends it, and within the promise none does any more."""
        calls = self.calls(token)
        for name, call in calls.items():
            self.assertNotEqual(call().status, 401, name)  # and now it is remembered there
        end()
        ended = self.now()
        for name, call in calls.items():
            stack.wait_for(f"{name} to refuse", lambda call=call: call().status == 401, PROMISE + MARGIN)
        self.assertLessEqual(self.now() - ended, PROMISE + MARGIN)
        for name, call in calls.items():
            with self.subTest(name):
                self.refused(call(), 401, "UNAUTHENTICATED")

    def setUp(self):
        self.person = season.participant()
        self.draft = season.draft(self.person)

    def test_signing_out(self):
        self.ends(self.person.token, lambda: must(self.person.rest.delete(f"/v1/{self.person.session['name']}")))

    def test_a_stolen_refresh_token(self):
        """Shown again after it was spent, it ends the session for the thief and for the owner."""
        spent = self.person.session["refreshToken"]
        must(self.person.rest.post("/v1/sessions:refresh", {"refreshToken": spent}, key=None))
        session = self.person.session["name"].split("/")[1]
        stack.running.sql("UPDATE registration.refresh_token SET spend_time = spend_time - interval '11 seconds' "
                          f"WHERE session_id = '{session}' AND spend_time IS NOT NULL")
        self.ends(self.person.token, lambda: self.refused(
            self.person.rest.post("/v1/sessions:refresh", {"refreshToken": spent}, key=None), 401))

    def test_the_epoch_of_an_account(self):
        """What a new password or a lock does: every token made before is void."""
        user = self.person.user.split("/")[1]
        self.ends(self.person.token, lambda: stack.running.sql(
            f"UPDATE registration.person SET epoch = epoch + 1 WHERE person_id = '{user}'"))

    def test_a_locked_account(self):
        user = self.person.user.split("/")[1]
        self.ends(self.person.token, lambda: stack.running.sql(
            f"UPDATE registration.person SET state = 'LOCKED' WHERE person_id = '{user}'"))

    def test_other_sessions_go_on(self):
        other = Person.clone(self.person).sign_in()
        must(self.person.rest.delete(f"/v1/{self.person.session['name']}"))
        stack.wait_for("the end", lambda: self.person.rest.get("/v1/users/me").status == 401, PROMISE + MARGIN)
        must(other.rest.get("/v1/users/me"))


class Permissions(ProblemTest):
    """What users/me says that an office opens is what the access rules say."""

    def test_offices(self):
        with open(os.path.join(stack.ROOT, "tests/contract/access.csv"), encoding="utf-8") as file:
            rules = list(csv.DictReader(file))
        for who, role in ((season.examiner, "EXAMINER"), (season.organizer, "ORGANIZER"), (season.operators[0], "OPERATOR"),
                          (season.administrators[0], "ADMINISTRATOR")):
            with self.subTest(role):
                permissions = must(who.rest.get("/v1/users/me")).body["permissions"]
                opened = {rule["action"] for rule in rules if "StaffService." in rule["method"]
                          and role in {grant.split("+")[0] for grant in rule["who"].split(" or ")}}
                self.assertEqual([entry["role"] for entry in permissions], [role])
                self.assertEqual(set(permissions[0]["actions"]), opened)
        self.assertEqual(must(person.rest.get("/v1/users/me")).body["permissions"], [])


if __name__ == "__main__":
    stack.main()
