"""A client of the REST API that hides nothing: what is sent is what the test says, what came back is kept as it came."""
import http.client
import http.cookies
import json
import socket
import uuid

AUTO = object()  # a fresh Idempotency-Key for every POST


class Answer:
    """Status, headers with lower-case names, bytes, and the JSON in them."""

    def __init__(self, status, headers, data):
        self.status = status
        self.headers = {name.lower(): value for name, value in headers}
        self.cookies = {}  # what Set-Cookie sets, by name; http.cookies.Morsel
        for name, value in headers:
            if name.lower() == "set-cookie":
                self.cookies.update(http.cookies.SimpleCookie(value))
        self.data = data
        self.body = json.loads(data) if data and "json" in self.headers.get("content-type", "") else None

    @property
    def ok(self):
        return 200 <= self.status < 300

    @property
    def reason(self):
        return self.body.get("reason", "") if isinstance(self.body, dict) else ""

    @property
    def etag(self):
        return self.headers.get("etag", "")

    @property
    def replayed(self):
        return self.headers.get("idempotent-replayed") == "true"

    @property
    def fields(self):
        """What is wrong by field: {"organization.title": "TOO_LONG"}."""
        return {error["field"]: error["reason"] for error in self.body["errors"]}

    def __repr__(self):
        return f"{self.status} {self.data[:2000].decode(errors='replace')}"


class Client:
    """One connection; not for two threads. Nothing is repeated."""

    observe = None  # called with (method, path, Answer) for every answer of every client

    def __init__(self, address, token=""):
        self.address = address
        self.token = token
        self._connection = None

    def get(self, path, **options):
        return self.call("GET", path, **options)

    def post(self, path, body=None, **options):
        return self.call("POST", path, {} if body is None else body, **options)

    def patch(self, path, body, **options):
        return self.call("PATCH", path, body, **options)

    def delete(self, path, **options):
        return self.call("DELETE", path, **options)

    def call(self, method, path, body=None, *, token=None, key=AUTO, if_match="", headers=None, data=None):
        """`body` becomes JSON; `data` is sent as it is. `key=None` sends no Idempotency-Key."""
        lines = {"Accept-Language": "ru"}
        if body is not None:
            data = json.dumps(body, ensure_ascii=False).encode()
        if data is not None:
            lines["Content-Type"] = "application/json"
        token = self.token if token is None else token
        if token:
            lines["Authorization"] = f"Bearer {token}"
        if key is AUTO:
            key = str(uuid.uuid4()) if method == "POST" else None
        if key is not None:
            lines["Idempotency-Key"] = key
        if if_match:
            lines["If-Match"] = if_match
        for name, value in (headers or {}).items():
            lines.pop(name, None)
            if value is not None:
                lines[name] = value
        answer = self._send(method, path, data, lines)
        if Client.observe:
            Client.observe(method, path, answer)
        return answer

    def _send(self, method, path, data, lines):
        reused = self._connection is not None
        if not reused:
            self._connection = http.client.HTTPConnection(self.address, timeout=60)
        try:
            self._connection.request(method, path, data, lines)
            response = self._connection.getresponse()
            content = response.read()
        except (http.client.RemoteDisconnected, ConnectionError):
            self.close()
            if not reused:
                raise
            return self._send(method, path, data, lines)  # a connection kept open had been ended meanwhile
        except BaseException:
            self.close()
            raise
        if response.will_close:
            self.close()
        return Answer(response.status, response.getheaders(), content)

    def close(self):
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    __del__ = close


def raw(address, data, seconds=10):
    """What comes back for these bytes until the other end hangs up or stays silent for `seconds`."""
    host, port = address.split(":")
    received = b""
    with socket.create_connection((host, int(port)), timeout=seconds) as connection:
        try:
            connection.sendall(data)
            while chunk := connection.recv(65536):
                received += chunk
        except (TimeoutError, ConnectionError):
            pass
    return received
