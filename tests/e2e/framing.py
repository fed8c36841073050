"""What two parsers could read as two different requests is no request: refused, and the connection ends."""
from tests.support import stack
from tests.support.problem import ProblemTest
from tests.support.rest import Client, raw


class Framing(ProblemTest):
    def test_refused_and_hung_up(self):
        address = stack.running.address("gateway", "http")
        get = b"GET /v1/public/seasons HTTP/1.1\r\n"
        hidden = b"GET /v1/public/seasons HTTP/1.1\r\nHost: localhost\r\n\r\n"
        start = b"POST /v1/organizations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        cases = {
            "length and chunks": start + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden,
            "chunks and length": start + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + hidden,
            "two lengths": start + b"Content-Length: 2\r\nContent-Length: 50\r\n\r\n{}" + hidden,
            "two equal lengths": start + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}" + hidden,
            "a list of lengths": start + b"Content-Length: 2, 2\r\n\r\n{}" + hidden,
            "a length with a sign": start + b"Content-Length: +2\r\n\r\n{}" + hidden,
            "a length that overflows": start + b"Content-Length: 18446744073709551618\r\n\r\n{}" + hidden,
            "two hosts": get + b"Host: localhost\r\nHost: other\r\n\r\n" + hidden,
            "no host": get + b"\r\n" + hidden,
            "a folded header": get + b"Host: localhost\r\nX-A: 1\r\nTransfer-Encoding\r\n : chunked\r\n\r\n",
            "a space before the colon": start + b"Content-Length : 2\r\n\r\n{}" + hidden,
            "a bad chunk": start + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n" + hidden,
            "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
            "huge headers": b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + b"a" * 100_000 + b"\r\n\r\n",
        }
        for name, data in cases.items():
            with self.subTest(name):
                answer = raw(address, data, 3)
                self.assertRegex(answer[:12], rb"^HTTP/1\.1 4\d\d", name)
                self.assertEqual(answer.count(b"HTTP/1.1 "), 1, f"{name}: a second request was read")
                self.assertIn(b"application/problem+json", answer)
        self.assertTrue(Client(address).get("/openapi.json").ok)


if __name__ == "__main__":
    stack.main()
