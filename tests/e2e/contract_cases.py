"""Requests made from the API description: good ones at random, and bad ones with what must be said about them."""
import copy
import json
import random
import string
import urllib.parse

WRONG = {"string": 5, "integer": "много", "boolean": "да", "object": [], "array": {}}  # no value of that JSON type
OWN_TEXTS = {"region": "regions/ru-77", "season": "seasons/2027", "nomination": "production", "stage": "applications",
             "birthDate": "1985-04-12", "applicantKind": "person", "consent": "media"}


class Case:
    """One request and what must come back: statuses, and if given the reason, pointers or fields that must be named."""

    def __init__(self, title, statuses, reason="", pointers=(), fields=(), **changes):
        self.title = title
        self.statuses = statuses
        self.reason = reason
        self.pointers = set(pointers)
        self.fields = set(fields)
        self.changes = changes  # of Request


class Request:
    """A request of an operation; fields are changed by cases."""

    def __init__(self, operation, variables, body):
        self.method = operation.method
        self.variables = variables
        self.path = ""  # instead of the operation's
        self.query = ""
        self.body = body
        self.data = None  # bytes instead of the body
        self.token = None  # instead of the caller's
        self.key = "" if operation.needs("Idempotency-Key") else None  # "": a fresh one
        self.if_match = None
        self.headers = {}
        self.operation = operation

    def with_changes(self, changes):
        changed = copy.copy(self)
        changed.__dict__.update(changes)
        return changed

    @property
    def target(self):
        path = self.path or self.operation.path
        for name, value in self.variables.items():
            path = path.replace("{" + name + "}", value)
        return path + (f"?{self.query}" if self.query else "")


class Operation:
    """One operation of the description."""

    def __init__(self, document, method, path, described):
        self.document = document
        self.method = method
        self.path = path
        self.described = described
        self.listener = described.get("x-listener", "public")
        self.roles = described["x-roles"]
        self.parameters = [self.resolve(parameter) for parameter in described["parameters"]]
        body = described.get("requestBody")
        self.body = self.resolve(body["content"]["application/json"]["schema"]) if body else None

    def __repr__(self):
        return f"{self.method} {self.path}"

    def resolve(self, schema):
        while "$ref" in schema:
            kind, name = schema["$ref"].split("/")[-2:]
            schema = self.document["components"][kind][name]
        return schema

    def of(self, place):
        return {parameter["name"]: self.resolve(parameter["schema"]) for parameter in self.parameters if parameter["in"] == place}

    def needs(self, header):
        return any(parameter["name"] == header and parameter["required"] for parameter in self.parameters)

    @property
    def variables(self):
        return list(self.of("path"))

    @property
    def is_public(self):
        return "ANYONE" in self.roles

    def members(self):
        """Members of the body that a caller may set, by name."""
        properties = self.body.get("properties", {}) if self.body else {}
        return {name: self.resolve(schema) for name, schema in properties.items()
                if not schema.get("readOnly") and name not in ("name", "etag")}


class Maker:
    """Values that fit a schema."""

    def __init__(self, operation, seed):
        self.operation = operation
        self.random = random.Random(f"{seed} {operation}")

    def value(self, schema, name=""):
        schema = self.operation.resolve(schema)
        kind = schema.get("type")
        if "enum" in schema:
            return self.random.choice(schema["enum"][1:] or schema["enum"])
        if kind == "string":
            return self.text(schema, name)
        if kind == "integer":
            return self.random.randint(schema.get("minimum", 0), min(schema.get("maximum", 1000), 1000))
        if kind == "boolean":
            return name in ("noConflictStatement", "conflictStatement") or self.random.random() < 0.5  # given or not at all
        if kind == "array":
            most = min(schema.get("maxItems", 3), 3)
            return [self.value(schema["items"], name.removesuffix("s")) for _ in range(self.random.randint(schema.get("minItems", 0), most))]
        return self.object(schema)

    def object(self, schema):
        required = schema.get("required", [])
        return {name: self.value(member, name) for name, member in schema.get("properties", {}).items()
                if not member.get("readOnly") and name not in ("name", "etag") and (name in required or self.random.random() < 0.6)}

    def text(self, schema, name):
        if schema.get("format") == "date-time":
            return f"20{self.random.randint(27, 40)}-0{self.random.randint(1, 9)}-1{self.random.randint(0, 9)}T10:00:00+03:00"
        if name in OWN_TEXTS:
            return OWN_TEXTS[name]
        if name == "timeout":
            return "0.1s"
        if name.endswith("Sha256"):
            return "".join(self.random.choices("0123456789abcdef", k=64))
        least, most = schema.get("minLength", 1), min(schema.get("maxLength", 40), 60)
        letters = string.ascii_lowercase if "pattern" in schema else "абвгдеёжзийклмн опрст🦉"
        return "".join(self.random.choices(letters, k=self.random.randint(least, max(least, most)))).strip() or "текст"

    def body(self):
        return self.object(self.operation.body) if self.operation.body is not None else None


def bad_bodies(operation, good):
    """Every single fault of a body, then all wrong types at once."""
    members = operation.members()
    text = json.dumps(good, ensure_ascii=False)
    for name, schema in members.items():
        kind = schema.get("type")
        wrong = 1_000_000 if "enum" in schema else WRONG[kind]
        yield Case(f"wrong type of {name}", {400}, "FIELD_INVALID", pointers=[f"/{name}"], body={**good, name: wrong})
        if "enum" in schema:
            yield Case(f"no value of {name}", {400}, "FIELD_INVALID", pointers=[f"/{name}"], body={**good, name: "NO_SUCH_VALUE"})
        if kind == "integer":
            for number in (2**31, -2**31 - 1, 10**19):
                yield Case(f"{name} {number}", {400}, "FIELD_INVALID", pointers=[f"/{name}"], body={**good, name: number})
            yield Case(f"{name} above the largest double", {400}, "FIELD_INVALID", pointers=[f"/{name}"],
                       data=json.dumps({**good, name: "@"}).replace('"@"', "1e400").encode())
        if schema.get("format") == "date-time":
            yield Case(f"{name} is no instant", {400}, "FIELD_INVALID", pointers=[f"/{name}"], body={**good, name: "вчера"})
        elif kind == "string" and "enum" not in schema:
            if "maxLength" in schema:
                yield Case(f"long {name}", {400}, "FIELD_INVALID", fields=[name], body={**good, name: "й" * (schema["maxLength"] + 1)})
            yield Case(f"broken {name}", {400}, "FIELD_INVALID", pointers=[f"/{name}"],
                       data=json.dumps({**good, name: "@"}).encode().replace(b'"@"', b'"\xed\xa0\x80"'))
        if kind == "array" and "maxItems" in schema:
            item = Maker(operation, 0).value(schema["items"])
            yield Case(f"too many {name}", {400}, "FIELD_INVALID", fields=[name], body={**good, name: [item] * (schema["maxItems"] + 1)})
        yield Case(f"{name} twice", {400}, "FIELD_INVALID", pointers=[f"/{name}"],
                   data=(json.dumps({**good, name: Maker(operation, 0).value(schema, name)})[:-1] + f', "{name}": null}}').encode())
        yield Case(f"{name}, misspelled", {400}, "FIELD_INVALID", pointers=[f"/{name}x"], body={**good, f"{name}x": 1})
    for name in operation.body.get("required", []):
        if name in members and members[name].get("type") != "boolean":
            yield Case(f"without {name}", {400}, fields=[name], body={other: value for other, value in good.items() if other != name})
    for name, schema in operation.body.get("properties", {}).items():
        if schema.get("readOnly") and name not in ("name", "etag"):
            yield Case(f"{name} is not the caller's", {400}, "FIELD_INVALID", pointers=[f"/{name}"], body={**good, name: None})
    wrong = {name: 1_000_000 if "enum" in schema else WRONG[schema["type"]] for name, schema in members.items()}
    yield Case("everything wrong at once", {400}, "FIELD_INVALID", pointers=[f"/{name}" for name in [*wrong, "__proto__"]],
               body={**wrong, "__proto__": {}})
    yield Case("too deep", {400}, "MALFORMED_BODY", data=(text[:-1] + (", " if good else "") + '"x": ' + "[" * 40 + "]" * 40 + "}").encode())
    for title, data in (("cut", text.encode()[:-1]), ("a byte order mark", b"\xef\xbb\xbf" + text.encode()), ("no JSON", b"<xml/>"),
                        ("two bodies", text.encode() * 2)):
        yield Case(title, {400}, "MALFORMED_BODY", data=data)
    yield Case("a list", {400}, body=[good])
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/json; charset=koi8-r"):
        yield Case(f"as {kind}", {415}, "UNSUPPORTED_MEDIA_TYPE", headers={"Content-Type": kind})


def bad_queries(operation):
    yield Case("unknown parameter", {400}, "FIELD_INVALID", fields=["unknownParameter"], query="unknownParameter=1")
    yield Case("broken escape", {400}, "FIELD_INVALID", query="%zz=1")
    for name, schema in operation.of("query").items():
        if schema.get("type") == "integer":
            for value in ("x", "1.5", "2147483648", "1e400", ""):
                yield Case(f"{name}={value}", {400}, "FIELD_INVALID", fields=[name], query=f"{name}={value}")
        if "enum" in schema:
            yield Case(f"{name} without such a value", {400}, "FIELD_INVALID", fields=[name], query=f"{name}=NO_SUCH_VALUE")
        if schema.get("type") == "string":
            yield Case(f"{name} is no text", {400}, "FIELD_INVALID", query=f"{name}=%ff")
            if "maxLength" in schema:
                yield Case(f"long {name}", {400}, query=f"{name}=" + "a" * (schema["maxLength"] + 1))
        yield Case(f"{name}, misspelled", {400}, "FIELD_INVALID", fields=[f"{name}x"], query=f"{name}x=1")
        if schema.get("type") != "array":
            yield Case(f"{name} twice", {400}, "FIELD_INVALID", fields=[name], query=f"{name}=1&{name}=1")


def bad_addresses(operation, variables):
    for name in operation.variables:
        for title, value in (("no UTF-8", "%ff"), ("U+0000", "%00"), ("a slash", "a%2Fb"), ("nothing", ""), ("a broken escape", "%g1")):
            yield Case(f"{name} is {title}", {404, 405}, variables={**variables, name: value})
        yield Case(f"{name} without end", {400, 404}, variables={**variables, name: "a" * 5000})
        if name != "season":
            yield Case(f"{name} is unknown", {400, 403, 404}, variables={**variables, name: "no-such-thing"})
    for method in ("PUT", "TRACE"):
        yield Case(f"method {method}", {405}, "METHOD_NOT_ALLOWED", method=method, body=None)


def bad_headers(operation):
    if operation.needs("Idempotency-Key"):
        yield Case("no key", {400}, "IDEMPOTENCY_KEY_REQUIRED", key=None)
        for key in ("a b", "k" * 65):
            yield Case(f"key {key[:3]}", {400}, "FIELD_INVALID", fields=["Idempotency-Key"], key=key)
    if operation.needs("If-Match"):
        yield Case("no etag", {428}, "IF_MATCH_REQUIRED", if_match="")
        for etag in ("v1-owner", '"a", "b"', "*"):
            yield Case(f"etag {etag}", {400}, "FIELD_INVALID", fields=["If-Match"], if_match=etag)
    if operation.method == "GET":
        yield Case("a body where none belongs", {400}, "MALFORMED_BODY", data=b"{}", headers={"Content-Type": "application/json"})


def mixed_fault(operation, good, variables, chance):
    """Several faults at once, drawn; all of them must be named."""
    members = operation.members()
    if members and chance.random() < 0.7:
        chosen = chance.sample(sorted(members), chance.randint(1, len(members)))
        wrong = {name: 1_000_000 if "enum" in members[name] else WRONG[members[name]["type"]] for name in chosen}
        strangers = {"".join(chance.choices(string.ascii_letters, k=9)) + "Q": None for _ in range(chance.randint(0, 3))}
        return Case(f"wrong: {', '.join([*wrong, *strangers])}", {400}, "FIELD_INVALID",
                    pointers=[f"/{name}" for name in [*wrong, *strangers]], body={**good, **wrong, **strangers})
    if operation.variables and chance.random() < 0.5:
        junk = urllib.parse.quote(bytes(chance.choices(range(256), k=chance.randint(1, 12))), safe="")
        return Case(f"junk in the address: {junk}", {400, 403, 404, 405},
                    variables={**variables, chance.choice(operation.variables): junk})
    names = ["".join(chance.choices(string.ascii_lowercase, k=8)) + "Q" for _ in range(chance.randint(1, 4))]
    return Case("unknown parameters", {400}, "FIELD_INVALID", fields=names, query="&".join(f"{name}=1" for name in names))


def bad_cases(operation, good, variables, wanted, chance):
    """Each fault alone, then mixtures, until there are `wanted`."""
    cases = [*bad_headers(operation), *bad_queries(operation), *bad_addresses(operation, variables)]
    if operation.body is not None:
        cases += bad_bodies(operation, good)
    while len(cases) < wanted:
        cases.append(mixed_fault(operation, good, variables, chance))
    return cases
