"""A partner's program on @grpc/grpc-js, through the gateway: calls, errors with their details, deadline, cancel, metadata."""
import unittest
import uuid

from tests.support import stack, tools
from tests.support.season import Season, make_inn, make_ogrn, must

ACCOUNT = "nastavnik.registration.v1.AccountService"
ORGANIZATION = "nastavnik.registration.v1.OrganizationService"
LOCK = "LOCK TABLE registration.person IN ACCESS EXCLUSIVE MODE"
person = None


def setUpModule():
    global person
    person = Season(stack.running).participant()


class GrpcJs(unittest.TestCase):
    def setUp(self):
        tools.need(self, "@grpc/grpc-js", "@grpc/proto-loader")
        self.node = tools.Node("tests/interop/clients/grpc_js.js")
        self.addCleanup(self.node.close)

    def call(self, service, method, fields=None, token=None, **options):
        return self.node.ask(address=stack.running.address("gateway", "grpc"), service=service, method=method, fields=fields or {},
                             token=person.token if token is None else token, **options)

    def test_read(self):
        result = self.call(ACCOUNT, "GetUser", {"name": "users/me"})
        self.assertEqual(result["answer"]["personName"]["familyName"], person.family_name)
        self.assertRegex(result["metadata"]["traceparent"], "^00-[0-9a-f]{32}-[0-9a-f]{16}-")

    def test_write_and_repeat(self):
        organization = {"title": "Детский технопарк", "inn": make_inn(), "ogrn": make_ogrn(), "region": "regions/ru-66"}
        fields = {"requestId": str(uuid.uuid4()), "organization": organization}
        first = self.call(ORGANIZATION, "CreateOrganization", fields)
        self.assertNotIn("idempotent-replayed", first["trailers"])
        again = self.call(ORGANIZATION, "CreateOrganization", fields)
        self.assertEqual(again["answer"], first["answer"])
        self.assertIn("idempotent-replayed", again["trailers"])
        self.assertEqual(must(person.rest.get(f"/v1/{first['answer']['name']}")).body["title"], "Детский технопарк")

    def test_details_of_an_error(self):
        result = self.call(ORGANIZATION, "CreateOrganization", {"requestId": "x", "organization": {"title": "й" * 501}})
        self.assertEqual(result["code"], "INVALID_ARGUMENT")
        self.assertEqual((result["details"]["ErrorInfo"]["reason"], result["details"]["ErrorInfo"]["domain"]), ("FIELD_INVALID", "nastavnik"))
        fields = {violation["field"] for violation in result["details"]["BadRequest"]["fieldViolations"]}
        self.assertEqual(fields, {f"organization.{name}" for name in ("title", "inn", "ogrn", "region")})

    def test_nobody(self):
        for token in ("", "abc", person.token[:-2]):
            result = self.call(ACCOUNT, "GetUser", {"name": "users/me"}, token=token)
            self.assertEqual((result["code"], result["details"]["ErrorInfo"]["reason"]), ("UNAUTHENTICATED", "UNAUTHENTICATED"))

    def test_offices_are_unknown(self):
        result = self.call("nastavnik.submission.v1.ApplicationStaffService", "GetApplication", {"name": "seasons/2027/applications/x"})
        self.assertEqual(result["code"], "UNIMPLEMENTED")

    def test_deadline_and_cancel(self):
        self.assertIn("answer", self.call(ACCOUNT, "GetUser", {"name": "users/me"}))
        with stack.running.holding(LOCK):
            self.assertEqual(self.call(ACCOUNT, "GetUser", {"name": "users/me"}, deadline=300)["code"], "DEADLINE_EXCEEDED")
            self.assertEqual(self.call(ACCOUNT, "GetUser", {"name": "users/me"}, cancel=100)["code"], "CANCELLED")
            # What was cut leaves no statement waiting for the lock.
            stack.wait_for("an end of the statements", lambda: stack.running.sql(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") == [["0"]])
        self.assertIn("answer", self.call(ACCOUNT, "GetUser", {"name": "users/me"}))


if __name__ == "__main__":
    stack.main()
