"""The API description, as the build wrote it, under the rules of redocly and spectral: no error."""
import json
import os
import subprocess
import sys
import unittest

from tests.support import tools

DOCUMENTS = [(reader, name) for reader in ("public", "staff") for name in ("openapi.json", "openapi-3.0.json")]

# Writes that nobody has to sign in for.
OPEN_WRITES = {"/v1/users", "/v1/users/{user}:confirmContact", "/v1/sessions", "/v1/sessions:refresh", "/v1/public/receipts:verify"}

published = ""  # folder of the build


class Lint(unittest.TestCase):
    maxDiff = None

    def errors_of_spectral(self, path):
        """Every error as "code at path"."""
        command = [f"{tools.TOOLS}/node_modules/.bin/spectral", "lint", "--quiet", "-f", "json", "-r", f"{tools.TOOLS}/spectral.yaml", path]
        result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tools.TOOLS)
        found = json.loads(result.stdout[:result.stdout.rindex("]") + 1])
        return [f"{one['code']} at {'/'.join(map(str, one['path']))}" for one in found if one["severity"] == 0]

    def test_spectral(self):
        tools.need(self, "@stoplight/spectral-cli", "@stoplight/spectral-owasp-ruleset")
        for reader, name in DOCUMENTS:
            with self.subTest(reader=reader, document=name):
                self.assertEqual(self.errors_of_spectral(f"{published}/{reader}/{name}"), [])

    def test_writes_want_a_caller(self):
        for reader, name in DOCUMENTS:
            with open(f"{published}/{reader}/{name}", encoding="utf-8") as file:
                paths = json.load(file)["paths"]
            found = {path for path, item in paths.items() for verb, operation in item.items() if verb != "get" and not operation["security"]}
            self.assertEqual(found, OPEN_WRITES)

    def test_redocly(self):
        tools.need(self, "@redocly/cli")
        for reader, name in DOCUMENTS:
            with self.subTest(reader=reader, document=name):
                command = [f"{tools.TOOLS}/node_modules/.bin/redocly", "lint", "--config", f"{tools.TOOLS}/redocly.yaml", f"{published}/{reader}/{name}"]
                result = subprocess.run(command, capture_output=True, text=True, check=False,
                                        env={**os.environ, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"})
                self.assertEqual(result.returncode, 0, result.stdout + result.stderr)


if __name__ == "__main__":
    published = os.path.abspath(f"{sys.argv[1]}/gen/published")
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=2)
