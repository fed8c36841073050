"""A fifth nomination joins a running season: one call, no build, no restart, and nobody who is writing notices."""
import copy
import json
import threading
import time

from tests.support import stack
from tests.support.problem import ProblemTest
from tests.support.rest import Client
from tests.support.season import Season, make_text, must, read_document

WRITERS = 8
FOUR = ["production", "education", "social", "service"]
season = None


def setUpModule():
    global season
    season = Season(stack.running)


class Writers:
    """People who start drafts, save them bit by bit and take them back, until told to stop. Every answer has to be a 2xx."""

    def __init__(self):
        self.people = [season.participant() for _ in range(WRITERS)]
        self.saves = 0
        self.failures = []
        self.drafts = [None] * WRITERS
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._write, args=(i,)) for i in range(WRITERS)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        stack.wait_for("the first saves", lambda: self.saves >= WRITERS)
        return self

    def __exit__(self, *_):
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _write(self, i):
        rest = self.people[i].rest
        try:
            while not self._stop.is_set():
                draft = season.draft(self.people[i], FOUR[i % 4])
                path = f"/v1/{draft.body['name']}"
                for n in range(10):
                    content = {"title": f"Наставник рядом, {n}", "goal": make_text(100), "mentees": n + 1}
                    draft = must(rest.patch(path, {"content": content}, if_match=draft.etag))
                    self.saves += 1
                self.drafts[i] = draft
                if not self._stop.is_set():
                    must(rest.post(f"{path}:withdraw", {"reason": "Начну заново"}))
        except Exception as failure:  # told at the end, by the thread that asserts
            self.failures.append(repr(failure))


def forms(rest):
    """What everybody is served of the four nominations, byte for byte."""
    answers = {}
    for nomination in FOUR:
        answer = must(rest.get(f"/v1/public/{season.name}/nominations/{nomination}/form"))
        answers[nomination] = (answer.data, answer.etag)
    return answers


def without(patch, *path):
    """The patch with one part left out."""
    cut = copy.deepcopy(patch)
    inner = cut
    for step in path[:-1]:
        inner = inner[step]
    del inner[path[-1]]
    return cut


def read(person, path):
    answer = must(person.rest.get(path))
    return answer.etag, {name: value for name, value in answer.body.items() if name != "serverTime"}


class FifthNomination(ProblemTest):
    def setUp(self):
        self.rest = Client(stack.running.address("gateway", "http"))
        self.admin = season.administrators[0]
        self.patch = read_document("fifth-nomination.patch.json")
        self.version = must(self.rest.get(f"/v1/public/{season.name}")).body["configVersion"]

    def propose(self, patch, **fields):
        body = {"baseVersion": self.version, "reason": "Введена номинация по решению оргкомитета", "mergePatch": patch, **fields}
        return self.admin.staff.post(f"/v1/staff/{season.name}/configs", body)

    def nominations(self):
        names = [entry["name"] for entry in must(self.rest.get(f"/v1/public/{season.name}/nominations")).body["nominations"]]
        return [name.rsplit("/", 1)[1] for name in names]

    def refuse_the_incomplete(self):
        """Without a weight, a fitting quota or a window for it, nothing of the patch is taken."""
        quota = copy.deepcopy(self.patch)
        quota["rankingRules"]["main"]["quotas"]["winner"]["total"] = 50
        window = copy.deepcopy(self.patch)
        window["stages"] = {"applications": {"appliesTo": FOUR}}
        for name, patch, path in (
                ("weight", without(self.patch, "rubrics", "practice-100", "criteria", "c2", "weight", "business"), "rubrics.practice-100"),
                ("all weights", without(self.patch, "rubrics"), "rubrics.practice-100"),
                ("quota", quota, "rankingRules.main"),
                ("stage", window, "stages")):
            with self.subTest(name):
                answer = self.refused(self.propose(patch, activate=True), 400, "DOCUMENT_INVALID")
                self.assertTrue(any(field.startswith(path) for field in answer.fields), answer)
        checked = must(self.propose(self.patch, validateOnly=True)).body
        self.assertEqual((checked["state"], set(change["changeClass"] for change in checked["changes"])), ("CHECKED", {"ADD"}))
        self.assertEqual((self.nominations(), must(self.rest.get(f"/v1/public/{season.name}")).body["configVersion"]), (FOUR, self.version))

    def activate(self):
        """An administrator asks, an organizer confirms; the moment of the answer and what it says."""
        proposed = must(self.propose(self.patch, activate=True)).body
        self.assertEqual((proposed["state"], proposed["pendingApproval"]["verb"]), ("WAITING", "activate"))
        self.assertTrue(proposed["warnings"], "nobody is told that no expert has the competence")
        self.assertEqual(self.nominations(), FOUR)
        activate = f"/v1/staff/{proposed['name']}:activate"
        self.refused(self.admin.staff.post(activate, {}), 400, "SECOND_PERSON_REQUIRED")
        confirmed = must(season.organizer.staff.post(activate, {})).body
        answered = time.monotonic()
        self.assertIn(confirmed["state"], ("IN_FORCE", "INSTALLING"))
        self.assertEqual(confirmed["secondPerson"], season.organizer.user)
        return answered, proposed["version"]

    def everywhere(self, answered, version):
        """On every service within five seconds."""
        left = 5 - (time.monotonic() - answered)
        stack.wait_for("the nomination", lambda: self.nominations() == [*FOUR, "business"], left)
        for service in ("submission", "review", "results"):
            query = f"SELECT config_version FROM {service}.season WHERE season_id = '2027'"
            stack.wait_for(f"{service} to have it", lambda: stack.running.sql(query) == [[str(version)]], 5 - (time.monotonic() - answered))
        form = must(self.rest.get(f"/v1/public/{season.name}/nominations/business/form"))
        self.assertIn("owner-starter", form.data.decode())
        eligible = must(self.mover.rest.post(f"/v1/{season.name}/registrations:checkEligibility", {"nomination": "business"})).body
        self.assertEqual((eligible["failures"], eligible["canStart"]), ([], True))
        early = self.mover.rest.patch(self.path, {"nomination": "business"}, if_match=self.moved.etag)
        self.refused(early, 400, "STAGE_NOT_OPEN")

    def move_and_submit(self):
        """A draft changes its nomination; what does not fit is told, not deleted; its own window decides."""
        season.open_stage("applications-business")
        moved = must(self.mover.rest.patch(self.path, {"nomination": "business"}, if_match=self.moved.etag))
        self.assertEqual((moved.body["nomination"], moved.body["state"]), ("business", "DRAFT"))
        problems = must(self.mover.rest.post(f"{self.path}:validate", {})).body["problems"]
        self.assertEqual([problem["field"] for problem in problems], ["content.pairs[0]"], problems)
        fixed = must(self.mover.rest.patch(self.path, {"content": {"pairs": ["owner-starter"]}}, if_match=moved.etag))
        submitted = must(self.mover.rest.post(f"{self.path}:submit", {}, if_match=fixed.etag)).body
        self.assertEqual(submitted["state"], "SUBMITTED")
        self.assertIn("applications-business", submitted["receipt"]["note"])

    def test_joins_under_load(self):
        self.mover, witness = season.participant(), season.participant()
        self.moved = season.whole(self.mover)
        self.path = f"/v1/{self.moved.body['name']}"
        own = season.whole(witness, "social")
        own_path = f"/v1/{own.body['name']}"
        must(witness.rest.post(f"{own_path}:submit", {}, if_match=own.etag))
        kept = read(witness, own_path), must(witness.rest.get(f"{own_path}/receipt")).data
        pids = {name: stack.running.pid(name) for name in stack.PROCESSES + stack.DATABASES}
        served = forms(self.rest)
        with Writers() as writers:
            self.refuse_the_incomplete()
            answered, version = self.activate()
            self.everywhere(answered, version)
            self.move_and_submit()
            saves = writers.saves
            stack.wait_for("more saves", lambda: writers.saves > saves + WRITERS)
        self.assertEqual(writers.failures, [])
        self.assertEqual(forms(self.rest), served)
        for nomination, (_, etag) in served.items():
            answer = self.rest.get(f"/v1/public/{season.name}/nominations/{nomination}/form", headers={"If-None-Match": etag})
            self.assertEqual(answer.status, 304)
        self.assertEqual((read(witness, own_path), must(witness.rest.get(f"{own_path}/receipt")).data), kept)
        for person, draft in zip(writers.people, writers.drafts):
            self.assertEqual(must(person.rest.get(f"/v1/{draft.body['name']}")).body["nomination"], draft.body["nomination"])
        self.refused(witness.rest.post(f"/v1/{season.name}/applications", {"nomination": "business", "content": {"title": "Вторая"}}), 400,
                     "PARTICIPATION_LIMIT")
        self.assertEqual({name: stack.running.pid(name) for name in pids}, pids)
        window = {stage["name"].rsplit("/", 1)[1]: stage for stage in must(self.rest.get(f"/v1/public/{season.name}/stages")).body["stages"]}
        self.assertEqual(window["applications-business"]["nominations"], ["business"])
        self.assertEqual({window["applications"]["state"], window["applications-business"]["state"]}, {"OPEN"})
        print(json.dumps({"saves": writers.saves}))


if __name__ == "__main__":
    stack.main()
