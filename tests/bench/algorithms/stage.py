"""Figures of the algorithms, each beside what it has to reach.

  python3 -m tests.bench.algorithms.stage BUILD [--full]      (./dev bench algorithms)

--full adds the assignment of a million applications. Ends with 1 when a figure is missed.
"""
import subprocess
import sys
import time


def run(title, command):
    print(f"== {title}", flush=True)
    return subprocess.run(command, check=False).returncode


def main():
    build, more = sys.argv[1], sys.argv[2:]
    missed = run("assignment", [f"{build}/bin/bench-assignment", *more])
    missed |= run("calibration and staged review", [f"{build}/bin/bench-calibration"])
    missed |= run("ranking", [f"{build}/bin/bench-ranking"])
    begun = time.monotonic()
    missed |= run("ranking against the second implementation, 10,000 seasons",
                  ["/usr/bin/python3", "-B", "-m", "tests.verifier.results", build, "10000"])
    print(f"10,000 seasons in {time.monotonic() - begun:.0f} s", flush=True)
    missed |= run("similarity", [f"{build}/bin/bench-similarity"])
    sys.exit(missed != 0)


if __name__ == "__main__":
    main()
