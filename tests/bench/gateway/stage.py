"""What many connections cost the gateway: open event streams, connections that say nothing, clients that drip.

  ./dev bench gateway

One process holds all connections. Figures: memory of the gateway for each stream and the time in which one event reaches
all of them; memory with idle and dripping connections, and what these do to the calls of others.
"""
import asyncio
import resource
import statistics
import sys
import time

from tests.support import season as seasons
from tests.support import stack as stacks
from tests.support.tokens import Key, claims_of

STREAMS, STREAMS_OF_PERSON = 10_000, 10
IDLE, DRIPPING = 5_000, 2_000
CALLS = 2_000

PEOPLE = """INSERT INTO registration.person
SELECT gen_random_uuid(), state, family_name, given_name, patronymic, birth_date, region_id, name_version, facts_version, 0, version,
       create_time, update_time
FROM (SELECT * FROM registration.person LIMIT 1) one, generate_series(1, {}) RETURNING person_id"""
EVENT = """INSERT INTO registration.outbox (season_id, event_id, n, subject, subject_seq, type, payload, recipients)
VALUES ('bench', gen_random_uuid(), 0, 'seasons/bench', {}, 'season.opened', '{{}}', ARRAY['00000000-0000-0000-0000-000000000000'::uuid])"""


def memory(stack):
    """Resident bytes of the gateway."""
    with open(f"/proc/{stack.pid('gateway')}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


class Streams:
    """Event streams, and how many have heard of the event that is waited for."""

    def __init__(self, address):
        self.host, self.port = address.split(":")
        self.open, self.heard, self.writers = 0, 0, []
        self.all_heard = asyncio.Event()

    async def connect(self, token):
        reader, writer = await asyncio.open_connection(self.host, self.port, limit=8192)
        writer.write(f"GET /v1/events:stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        status = await reader.readline()
        if b" 200 " not in status:
            sys.exit(f"a stream was refused: {status}")
        self.writers.append(writer)
        self.open += 1
        asyncio.get_running_loop().create_task(self._listen(reader))

    async def _listen(self, reader):
        while line := await reader.readline():
            if line.startswith(b"data:"):
                self.heard += 1
                if self.heard == self.open:
                    self.all_heard.set()

    async def tell(self, stack, number):
        """Seconds from the event's commit until everybody has it."""
        self.heard = 0
        self.all_heard.clear()
        await asyncio.to_thread(stack.sql, EVENT.format(number))
        begun = time.monotonic()
        await asyncio.wait_for(self.all_heard.wait(), 30)
        return time.monotonic() - begun

    def close(self):
        for writer in self.writers:
            writer.close()


async def gather(jobs, at_once=200):
    """All of them, some at once."""
    jobs = list(jobs)
    for i in range(0, len(jobs), at_once):
        await asyncio.gather(*jobs[i:i + at_once])


async def streams(stack, tokens):
    before = memory(stack)
    held = Streams(stack.address("gateway", "http"))
    await gather(held.connect(token) for token in tokens for _ in range(STREAMS_OF_PERSON))
    each = (memory(stack) - before) / held.open / 1000
    times = [await held.tell(stack, number) for number in range(1, 6)]
    print(f"{held.open} event streams: {each:.1f} kB each (most 30); one event to all: median {statistics.median(times):.2f} s, "
          f"worst {max(times):.2f} s (most 1)", flush=True)
    held.close()


async def p99_of_calls(address, path):
    """Milliseconds of one read after the other on one connection."""
    reader, writer = await asyncio.open_connection(*address.split(":"))
    times = []
    for _ in range(CALLS):
        begun = time.monotonic()
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
        await reader.readexactly(length)
        times.append((time.monotonic() - begun) * 1000)
    writer.close()
    return sorted(times)[int(CALLS * 0.99)]


async def drip(writer, stop):
    """A request that never comes to its end, a byte a second."""
    text = b"GET /v1/public/seasons HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + b"x" * 1000
    for byte in text:
        if stop.is_set() or writer.is_closing():
            return
        writer.write(bytes([byte]))
        await asyncio.sleep(1)


async def crowd(stack, path):
    address = stack.address("gateway", "http")
    alone = await p99_of_calls(address, path)
    before = memory(stack)
    writers = []

    async def connect():
        writers.append((await asyncio.open_connection(*address.split(":"), limit=1024))[1])

    await gather(connect() for _ in range(IDLE + DRIPPING))
    stop = asyncio.Event()
    dripping = [asyncio.get_running_loop().create_task(drip(writer, stop)) for writer in writers[:DRIPPING]]
    await asyncio.sleep(2)
    among = await p99_of_calls(address, path)
    total = memory(stack) / 1e6
    stop.set()
    await asyncio.gather(*dripping, return_exceptions=True)
    print(f"{IDLE} idle and {DRIPPING} dripping connections: {total:.0f} MB in all, {total - before / 1e6:.0f} more (most 300); "
          f"p99 of a read {alone:.2f} ms alone, {among:.2f} ms among them, {among / alone:.2f} times (most 2)", flush=True)
    for writer in writers:
        writer.close()


def main():
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with stacks.Stack(sys.argv[1]) as stack:
        season = seasons.Season(stack)
        path = f"/v1/public/{season.name}"
        claims = claims_of(season.organizer.token)
        key = Key(f"{stack.local}/keys", "registration-token")
        people = [row[0] for row in stack.sql(PEOPLE.format(STREAMS // STREAMS_OF_PERSON))]
        tokens = [key.token({**claims, "sub": person, "sid": claims.get("sid", ""), "epoch": 0}) for person in people]
        asyncio.run(crowd(stack, path))
        asyncio.run(streams(stack, tokens))


if __name__ == "__main__":
    main()
