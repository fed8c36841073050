"""The API description as judge: every answer must be one that it announces, member by member."""
import json
import re

import jsonschema


class OpenApi:
    def __init__(self, document):
        self.document = document
        self.operations = {}  # (method, path) of the description: the operation
        self._matchers = []
        self._validators = {}
        self.seen = set()  # (method, path) that were judged
        for path, item in document["paths"].items():
            matcher = re.compile("".join(part if i % 2 else re.escape(part) for i, part in enumerate(_pattern(path))))
            for method, operation in item.items():
                self.operations[method.upper(), path] = operation
                self._matchers.append((method.upper(), path, matcher))
        # "*" would also take "42:submit": paths with a verb are tried first.
        self._matchers.sort(key=lambda entry: ":" not in entry[1])

    def find(self, method, path):
        """The described path that answers; None when there is none."""
        for known, described, matcher in self._matchers:
            if known == method and matcher.fullmatch(path):
                return described
        return None

    def judge(self, method, path, answer):
        """AssertionError unless the description announces such an answer. Paths that it does not know are left out."""
        path = path.split("?")[0]
        described = self.find("GET" if method == "HEAD" else method, path)
        if described is None or method == "HEAD":
            return
        responses = self.operations[method, described]["responses"]
        response = self._resolve(responses.get(str(answer.status)) or responses.get(f"{answer.status // 100}XX"))
        if response is None:
            raise AssertionError(f"{method} {described} answers {answer.status}, which its description leaves out")
        self.seen.add((method, described))
        content = response.get("content")
        if content is None:
            if answer.data:
                raise AssertionError(f"{method} {described} {answer.status} has a body")
            return
        kind = answer.headers.get("content-type")
        if kind not in content:
            raise AssertionError(f"{method} {described} {answer.status} is {kind}, not {list(content)}")
        error = jsonschema.exceptions.best_match(self._validator(content[kind]["schema"]).iter_errors(answer.body))
        if error is not None:
            raise AssertionError(f"{method} {described} {answer.status}: {error.json_path}: {error.message[:500]}")

    def _resolve(self, response):
        if response and "$ref" in response:
            return self.document["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
        return response

    def _validator(self, schema):
        key = json.dumps(schema, sort_keys=True)
        if key not in self._validators:
            whole = _strict({**schema, "components": self.document["components"]})
            self._validators[key] = jsonschema.Draft202012Validator(whole)
        return self._validators[key]


def _pattern(path):
    """"/v1/users/{user}:lock" in turns: text, expression, text ..."""
    return [part if i % 2 == 0 else "[^/]+" for i, part in enumerate(re.split(r"\{([^}]+)\}", path))]


def _strict(schema):
    """The schema with no members but the described ones."""
    if isinstance(schema, list):
        return [_strict(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    strict = {name: _strict(value) for name, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and schema.get("type") == "object" and "additionalProperties" not in schema:
        strict["additionalProperties"] = False
    return strict
