"""A reader of server-sent events that hides nothing: it keeps what came, in its order, and goes on from the last id."""
import http.client
import json
import threading

from tests.support.stack import wait_for


class EventStream:
    """One connection, read by a thread of its own until either end closes it."""

    def __init__(self, address, token, last_id="", path="/v1/events:stream"):
        self.events = []  # data of each event, with its id as "lastId"
        self.last_id = last_id
        self.comments = 0  # events without data
        self.retry = None
        self.ended = threading.Event()
        headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"}
        if last_id:
            headers["Last-Event-ID"] = last_id
        self._connection = self.connect(address)
        self._connection.request("GET", path, headers=headers)
        self.response = self._connection.getresponse()
        self.status = self.response.status
        self._socket = self.response.fp.raw._sock if self.status == 200 else None  # the connection has let go of it
        if self.status == 200:
            threading.Thread(target=self._read, daemon=True).start()
        else:
            self.body = json.loads(self.response.read())
            self.ended.set()

    def connect(self, address):
        return http.client.HTTPConnection(address, timeout=60)

    def _read(self):
        data = []
        try:
            for raw in iter(self.response.readline, b""):
                line = raw.decode().rstrip("\n")
                name, _, value = line.partition(":")
                value = value.removeprefix(" ")
                if name == "data":
                    data.append(value)
                elif line.startswith("id:"):
                    self.last_id = value
                elif name == "retry":
                    self.retry = int(value)
                elif line == ":":
                    self.comments += 1
                elif not line and data:
                    self.events.append({**json.loads("\n".join(data)), "lastId": self.last_id})
                    data = []
        except (OSError, ValueError, http.client.HTTPException):
            pass
        self.ended.set()

    def types(self):
        return [event["type"].removeprefix("nastavnik.").removesuffix(".v1") for event in self.events]

    def wait_for(self, kind, seconds=10):
        """The first event of this type."""
        def find():
            return next((e for e, t in zip(list(self.events), self.types()) if t == kind), None)
        return wait_for(f"the event {kind}", find, seconds)

    def close(self):
        """Hangs up, as a browser does that is closed."""
        if self._socket is not None:
            try:
                self._socket.shutdown(2)
            except OSError:
                pass
        self.ended.wait(10)
        self._connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
