"""Every operation of the API description, called with made-up requests on a stack where a season was played.

Good requests are answered with what the description announces and never with a 5xx; bad ones are refused, and the refusal
names each fault; nobody gets in without the right token; every documented parameter does something. The same seed makes
the same requests. `--cases N` good and as many bad requests for each operation, at least; `--full` means 500.
"""
import random
import re
import subprocess
import sys
import time
import uuid

from tests.e2e.contract_cases import Maker, Operation, Request, bad_cases
from tests.support import stack
from tests.support.problem import ProblemTest
from tests.support.rest import Client
from tests.support.season import must

SEED = 1
OWNED = {"application", "assignment", "consent", "registration", "result", "session", "user"}  # by one person

cases = 12  # good ones of each operation, and as many bad ones
only = ""  # a pattern of operations
world = None


class Account:
    """Somebody of the played season, signed in anew every few minutes."""

    def __init__(self, email, password):
        self.email, self.password = email, password
        self.clients = {name: Client(stack.running.address("gateway", listener))
                        for name, listener in (("public", "http"), ("staff", "staff"))}
        self.signed_in = None

    def client(self, listener):
        if self.signed_in is None or time.monotonic() - self.signed_in > 240:
            session = must(self.clients["public"].post("/v1/sessions", {"email": self.email, "password": self.password}, key=None, token=""))
            self.session = session.body
            self.signed_in = time.monotonic()
            for client in self.clients.values():
                client.token = session.body["accessToken"]
        return self.clients[listener]

    @property
    def user(self):
        self.client("public")
        return self.session["user"].split("/")[1]


class World:
    """Accounts by role, and ids of things that exist."""

    def __init__(self):
        command = [f"{stack.running.build}/bin/nastavnik-play", "--local", stack.running.local, "--source", stack.ROOT, "--participants", "16"]
        played = subprocess.run(command, cwd=stack.ROOT, capture_output=True, text=True, check=False)
        if played.returncode != 0:
            raise AssertionError(played.stdout[-3000:] + played.stderr)
        signs = re.findall(r"^  (\w+) +(\S+@\S+) +(.+)$", played.stdout.split("Sign-ins")[1], re.MULTILINE)
        self.accounts = {role.upper(): Account(email, password) for role, email, password in signs}
        self.nobody = {name: Client(stack.running.address("gateway", listener)) for name, listener in (("public", "http"), ("staff", "staff"))}
        self.participant, self.expert = self.accounts["PARTICIPANT"], self.accounts["EXPERT"]
        self.ids = {name: self._all(statement) for name, statement in {
            "ranking": "SELECT ranking_id FROM results.ranking", "assignmentRun": "SELECT run_id FROM review.assignment_run",
            "organization": "SELECT organization_id FROM registration.organization",
            "expert": "SELECT expert_id FROM review.expert", "application": "SELECT application_id FROM submission.application",
            "assignment": "SELECT assignment_id FROM review.assignment",
            "user": "SELECT person_id FROM registration.person ORDER BY person_id"}.items()}
        own, expert = self.participant.client("public"), self.expert.client("public")
        def last(name):
            return name.split("/")[-1]
        self.own = {
            "application": [last(entry["name"]) for entry in must(own.get("/v1/seasons/2027/applications")).body["applications"]],
            "consent": [last(entry["name"]) for entry in must(own.get("/v1/users/me/consents")).body["consents"]],
            "assignment": [last(entry["name"]) for entry in must(expert.get("/v1/seasons/2027/assignments")).body["assignments"]],
            "expert": [last(must(expert.get("/v1/seasons/2027/experts/me")).body["name"])],
            "user": [self.participant.user]}
        published = must(own.get("/v1/public/seasons/2027/results?pageSize=1000")).body["results"]
        self.ids["result"] = [last(entry["name"]) for entry in published]
        self.own["registration"] = [last(must(own.get("/v1/seasons/2027/registrations/me")).body["name"])]

    @staticmethod
    def _all(statement):
        return [row[0] for row in stack.running.sql(statement)]

    def account(self, operation):
        return next((self.accounts[role] for role in operation.roles if role in self.accounts), None)

    def caller(self, operation):
        account = self.account(operation)
        return account.client(operation.listener) if account else self.nobody[operation.listener]

    def variables(self, operation, chance):
        """Values of the path's variables: things that exist, the caller's own where only those are to be had."""
        fixed = {"season": ["2027"], "nomination": ["production"], "stage": ["applications", "formal-check"], "config": ["1", "2"]}
        if operation.listener == "staff":
            fixed["user"] = self.ids["user"][-1:]  # somebody whom no test needs
        known = {**self.ids, **({} if operation.listener == "staff" else self.own), **fixed}
        if "PARTICIPANT" in operation.roles:
            known["result"] = self.own["application"]
        return {name: chance.choice(known.get(name) or [str(uuid.UUID(int=chance.getrandbits(128), version=4))])
                for name in operation.variables}


def setUpModule():
    global world
    world = World()


def operations():
    document = stack.running.api.document
    every = [Operation(document, method, path, described) for (method, path), described in stack.running.api.operations.items()]
    return [operation for operation in every if re.search(only, repr(operation))]


class ContractTest(ProblemTest):
    def send(self, request, client):
        options = {"key": str(uuid.uuid4()) if request.key == "" else request.key, "if_match": request.if_match or "", "headers": request.headers}
        if request.token is not None:
            options["headers"] = {**request.headers, "Authorization": request.token or None}
        if request.data is not None:
            return client.call(request.method, request.target, data=request.data, **options)
        return client.call(request.method, request.target, request.body, **options)

    def request(self, operation, maker):
        """A good request; where an etag is needed, that of the object as it is."""
        request = Request(operation, world.variables(operation, maker.random), maker.body())
        if operation.needs("If-Match"):
            path = request.target.split(":")[0].removesuffix("/formalCheck")
            request.if_match = world.caller(operation).get(path).etag or '"v1-owner"'
        return request

    def well_formed(self, operation, answer):
        """What the description says of every answer; its body was judged when it came."""
        self.assertLess(answer.status, 500, answer)
        if answer.status >= 400:
            self.refused(answer, answer.status)
        elif answer.status == 200:
            described = operation.described["responses"]["200"].get("headers", {})
            self.assertEqual("ETag" in described, bool(answer.etag), f"{operation}: ETag")
            self.assertTrue(answer.headers.get("cache-control"), answer.headers)


class Requests(ContractTest):
    def test_good_ones_are_taken(self):
        taken = {}
        for operation in operations():
            maker = Maker(operation, SEED)
            taken[repr(operation)] = 0
            for number in range(cases):
                request = self.request(operation, maker)
                with self.subTest(f"{operation} good {number}", body=request.body):
                    answer = self.send(request, world.caller(operation))
                    self.well_formed(operation, answer)
                    taken[repr(operation)] += answer.ok
                    self.assertNotIn(answer.status, (405, 415, 428) if operation.is_public else (401, 405, 415, 428), answer)
                    self.assertNotIn(answer.reason, ("MALFORMED_BODY", "ROUTE_NOT_FOUND"), answer)
                    if answer.status == 400:
                        strange = {"UNKNOWN_FIELD", "WRONG_TYPE", "READ_ONLY", "DUPLICATE_KEY", "INVALID_TEXT", "TOO_LONG", "TOO_MANY"}
                        self.assertFalse(strange & {error["reason"] for error in answer.body["errors"]}, answer)
        self.assertTrue(taken)
        refused = sorted(name for name, count in taken.items() if count == 0)
        print(f"{len(taken)} operations, {cases} good requests each, {sum(taken.values())} answered 2xx; "
              f"of {len(refused)} operations all were refused by the state of a season that is over")
        reads = [name for name in refused if name.startswith("GET") and "/operations/" not in name and "similarities" not in name]
        self.assertEqual(reads, [], "reads that nobody could make")

    def test_bad_ones_are_refused(self):
        count = 0
        for operation in operations():
            maker = Maker(operation, SEED)
            request = self.request(operation, maker)
            client = world.caller(operation)
            for case in bad_cases(operation, request.body, request.variables, cases, maker.random):
                with self.subTest(f"{operation}: {case.title}"):
                    count += 1
                    answer = self.send(request.with_changes(case.changes), world.caller(operation))
                    self.well_formed(operation, answer)
                    self.assertIn(answer.status, case.statuses, answer)
                    if case.reason:
                        self.assertEqual(answer.reason, case.reason, answer)
                    if answer.status == 405:
                        self.assertIn("allow", answer.headers)
                    if answer.status == 400:
                        errors = answer.body["errors"]
                        self.assertLessEqual(case.pointers, {error.get("pointer") for error in errors}, answer)
                        self.assertLessEqual(case.fields, {error["field"].split(".")[-1] for error in errors}, answer)
            client.close()
        print(f"{count} bad requests refused")
        self.assertGreater(count, 0)


class Callers(ContractTest):
    def test_nobody_without_the_right_token(self):
        for operation in operations():
            request = self.request(operation, Maker(operation, SEED))
            own = request.variables
            with self.subTest(f"{operation}: garbage"):
                self.refused(self.send(request.with_changes({"token": "Bearer a.b.c"}), world.nobody[operation.listener]), 401)
            if operation.is_public:
                continue
            with self.subTest(f"{operation}: no token"):
                self.refused(self.send(request, world.nobody[operation.listener]), 401, "UNAUTHENTICATED")
            if operation.listener == "staff":
                with self.subTest(f"{operation}: at the public listener"):
                    self.refused(self.send(request, world.accounts["ADMINISTRATOR"].client("public")), 404, "ROUTE_NOT_FOUND")
            if operation.listener == "staff" or OWNED & set(own):
                others = [role for role in world.accounts if role not in operation.roles and role != "PARTICIPANT"]
                others += ["PARTICIPANT"] if "PARTICIPANT" not in operation.roles else []
                for role in others:
                    with self.subTest(f"{operation}: {role}"):
                        answer = self.send(request, world.accounts[role].client(operation.listener))
                        self.assertIn(answer.status, (403, 404), answer)
                        self.refused(answer, answer.status)

    def test_after_its_end_a_session_is_of_no_use(self):
        account = Account(world.participant.email, world.participant.password)
        client = account.client("public")
        path = f"/v1/{account.session['name']}"
        must(client.delete(path))
        stack.wait_for("the end of the session", lambda: client.get("/v1/users/me").status == 401, 10)
        for answer in (client.delete(path), client.get("/v1/users/me"), client.post("/v1/organizations", {})):
            self.refused(answer, 401)


class Parameters(ContractTest):
    """Each documented parameter of a query changes the answer, or is refused when it names what is not there."""

    def rows(self, answer):
        return next(value for value in must(answer).body.values() if isinstance(value, list))

    def check(self, operation, name, path):
        client = world.caller(operation)
        every = self.rows(client.get(f"{path}?pageSize=1000"))
        if name == "pageSize":
            page = must(client.get(f"{path}?pageSize=1"))
            self.assertEqual(len(self.rows(page)), min(1, len(every)))
            self.assertEqual(bool(page.body["nextPageToken"]), len(every) > 1)
        elif name == "pageToken":
            token = must(client.get(f"{path}?pageSize=1")).body["nextPageToken"]
            if token:
                self.assertEqual(self.rows(client.get(f"{path}?pageSize=1&pageToken={token}")), every[1:2])
            self.refused(client.get(f"{path}?pageToken=abc"), 400, "PAGE_TOKEN_INVALID")
        elif name == "orderBy":
            answers = [self.rows(client.get(f"{path}?pageSize=1000&orderBy=number{way}")) for way in ("", "%20desc")]
            self.assertEqual(answers[0], answers[1][::-1])
            self.assertEqual(len(answers[0]), len(every))
        elif name == "filter":
            self.assertEqual(self.rows(client.get(f"{path}?filter=title%3D%22%D0%BD%D0%B5%D1%82%20%D1%82%D0%B0%D0%BA%D0%BE%D0%B9%22")), [])
            self.refused(client.get(f"{path}?filter=noSuchField%3D1"), 400, "FIELD_INVALID")
        else:  # one value of each row
            counts = set()
            values = operation.of("query")[name].get("enum", [])[1:] or ["production", "education", "no-such-thing"]
            for value in values:
                answer = client.get(f"{path}?pageSize=1000&{name}={value}")
                counts.add(len(self.rows(answer)) if answer.ok else answer.status)
            self.assertTrue(not every or counts != {len(every)}, f"{name} does nothing: {counts}")

    def test_each_does_something(self):
        checked = 0
        for operation in operations():
            if operation.method != "GET":
                continue
            variables = world.variables(operation, random.Random(SEED))
            path = Request(operation, variables, None).target
            for name in operation.of("query"):
                with self.subTest(f"{operation}: {name}"):
                    self.check(operation, name, path)
                    checked += 1
        print(f"{checked} parameters of queries")


def take(flag, default=None):
    """The value behind a flag of the command line, which is taken away."""
    if flag not in sys.argv:
        return default
    at = sys.argv.index(flag)
    value = sys.argv[at + 1]
    del sys.argv[at:at + 2]
    return value


if __name__ == "__main__":
    if "--full" in sys.argv:
        sys.argv.remove("--full")
        cases = 500
    cases = int(take("--cases", cases))
    only = take("--only", only)
    stack.main()
