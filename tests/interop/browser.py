"""connect-web in Debian's Chromium, from a page of another origin: Connect in JSON and binary, gRPC-Web, with preflights."""
import json
import os
import subprocess
import unittest
import uuid

from tests.support import stack, tools
from tests.support.season import Season, make_inn, make_ogrn

ACCOUNT = "nastavnik.registration.v1.AccountService"
ORGANIZATION = "nastavnik.registration.v1.OrganizationService"
PROTOCOLS = ("json", "proto", "grpcweb")
person = node = gateway = None
origin = api = ""


def start():
    """Once, when the first test has what it needs."""
    global person, node, gateway, origin
    if node is not None:
        return
    person = Season(stack.running).participant()
    node = tools.Node("tests/interop/clients/browser.js", DESCRIPTORS=f"{stack.running.build}/gen/nastavnik.binpb", CHROMIUM=tools.CHROMIUM)
    unittest.addModuleCleanup(node.close)
    origin = f"http://127.0.0.1:{node.hear()['port']}"
    gateway = start_gateway(origin)
    unittest.addModuleCleanup(stop, gateway)


def start_gateway(allowed):
    """A second gateway of the stack that knows pages of one origin."""
    global api
    ports = [f"--listen-{name}=127.0.0.1:0" for name in ("http", "staff", "grpc", "admin")]
    process = subprocess.Popen([f"{stack.running.build}/bin/nastavnik-gateway", f"--config={stack.running.local}/conf/gateway.toml", *ports,
                                f"--http-cors-origins={allowed}"], stdout=subprocess.PIPE, text=True, env={"PATH": os.environ["PATH"]})
    for line in process.stdout:
        entry = json.loads(line)
        if entry.get("msg", entry.get("message")) == "listening" and "http_port" in entry:
            api = f"http://127.0.0.1:{entry['http_port']}"
            return process
    raise AssertionError("the gateway did not start")


def stop(process):
    process.terminate()
    process.communicate(timeout=30)


class Browser(unittest.TestCase):
    def setUp(self):
        tools.need(self, "@connectrpc/connect-web", "@bufbuild/protobuf", "esbuild", "playwright-core")
        tools.need_chromium(self)
        start()

    def call(self, protocol, service, method, fields, token=None, page=None, **options):
        return node.ask(origin=page or origin, api=api, protocol=protocol, service=service, method=method, fields=fields,
                        token=person.token if token is None else token, **options)

    def test_read(self):
        for protocol in PROTOCOLS:
            with self.subTest(protocol):
                result = self.call(protocol, ACCOUNT, "getUser", {"name": "users/me"}, timeout=5000)
                self.assertEqual(result.get("answer", result)["personName"]["familyName"], person.family_name)
                self.assertIn("traceparent", result["headers"])  # a page sees what it may

    def test_write_and_repeat(self):
        for protocol in PROTOCOLS:
            with self.subTest(protocol):
                organization = {"title": "Детский технопарк «Ёлка»", "inn": make_inn(), "ogrn": make_ogrn(), "region": "regions/ru-66"}
                fields = {"requestId": str(uuid.uuid4()), "organization": organization}
                first = self.call(protocol, ORGANIZATION, "createOrganization", fields)
                self.assertEqual(first["answer"]["title"], organization["title"])
                again = self.call(protocol, ORGANIZATION, "createOrganization", fields)
                self.assertEqual(again["answer"], first["answer"])
                self.assertIn("idempotent-replayed", again["headers"])

    def test_errors_with_details(self):
        for protocol in PROTOCOLS:
            with self.subTest(protocol):
                result = self.call(protocol, ORGANIZATION, "createOrganization", {"requestId": "x", "organization": {"title": "й" * 501}})
                self.assertEqual(result["code"], "InvalidArgument", result)
                self.assertEqual(set(result["fields"]), {f"organization.{name}" for name in ("title", "inn", "ogrn", "region")})
                self.assertEqual(self.call(protocol, ACCOUNT, "getUser", {"name": "users/me"}, token="")["code"], "Unauthenticated")
                staff = self.call(protocol, "nastavnik.registration.v1.AccountStaffService", "grantRole", {"name": person.user})
                self.assertIn(staff["code"], ("Unimplemented", "NotFound"), staff)

    def test_deadline(self):
        with stack.running.holding("LOCK TABLE registration.person IN ACCESS EXCLUSIVE MODE"):
            for protocol in PROTOCOLS:
                with self.subTest(protocol):
                    result = self.call(protocol, ACCOUNT, "getUser", {"name": "users/me"}, timeout=300)
                    self.assertEqual(result["code"], "DeadlineExceeded")

    def test_pages_of_others_may_not(self):
        for protocol in PROTOCOLS:
            with self.subTest(protocol):
                result = self.call(protocol, ACCOUNT, "getUser", {"name": "users/me"}, page=origin.replace("127.0.0.1", "localhost"))
                self.assertNotIn("answer", result)
                self.assertIn("fetch", result["message"])


if __name__ == "__main__":
    stack.main()
