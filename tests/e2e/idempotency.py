"""One key, one effect: however often and however much at once a write is repeated, it happens once and is answered alike."""
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

from tests.support import stack
from tests.support.problem import ProblemTest
from tests.support.season import Person, Season, make_inn, make_ogrn, must

TOGETHER = 32
season = None


def setUpModule():
    global season
    season = Season(stack.running)


def together(person, request):
    """Answers to `request(client)` by so many connections that start at the same moment. A request that met the first one
    still running, or a full queue, is repeated, as its answer asks."""
    start = threading.Barrier(TOGETHER)

    def one(_):
        client = person.clone().rest
        start.wait()
        return stack.wait_for("an answer", lambda: final(request(client)))

    def final(answer):
        return None if answer.reason in ("REQUEST_IN_PROGRESS", "UNAVAILABLE") else answer
    with ThreadPoolExecutor(TOGETHER) as pool:
        return list(pool.map(one, range(TOGETHER)))


class OneKey(ProblemTest):
    def same_answers(self, answers):
        """All succeeded with the same bytes, and all but one say that they are repeats."""
        for answer in answers:
            self.assertTrue(answer.ok, answer)
        self.assertEqual(len({(answer.status, answer.data, answer.etag) for answer in answers}), 1)
        self.assertEqual(sum(answer.replayed for answer in answers), TOGETHER - 1)

    def test_an_organization_at_once(self):
        person = season.participant()
        inn = make_inn()
        body = {"title": "Станция юных наставников", "inn": inn, "ogrn": make_ogrn(), "region": "regions/ru-16"}
        key = str(uuid.uuid4())
        answers = together(person, lambda client: client.post("/v1/organizations", body, key=key))
        self.same_answers(answers)
        self.assertEqual(stack.running.sql(f"SELECT count(*) FROM registration.organization WHERE inn = '{inn}'"), [["1"]])
        self.refused(person.rest.post("/v1/organizations", {**body, "title": "Другая"}, key=key), 422, "IDEMPOTENCY_KEY_REUSED")

    def test_a_submission_at_once(self):
        person = season.participant()
        draft = season.whole(person)
        path = f"/v1/{draft.body['name']}"
        key = str(uuid.uuid4())
        answers = together(person, lambda client: client.post(f"{path}:submit", {}, key=key, if_match=draft.etag))
        self.same_answers(answers)
        self.assertEqual(answers[0].body["version"], 1)
        self.assertEqual(must(person.rest.get(f"{path}/receipt")).body["note"], answers[0].body["receipt"]["note"])
        for table in ("application_version", "receipt"):
            rows = stack.running.sql(f"SELECT count(*) FROM submission.{table} WHERE application_id = '{draft.body['uid']}'")
            self.assertEqual(rows, [["1"]], table)

    def test_two_devices_two_keys(self):
        person = season.participant()
        draft = season.whole(person)
        path = f"/v1/{draft.body['name']}"
        answers = together(person, lambda client: client.post(f"{path}:submit", {}, if_match=draft.etag))
        accepted = [answer for answer in answers if answer.ok]
        self.assertEqual(len(accepted), 1)
        for answer in answers:
            if not answer.ok:
                self.refused(answer, 412, "ETAG_MISMATCH")
        self.assertEqual(must(person.rest.get(path)).body["version"], 1)

    def test_a_refusal_is_kept_too(self):
        person = season.participant()
        draft = season.draft(person)
        submit = f"/v1/{draft.body['name']}:submit"
        first = self.refused(person.rest.post(submit, {}, key="incomplete", if_match=draft.etag), 400, "APPLICATION_INCOMPLETE")
        again = self.refused(person.rest.post(submit, {}, key="incomplete", if_match=draft.etag), 400, "APPLICATION_INCOMPLETE")
        self.assertEqual(first.body["errors"], again.body["errors"])
        self.assertTrue(again.replayed)

    def test_a_fault_of_input_is_not_kept(self):
        person = season.participant()
        body = {"title": "", "inn": make_inn(), "ogrn": make_ogrn(), "region": "regions/ru-16"}
        self.refused(person.rest.post("/v1/organizations", body, key="second-try"), 400, "FIELD_INVALID")
        self.assertTrue(person.rest.post("/v1/organizations", {**body, "title": "Со второй попытки"}, key="second-try").ok)

    def test_anothers_key_is_a_new_one(self):
        key = str(uuid.uuid4())
        drafts = []
        for person in (season.participant(), season.participant()):
            answer = must(person.rest.post(f"/v1/{season.name}/applications", {"nomination": "social", "content": {"title": "Одна на всех"}},
                                           key=key))
            self.assertFalse(answer.replayed)
            drafts.append(answer.body["name"])
        self.assertNotEqual(*drafts)

    def test_redis_has_no_say(self):
        person = season.participant()
        body = {"nomination": "social", "content": {"title": "После очистки"}}
        first = must(person.rest.post(f"/v1/{season.name}/applications", body, key="flushed"))
        self.assertEqual(stack.running.flush(), 2)
        again = must(person.rest.post(f"/v1/{season.name}/applications", body, key="flushed"))
        self.assertEqual((again.replayed, again.data), (True, first.data))

    def test_sign_up_at_once(self):
        person = Person(stack.running)
        body = {"personName": {"familyName": person.family_name, "givenName": person.given_name}, "email": person.email,
                "password": person.password}
        key = str(uuid.uuid4())
        answers = together(person, lambda client: client.post("/v1/users", body, key=key))
        self.assertEqual({answer.status for answer in answers}, {200})
        self.assertEqual(len({answer.body["name"] for answer in answers}), 1)
        self.refused(person.rest.post("/v1/users", body, key="no-UUID"), 400)


class ZAfterTheClose(ProblemTest):
    """Runs last: it closes the stage."""

    def test_a_repeat_gets_its_receipt(self):
        person, late = season.participant(), season.participant()
        draft, missed = season.whole(person), season.whole(late)
        submit = f"/v1/{draft.body['name']}:submit"
        first = must(person.rest.post(submit, {}, key="in-time", if_match=draft.etag))
        season.close_stage("applications")
        again = must(person.rest.post(submit, {}, key="in-time", if_match=draft.etag))
        self.assertEqual((again.replayed, again.data), (True, first.data))
        for _ in range(2):  # what only time decides is not kept
            answer = late.rest.post(f"/v1/{missed.body['name']}:submit", {}, key="too-late", if_match=missed.etag)
            self.refused(answer, 400, "STAGE_CLOSED")
            self.assertFalse(answer.replayed)
            self.assertTrue(answer.body["metadata"]["closeTime"])
        self.refused(late.rest.patch(f"/v1/{missed.body['name']}", {"content": {"title": "Поздно"}}, if_match=missed.etag), 400, "STAGE_CLOSED")


if __name__ == "__main__":
    stack.main()
