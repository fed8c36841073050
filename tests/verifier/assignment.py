"""Plans of random assignment runs, made by the platform and checked by nastavnik-verify.

    /usr/bin/python3 -B -m tests.verifier.assignment BUILD [RUNS]
"""
import collections
import subprocess
import sys
import tempfile
import unittest

from tests.verifier import program
from tests.verifier.program import HERE, verify

build, count = sys.argv[1], 400
Run = collections.namedtuple("Run", "seed entropy input result")


def runs(first, number, *size):
    """Runs as the program prints them: the stage's secret, the public line, both files."""
    for head, text, result in program.cases(f"{build}/bin/assignment-runs", first, number, *size):
        yield Run(*head.split("\n")[:2], text, result)


class Check(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.input, self.result = f"{folder.name}/input.txt", f"{folder.name}/result.txt"
        self.said = []

    def run_command(self, run, *more):
        for path, text in ((self.input, run.input), (self.result, run.result)):
            with open(path, "wb") as file:
                file.write(text if isinstance(text, bytes) else text.encode())
        self.said = []
        words = ["assignment", "--input", self.input, "--result", self.result]
        if run.seed:
            words += ["--seed", run.seed, "--entropy", run.entropy]
        return verify.main(words + list(more), self.said.append)


class Accepted(Check):
    def test_random_runs_are_right(self):
        """Whatever the rules are, the second implementation finds nothing."""
        seen = collections.Counter()
        for number, run in enumerate(runs(1, count), 1):
            self.assertEqual(self.run_command(run), verify.RIGHT, f"run {number}: {self.said[:5]}")
            seen.update(line.split("\t", 1)[0] for line in (run.input + run.result).splitlines())
            seen.update(line for line in run.input.splitlines() if line.startswith("param"))
        for kind in ("assign", "candidate", "forbid", "never", "pin"):
            self.assertGreater(seen[kind], count, kind)
        for param in ("mode\tFULL", "mode\tFILL", "mode\tPULL", "scope\tSEASON", "balance\tSTEPS", "seniors\t1",
                      "onePerOrganization\t0", "onePerOrganization\t1", "region\tANY", "region\tPREFER_NEAR",
                      "region\tDIFFERENT_REGION"):
            self.assertGreater(seen[f"param\t{param}"], count // 20, param)

    def test_both_ways_to_eligibility_agree(self):
        """The rows that the bound is computed over hold the pairs that why_not() has nothing against."""
        for run in runs(1, min(count, 60)):
            self.run_command(run)
            given = verify.RunInput(self.input)
            pairs = verify.Pairs(given, bytes(32))
            for a in range(len(given.applications)):
                row = dict((e, score) for score, e in pairs.row(a))
                for e in range(len(given.experts)):
                    self.assertEqual(e in row, not pairs.why_not(a, e), (a, e))
                    if e in row:
                        self.assertEqual(row[e], pairs.score(a, e) - pairs.noise.of_pair(a, e) % 100)

    def test_the_file_runs_alone(self):
        run = next(runs(9, 1))
        self.run_command(run)
        done = subprocess.run([sys.executable, f"{HERE}/nastavnik-verify", "assignment", "--input", self.input, "--result", self.result],
                              cwd="/", env={}, capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"^right: \d+ pairs .* seed not checked, SHA-256")


class Tampered(Check):
    """Pitfall 11: a changed byte of input, seed, entropy, result or price."""

    def setUp(self):
        super().setUp()
        self.run_made = next(runs(102, 1))  # of about 1,600 bytes of result

    def each_changed_byte(self, text, step, make):
        data = text.encode()
        for place in range(0, len(data), step):
            changed = bytearray(data)
            changed[place] ^= 1
            yield place, make(bytes(changed))

    def test_each_byte_of_the_result(self):
        made, unseen = self.run_made, []
        for place, run in self.each_changed_byte(made.result, 1, lambda data: made._replace(result=data)):
            if self.run_command(run) == verify.RIGHT:
                unseen.append((place, run))
        # Another price may give the same bound, and is as good a proof of it; the hash of the run tells it nevertheless.
        for place, run in unseen:
            self.assertTrue(made.result[made.result.rindex("\n", 0, place) + 1:].startswith("price\t"), place)
            told = verify.hashlib.sha256(made.result.encode()).hexdigest()
            self.assertEqual(self.run_command(run, "--result-sha256", told), verify.WRONG, place)
        self.assertLess(len(unseen), 40)

    def test_each_byte_of_the_input(self):
        made = self.run_made
        for place, run in self.each_changed_byte(made.input, 7, lambda data: made._replace(input=data)):
            self.assertNotEqual(self.run_command(run), verify.RIGHT, place)

    def test_an_input_that_was_changed_with_its_hash(self):
        made = self.run_made
        digest = verify.hashlib.sha256(made.input.encode()).hexdigest()
        changed = made.input.replace("alternates\t", "alternates\t1")
        other = verify.hashlib.sha256(changed.encode()).hexdigest()
        run = made._replace(input=changed, result=made.result.replace(digest, other))
        self.assertEqual(self.run_command(run), verify.WRONG)
        self.assertIn("does not follow from", self.said[0])
        self.assertEqual(self.run_command(run._replace(seed=""), "--inputs-sha256", digest), verify.WRONG)

    def test_seed_and_entropy(self):
        made = self.run_made
        self.assertTrue(made.entropy)
        other = ("1" if made.seed[0] == "0" else "0") + made.seed[1:]
        for run in (made._replace(seed=other), made._replace(entropy=made.entropy + " "), made._replace(entropy="")):
            self.assertEqual(self.run_command(run), verify.WRONG, run[:2])

    def test_what_was_told_before(self):
        made = self.run_made
        commitment = made.result.split("\n")[1].removeprefix("commitment\t")
        self.assertEqual(self.run_command(made, "--commitment", commitment), verify.RIGHT)
        self.assertEqual(self.run_command(made, "--commitment", "00" * 32), verify.WRONG)
        self.assertEqual(self.run_command(made, "--result-sha256", "00" * 32), verify.WRONG)

    def test_what_is_told_is_not_trusted(self):
        for name in ("primal", "bound"):
            result = verify.re.sub(rf"{name}\t(-?\d+)", lambda found: f"{found[0]}7", self.run_made.result)
            self.assertEqual(self.run_command(self.run_made._replace(result=result)), verify.WRONG)
            self.assertTrue(any(line.startswith(f"{name}: told") for line in self.said), self.said)

    def test_a_file_of_another_kind_is_unreadable(self):
        made = self.run_made
        for run in (made._replace(input=""), made._replace(result=made.input), made._replace(result=b"\xff"),
                    made._replace(input=made.input[:-1]), made._replace(result=made.result + "price\t0\t0\n"),
                    made._replace(result=made.result.replace("number\t", "number\t0"))):
            self.assertEqual(self.run_command(run), verify.UNREADABLE)


class Rules(Check):
    """Findings on files made by hand: application i wants reviews of experts who serve "a"."""

    def judge(self, plan, experts, demand=(2,), params=(), more=(), application="a\tru-1\t-"):
        """What is said of a plan; figures and seed are not told right here."""
        settings = {"alternates": "0", "balance": "NONE", "lists": "SCORED", "mode": "FULL", "nominations": "a,b",
                    "onePerOrganization": "0", "region": "ANY", "scope": "NOMINATION", "seniors": "0",
                    "stage": "seasons/2027/stages/r", **dict(params)}
        lines = ["nastavnik assignment input v1", *(f"param\t{name}\t{value}" for name, value in sorted(settings.items()))]
        lines += [f"application\t{i}\t01920000-0000-7000-8000-{i:012}\t{application}\t{7:032x}\t{k}" for i, k in enumerate(demand)]
        lines += [f"expert\t{i}\t01920001-0000-7000-8000-{i:012}\t{expert}" for i, expert in enumerate(experts)]
        text = "\n".join([*lines, *more, ""])
        heads = {"commitment": "00" * 32, "number": 1, "input": verify.hashlib.sha256(text.encode()).hexdigest(), "seed": "00" * 32,
                 "primal": 0, "bound": 0}
        result = ["nastavnik assignment result v1", *(f"{name}\t{value}" for name, value in heads.items()),
                  *(f"assign\t{a}\t{e}" for a, e in plan), *(f"price\t{e}\t0" for e in range(len(experts))), ""]
        self.run_command(Run("", "", text, "\n".join(result)))
        return [line for line in self.said if not line.startswith("bound:")]

    @staticmethod
    def expert(competences="a:PRIMARY", region="ru-2", organization="-", seniority="BASIC", least=0, most=2, held=0):
        return f"{competences}\t{region}\t{organization}\t{5:032x}\t{seniority}\t{least}\t{most}\t{held}"

    def expect(self, finding, *arguments, **keywords):
        said = self.judge(*arguments, **keywords)
        self.assertTrue(any(finding in line for line in said), (finding, said))

    def test_score_and_objective(self):
        """4 * 666 + 3 * 600 + 1000 + 700 + 0.9 * 750 = 6839; a minimum reached, a slot open."""
        expert = self.expert(competences="a:SECONDARY,b:PRIMARY", seniority="SENIOR", least=1, most=3, held=1)
        noise = verify.Stream(bytes(32), b"noise").of_pair(0, 0) % 100
        self.assertEqual(self.judge([(0, 0)], [expert]), [f"primal: told 0, computed {6839 + noise + 10_000 - 100_000}"])
        self.assertIn(f"bound: told 0, computed {6839 + noise + 10_000 - 100_000}", self.said)

    def test_regions(self):
        here, near, far = (self.expert(region=region) for region in ("ru-1", "ru-2", "ru-3"))
        districts = {"district.ru-1": "Центральный", "district.ru-2": "Центральный", "district.ru-3": "Уральский"}
        self.judge([], [here, near, far], params=districts)
        for rule, scores in (("ANY", [1000] * 3), ("PREFER_NEAR", [1000, 700, 300]), ("DIFFERENT_REGION", [500, 500, 1000])):
            pairs = verify.Pairs(verify.RunInput(self.input), bytes(32))
            pairs.rule = rule
            self.assertEqual([pairs.near("ru-1", region) for region in ("ru-1", "ru-2", "ru-3")], scores)

    def test_who_may_not(self):
        self.expect("no competence", [(0, 0)], [self.expert(competences="b:PRIMARY")])
        self.expect("no competence", [(0, 0)], [self.expert(competences="-")])
        self.expect("no capacity", [(0, 0)], [self.expert(most=0)])
        self.expect("same region", [(0, 0)], [self.expert(region="ru-1")], params={"region": "DIFFERENT_REGION"})
        for reason in verify.REASONS:
            self.expect(reason, [(0, 0)], [self.expert()], more=[f"forbid\t0\t0\t{reason}"])
        self.expect("holds it already", [(0, 0)], [self.expert()], more=["pin\t0\t0"])

    def test_organizations(self):
        own = "01920003-0000-7000-8000-000000000001"
        two = [self.expert(organization=own)] * 2
        self.expect("same organization", [(0, 0)], two, application=f"a\tru-1\t{own}")
        self.expect("of one organization", [(0, 0), (0, 1)], two, params={"onePerOrganization": "1"})
        self.expect("of one organization with expert 0", [(0, 1)], two, params={"onePerOrganization": "1"}, more=["pin\t0\t0"])
        for more in ([], ["pin\t0\t0"]):
            plan = [(0, 1)] if more else [(0, 0), (0, 1)]
            self.assertEqual(len(self.judge(plan, two, more=more)), 1)  # the objective

    def test_never_together(self):
        self.expect("never together", [(0, 0), (0, 1)], [self.expert()] * 2, more=["never\t0\t1"])
        self.expect("never together with expert 1", [(0, 0)], [self.expert()] * 2, more=["never\t0\t1", "pin\t0\t1"])

    def test_demand_and_capacity(self):
        self.expect("application 0: 3 experts, wanted 2", [(0, 0), (0, 1), (0, 2)], [self.expert()] * 3)
        self.expect("expert 0: 3 assignments, at most 2", [(0, 0), (1, 0), (2, 0)], [self.expert()], demand=(2, 2, 2))
        self.expect("after", [(0, 0), (0, 0)], [self.expert()])

    def test_files_that_cannot_be(self):
        for more in (["forbid\t0\t1\tCONFLICT"], ["never\t1\t0"], ["forbid\t0\t0\tWISH"],
                     ["pin\t0\t0", "forbid\t0\t0\tCONFLICT"]):
            self.judge([], [self.expert()], more=more)
            self.assertIn(self.input, self.said[0])
        for expert in (self.expert(least=3), self.expert(competences="b:PRIMARY,a:PRIMARY"), self.expert(seniority="CHIEF")):
            self.judge([], [expert])
            self.assertIn(self.input, self.said[0])


if __name__ == "__main__":
    count = int(sys.argv.pop(2)) if len(sys.argv) > 2 and sys.argv[2].isdigit() else count
    del sys.argv[1]
    unittest.main(argv=sys.argv, verbosity=2)
