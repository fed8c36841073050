"""What proto/ tells partners: its five calls run word for word, its service configuration is taken by gRPC."""
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import grpc

from tests.support import stack, tools
from tests.support.season import Season, must

person = None


def setUpModule():
    global person
    person = Season(stack.running).participant()


class PartnerCalls(unittest.TestCase):
    def test_five_calls(self):
        tools.need(self, "@bufbuild/buf")
        if not shutil.which("protoc"):
            self.skipTest("protoc is missing: apt-get install protobuf-compiler")
        with open(f"{stack.ROOT}/proto/README.md", encoding="utf-8") as file:
            script = re.search(r"```sh\n(.*?)```", file.read(), re.S).group(1)
        with tempfile.TemporaryDirectory() as folder:
            os.symlink(f"{stack.ROOT}/tests", f"{folder}/tests")  # the script leaves a file where it runs
            environment = {"PATH": f"/usr/bin:{os.environ['PATH']}", "HOME": folder, "api": stack.running.address("gateway", "grpc"),
                           "email": person.email, "password": person.password}
            result = subprocess.run(["bash", "-euo", "pipefail", "-c", script], capture_output=True, text=True, timeout=120, check=False,
                                    cwd=folder, env=environment)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("nastavnik.registration.v1.AccountService/GetUser", result.stdout)
        self.assertNotIn("Staff", result.stdout)
        self.assertIn('name: "CreateUserRequest"', result.stdout)
        self.assertIn(person.family_name, result.stdout)
        self.assertEqual(must(person.rest.get("/v1/users/me")).body["region"], "regions/ru-66")

    def test_service_config(self):
        with open(f"{stack.ROOT}/proto/service_config.json", encoding="utf-8") as file:
            config = file.read()
        json.loads(config)
        options = [("grpc.service_config", config), ("grpc.enable_retries", 1)]
        with grpc.insecure_channel(stack.running.address("gateway", "grpc"), options) as channel:
            call = channel.unary_unary("/nastavnik.registration.v1.SeasonPublicService/GetSeason")
            self.assertTrue(call(b"\x0a\x0cseasons/2027"))  # the configuration's own deadline


if __name__ == "__main__":
    stack.main()
