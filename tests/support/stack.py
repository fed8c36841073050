"""A private stack: PostgreSQL, two Redis and the five processes, started by deploy/local/stack.sh in a folder of its own.

A test program is a module of unittest that ends with `stack.main()`; its tests find the stack in `stack.running`:

    /usr/bin/python3 -m tests.e2e.bad_input BUILD [arguments of unittest]
"""
import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
import unittest

from tests.support.openapi import OpenApi
from tests.support.rest import Client

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SERVICES = ["registration", "submission", "review", "results"]
PROCESSES = [*SERVICES, "gateway"]
DATABASES = ["postgres", "redis-queue", "redis-cache"]

running = None  # the stack of this test program


def wait_for(what, condition, seconds=20):
    """The first true value of `condition()`; AssertionError when none comes in time."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s in vain for {what}")
        time.sleep(0.02)


class Stack:
    """Runs between entering and leaving. A stack is stopped whatever happens; its files go unless `keep`."""

    def __init__(self, build, keep=False):
        self.build = os.path.abspath(build)
        self.keep = keep
        self.local = tempfile.mkdtemp(prefix="nastavnik-test-")
        self.conf = {}
        self.api = None  # description of the REST API, once read

    def __enter__(self):
        if self._shell("start_stack") != 0:
            self.print_errors()
            self.__exit__()
            raise RuntimeError("the stack did not start")
        for name in PROCESSES:
            with open(f"{self.local}/conf/{name}.toml", "rb") as file:
                self.conf[name] = tomllib.load(file)
        return self

    def __exit__(self, *_):
        self._shell("stop_stack")
        if self.keep:
            print("kept:", self.local)
        else:
            self._shell("remove_stack")
            shutil.rmtree(self.local, ignore_errors=True)

    def address(self, process, listener):
        """Where a process listens: address("gateway", "staff"), address("review", "grpc"), address("review", "admin")."""
        return self.conf[process]["listen"][listener]

    @property
    def mail(self):
        return self.conf["registration"]["mail"]["path"]

    def pid(self, process):
        """Number of the process that the supervisor of `process` keeps; None when there is none."""
        try:
            with open(f"{self.local}/pids/{process}.child", encoding="ascii") as file:
                return int(file.read().split()[0])
        except (OSError, ValueError, IndexError):
            return None

    def kill(self, process):
        """SIGKILL; whether there was something to kill."""
        pid = self.pid(process)
        try:
            os.kill(pid, signal.SIGKILL)
            return True
        except (OSError, TypeError):
            return False

    def log(self, process):
        with open(f"{self.local}/log/{process}.log", "rb") as file:
            return file.read()

    def sql(self, statement):
        """Rows of a statement, run as the database's owner, each a list of texts."""
        command = ["psql", "-h", f"{self.local}/run", "-U", "postgres", "-d", "nastavnik", "-qtAX", "-F", "\t", "-c", statement]
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return [line.split("\t") for line in output.splitlines()]

    @contextlib.contextmanager
    def holding(self, statement):
        """Runs a statement in a transaction that stays open while the block runs, such as "LOCK TABLE ..."."""
        command = ["psql", "-h", f"{self.local}/run", "-U", "postgres", "-d", "nastavnik", "-qtAX", "-v", "ON_ERROR_STOP=1"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as session:
            print("BEGIN;", statement, ";", "SELECT 'held';", file=session.stdin, flush=True)
            if session.stdout.readline() != "held\n":
                raise RuntimeError(f"not held: {statement}")
            yield  # the end of its input ends the session, and with it the transaction

    def flush(self):
        """Empties both Redis; how many could be."""
        flushed = 0
        for redis in ("queue", "cache"):
            command = ["redis-cli", "-s", f"{self.local}/run/{redis}.sock", "flushall"]
            flushed += subprocess.run(command, capture_output=True, check=False).returncode == 0
        return flushed

    def ctl(self, *arguments):
        """nastavnikctl with the settings of this stack; its output. RuntimeError with its words when it fails."""
        result = subprocess.run([f"{self.build}/bin/nastavnikctl", *arguments], capture_output=True, text=True, check=False,
                                env={"PATH": os.environ["PATH"]})
        if result.returncode != 0:
            raise RuntimeError(f"nastavnikctl {' '.join(arguments[:2])}: {result.stdout}{result.stderr}")
        return result.stdout

    def print_errors(self):
        """The last lines of each log that tell of trouble."""
        for name in sorted(set(os.listdir(f"{self.local}/log")) - {"initdb.log"}):
            with open(f"{self.local}/log/{name}", encoding="utf-8", errors="replace") as file:
                lines = [line.rstrip() for line in file.readlines()[-400:] if _is_trouble(line)]
            if lines:
                print(f"--- {name}", *lines[-12:], sep="\n")

    def _shell(self, function):
        script = f"""set -euo pipefail
say() {{ printf '%s\\n' "$*"; }}
fail() {{ say "$*"; exit 1; }}
root={ROOT}; build={self.build}
source {ROOT}/deploy/local/stack.sh
{function}"""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("NASTAVNIK_")}
        environment["NASTAVNIK_LOCAL"] = self.local
        return subprocess.run(["bash", "-c", script], cwd=ROOT, env=environment, check=False).returncode


def _is_trouble(line):
    """An ERROR of ours, a loud line of a database, or what a program says before it dies."""
    return '"level":"ERROR"' in line or (not line.startswith("{") and not re.search(r"LOG:|[0-9]:[CM] ", line))


def main():
    """Runs the tests of the program on a stack of its own; every answer of the REST API is held against its description.
    KEEP_STACK=1 leaves the stack's files."""
    global running
    with Stack(sys.argv[1], keep=bool(os.environ.get("KEEP_STACK"))) as stack:
        running = stack
        stack.api = OpenApi(json.loads(Client(stack.address("gateway", "staff")).get("/openapi.json").data))
        Client.observe = stack.api.judge
        program = unittest.main(module="__main__", argv=[sys.argv[0], *sys.argv[2:]], exit=False, verbosity=2)
        succeeded = program.result.wasSuccessful() and program.result.testsRun > 0
        if not succeeded:
            stack.print_errors()
    sys.exit(not succeeded)
