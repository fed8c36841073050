"""What happened, told as it happens: server-sent events, their polled twin, the streams of Connect and gRPC-Web."""
import http.client
import json
import signal
import struct
import os
import threading

import jsonschema

from tests.support import stack
from tests.support.problem import ProblemTest
from tests.support.rest import Client
from tests.support.season import Season, must
from tests.support.sse import EventStream

WATCH = "/nastavnik.events.v1.EventService/WatchEvents"
REVOKED = "nastavnik.session.revoked.v1"

season = person = other = None


def setUpModule():
    global season, person, other
    season = Season(stack.running)
    person, other = season.participant(), season.participant()


def watch(someone, last_id="", query=""):
    return EventStream(someone.rest.address, someone.token, last_id, "/v1/events:stream" + query)


def end_a_session(someone):
    """One event for that person: a session begins and ends. Its name."""
    body = {"email": someone.email, "password": someone.password}
    session = must(someone.rest.post("/v1/sessions", body, key=None)).body
    must(Client(someone.rest.address, session["accessToken"]).delete(f"/v1/{session['name']}"))
    return session["name"]


def envelope(data, flags=0):
    return struct.pack(">BI", flags, len(data)) + data


def envelopes(response, count):
    """The first messages of a stream: (flags, bytes)."""
    messages = []
    while len(messages) < count:
        head = response.read(5)
        if len(head) < 5:
            break
        flags, size = struct.unpack(">BI", head)
        messages.append((flags, response.read(size)))
    return messages


def call(path, content_type, body, token=None):
    connection = http.client.HTTPConnection(person.rest.address, timeout=20)
    headers = {"Content-Type": content_type, "Connect-Protocol-Version": "1"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    connection.request("POST", path, body, headers)
    return connection.getresponse()


class Told(ProblemTest):
    def test_own_things_and_nobody_elses(self):
        with watch(person) as mine, watch(other) as theirs:
            self.assertEqual(mine.response.getheader("content-type"), "text/event-stream")
            self.assertEqual(mine.response.getheader("cache-control"), "no-store")
            self.assertEqual(mine.response.getheader("x-accel-buffering"), "no")
            draft = season.draft(person)
            event = mine.wait_for("application.created")
            self.assertEqual(event["subject"], draft.body["name"])
            self.assertEqual((event["source"], event["season"], event["specversion"]), ("/submission", "2027", "1.0"))
            schema = stack.running.api.document["components"]["schemas"]["events.Event"]
            event.pop("lastId")
            jsonschema.validate(event, {**schema, "components": stack.running.api.document["components"]})
            self.assertEqual(set(event), {"id", "specversion", "source", "type", "subject", "time", "season"})
            self.assertEqual(mine.retry, 3000)
            own = end_a_session(other)
            self.assertEqual(theirs.wait_for("session.revoked")["subject"], own)
            self.assertEqual([kind for kind in theirs.types() if not kind.startswith("season.")], ["session.revoked"])
            self.assertNotIn("session.revoked", mine.types())

    def test_only_what_was_asked_for(self):
        with watch(person, query=f"?types={REVOKED}&season=2026") as none, watch(person, query=f"?types={REVOKED}") as one:
            ended = end_a_session(person)
            self.assertEqual(one.wait_for("session.revoked")["subject"], ended)
            self.assertEqual(none.events, [])

    def test_what_everybody_may_hear(self):
        history = must(person.rest.get("/v1/events?pageSize=1000&types=nastavnik.season.announced.v1")).body["events"]
        self.assertEqual([event["subject"] for event in history], [season.name])

    def test_goes_on_where_it_was_cut(self):
        with watch(person) as first:
            end_a_session(person)
            first.wait_for("session.revoked")
        missed = [end_a_session(person) for _ in range(3)]
        with watch(person, first.last_id) as second:
            stack.wait_for("what was missed", lambda: len(second.events) >= 3)
            self.assertEqual([event["subject"] for event in second.events], missed)
        with watch(person, second.events[0]["lastId"]) as third:
            stack.wait_for("what followed the first", lambda: len(third.events) >= 2)
            self.assertEqual([event["subject"] for event in third.events], missed[1:])

    def test_nothing_is_missed_while_the_gateway_dies(self):
        """The browser's way: again and again from the last id, after a moment, whatever happened."""
        heard, done = [], threading.Event()

        def listen():
            last = ""
            while not done.is_set():
                try:
                    stream = watch(person, last)
                except OSError:
                    continue  # the gateway is on its way back
                ready.set()
                while not stream.ended.wait(0.02) and not done.is_set():
                    pass
                stream.close()
                heard.extend(stream.events)
                last = stream.last_id or last

        ready = threading.Event()
        listener = threading.Thread(target=listen)
        listener.start()
        ready.wait(10)
        ended = []
        for number in range(24):
            try:
                ended.append(end_a_session(person))
            except (OSError, AssertionError, http.client.HTTPException):
                pass  # the call was cut; nothing is claimed of it
            if number % 8 == 4:
                stack.running.kill("gateway")
                stack.wait_for("the gateway's return", self._answers)
        with watch(person) as probe:  # told live: whatever was before is out
            last = end_a_session(person)
            stack.wait_for("the last event", lambda: last in [e["subject"] for e in probe.events])
        done.set()
        listener.join()
        with watch(person, heard[-1]["lastId"] if heard else "") as rest:
            subjects = [event["subject"] for event in heard]
            if last not in subjects:
                stack.wait_for("the rest", lambda: last in [e["subject"] for e in rest.events])
            heard.extend(rest.events)
        subjects = {event["subject"] for event in heard}
        self.assertGreater(len(ended), 15)
        self.assertEqual(set(ended) - subjects, set())

    @staticmethod
    def _answers():
        try:
            return Client(person.rest.address).get("/readyz").ok
        except (OSError, http.client.HTTPException):
            return False


class Ended(ProblemTest):
    def test_a_session_that_ends_cuts_its_stream(self):
        someone = season.participant()
        with watch(someone) as stream, watch(person) as others:
            must(someone.rest.delete(f"/v1/{someone.session['name']}"))
            self.assertTrue(stream.ended.wait(5))
            self.assertFalse(others.ended.is_set())
        again = stack.wait_for("refusal", lambda: (lambda s: s if s.status == 401 else s.close())(watch(someone)), 6)
        self.assertEqual(again.body["reason"], "UNAUTHENTICATED")

    def test_a_role_that_is_taken_cuts_the_streams_of_its_person(self):
        office = season.official("EXAMINER")
        with watch(office) as stream:
            grant = {"role": "EXAMINER", "season": season.name}
            must(season.administrators[0].staff.post(f"/v1/staff/{office.user}:revokeRole", grant))
            self.assertTrue(stream.ended.wait(5))

    def test_a_gateway_that_leaves_gives_the_place(self):
        with watch(person) as stream:
            before = stack.running.pid("gateway")
            os.kill(before, signal.SIGTERM)
            self.assertTrue(stream.ended.wait(20))
            stack.wait_for("another gateway", lambda: stack.running.pid("gateway") not in (None, before) and Told._answers())
        missed = end_a_session(person)
        with watch(person, stream.last_id) as again:
            self.assertEqual(again.wait_for("session.revoked")["subject"], missed)

    def test_too_many(self):
        someone = season.participant()
        streams = [watch(someone) for _ in range(10)]
        self.assertEqual({stream.status for stream in streams}, {200})
        refused = watch(someone)
        self.assertEqual((refused.status, refused.body["reason"]), (429, "RATE_LIMITED"))
        self.assertTrue(refused.response.getheader("retry-after"))
        for stream in streams:
            stream.close()
        again = stack.wait_for("room", lambda: (lambda s: s if s.status == 200 else None)(watch(someone)))
        again.close()


class Refused(ProblemTest):
    def test_who_and_what(self):
        self.refused(Client(person.rest.address).get("/v1/events:stream"), 401, "UNAUTHENTICATED")
        self.fields_refused(person.rest.get("/v1/events:stream?resumeToken=abc"), {"resumeToken": "INVALID_FORMAT"})
        self.fields_refused(person.rest.get("/v1/events?pageToken=abc"), {"pageToken": "INVALID_FORMAT"})
        self.fields_refused(person.rest.get("/v1/events?page=2"), {"page": "UNKNOWN_FIELD"})
        self.fields_refused(person.rest.get("/v1/events?pageSize=-1"), {"pageSize": "OUT_OF_RANGE"})
        theirs = must(other.rest.get("/v1/events")).body["nextPageToken"]
        self.fields_refused(person.rest.get(f"/v1/events?pageToken={theirs}"), {"pageToken": "INVALID_FORMAT"})

    def fields_refused(self, answer, fields):
        self.refused(answer, 400)
        self.assertEqual(answer.fields, fields)


class Polled(ProblemTest):
    def test_pages_hold_everything_once_and_in_order(self):
        ended = [end_a_session(person) for _ in range(5)]
        whole = stack.wait_for("all events", lambda: self.read(1000, ended[-1]))
        pages = self.read(2, ended[-1])
        self.assertEqual([event["id"] for event in pages], [event["id"] for event in whole])
        self.assertEqual([e["subject"] for e in whole if e["type"] == REVOKED][-5:], ended)

    @staticmethod
    def read(size, last):
        """All pages; None unless the event about `last` is among them."""
        events, token = [], ""
        while True:
            page = must(person.rest.get(f"/v1/events?pageSize={size}&pageToken={token}")).body
            events += page["events"]
            token = page["nextPageToken"]
            if not page["more"]:
                return events if last in [event["subject"] for event in events] else None


class OtherProtocols(ProblemTest):
    def test_connect(self):
        response = call(WATCH, "application/connect+json", envelope(b"{}"), person.token)
        self.assertEqual((response.status, response.getheader("content-type")), (200, "application/connect+json"))
        (flags, first), = envelopes(response, 1)
        self.assertEqual(flags, 0)
        self.assertTrue(json.loads(first)["resumeToken"])
        ended = end_a_session(person)
        (flags, second), = envelopes(response, 1)
        self.assertEqual(json.loads(second)["event"]["subject"], ended)
        response.close()

    def test_connect_errors_come_last(self):
        for body, code in ((envelope(b'{"resumeToken": "abc"}'), "invalid_argument"), (envelope(b'{"what": 1}'), "invalid_argument")):
            response = call(WATCH, "application/connect+json", body, person.token)
            self.assertEqual(response.status, 200)
            (flags, last), = envelopes(response, 1)
            self.assertEqual((flags, json.loads(last)["error"]["code"]), (2, code))
        response = call(WATCH, "application/connect+json", envelope(b"{}"))
        (flags, last), = envelopes(response, 1)
        self.assertEqual((flags, json.loads(last)["error"]["code"]), (2, "unauthenticated"))
        self.assertEqual(call(WATCH, "application/json", b"{}", person.token).status, 415)

    def test_grpc_web(self):
        response = call(WATCH, "application/grpc-web+proto", envelope(b""), person.token)
        self.assertEqual((response.status, response.getheader("content-type")), (200, "application/grpc-web+proto"))
        (flags, first), = envelopes(response, 1)
        self.assertEqual(flags, 0)
        self.assertTrue(first)
        response.close()


if __name__ == "__main__":
    stack.main()
