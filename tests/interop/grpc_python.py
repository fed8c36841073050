"""A partner's program as grpcio from a package makes it: explores by reflection, signs in with a token, reads errors."""
import os
import subprocess
import tempfile
import uuid

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

from tests.support import stack
from tests.support.problem import REASONS, ProblemTest
from tests.support.season import Season, make_inn, make_ogrn, must

REFLECTION = "grpc.reflection.v1alpha.ServerReflection"
HEALTH = "grpc.health.v1.Health"
season = person = None


def setUpModule():
    global season, person
    season = Season(stack.running)
    person = season.participant()


def reflection_protocol():
    """The messages of grpc.reflection.v1alpha that are needed here, by their published numbers."""
    field = descriptor_pb2.FieldDescriptorProto
    file = descriptor_pb2.FileDescriptorProto(name="reflection.proto", package="grpc.reflection.v1alpha", syntax="proto3")

    def message(name, *fields):
        added = file.message_type.add(name=name)
        for number, field_name, kind, label in fields:
            of_message = isinstance(kind, str)
            added.field.add(name=field_name, number=number, label=label, type=field.TYPE_MESSAGE if of_message else kind,
                            type_name=f".grpc.reflection.v1alpha.{kind}" if of_message else None)
    one, many = field.LABEL_OPTIONAL, field.LABEL_REPEATED
    message("ServerReflectionRequest", (3, "file_by_filename", field.TYPE_STRING, one),
            (4, "file_containing_symbol", field.TYPE_STRING, one), (7, "list_services", field.TYPE_STRING, one))
    message("FileDescriptorResponse", (1, "file_descriptor_proto", field.TYPE_BYTES, many))
    message("ServiceResponse", (1, "name", field.TYPE_STRING, one))
    message("ListServiceResponse", (1, "service", "ServiceResponse", many))
    message("ErrorResponse", (1, "error_code", field.TYPE_INT32, one))
    message("ServerReflectionResponse", (4, "file_descriptor_response", "FileDescriptorResponse", one),
            (6, "list_services_response", "ListServiceResponse", one), (7, "error_response", "ErrorResponse", one))
    return file


class Remote:
    """One server, known by nothing but its reflection."""

    def __init__(self, address):
        self.channel = grpc.insecure_channel(address)
        self.pool = descriptor_pool.DescriptorPool()
        self.pool.Add(reflection_protocol())
        self.files = set()

    def close(self):
        self.channel.close()

    def message(self, name):
        return message_factory.MessageFactory(self.pool).GetPrototype(self.pool.FindMessageTypeByName(name))

    def reflect(self, **question):
        request, response = (self.message(f"grpc.reflection.v1alpha.ServerReflection{kind}") for kind in ("Request", "Response"))
        call = self.channel.stream_stream(f"/{REFLECTION}/ServerReflectionInfo", request.SerializeToString, response.FromString)
        return next(iter(call(iter([request(**question)]), timeout=10)))

    def services(self):
        return {service.name for service in self.reflect(list_services="*").list_services_response.service}

    def learn(self, **question):
        """Adds the files that answer, after those they depend on."""
        for data in self.reflect(**question).file_descriptor_response.file_descriptor_proto:
            file = descriptor_pb2.FileDescriptorProto.FromString(data)
            if file.name in self.files:
                continue
            self.files.add(file.name)
            for dependency in file.dependency:
                if dependency not in self.files:
                    self.learn(file_by_filename=dependency)
            self.pool.Add(file)

    def call(self, service, method, /, token="", timeout=10, metadata=(), **fields):
        """The answer of a unary method, with its call."""
        if service not in self.files:
            self.learn(file_containing_symbol=service)
            self.files.add(service)
        described = self.pool.FindServiceByName(service).methods_by_name[method]
        request, response = self.message(described.input_type.full_name), self.message(described.output_type.full_name)
        stub = self.channel.unary_unary(f"/{service}/{method}", request.SerializeToString, response.FromString)
        if token:
            metadata = (*metadata, ("authorization", f"Bearer {token}"))
        return stub(request(**fields), timeout=timeout, metadata=metadata)


def rpc_types():
    """Messages of google.rpc, read from the published protos."""
    pool = descriptor_pool.DescriptorPool()
    with tempfile.NamedTemporaryFile() as out:
        subprocess.run(["protoc", "-I", f"{stack.ROOT}/proto", "--include_imports", f"--descriptor_set_out={out.name}",
                        "google/rpc/status.proto", "google/rpc/error_details.proto"], check=True)
        for file in descriptor_pb2.FileDescriptorSet.FromString(out.read()).file:
            pool.Add(file)
    return {name: message_factory.MessageFactory(pool).GetPrototype(pool.FindMessageTypeByName(f"google.rpc.{name}"))
            for name in ("Status", "ErrorInfo", "BadRequest", "RetryInfo", "LocalizedMessage")}


class InteropTest(ProblemTest):
    def setUp(self):
        self.remotes = {}
        self.addCleanup(lambda: [remote.close() for remote in self.remotes.values()])

    def remote(self, service):
        if service not in self.remotes:
            self.remotes[service] = Remote(stack.running.address(service, "grpc"))
        return self.remotes[service]

    def fails(self, code, *arguments, **fields):
        """The call fails with this code; its details by type."""
        with self.assertRaises(grpc.RpcError) as raised:
            self.remote(arguments[0].split(".")[1]).call(*arguments, **fields)
        self.assertEqual(raised.exception.code(), code, raised.exception.details())
        trailers = dict(raised.exception.trailing_metadata())
        types = rpc_types()
        status = types["Status"].FromString(trailers.get("grpc-status-details-bin", b""))
        return {detail.type_url.rsplit(".", 1)[1]: types[detail.type_url.rsplit(".", 1)[1]].FromString(detail.value)
                for detail in status.details}


ACCOUNT = "nastavnik.registration.v1.AccountService"
ORGANIZATION = "nastavnik.registration.v1.OrganizationService"
APPLICATION = "nastavnik.submission.v1.ApplicationService"


class Exploring(InteropTest):
    def test_services_and_health(self):
        for service in stack.SERVICES:
            remote = self.remote(service)
            listed = remote.services()
            self.assertLessEqual({REFLECTION, HEALTH}, listed)
            own = {name for name in listed if name.startswith(f"nastavnik.{service}.v1.")}
            self.assertTrue(own)
            self.assertEqual(listed - own - {REFLECTION, HEALTH}, {"google.longrunning.Operations"} & listed)
            for name in ("", *own):
                self.assertEqual(remote.call(HEALTH, "Check", service=name).status, 1, name)  # SERVING
            with self.assertRaises(grpc.RpcError) as raised:
                remote.call(HEALTH, "Check", service="nastavnik.nothing.v1.Nothing")
            self.assertEqual(raised.exception.code(), grpc.StatusCode.NOT_FOUND)

    def test_every_symbol_is_described(self):
        for service in stack.SERVICES:
            remote = self.remote(service)
            for name in remote.services() - {REFLECTION}:
                remote.learn(file_containing_symbol=name)
                for method in remote.pool.FindServiceByName(name).methods:
                    remote.message(method.input_type.full_name)()

    def test_buf_curl(self):
        buf = f"{stack.ROOT}/tests/tools/node_modules/.bin/buf"
        if not os.access(buf, os.X_OK):
            self.skipTest("buf is not installed")
        address = stack.running.address("registration", "grpc")
        listed = subprocess.run([buf, "curl", "--protocol", "grpc", "--http2-prior-knowledge", "--list-methods", f"http://{address}"],
                                capture_output=True, text=True, timeout=60, check=False)
        self.assertIn(f"{ACCOUNT}/GetUser", listed.stdout, listed.stderr)


class Calling(InteropTest):
    def test_own_account(self):
        user = self.remote("registration").call(ACCOUNT, "GetUser", token=person.token, name="users/me")
        self.assertEqual((user.name, user.person_name.family_name, user.email), (person.user, person.family_name, person.email))

    def test_write_and_repeat(self):
        organization = {"title": "Детский технопарк", "inn": make_inn(), "ogrn": make_ogrn(), "region": "regions/ru-66"}
        call = {"token": person.token, "request_id": str(uuid.uuid4()), "organization": organization}
        first = self.remote("registration").call(ORGANIZATION, "CreateOrganization", **call)
        self.assertEqual(self.remote("registration").call(ORGANIZATION, "CreateOrganization", **call), first)
        self.assertEqual(must(person.rest.get(f"/v1/{first.name}")).body["title"], "Детский технопарк")

    def test_details_of_an_error(self):
        details = self.fails(grpc.StatusCode.INVALID_ARGUMENT, ORGANIZATION, "CreateOrganization", token=person.token,
                             request_id=str(uuid.uuid4()), organization={"title": "й" * 501})
        self.assertEqual((details["ErrorInfo"].reason, details["ErrorInfo"].domain), ("FIELD_INVALID", "nastavnik"))
        violations = {violation.field: violation.description for violation in details["BadRequest"].field_violations}
        self.assertEqual(set(violations), {f"organization.{name}" for name in ("title", "inn", "ogrn", "region")})
        self.assertIn("500", violations["organization.title"])

    def test_reasons_are_those_of_rest(self):
        for code, service, method, fields in (
                (grpc.StatusCode.INVALID_ARGUMENT, ORGANIZATION, "CreateOrganization", {}),
                (grpc.StatusCode.NOT_FOUND, APPLICATION, "GetApplication", {"name": f"{season.name}/applications/{uuid.uuid4()}"}),
                (grpc.StatusCode.PERMISSION_DENIED, "nastavnik.registration.v1.AccountStaffService", "GrantRole",
                 {"name": person.user, "role": 11, "request_id": "grant"})):
            self.assertIn(self.fails(code, service, method, token=person.token, **fields)["ErrorInfo"].reason, REASONS)
        name = season.draft(person).body["name"]
        stale = self.fails(grpc.StatusCode.ABORTED, APPLICATION, "SubmitApplication", token=person.token, name=name, etag="v99-owner",
                           request_id=str(uuid.uuid4()))
        self.assertEqual(stale["ErrorInfo"].reason, "ETAG_MISMATCH")

    def test_nobody(self):
        for token, metadata in (("", ()), ("abc", ()), (person.token[:-2], ()),
                                ("", (("x-user-id", person.user), ("x-nastavnik-call", person.token)))):
            with self.subTest(token=token[:8], metadata=[name for name, _ in metadata]):
                details = self.fails(grpc.StatusCode.UNAUTHENTICATED, ACCOUNT, "GetUser", token=token, metadata=metadata, name="users/me")
                self.assertEqual(details["ErrorInfo"].reason, "UNAUTHENTICATED")

    def test_internal_methods_are_for_processes(self):
        self.fails(grpc.StatusCode.PERMISSION_DENIED, "nastavnik.registration.v1.RegistrationInternalService", "GetPrincipal",
                   token=person.token, person=person.user)
        self.fails(grpc.StatusCode.UNAUTHENTICATED, "nastavnik.submission.v1.SubmissionInternalService", "GetDatabaseTime")


class Limits(InteropTest):
    def test_deadline(self):
        self.assertTrue(self.remote("registration").call(ACCOUNT, "GetUser", token=person.token, name="users/me").name)
        with stack.running.holding("LOCK TABLE registration.person IN ACCESS EXCLUSIVE MODE"):
            with self.assertRaises(grpc.RpcError) as raised:
                self.remote("registration").call(ACCOUNT, "GetUser", token=person.token, timeout=0.2, name="users/me")
        self.assertEqual(raised.exception.code(), grpc.StatusCode.DEADLINE_EXCEEDED)
        self.assertTrue(self.remote("registration").call(ACCOUNT, "GetUser", token=person.token, name="users/me").name)

    def test_large_message(self):
        with self.assertRaises(grpc.RpcError) as raised:
            self.remote("registration").call(ORGANIZATION, "CreateOrganization", token=person.token, request_id="large",
                                             organization={"title": "x" * ((4 << 20) + 1)})
        self.assertEqual(raised.exception.code(), grpc.StatusCode.RESOURCE_EXHAUSTED)

    def test_unknown(self):
        stub = self.remote("registration").channel.unary_unary(f"/{ACCOUNT}/Nothing")
        with self.assertRaises(grpc.RpcError) as raised:
            stub(b"", timeout=10)
        self.assertEqual(raised.exception.code(), grpc.StatusCode.UNIMPLEMENTED)
        self.remote("registration").learn(file_containing_symbol=ACCOUNT)
        garbage = self.remote("registration").channel.unary_unary(f"/{ACCOUNT}/GetUser")
        with self.assertRaises(grpc.RpcError) as raised:
            garbage(b"\xff\xff\xff", timeout=10, metadata=(("authorization", f"Bearer {person.token}"),))
        self.assertEqual(raised.exception.code(), grpc.StatusCode.UNIMPLEMENTED)  # gRPC's own answer to what it cannot parse


class Partner(InteropTest):
    """The same client at the gateway's door, which knows the services of everybody's own affairs and the open ones."""

    def fails_there(self, code, *arguments, **fields):
        with self.assertRaises(grpc.RpcError) as raised:
            self.remote("gateway").call(*arguments, **fields)
        self.assertEqual(raised.exception.code(), code, raised.exception.details())
        return raised.exception

    def test_what_is_published(self):
        remote = self.remote("gateway")
        listed = remote.services()
        self.assertLessEqual({REFLECTION, "grpc.reflection.v1.ServerReflection", HEALTH, "google.longrunning.Operations", ACCOUNT, APPLICATION},
                             listed)
        inside = {name for service in stack.SERVICES for name in self.remote(service).services() if name.startswith("nastavnik.")}
        published = {name for name in listed if name.startswith("nastavnik.")}
        self.assertEqual({name for name in inside - published if "Staff" not in name and "Internal" not in name}, set())
        self.assertEqual({name for name in published if "Staff" in name or "Internal" in name}, set())
        for name in ("", *published):
            self.assertEqual(remote.call(HEALTH, "Check", service=name).status, 1, name)
        for name in inside - published:
            self.assertEqual(remote.reflect(file_containing_symbol=name).error_response.error_code, 5, name)
            self.fails_there(grpc.StatusCode.NOT_FOUND, HEALTH, "Check", service=name)

    def test_calls_across_services(self):
        remote = self.remote("gateway")
        user = remote.call(ACCOUNT, "GetUser", token=person.token, name="users/me")
        self.assertEqual(user.person_name.family_name, person.family_name)
        author = season.participant()
        draft = season.draft(author).body
        application = remote.call(APPLICATION, "GetApplication", token=author.token, name=draft["name"])
        self.assertEqual((application.name, application.etag), (draft["name"], draft["etag"]))
        self.assertEqual(remote.call("nastavnik.registration.v1.SeasonPublicService", "GetSeason", name=season.name).name, season.name)

    def test_refusals_are_those_of_the_services(self):
        author = season.participant()
        stale = {"token": author.token, "name": season.draft(author).body["name"], "etag": "v99-owner", "request_id": str(uuid.uuid4())}
        error = self.fails_there(grpc.StatusCode.ABORTED, APPLICATION, "SubmitApplication", **stale)
        self.assertIn(b"ETAG_MISMATCH", dict(error.trailing_metadata())["grpc-status-details-bin"])
        self.fails_there(grpc.StatusCode.NOT_FOUND, APPLICATION, "GetApplication", token=person.token, name=f"{season.name}/applications/{uuid.uuid4()}")
        self.fails_there(grpc.StatusCode.UNAUTHENTICATED, ACCOUNT, "GetUser", name="users/me")
        self.fails_there(grpc.StatusCode.NOT_FOUND, "google.longrunning.Operations", "GetOperation", token=person.token, name="operations/x.y")

    def test_a_large_message_and_a_deadline(self):
        large = {"token": person.token, "request_id": "large", "organization": {"title": "x" * ((4 << 20) + 1)}}
        self.fails_there(grpc.StatusCode.RESOURCE_EXHAUSTED, ORGANIZATION, "CreateOrganization", **large)
        large["organization"] = {"title": "x" * ((1 << 20) + 1)}
        self.fails_there(grpc.StatusCode.INVALID_ARGUMENT, ORGANIZATION, "CreateOrganization", **large)
        with stack.running.holding("LOCK TABLE registration.person IN ACCESS EXCLUSIVE MODE"):
            self.fails_there(grpc.StatusCode.DEADLINE_EXCEEDED, ACCOUNT, "GetUser", token=person.token, timeout=0.2, name="users/me")


if __name__ == "__main__":
    stack.main()
