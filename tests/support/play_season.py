"""Plays a season on a stack of its own, with or without disaster, and ends with the exit code of the play.

  /usr/bin/python3 -m tests.support.play_season BUILD [--participants N] [--kill] [--flush] [--pause SECONDS] [--keep]

--kill    ends one process after another with SIGKILL while the play goes on: the five of the platform, PostgreSQL and
          both Redis, each in turn, so that all are hit; the supervisor starts it again.
--flush   empties both Redis again and again.
"""
import argparse
import random
import subprocess
import sys

from tests.support.stack import DATABASES, PROCESSES, ROOT, Stack


def disasters(args, play, stack):
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
            order = order or chance.sample(PROCESSES + DATABASES, len(PROCESSES + DATABASES))
            victim = order.pop()
            counts[victim] = counts.get(victim, 0) + stack.kill(victim)
        if args.flush:
            counts["flushall"] = counts.get("flushall", 0) + stack.flush()


def play_season(args, stack):
    """The exit code of the play, or 1 when the disasters that were asked for did not happen."""
    play = subprocess.Popen([f"{stack.build}/bin/nastavnik-play", "--local", stack.local, "--source", ROOT,
                             "--participants", args.participants, "--experts", args.experts], cwd=ROOT)
    if not args.kill and not args.flush:
        return play.wait()
    counts = disasters(args, play, stack)
    print("disasters:", ", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
    if sum(counts.values()) == 0:
        print("no disaster happened: the test tells nothing")
        return 1
    return play.returncode


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
    with Stack(args.build, keep=args.keep) as stack:
        code = play_season(args, stack)
        if code != 0:
            stack.print_errors()
    return code


if __name__ == "__main__":
    sys.exit(main())
