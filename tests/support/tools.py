"""Foreign clients from npm for tests: tests/tools/node_modules, pinned by its lockfile. What is not installed is skipped."""
import json
import os
import shutil
import subprocess

from tests.support import stack

TOOLS = f"{stack.ROOT}/tests/tools"
BUF = f"{TOOLS}/node_modules/.bin/buf"
CHROMIUM = "/usr/bin/chromium"


def need(test, *packages):
    """Skips the test, with the command that mends it, unless these packages are there."""
    for package in packages:
        if not os.path.isdir(f"{TOOLS}/node_modules/{package}"):
            test.skipTest(f"{package} is missing: npm ci --prefix tests/tools --ignore-scripts")
    if not shutil.which("node"):
        test.skipTest("node is missing: apt-get install nodejs npm")


def need_chromium(test):
    if not os.access(CHROMIUM, os.X_OK):
        test.skipTest("chromium is missing: apt-get install --no-install-recommends chromium")


def buf(*arguments, timeout=60):
    """What buf says: (exit code, output, errors)."""
    result = subprocess.run([BUF, *arguments], capture_output=True, text=True, timeout=timeout, check=False, cwd=stack.ROOT)
    return result.returncode, result.stdout, result.stderr


class Node:
    """A program of node that reads lines of JSON and answers each with one."""

    def __init__(self, script, **settings):
        command = ["node", f"{stack.ROOT}/{script}"]
        environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/tmp"), "NODE_PATH": f"{TOOLS}/node_modules",
                       **settings}
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=stack.ROOT)

    def ask(self, **question):
        print(json.dumps(question), file=self.process.stdin, flush=True)
        return self.hear()

    def hear(self):
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(f"{self.process.args} ended with {self.process.wait()}")
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.process.stdout.close()
