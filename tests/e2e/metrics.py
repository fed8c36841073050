"""What the operator reads of a running installation: metrics in the form that is promised, probes, logs of one JSON object a
line; and in none of them anything personal."""
import json
import os
import re
import shutil
import subprocess
import urllib.parse

from tests.support import stack
from tests.support.problem import ProblemTest
from tests.support.rest import Client
from tests.support.season import Person, Season, make_inn, must, planted

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")
SAMPLE = re.compile(r'([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)')
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"')
season = person = None


def setUpModule():
    global season, person
    season = Season(stack.running)
    person = season.participant()
    submitted = season.whole(person)
    must(person.rest.post(f"/v1/{submitted.body['name']}:submit", {}, if_match=submitted.etag))
    stumble(submitted.body["name"])


def stumble(application):
    """Personal values in every place where a careless program would log them: refused, doubled, misplaced."""
    rest, phone, birth = person.rest, "+79261234509", "1985-04-12"
    planted.update((phone, birth))
    person.sign_in()
    body = {"personName": {"familyName": person.family_name, "givenName": person.given_name}, "email": person.email, "password": person.password}
    must(rest.post("/v1/users", body))  # the address has an account already
    rest.post("/v1/users", {**body, "email": f"{person.email} {phone}", "birthDate": birth + birth})
    rest.post("/v1/sessions", {"email": person.email, "password": person.password + "!"}, key=None)
    rest.post("/v1/sessions", {"email": person.email, "password": person.password, person.password: person.email}, key=None)
    rest.post("/v1/sessions", data=f'{{"email":"{person.email}","password":"{person.password}"'.encode(), key=None)
    rest.post("/v1/sessions:refresh", {"refreshToken": person.session["accessToken"]}, key=None)
    rest.get(f"/v1/public/regions?{urllib.parse.quote(person.email)}={urllib.parse.quote(person.family_name)}")
    rest.get(f"/v1/users/{urllib.parse.quote(person.email)}")
    rest.get(f"/v1/{urllib.parse.quote(person.family_name)}")
    rest.get("/v1/users/me", token=person.token[:-3])
    rest.post("/v1/organizations", {"title": person.family_name, "inn": make_inn()[:-1] + "x", "ogrn": phone, "region": person.email},
              key=person.email)
    rest.patch(f"/v1/{application}", {"content": {"title": person.family_name, "public-contact": person.email + person.email, "goal": 5}},
               if_match=f'"{person.email}"')
    known = season.organization(person).body
    rest.post("/v1/organizations", {"title": "Двойник", "inn": known["inn"], "ogrn": known["ogrn"], "region": "regions/ru-77"})
    twin = Person(stack.running)
    must(rest.post("/v1/users", {**body, "email": twin.email}))
    must(rest.post("/v1/users", {**body, "email": twin.email}))


def admin(process, path):
    return Client(stack.running.address(process, "admin")).get(path)


def samples(process):
    """(family, labels) of every series."""
    for line in must(admin(process, "/metrics")).data.decode().splitlines():
        if not line.startswith("#"):
            name, labels, _ = SAMPLE.fullmatch(line).groups()
            yield name, dict(LABEL.findall(labels or ""))


class Metrics(ProblemTest):
    def test_form(self):
        for process in stack.PROCESSES:
            with self.subTest(process):
                answer = must(admin(process, "/metrics"))
                self.assertTrue(answer.headers["content-type"].startswith("text/plain; version=0.0.4"))
                names = {name for name, _ in samples(process)}
                self.assertIn("nastavnik_build_info", names)
                self.assertIn("process_resident_memory_bytes", names)
                if shutil.which("promtool"):
                    verdict = subprocess.run(["promtool", "check", "metrics"], input=answer.data, capture_output=True, check=False)
                    self.assertEqual((verdict.returncode, verdict.stdout, verdict.stderr), (0, b"", b""))

    @staticmethod
    def families():
        shown = set()
        for process in stack.PROCESSES:
            shown |= set(must(admin(process, "/metrics/families")).data.decode().split("\n")) - {""}
        return shown

    def test_families_are_the_promised_ones(self):
        path = f"{stack.ROOT}/tests/contract/metrics.txt"
        if os.environ.get("NASTAVNIK_UPDATE_GOLDEN") == "1":
            with open(path, "w", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in sorted(self.families()))
        with open(path, encoding="utf-8") as file:
            golden = set(file.read().splitlines())
        self.assertEqual(self.families() - golden, set(), "not promised")
        stack.wait_for("what is declared at its first use", lambda: golden <= self.families())

    def test_labels_are_closed_sets(self):
        total = 0
        for process in stack.PROCESSES:
            series = list(samples(process))
            total += len(series)
            self.assertLessEqual(len(series), 20_000 if process == "gateway" else 3_000, process)
            for name, labels in series:
                for label, value in labels.items():
                    self.assertIsNone(UUID.search(value), f"{process} {name} {label}")
                    self.assertNotRegex(value, r"@|^https?:|[0-9]{9}", f"{process} {name} {label}")
        self.assertLess(total, 32_000)

    def test_calls_are_counted(self):
        routes = {labels["route"] for name, labels in samples("gateway") if name == "http_server_request_duration_seconds_count"}
        self.assertTrue(any(":submit" in route for route in routes))
        methods = {labels["grpc_method"] for name, labels in samples("submission") if name == "grpc_server_handled_total"}
        self.assertIn("SubmitApplication", methods)


class Probes(ProblemTest):
    def test_probes(self):
        for process in stack.PROCESSES:
            with self.subTest(process):
                self.assertEqual(admin(process, "/livez").status, 200)
                self.assertEqual(admin(process, "/startupz").status, 200)
                ready = must(admin(process, "/readyz")).body
                self.assertTrue(ready["ready"])
                self.assertTrue(ready["checks"])
                self.assertTrue(all(check["ok"] for check in ready["checks"]))
                self.assertEqual(must(admin(process, "/version")).body["service"], process)
                self.assertEqual(admin(process, "/nothing").status, 404)
                self.assertEqual(Client(stack.running.address(process, "admin")).call("POST", "/livez").status, 405)


class Logs(ProblemTest):
    @staticmethod
    def lines(process):
        """Whole lines: the last one may be half written."""
        for line in stack.running.log(process).decode().split("\n")[:-1]:
            yield json.loads(line)

    def test_one_object_a_line(self):
        for process in stack.PROCESSES:
            with self.subTest(process):
                for line in self.lines(process):
                    self.assertLessEqual({"ts", "level", "logger", "msg", "service"}, set(line), line)
                    self.assertRegex(line["ts"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
                    self.assertEqual(line["service"], process)

    def test_no_errors(self):
        """A person would have to look at each; nothing here deserves that."""
        for process in stack.PROCESSES:
            errors = [line for line in self.lines(process) if line["level"].lower() == "error"]
            self.assertEqual(errors, [], process)

    def test_one_line_a_request(self):
        answer = person.rest.get("/v1/public/regions?pageSize=-5")
        request_id, trace_id = answer.body["requestId"], answer.body["traceId"]

        def of_request():
            return [line for line in self.lines("gateway") if line.get("request_id") == request_id]
        found = stack.wait_for("the line", of_request)
        self.assertEqual(len(found), 1)
        self.assertEqual((found[0]["http_code"], found[0]["reason"], found[0]["trace_id"]), (400, "FIELD_INVALID", trace_id))
        stack.wait_for("the line of the service", lambda: [line for line in self.lines("registration") if line.get("trace_id") == trace_id], 5)


class Personal(ProblemTest):
    """Nothing of what people entrusted to the platform is where the operator reads."""

    def test_the_search_finds(self):
        with open(f"{stack.running.local}/admin-1.password", "rb") as file:
            self.assertTrue(self.found(file.read()))
        dump = "\n".join(map("\t".join, stack.running.sql("SELECT content FROM submission.application"))).encode()
        self.assertIn("Наставник рядом".encode(), dump)

    @staticmethod
    def found(data):
        text = data.decode(errors="replace")
        text += urllib.parse.unquote(text) + re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text)
        return {value for value in planted if value in text}

    def test_logs(self):
        self.assertGreater(len(planted), 30)
        for process in (*stack.PROCESSES, *stack.DATABASES):
            with self.subTest(process):
                self.assertEqual(self.found(stack.running.log(process)), set())

    def test_pages_of_the_operator(self):
        for process in stack.PROCESSES:
            for path in ("/metrics", "/config", "/debug/slow", "/debug/inflight", "/readyz"):
                with self.subTest(f"{process} {path}"):
                    self.assertEqual(self.found(must(admin(process, path)).data), set())

    def test_error_bodies_do_not_repeat_values(self):
        answer = person.rest.post("/v1/sessions", {"email": person.email, "password": person.password + "?"}, key=None)
        self.assertEqual(self.found(answer.data), set())
        answer = person.rest.post("/v1/users", {"personName": {"familyName": person.family_name * 20}, "email": person.email + " ", "password": "1"})
        self.assertEqual(self.found(answer.data), set())

    def test_redis(self):
        for redis in ("queue", "cache"):
            socket = f"{stack.running.local}/run/{redis}.sock"
            keys = subprocess.run(["redis-cli", "-s", socket, "--scan"], capture_output=True, check=True).stdout
            self.assertEqual(self.found(keys), set())


if __name__ == "__main__":
    stack.main()
