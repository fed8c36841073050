"""Rankings of random seasons, computed twice: by the platform and by nastavnik-verify.

    /usr/bin/python3 -m tests.verifier.results BUILD [SEASONS]
"""
import subprocess
import sys
import tempfile
import unittest

from tests.verifier import program
from tests.verifier.program import HERE, verify

build, count = sys.argv[1], 2000


def seasons(first, number):
    """(inputs, result) of each season, as texts."""
    return program.cases(f"{build}/bin/ranking-seasons", first, number)


class Results(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.input, self.result = f"{folder.name}/inputs.txt", f"{folder.name}/result.txt"
        self.said = []

    def write(self, inputs, result):
        for path, text in ((self.input, inputs), (self.result, result)):
            with open(path, "wb") as file:
                file.write(text if isinstance(text, bytes) else text.encode())

    def run_command(self, *more):
        self.said = []
        return verify.main(["results", "--input", self.input, "--result", self.result, *more], self.said.append)

    def test_random_seasons_are_ranked_alike(self):
        """Two implementations that share no line give the same bytes."""
        awards, ties = 0, 0
        for seed, (inputs, result) in enumerate(seasons(1, count), 1):
            self.write(inputs, result)
            self.assertEqual(self.run_command(), verify.RIGHT, f"season {seed}: {self.said[:2]}")
            awards += result.count("award=winner")
            ties += result.count("TIE_UNRESOLVED")
        self.assertGreater(awards, count)
        self.assertGreater(ties, count // 20)

    def test_each_changed_byte_of_a_result_is_refused(self):
        inputs, result = next(seasons(5, 1))
        result = result.encode()
        for place in range(0, len(result), 3):
            changed = bytearray(result)
            changed[place] ^= 1
            self.write(inputs, bytes(changed))
            self.assertNotEqual(self.run_command(), verify.RIGHT, f"byte {place}")

    def test_a_moved_place_is_told(self):
        inputs, result = next(seasons(5, 1))
        self.write(inputs, result.replace("place=1 ", "place=2 ", 1))
        self.assertEqual(self.run_command(), verify.WRONG)
        self.assertRegex(self.said[0], r"told: .*place=2 .*\ncomputed: .*place=1 ")

    def test_a_missing_application_is_told(self):
        inputs, result = next(seasons(5, 1))
        self.write(inputs, "".join(result.splitlines(keepends=True)[:-1]))
        self.assertEqual(self.run_command(), verify.WRONG)
        self.assertIn("are told of", self.said[-1])

    def test_the_statement_names_both_files(self):
        inputs, result = next(seasons(7, 1))
        self.write(inputs, result)
        digests = [verify.hashlib.sha256(text.encode()).hexdigest() for text in (inputs, result)]
        statement = self.input + ".statement"
        for text, expected in ((f"inputs {digests[0]}\nresult {digests[1]}\n", verify.RIGHT),
                               (f"inputs {digests[0]}\nresult {digests[0]}\n", verify.WRONG)):
            with open(statement, "w", encoding="utf-8") as file:
                file.write(text)
            self.assertEqual(self.run_command("--statement", statement), expected)

    def test_a_file_of_another_kind_is_unreadable(self):
        for inputs in ("", "Наставничество\n", "nastavnik ranking inputs v1\nrule main\n", b"\xff\xfe",
                       "nastavnik ranking inputs v1\napplication x\n"):
            self.write(inputs, "nastavnik ranking result v1\n")
            self.assertEqual(self.run_command(), verify.UNREADABLE, inputs)
            self.assertIn(self.input, self.said[0])

    def test_the_file_runs_alone(self):
        inputs, result = next(seasons(9, 1))
        self.write(inputs, result)
        done = subprocess.run([sys.executable, f"{HERE}/nastavnik-verify", "results", "--input", self.input, "--result", self.result],
                              cwd="/", env={}, capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"^right: \d+ applications, SHA-256")


if __name__ == "__main__":
    count = int(sys.argv.pop(2)) if len(sys.argv) > 2 else count
    unittest.main(argv=[sys.argv[0]], verbosity=2)
