"""Callers of the partners' port who do not keep to HTTP/2 or gRPC: refused or cut, and everybody else is served as before."""
import base64
import select
import socket
import struct
import time
import unittest

try:
    import h2.config
    import h2.connection
    import h2.errors
    import h2.events
    import h2.exceptions
except ImportError:
    h2 = None

from tests.support import stack
from tests.support.season import Season

GET_USER = "/nastavnik.registration.v1.AccountService/GetUser"
GET_SEASON = "/nastavnik.registration.v1.SeasonPublicService/GetSeason"
CHECK = "/grpc.health.v1.Health/Check"
ME = b"\x0a\x08users/me"
OK, CANCELLED, INVALID_ARGUMENT, DEADLINE_EXCEEDED, NOT_FOUND, RESOURCE_EXHAUSTED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, UNAUTHENTICATED = 0, 1, 3, 4, 5, 8, 12, 13, 14, 16
season = person = None


def setUpModule():
    global season, person
    season = Season(stack.running)
    person = season.participant()


def frame(message, flags=0, length=None):
    return bytes([flags]) + struct.pack(">I", len(message) if length is None else length) + message


class Connection:
    """HTTP/2 by hand: what h2 does not forbid is sent as it is."""

    def __init__(self):
        host, port = stack.running.address("gateway", "grpc").rsplit(":", 1)
        self.socket = socket.create_connection((host, int(port)), timeout=20)
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(
            header_encoding=None, validate_outbound_headers=False, normalize_outbound_headers=False))
        self.h2.initiate_connection()
        self.headers = {}  # by stream: what came, trailers over headers
        self.ended = set()
        self.reset = {}
        self.gone = None  # code of GOAWAY
        self.closed = False
        self.unread = b""
        self.flush()

    def close(self):
        self.socket.close()

    def flush(self):
        data = self.h2.data_to_send()
        if data:
            self.send(data)

    def send(self, data):
        try:
            self.socket.sendall(data)
        except OSError:
            self.closed = True

    def call(self, path, *metadata, message=frame(ME), leave=(), end=True):
        """Opens a stream; its number. `leave`: headers that are not sent."""
        headers = [(":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "localhost"), ("te", "trailers"),
                   ("content-type", "application/grpc")]
        headers = [header for header in headers if header[0] not in leave and header[0] not in {name for name, _ in metadata}]
        pseudo = [header for header in metadata if header[0].startswith(":")]
        number = self.h2.get_next_available_stream_id()
        self.h2.send_headers(number, [*pseudo, *headers, *(header for header in metadata if not header[0].startswith(":"))])
        while message:
            window = min(self.h2.local_flow_control_window(number), self.h2.max_outbound_frame_size)
            if window == 0 and not self.receive():
                break
            self.h2.send_data(number, message[:window])
            message = message[window:]
            self.flush()
        if end:
            self.h2.end_stream(number)
        self.flush()
        return number

    def receive(self, seconds=20):
        """Takes what comes, or False when nothing more will come within the time."""
        if self.closed or not select.select([self.socket], [], [], seconds)[0]:
            return False
        try:
            data = self.socket.recv(1 << 16)
        except OSError:
            data = b""
        self.closed = self.closed or not data
        self.unread += data
        while len(self.unread) >= 9 and not self.closed:  # frame by frame, so that what came before a fault counts
            size = 9 + int.from_bytes(self.unread[:3], "big")
            if len(self.unread) < size:
                break
            one, self.unread = self.unread[:size], self.unread[size:]
            self.take(one)
        self.flush()
        return not self.closed

    def take(self, data):
        try:
            events = self.h2.receive_data(data)
        except h2.exceptions.ProtocolError:
            self.closed = True
            return
        for event in events:
            if isinstance(event, (h2.events.ResponseReceived, h2.events.TrailersReceived)):
                self.headers.setdefault(event.stream_id, {}).update(event.headers)
            elif isinstance(event, h2.events.DataReceived):
                self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            elif isinstance(event, h2.events.StreamEnded):
                self.ended.add(event.stream_id)
            elif isinstance(event, h2.events.StreamReset):
                self.reset[event.stream_id] = event.error_code
            elif isinstance(event, h2.events.ConnectionTerminated):
                self.gone = event.error_code

    def outcome(self, number):
        """grpc-status of a stream, or "reset", "closed"."""
        while number not in self.ended and number not in self.reset and self.receive():
            pass
        if b"grpc-status" in self.headers.get(number, {}):
            return int(self.headers[number][b"grpc-status"])
        return "reset" if number in self.reset else "closed" if self.closed else self.headers.get(number)


class BadPartner(unittest.TestCase):
    def setUp(self):
        if h2 is None:
            self.skipTest("python3-h2 is missing: apt-get install python3-h2")

    def tearDown(self):
        if h2 is not None:  # whatever was done, the next caller is served
            self.assertEqual(self.one(GET_USER, self.bearer()), OK)

    def bearer(self):
        return ("authorization", f"Bearer {person.token}")

    def connect(self):
        connection = Connection()
        self.addCleanup(connection.close)
        return connection

    def one(self, path, *metadata, **options):
        connection = self.connect()
        return connection.outcome(connection.call(path, *metadata, **options))

    def test_names(self):
        for path in ("/", "//", "/a", "/a/b", "/a/b/c", "", "x", GET_USER + "/", GET_USER.lower(), GET_USER + "?a=1", "/" + "a" * 4000,
                     "/nastavnik.registration.v1.AccountStaffService/GetUser",
                     "/nastavnik.registration.v1.RegistrationInternalService/GetPrincipal"):
            with self.subTest(path[:60]):
                self.assertIn(self.one(path, self.bearer()), (UNIMPLEMENTED, "reset", "closed"))
        self.assertEqual(self.one("/nastavnik.registration.v1.AccountStaffService/GetUser", self.bearer()), UNIMPLEMENTED)

    def test_verbs_and_types(self):
        for name, value in ((":method", "GET"), (":method", "PUT"), ("content-type", "text/html"), ("content-type", "application/json"),
                            (":scheme", "ftp")):
            with self.subTest(f"{name} {value}"):
                self.assertNotEqual(self.one(GET_USER, (name, value)), OK)
        for left in ("te", "content-type", ":method", ":scheme", ":path"):
            with self.subTest(f"without {left}"):
                self.assertNotEqual(self.one(GET_USER, leave=(left,)), OK)

    def test_who(self):
        self.assertEqual(self.one(GET_USER), UNAUTHENTICATED)
        for metadata in ([("authorization", "")], [("authorization", "Bearer")], [("authorization", "Bearer ")],
                         [("authorization", f"Basic {person.token}")], [("authorization", person.token)],
                         [("x-nastavnik-call", person.token)], [("x-user-id", person.user)], [self.bearer(), self.bearer()],
                         [("authorization", "Bearer abc"), self.bearer()]):
            with self.subTest(metadata[0][0] + " " + metadata[0][1][:8]):
                self.assertEqual(self.one(GET_USER, *metadata), UNAUTHENTICATED)

    def test_deadlines(self):
        for value in ("-1S", "1", "S", "1x", "", "abc", "123456789S", "1 S", "0x5S"):
            with self.subTest(value):
                self.assertIn(self.one(GET_USER, self.bearer(), ("grpc-timeout", value)), (OK, DEADLINE_EXCEEDED, INTERNAL, "reset"))
        for value in ("1n", "0S", "0m"):
            with self.subTest(value):
                self.assertIn(self.one(GET_USER, self.bearer(), ("grpc-timeout", value)), (DEADLINE_EXCEEDED, "reset", "closed"))
        self.assertEqual(self.one(GET_USER, self.bearer(), ("grpc-timeout", "99999999H")), OK)

    def test_messages(self):
        junk = {"not a message": frame(b"\xff\xff\xff"), "too long a field": frame(b"\x0a\xff\xff\xff\xff\x0fx"),
                "not UTF-8": frame(b"\x0a\x02\xc3\x28"), "too large": frame(b"\x0a\x81\x80\x40" + b"x" * ((1 << 20) + 1))}
        for name, message in junk.items():
            with self.subTest(name):
                self.assertEqual(self.one(GET_USER, self.bearer(), message=message), INVALID_ARGUMENT)
        self.assertEqual(self.one(GET_USER, self.bearer(), message=frame(b"\x0a\x08users/me" + b"\x78\x01" * 500_000)), OK)
        framing = {"none": b"", "half a head": b"\0\0", "a cut message": frame(ME, length=1000), "unknown flags": frame(ME, flags=2),
                   "a huge length": frame(ME, length=0xFFFFFFFF)}
        for name, message in framing.items():
            with self.subTest(name):
                self.assertNotEqual(self.one(GET_USER, self.bearer(), message=message), OK)

    def test_metadata(self):
        for name, value in (("x-bin", "!!! no base64 !!!"), ("grpc-status-details-bin", "%%%"), ("trace-bin", base64.b64encode(b"\0\xff").decode()),
                            ("traceparent", "00-zz-zz-01"), ("traceparent", "x" * 2000), ("grpc-encoding", "nothing"), ("x-a", "\x7f")):
            with self.subTest(f"{name} {value[:10]}"):
                self.assertIn(self.one(GET_USER, self.bearer(), (name, value)), (OK, INVALID_ARGUMENT, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, "reset", "closed"))
        self.assertEqual(self.one(GET_USER, self.bearer(), ("x-large", "x" * 40_000)), RESOURCE_EXHAUSTED)
        self.assertEqual(self.one(GET_USER, self.bearer(), *((f"x-{n}", "x" * 100) for n in range(400))), RESOURCE_EXHAUSTED)

    def test_many_streams(self):
        connection = self.connect()
        while connection.h2.remote_settings.max_concurrent_streams > 1000:
            self.assertTrue(connection.receive())
        self.assertEqual(connection.h2.remote_settings.max_concurrent_streams, 128)
        open_streams = [connection.call(GET_USER, self.bearer(), message=b"", end=False) for _ in range(128)]
        with self.assertRaises(h2.exceptions.TooManyStreamsError):
            connection.call(GET_USER, self.bearer())
        for number in open_streams:
            connection.h2.reset_stream(number, h2.errors.ErrorCodes.CANCEL)
        connection.flush()
        self.assertEqual(connection.outcome(connection.call(GET_USER, self.bearer())), OK)

    def test_who_sends_no_message_holds_nobody_up(self):
        """More open calls than any class has places; they are cut in the end, deadline or not."""
        connections = [self.connect() for _ in range(5)]
        calls = [(connection, connection.call(GET_USER, self.bearer(), message=frame(ME)[:3], end=False))
                 for connection in connections for _ in range(120)]
        self.assertEqual(self.one(GET_USER, self.bearer()), OK)
        for connection, number in calls:
            self.assertIn(connection.outcome(number), (CANCELLED, "reset", "closed"))

    def test_opened_and_cancelled(self):
        connection = self.connect()
        for _ in range(2000):  # rapid reset
            number = connection.call(GET_SEASON, message=frame(b"\x0a\x0cseasons/2027"), end=False)
            connection.h2.reset_stream(number, h2.errors.ErrorCodes.CANCEL)
            connection.flush()
            if connection.closed:
                break
        self.assertIn(connection.outcome(connection.call(GET_USER, self.bearer())), (OK, "reset", "closed"))

    def test_pings(self):
        connection = self.connect()
        until = time.monotonic() + 20
        while connection.gone is None and not connection.closed and time.monotonic() < until:
            for _ in range(100):
                connection.h2.ping(b"12345678")
            connection.flush()
            connection.receive(0.05)
        self.assertEqual(connection.gone, h2.errors.ErrorCodes.ENHANCE_YOUR_CALM)

    def test_no_http2(self):
        host, port = stack.running.address("gateway", "grpc").rsplit(":", 1)
        for data in (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"\x16\x03\x01\x02\x00\x01", b"\0" * 100_000):
            with socket.create_connection((host, int(port)), timeout=20) as connection:
                try:
                    connection.sendall(data)
                    connection.shutdown(socket.SHUT_WR)
                    while connection.recv(1 << 16):
                        pass
                except OSError:
                    pass


if __name__ == "__main__":
    stack.main()
