"""The edge: the gateway behind a real nginx with the configuration of deploy/nginx."""
import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import unittest

import grpc

from tests.support import stack
from tests.support.problem import ProblemTest
from tests.support.rest import Answer
from tests.support.season import Season, must
from tests.support.sse import EventStream

HOSTS = {"public": "edge.test", "staff": "staff.edge.test", "partners": "partners.edge.test"}
EDGE = f"{stack.ROOT}/deploy/nginx"

edge = season = person = None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Edge:
    """nginx in a folder of its own, with a certificate that it signed itself."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="nastavnik-edge-")
        self.port, self.http_port = free_port(), free_port()
        self.certificate = f"{self.folder}/edge.crt"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                        "-subj", "/CN=edge.test", "-addext", "subjectAltName=" + ",".join(f"DNS:{host}" for host in HOSTS.values()),
                        "-keyout", f"{self.folder}/edge.key", "-out", self.certificate], check=True, capture_output=True)
        self._write_configuration()
        self.process = subprocess.Popen(["nginx", "-c", f"{self.folder}/nginx.conf", "-p", self.folder])
        stack.wait_for("nginx", self._listens)

    def _write_configuration(self):
        backends = {name: stack.running.address("gateway", listener)
                    for name, listener in (("PUBLIC", "http"), ("STAFF", "staff"), ("PARTNER", "grpc"))}
        settings = {"PUBLIC_HOST": HOSTS["public"], "STAFF_HOST": HOSTS["staff"], "PARTNER_HOST": HOSTS["partners"],
                    "HTTP_LISTEN": f"127.0.0.1:{self.http_port}", "HTTPS_LISTEN": f"127.0.0.1:{self.port}",
                    "CERTIFICATE": self.certificate, "CERTIFICATE_KEY": f"{self.folder}/edge.key",
                    "STAFF_ADDRESSES": "127.0.0.1 10.0.0.0/8", "CONNECTIONS_PER_ADDRESS": "400",
                    **{f"{name}_BACKENDS": address for name, address in backends.items()}}
        with open(f"{self.folder}/settings", "w", encoding="utf-8") as file:
            file.writelines(f"{name}={value}\n" for name, value in settings.items())
        rendered = subprocess.run([f"{EDGE}/render.sh", f"{self.folder}/settings"], capture_output=True, text=True, check=True).stdout
        temporary = "".join(f"  {name}_temp_path {self.folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        user = "user root;\n" if os.getuid() == 0 else ""
        with open(f"{self.folder}/nginx.conf", "w", encoding="utf-8") as file:
            file.write(f"{user}daemon off;\npid {self.folder}/pid;\nerror_log {self.folder}/error.log;\nevents {{}}\n"
                       f"http {{\n  access_log {self.folder}/access.log;\n{temporary}{rendered}\n}}\n")

    def _listens(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            return True
        except OSError:
            return False

    def connect(self, host, source="127.0.0.1"):
        """A connection over TLS, whose name is checked, from an address of this machine."""
        context = ssl.create_default_context(cafile=self.certificate)
        connection = http.client.HTTPSConnection(host, timeout=30, context=context)
        connection._create_connection = lambda *_, **__: socket.create_connection(("127.0.0.1", self.port), 30, (source, 0))
        return connection

    def ask(self, host, method, path, body=None, source="127.0.0.1", **headers):
        connection = self.connect(host, source)
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        answer = Answer(response.status, response.getheaders(), response.read())
        connection.close()
        return answer

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        shutil.rmtree(self.folder)


class EdgeStream(EventStream):
    """Server-sent events through the edge."""

    def connect(self, address):
        return edge.connect(HOSTS["public"])


def setUpModule():
    global edge, season, person
    if not shutil.which("nginx"):
        raise unittest.SkipTest("nginx is not installed: apt-get install nginx-light")
    # The gateway answers for the edge's names from its next start on.
    path = f"{stack.running.local}/conf/gateway.toml"
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace('public_hosts = [', 'public_hosts = ["edge.test", "staff.edge.test", '))
    restart_gateway()
    season = Season(stack.running)
    person = season.participant()
    edge = Edge()


def tearDownModule():
    if edge:
        edge.stop()


def restart_gateway():
    before = stack.running.pid("gateway")
    stack.running.kill("gateway")
    stack.wait_for("another gateway", lambda: stack.running.pid("gateway") not in (None, before) and answers())


def answers():
    try:
        connection = http.client.HTTPConnection(stack.running.address("gateway", "http"), timeout=2)
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False


def end_a_session(someone):
    body = json.dumps({"email": someone.email, "password": someone.password})
    answer = must(edge.ask(HOSTS["public"], "POST", "/v1/sessions", body.encode(), Content_Type="application/json"))
    must(edge.ask(HOSTS["public"], "DELETE", f"/v1/{answer.body['name']}", Authorization=f"Bearer {answer.body['accessToken']}"))
    return answer.body["name"]


class Rest(ProblemTest):
    def test_a_call(self):
        answer = edge.ask(HOSTS["public"], "GET", "/v1/users/me", Authorization=f"Bearer {person.token}")
        self.assertEqual((answer.status, answer.body["name"]), (200, person.user))
        self.assertIn("max-age", answer.headers["strict-transport-security"])
        self.assertEqual(answer.headers["x-content-type-options"], "nosniff")

    def test_http2(self):
        output = subprocess.run(["curl", "-sS", "--http2", "--cacert", edge.certificate, "-o", "/dev/null", "-w", "%{http_version} %{http_code}",
                                 "--resolve", f"{HOSTS['public']}:{edge.port}:127.0.0.1", f"https://{HOSTS['public']}:{edge.port}/v1/public/seasons"],
                                capture_output=True, text=True, check=True).stdout
        self.assertEqual(output, "2 200")

    def test_plain_http_is_sent_to_tls(self):
        connection = http.client.HTTPConnection("127.0.0.1", edge.http_port, timeout=10)
        connection.request("GET", "/v1/public/seasons", headers={"Host": HOSTS["public"]})
        response = connection.getresponse()
        self.assertEqual((response.status, response.getheader("location")), (308, f"https://{HOSTS['public']}/v1/public/seasons"))

    def test_another_name_is_refused(self):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with self.assertRaises(ssl.SSLError), socket.create_connection(("127.0.0.1", edge.port), 10) as plain:
            context.wrap_socket(plain, server_hostname="other.test")

    def test_the_offices_have_a_name_of_their_own(self):
        office = f"Bearer {season.operators[0].token}"
        path = f"/v1/staff/{season.name}/applications"
        self.assertEqual(edge.ask(HOSTS["staff"], "GET", path, Authorization=office).status, 200)
        self.refused(edge.ask(HOSTS["public"], "GET", path, Authorization=office), 404)

    def test_who_claims_to_come_from_elsewhere(self):
        """The gateway is told the address that the edge saw, whatever the caller says."""
        statuses = [edge.ask(HOSTS["public"], "GET", "/v1/users/me", source="127.0.0.7", X_Forwarded_For=f"203.0.113.{i}")
                    .headers["ratelimit"] for i in range(5)]
        left = [int(status.split("r=")[1].split(";")[0]) for status in statuses]
        self.assertEqual(left, sorted(left, reverse=True))
        self.assertLess(left[-1], left[0])

    def test_too_large(self):
        self.assertEqual(edge.ask(HOSTS["public"], "POST", "/v1/users", b"x" * (1 << 20 | 1), Content_Type="application/json").status, 413)


class Streams(ProblemTest):
    def test_events_pass_at_once_and_without_a_gap(self):
        with EdgeStream("", person.token) as stream:
            self.assertEqual(stream.status, 200)
            first = end_a_session(person)
            self.assertEqual(stream.wait_for("session.revoked", 5)["subject"], first)
            restart_gateway()
            self.assertTrue(stream.ended.wait(10))
        missed = [end_a_session(person) for _ in range(3)]
        with EdgeStream("", person.token, stream.last_id) as again:
            stack.wait_for("what was missed", lambda: len(again.events) >= 3)
            self.assertEqual([event["subject"] for event in again.events], missed)

    def test_a_role_that_is_taken_ends_the_stream(self):
        office = season.official("EXAMINER")
        with EdgeStream("", office.token) as stream:
            grant = {"role": "EXAMINER", "season": season.name}
            must(season.administrators[0].staff.post(f"/v1/staff/{office.user}:revokeRole", grant))
            self.assertTrue(stream.ended.wait(5))


@contextlib.contextmanager
def without_gateway():
    """Nobody listens: the gateway is dead and its supervisor asleep."""
    with open(f"{stack.running.local}/pids/gateway", encoding="ascii") as file:
        supervisor = int(file.read().split()[0])
    os.kill(supervisor, signal.SIGSTOP)
    try:
        stack.running.kill("gateway")
        stack.wait_for("silence", lambda: not answers())
        yield
    finally:
        os.kill(supervisor, signal.SIGCONT)
        stack.wait_for("the gateway", answers)


def health():
    """What grpc.health.v1 says of the whole endpoint for partners."""
    with open(edge.certificate, "rb") as file:
        credentials = grpc.ssl_channel_credentials(file.read())
    options = [("grpc.ssl_target_name_override", HOSTS["partners"])]
    with grpc.secure_channel(f"127.0.0.1:{edge.port}", credentials, options) as channel:
        return channel.unary_unary("/grpc.health.v1.Health/Check")(b"", timeout=10)


class Away(ProblemTest):
    def test_a_gateway_that_is_away(self):
        with without_gateway():
            answer = edge.ask(HOSTS["public"], "GET", "/v1/public/seasons")
            self.assertEqual((answer.status, answer.body["reason"], answer.headers["retry-after"]), (503, "UNAVAILABLE", "3"))
            self.assertEqual(answer.headers["content-type"], "application/problem+json")
            with self.assertRaises(grpc.RpcError) as refusal:
                health()
            self.assertEqual(refusal.exception.code(), grpc.StatusCode.UNAVAILABLE)
        self.assertEqual(health(), b"\x08\x01")  # SERVING


if __name__ == "__main__":
    stack.main()
