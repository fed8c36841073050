"""A read through REST against the same read by direct gRPC, both answered from memory, in alternating pairs.

  ./dev bench rest

One load generator, h2load, speaks to both: HTTP/1.1 to the gateway, gRPC over HTTP/2 to the service. Whoever calls has no
account, so that the two paths differ by the gateway alone.
"""
import re
import statistics
import struct
import subprocess
import sys

import grpc

from tests.support import season as seasons
from tests.support import stack as stacks

CLIENTS = 128
SECONDS = 4
PAIRS = 7


def load(*arguments):
    """Requests a second; every one must have been answered well."""
    command = ["h2load", "-c", str(CLIENTS), "-t", "1", "-D", str(SECONDS), "--warm-up-time", "1", *arguments]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    figures = re.search(r"finished in [0-9.]+s, ([0-9.]+) req/s", out)
    faults = re.search(r"(\d+) failed, (\d+) errored, (\d+) timeout", out)
    refused = re.search(r"(\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx", out)
    if figures is None or any(int(n) for n in faults.groups()) or any(int(n) for n in refused.groups()[1:]):
        sys.exit(out)
    return float(figures.group(1))


def main():
    with stacks.Stack(sys.argv[1]) as stack:
        season = seasons.Season(stack)
        path = f"/v1/public/{season.name}"
        answer = seasons.Client(stack.address("gateway", "http")).get(path)
        assert answer.status == 200, answer
        request = b"\x0a" + bytes([len(season.name)]) + season.name.encode()  # GetSeasonRequest.name
        method = "/nastavnik.registration.v1.SeasonPublicService/GetSeason"
        with grpc.insecure_channel(stack.address("registration", "grpc")) as channel:  # raises unless the status is OK
            message = channel.unary_unary(method)(request, timeout=5)
        body = f"{stack.local}/request.bin"
        with open(body, "wb") as file:
            file.write(b"\x00" + struct.pack(">I", len(request)) + request)
        rest = ["--h1", f"http://{stack.address('gateway', 'http')}{path}"]
        direct = ["-m", "1", "-d", body, "-H", "content-type: application/grpc", "-H", "te: trailers",
                f"http://{stack.address('registration', 'grpc')}{method}"]
        print(f"{CLIENTS} clients, answers of {len(message)} bytes, as JSON {len(answer.data)}, {PAIRS} pairs of {SECONDS} s")
        ratios = []
        for _ in range(PAIRS):
            base, measured = load(*direct), load(*rest)
            ratios.append(measured / base)
            print(f"  gRPC {base:6.0f}/s   REST {measured:6.0f}/s   {ratios[-1]:.3f}", flush=True)
        print(f"median {statistics.median(ratios):.3f}")


if __name__ == "__main__":
    main()
