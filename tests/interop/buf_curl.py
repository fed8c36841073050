"""buf curl, unmodified, in its three protocols: gRPC on the partners' port by reflection, Connect and gRPC-Web on the REST port."""
import base64
import json
import unittest
import uuid

from tests.support import stack, tools
from tests.support.season import Season, make_inn, make_ogrn

ACCOUNT = "nastavnik.registration.v1.AccountService"
ORGANIZATION = "nastavnik.registration.v1.OrganizationService"
SEASONS = "nastavnik.registration.v1.SeasonPublicService"
PROTOCOLS = ("grpc", "connect", "grpcweb")
STAFF = "nastavnik.registration.v1.AccountStaffService"
season = person = None


def setUpModule():
    global season, person
    season = Season(stack.running)
    person = season.participant()


class BufCurl(unittest.TestCase):
    def setUp(self):
        tools.need(self, "@bufbuild/buf")

    def base(self, protocol):
        """Arguments and address of a protocol."""
        if protocol == "grpc":
            return ["--protocol", "grpc", "--http2-prior-knowledge"], f"http://{stack.running.address('gateway', 'grpc')}"
        return ["--protocol", protocol, "--schema", "proto"], f"http://{stack.running.address('gateway', 'http')}"

    def call(self, protocol, method, body, token=None):
        """(answer, None) or (None, error) of a method, both as JSON."""
        arguments, address = self.base(protocol)
        if token:
            arguments += ["-H", f"Authorization: Bearer {token}"]
        code, out, err = tools.buf("curl", *arguments, "-d", json.dumps(body), f"{address}/{method}")
        if code == 0:
            return json.loads(out), None
        try:
            return None, json.loads(err)
        except ValueError:
            return None, {"code": "?", "message": err}

    def test_list_methods(self):
        arguments, address = self.base("grpc")
        code, out, err = tools.buf("curl", *arguments, "--list-methods", address)
        self.assertEqual(code, 0, err)
        methods = set(out.split())
        self.assertLessEqual({f"{ACCOUNT}/GetUser", f"{SEASONS}/ListSeasons", "grpc.health.v1.Health/Check",
                              "google.longrunning.Operations/GetOperation"}, methods)
        self.assertEqual([name for name in methods if "Staff" in name or "Internal" in name], [])

    def test_read_in_the_open(self):
        for protocol in PROTOCOLS:
            with self.subTest(protocol):
                answer, error = self.call(protocol, f"{SEASONS}/GetSeason", {"name": season.name})
                self.assertIsNone(error)
                self.assertEqual(answer["name"], season.name)

    def test_own_account(self):
        for protocol in PROTOCOLS:
            with self.subTest(protocol):
                answer, error = self.call(protocol, f"{ACCOUNT}/GetUser", {"name": "users/me"}, person.token)
                self.assertIsNone(error)
                self.assertEqual(answer["personName"]["familyName"], person.family_name)

    def test_write_and_repeat(self):
        for protocol in PROTOCOLS:
            with self.subTest(protocol):
                organization = {"title": "Детский технопарк", "inn": make_inn(), "ogrn": make_ogrn(), "region": "regions/ru-66"}
                body = {"requestId": str(uuid.uuid4()), "organization": organization}
                first, error = self.call(protocol, f"{ORGANIZATION}/CreateOrganization", body, person.token)
                self.assertIsNone(error)
                self.assertEqual(self.call(protocol, f"{ORGANIZATION}/CreateOrganization", body, person.token), (first, None))

    def test_errors(self):
        for protocol in PROTOCOLS:
            with self.subTest(protocol):
                _, error = self.call(protocol, f"{ACCOUNT}/GetUser", {"name": "users/me"})
                self.assertEqual(error["code"], "unauthenticated", error)
                _, error = self.call(protocol, f"{ORGANIZATION}/CreateOrganization", {"requestId": "x", "organization": {"title": "й" * 501}},
                                     person.token)
                self.assertEqual(error["code"], "invalid_argument", error)
                types = {detail["type"]: base64.b64decode(detail["value"] + "==") for detail in error["details"]}
                self.assertIn(b"FIELD_INVALID", types["google.rpc.ErrorInfo"])
                self.assertEqual(types["google.rpc.BadRequest"].count(b"organization."), 4)

    def test_offices_are_unknown(self):
        arguments, address = self.base("grpc")
        code, _, err = tools.buf("curl", *arguments, "-d", "{}", f"{address}/{STAFF}/GrantRole")
        self.assertNotEqual(code, 0)
        self.assertIn("failed to find service", err)  # by reflection
        code, _, err = tools.buf("curl", *arguments, "--schema", "proto", "-H", f"Authorization: Bearer {person.token}", "-d", "{}",
                                 f"{address}/{STAFF}/GrantRole")
        self.assertNotEqual(code, 0)
        self.assertEqual(json.loads(err)["code"], "unimplemented", err)  # nor by its name
        for protocol in ("connect", "grpcweb"):
            _, error = self.call(protocol, f"{STAFF}/GrantRole", {}, person.token)
            self.assertIn(error["code"], ("unimplemented", "not_found", "unknown"))


if __name__ == "__main__":
    stack.main()
