"""The API description: whole, of version 3.1.0, and true. The stack holds every answer of every test against it; here a
small season meets more than thirty operations."""
import json
import re

from tests.support import stack
from tests.support.openapi import OpenApi
from tests.support.problem import ProblemTest
from tests.support.rest import Client
from tests.support.season import Season, must


def read(listener):
    answer = must(Client(stack.running.address("gateway", listener)).get("/openapi.json"))
    return answer, OpenApi(json.loads(answer.data))


def golden_routes():
    """(method, path, listener) of tests/contract/routes.txt, with every variable as {}."""
    with open(f"{stack.ROOT}/tests/contract/routes.txt", encoding="utf-8") as file:
        for line in file:
            path, method, listener = line.split()[:3]
            yield method, re.sub(r"\{[^=}]+=([^}]+)\}", r"\1", path).replace("*", "{}"), listener


class Description(ProblemTest):
    def test_every_route_and_nothing_else(self):
        for listener, wanted in (("http", {"public"}), ("staff", {"public", "staff"})):
            answer, description = read(listener)
            self.assertEqual(answer.headers["content-type"], "application/json")
            self.assertEqual(description.document["openapi"], "3.1.0")
            described = {(method, re.sub(r"\{[^}]+\}", "{}", path)) for method, path in description.operations}
            self.assertEqual({(method, path) for method, path in described if "/operations/" not in path},
                             {(method, path) for method, path, where in golden_routes() if where in wanted})

    def test_well_formed(self):
        _, description = read("staff")
        components = description.document["components"]["schemas"]
        ids = [operation["operationId"] for operation in description.operations.values()]
        self.assertEqual(len(ids), len(set(ids)))
        for name in set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(description.document))):
            self.assertIn(name, components)
        for (method, path), operation in description.operations.items():
            with self.subTest(f"{method} {path}"):
                self.assertTrue(operation["summary"] and operation["x-action"])
                variables = {parameter["name"] for parameter in operation["parameters"] if parameter.get("in") == "path"}
                self.assertEqual(variables, set(re.findall(r"\{([^}]+)\}", path)))
                self.assertIn("200", operation["responses"])

    def test_nothing_internal(self):
        _, description = read("http")
        text = json.dumps(description.document)
        self.assertNotIn("Internal", text)
        self.assertNotIn("/v1/staff", text)


class Answers(ProblemTest):
    def test_of_a_small_season(self):
        season = Season(stack.running)
        person = season.participant()
        draft = season.whole(person)
        path = f"/v1/{draft.body['name']}"
        must(person.rest.post(f"{path}:validate", {}))
        submitted = must(person.rest.post(f"{path}:submit", {}, if_match=draft.etag))
        must(person.rest.post("/v1/public/receipts:verify", {"note": submitted.body["receipt"]["note"]}))
        self.assertEqual(person.rest.get(path, headers={"If-None-Match": submitted.etag}).status, 304)
        self.refused(person.rest.get("/v1/public/regions?pagesize=1"), 400)
        self.refused(person.rest.patch(path, {"state": "ADMITTED"}, if_match=submitted.etag), 400)
        for read_path in (path, f"{path}/receipt", f"/v1/{season.name}/applications", "/v1/users/me", "/v1/users/me/consents",
                          f"/v1/{season.name}/registrations/me", f"/v1/{season.organization(person).body['name']}",
                          "/v1/public/seasons", f"/v1/public/{season.name}", f"/v1/public/{season.name}/nominations",
                          f"/v1/public/{season.name}/stages", "/v1/public/regions", f"/v1/public/{season.name}/results",
                          f"/v1/public/{season.name}/nominations/production/form"):
            must(person.rest.get(read_path))
        must(person.rest.post(f"/v1/{season.name}/registrations:checkEligibility", {"nomination": "social"}))
        staff = season.examiner.staff
        listed = must(staff.get(f"/v1/staff/{season.name}/applications")).body["applications"]
        must(staff.get(f"/v1/staff/{listed[0]['name']}"))
        must(staff.post(f"/v1/staff/{listed[0]['name']}/formalCheck:admit", {}, if_match=f'"{listed[0]["etag"]}"'))
        must(season.operators[0].staff.get(f"/v1/staff/{season.name}/experts"))
        must(season.administrators[0].staff.get(f"/v1/staff/{season.name}/configs/1"))
        must(person.rest.delete(f"/v1/{person.session['name']}"))
        self.assertGreater(len(stack.running.api.seen), 30)


if __name__ == "__main__":
    stack.main()
