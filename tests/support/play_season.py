#!/usr/bin/env python3
"""Plays a season on a stack of its own, with or without disaster, and ends with the exit code of the play.

  play_season.py BUILD [--participants N] [--kill] [--flush] [--pause SECONDS] [--keep]

--kill    ends one process after another with SIGKILL while the play goes on: the five of the platform, PostgreSQL and
          both Redis, each in turn, so that all are hit; the supervisor starts it again.
--flush   empties both Redis again and again.
"""
import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VICTIMS = ["gateway", "registration", "submission", "review", "results", "postgres", "redis-queue", "redis-cache"]


def stack(function, build, local):
    """Runs a function of deploy/local/stack.sh."""
    script = f"""set -euo pipefail
say() {{ printf '%s\\n' "$*"; }}
fail() {{ say "$*"; exit 1; }}
root={ROOT}; build={build}
source {ROOT}/deploy/local/stack.sh
{function}"""
    return subprocess.run(["bash", "-c", script], cwd=ROOT, env={**os.environ, "NASTAVNIK_LOCAL": local}, check=False).returncode


def kill(name, local):
    """SIGKILL to the process that the supervisor of `name` keeps, if it lives; whether it did."""
    try:
        with open(f"{local}/pids/{name}.child", encoding="ascii") as file:
            os.kill(int(file.read().split()[0]), signal.SIGKILL)
        return True
    except (OSError, ValueError, IndexError):
        return False


def flush(local):
    done = 0
    for redis in ("queue", "cache"):
        done += subprocess.run(["redis-cli", "-s", f"{local}/run/{redis}.sock", "flushall"], capture_output=True, check=False).returncode == 0
    return done


def disasters(args, play, local):
    """Until the play ends: one disaster every pause. Counts by kind."""
    counts = {}
    chance = random.Random(7)
    order = []
    while True:
        try:
            play.wait(timeout=args.pause)
            return counts
        except subprocess.TimeoutExpired:
            pass
        if args.kill:
            if not order:
                order = chance.sample(VICTIMS, len(VICTIMS))
            victim = order.pop()
            counts[victim] = counts.get(victim, 0) + kill(victim, local)
        if args.flush:
            counts["flushall"] = counts.get("flushall", 0) + flush(local)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--participants", default="40")
    parser.add_argument("--experts", default="0")
    parser.add_argument("--kill", action="store_true")
    parser.add_argument("--flush", action="store_true")
    parser.add_argument("--pause", type=float, default=1.5)
    parser.add_argument("--keep", action="store_true")
    args = parser.parse_args()
    build = os.path.abspath(args.build)
    local = tempfile.mkdtemp(prefix="nastavnik-play-")
    code = 1
    try:
        if stack("start_stack", build, local) != 0:
            return 1
        play = subprocess.Popen([f"{build}/bin/nastavnik-play", "--local", local, "--source", ROOT,
                                 "--participants", args.participants, "--experts", args.experts], cwd=ROOT)
        counts = disasters(args, play, local) if args.kill or args.flush else (play.wait(), {})[1]
        code = play.returncode
        if counts:
            print("disasters:", ", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
        if (args.kill or args.flush) and sum(counts.values()) == 0:
            print("no disaster happened: the test tells nothing")
            code = 1
    finally:
        stack("stop_stack", build, local)
        if code != 0:
            for name in sorted(os.listdir(f"{local}/log")):
                tail = subprocess.run(["tail", "-n", "400", f"{local}/log/{name}"], capture_output=True, text=True, check=False).stdout
                lines = [line for line in tail.splitlines() if '"level":"error"' in line or '"level":"ERROR"' in line or not line.startswith("{")]
                print(f"--- {name}", *lines[-12:], sep="\n")
        if not args.keep:
            stack("remove_stack", build, local)
            shutil.rmtree(local, ignore_errors=True)
        else:
            print("kept:", local)
    return code


if __name__ == "__main__":
    sys.exit(main())
