"""The API reference in Debian's Chromium: it shows itself, asks nobody else, and a call can be made from it."""
import os
import unittest
import urllib.request

from tests.support import stack, tools
from tests.support.problem import REASONS
from tests.support.rest import Client

PAGES = f"{stack.ROOT}/build/docs/pages"
node = None


class Page(unittest.TestCase):
    def look(self, path, **more):
        """What the browser saw; a screenshot stays in the build's folder."""
        global node
        tools.need(self, "playwright-core")
        tools.need_chromium(self)
        if not os.path.exists(f"{PAGES}/scalar.js"):
            self.skipTest("the pages' files are missing: deploy/docs/fetch.sh build/docs/pages")
        if node is None:
            node = tools.Node("tests/interop/clients/docs_page.js", CHROMIUM=tools.CHROMIUM)
            unittest.addModuleCleanup(node.close)
        origin = f"http://{stack.running.address('gateway', 'http')}"
        shot = f"{stack.running.build}/docs-{path.strip('/').replace('/', '-')}.png"
        seen = node.ask(url=origin + path, shot=shot, **more)
        self.assertNotIn("failure", seen, seen)
        self.assertEqual(seen["origins"], [origin])
        self.assertEqual(seen["violations"], [])
        self.assertEqual(seen["errors"], [])
        return seen

    def test_scalar(self):
        seen = self.look("/docs", tag="SeasonPublicService", calls="/v1/public/regions")
        self.assertEqual(seen["status"], 200)

    def test_swagger(self):
        self.assertIn("SeasonPublicService", self.look("/docs/swagger")["text"])

    def test_errors(self):
        seen = self.look("/docs/errors/RATE_LIMITED")
        for word in ("RATE_LIMITED", "429", "RESOURCE_EXHAUSTED"):
            self.assertIn(word, seen["text"])


class Files(unittest.TestCase):
    def get(self, path, listener="http", **headers):
        request = urllib.request.Request(f"http://{stack.running.address('gateway', listener)}{path}", headers=headers)
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.headers, response.read()

    def test_every_reason_has_a_page_in_two_languages(self):
        for reason in REASONS:
            headers, russian = self.get(f"/docs/errors/{reason}")
            self.assertEqual(headers["content-language"], "ru")
            english = self.get(f"/docs/errors/{reason}", **{"Accept-Language": "en"})[1]
            self.assertIn(reason.encode(), russian)
            self.assertNotEqual(russian, english)

    def test_the_public_learns_nothing_of_the_offices(self):
        for path in ("/openapi.json", "/openapi-3.0.json", "/descriptor.binpb"):
            with self.subTest(path):
                self.assertNotIn(b"StaffService", self.get(path)[1])
                self.assertIn(b"StaffService", self.get(path, "staff")[1])
                for listener in ("http", "staff"):
                    self.assertNotIn(b"InternalService", self.get(path, listener)[1])

    def test_caches_may_ask_again(self):
        headers, _ = self.get("/openapi.json")
        answer = Client(stack.running.address("gateway", "http")).get("/openapi.json", headers={"If-None-Match": headers["etag"]})
        self.assertEqual((answer.status, answer.data), (304, b""))


if __name__ == "__main__":
    stack.main()
