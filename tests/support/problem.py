"""What every refusal of the REST API looks like: RFC 9457 with the members that proto/README.md promises."""
import re
import unittest

from tests.support.stack import ROOT

MEMBERS = {"type", "title", "status", "detail", "instance", "code", "reason", "domain", "metadata", "requestId", "traceId",
           "errors"}
OF_ONE_REQUEST = {"instance", "requestId", "traceId"}  # everything else is the same for the same fault
OF_ONE_ANSWER = {"date", "traceparent", "content-length", "ratelimit"}  # the last counts the caller's own calls


def _golden_reasons():
    with open(f"{ROOT}/tests/contract/errors.txt", encoding="utf-8") as file:
        lines = file.read().splitlines()
    fields = {line.split()[1] for line in lines if line.startswith("field ")}
    return {line.split()[0] for line in lines if not line.startswith("field ")}, fields


REASONS, FIELD_REASONS = _golden_reasons()


class ProblemTest(unittest.TestCase):
    """Assertions about refusals."""

    maxDiff = None

    def refused(self, answer, status, reason="", fields=None):
        """A refusal of this status and reason; `fields` are the violations by field, all of them. The answer."""
        self.assertEqual(answer.status, status, answer)
        self.assertEqual(answer.headers.get("content-type"), "application/problem+json", answer)
        problem = answer.body
        self.assertEqual(set(problem), MEMBERS, answer)
        self.assertEqual(problem["status"], status)
        self.assertIn(problem["reason"], REASONS)
        self.assertTrue(problem["type"].endswith("/docs/errors/" + problem["reason"]), answer)
        self.assertRegex(problem["code"], "^[A-Z_]+$")
        self.assertTrue(problem["title"] and problem["detail"] and problem["requestId"], answer)
        self.assertRegex(problem["traceId"], "^[0-9a-f]{32}$")
        self.assertIsInstance(problem["metadata"], dict)
        for violation in problem["errors"]:
            self.assertLessEqual({"field", "reason", "message"}, set(violation), answer)
            self.assertIn(violation["reason"], FIELD_REASONS | REASONS, answer)
        self.assertIsNone(re.search(r"SQLSTATE|\.cc:|SELECT |127\.0\.0\.1|grpc", answer.data.decode()), answer)
        if reason:
            self.assertEqual(problem["reason"], reason, answer)
        if fields is not None:
            self.assertEqual(answer.fields, fields, answer)
        return answer

    def same_refusal(self, one, other):
        """Nobody can tell the two answers apart."""
        def telling(answer):
            headers = {name: value for name, value in answer.headers.items() if name not in OF_ONE_ANSWER}
            return answer.status, headers, {name: value for name, value in answer.body.items() if name not in OF_ONE_REQUEST}
        self.assertEqual(telling(one), telling(other))
