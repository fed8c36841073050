"""People and a season, made through the public interfaces: sign-up by mail, offices, document, stages, applications.

Everything personal that is made up here is remembered in `planted`, so that a test can look for it where it must not be.
"""
import email
import email.policy
import json
import os
import random
import re
import secrets
import string

from tests.support import stack as stacks
from tests.support.rest import Client

FAMILY_NAMES = ["Канарейкин", "Щеглов", "Снегирёв", "Зябликов", "Дроздов", "Свиристелев", "Клёстова", "Чижова"]
GIVEN_NAMES = ["Артём", "Пётр", "Алёна", "Фёдор", "Ия", "Тимур", "Семён", "Любовь"]
DOCUMENTS = f"{stacks.ROOT}/deploy/seasons"

planted = set()  # e-mails, names, passwords, tokens, ИНН


def must(answer):
    """The answer, which has to be a 2xx."""
    if not answer.ok:
        raise AssertionError(f"refused: {answer}")
    return answer


def read_document(name):
    with open(f"{DOCUMENTS}/{name}", encoding="utf-8") as file:
        return json.load(file)


def make_inn():
    """Ten digits with a right check digit."""
    digits = [random.randint(1, 9)] + [random.randint(0, 9) for _ in range(8)]
    check = sum(d * w for d, w in zip(digits, (2, 4, 10, 3, 5, 9, 4, 6, 8))) % 11 % 10
    return "".join(map(str, digits)) + str(check)


def make_ogrn():
    number = "1" + "".join(random.choices(string.digits, k=11))
    return number + str(int(number) % 11 % 10)


def make_text(least):
    """Russian text of at least so many code points."""
    sentences = ["Опытный мастер закрепляется за новичком на первые три месяца работы. ",
                 "Каждая смена начинается с разбора приёмов безопасной работы. ",
                 "Пара встречается раз в неделю и записывает, что получилось. ",
                 "Срок выхода на норму сократился с шести месяцев до четырёх. "]
    text = ""
    while len(text) < least:
        text += random.choice(sentences)
    return text.strip().ljust(least, ".")


class Mailbox:
    """Everybody's mail, as the platform in development leaves it: one .eml file a message."""

    def __init__(self, directory):
        self.directory = directory
        self.seen = {}

    def wait_for(self, address, pattern):
        """The first match of `pattern` in a mail to `address`."""
        return stacks.wait_for(f"a mail with {pattern}", lambda: self._find(address, pattern))

    def _find(self, address, pattern):
        for name in sorted(os.listdir(self.directory)):
            if name.endswith(".eml") and name not in self.seen:
                with open(f"{self.directory}/{name}", "rb") as file:
                    message = email.message_from_binary_file(file, policy=email.policy.default)
                self.seen[name] = (str(message["To"]), message.get_content())
        for to, text in list(self.seen.values()):
            if address in to and (match := re.search(pattern, text)):
                return match
        return None


class Person:
    """Somebody with an account and a client of the public and of the staff listener."""

    def __init__(self, stack, kind="person"):
        self.stack = stack
        self.email = f"kanareyka.{kind}.{secrets.token_hex(6)}@example.ru"
        self.password = f"Тайна-{secrets.token_urlsafe(12)}"
        self.family_name = f"{random.choice(FAMILY_NAMES)}-{''.join(random.choices('абвгдежзиклмнопрст', k=8))}"
        self.given_name = random.choice(GIVEN_NAMES)
        self.user = ""
        self.session = {}
        self.rest = Client(stack.address("gateway", "http"))
        self.staff = Client(stack.address("gateway", "staff"))
        planted.update((self.email, self.password, self.family_name))

    @property
    def token(self):
        return self.rest.token

    def sign_up(self, mailbox, **fields):
        """Account, code from the mailbox, session."""
        body = {"personName": {"familyName": self.family_name, "givenName": self.given_name}, "email": self.email,
                "password": self.password, "birthDate": "1985-04-12", "region": "regions/ru-77", **fields}
        self.user = must(self.rest.post("/v1/users", body)).body["name"]
        code = mailbox.wait_for(self.email, r"Код[^0-9]*([0-9]{6})").group(1)
        return self._enter(must(self.rest.post(f"/v1/{self.user}:confirmContact", {"code": code}, key=None)))

    def sign_in(self):
        """A session with the password entered now."""
        return self._enter(must(self.rest.post("/v1/sessions", {"email": self.email, "password": self.password}, key=None)))

    def _enter(self, answer):
        self.session = answer.body
        self.user = answer.body["user"]
        self.rest.token = self.staff.token = answer.body["accessToken"]
        planted.update((answer.body["accessToken"], answer.body["refreshToken"]))
        return self

    def consent(self, season, consent="processing"):
        return must(self.rest.post(f"/v1/{self.user}/consents", {"season": season, "consent": consent, "version": 1}))

    def clone(self):
        """The same person with connections of its own, for another thread."""
        twin = Person.__new__(Person)
        twin.__dict__.update(self.__dict__)
        twin.rest = Client(self.rest.address, self.token)
        twin.staff = Client(self.staff.address, self.token)
        return twin


class Season:
    """The season 2027 with the demonstration's patch: announced, offices given, applications and formal check open."""

    def __init__(self, stack):
        self.stack = stack
        self.name = "seasons/2027"
        self.mailbox = Mailbox(stack.mail)
        self.administrators = [self._administrator(number) for number in (1, 2)]
        self._load_document()
        self.announced = self.by_two(f"/v1/staff/{self.name}:announce", {}, self.administrators)
        self.organizer = self.official("ORGANIZER")
        self.operators = [self.official("OPERATOR") for _ in range(2)]
        self.examiner = self.official("EXAMINER")
        self.open_stage("applications")
        self.open_stage("formal-check")

    def _administrator(self, number):
        person = Person(self.stack, f"admin{number}")
        file = f"{self.stack.local}/admin-{number}.password"
        with open(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600), "w", encoding="utf-8") as out:
            out.write(person.password)
        self.stack.ctl("user", "create-admin", "--config", f"{self.stack.local}/conf/registration.toml", "--email", person.email,
                       "--family-name", person.family_name, "--given-name", person.given_name, "--password-file", file)
        return person.sign_in()

    def _load_document(self):
        staff = self.administrators[0].staff
        must(staff.post("/v1/staff/seasons", {"seasonId": "2027"}))
        document = read_document("mentoring-2027.json")
        first = must(staff.post(f"/v1/staff/{self.name}/configs", {"document": document, "reason": "Сезон", "activate": True}))
        self.config(read_document("demo.patch.json"), first.body["version"], activate=True)

    def config(self, patch, base_version, activate=False, **fields):
        """A version of the document, by the first administrator; it has to be accepted."""
        body = {"baseVersion": base_version, "mergePatch": patch, "reason": "Испытание", "activate": activate, **fields}
        return must(self.administrators[0].staff.post(f"/v1/staff/{self.name}/configs", body))

    @staticmethod
    def by_two(path, body, people):
        """What one account may not do alone: the first proposes, the second carries out."""
        must(people[0].staff.post(path, body))
        return must(people[1].staff.post(path, body))

    def official(self, role, nomination=""):
        """A new person with an office."""
        person = Person(self.stack, role.lower()).sign_up(self.mailbox)
        grant = {"role": role, "season": self.name, **({"nomination": nomination} if nomination else {})}
        must(self.administrators[0].staff.post(f"/v1/staff/{person.user}:grantRole", grant))
        return person

    def open_stage(self, stage):
        return self.by_two(f"/v1/staff/{self.name}/stages/{stage}:open", {"reason": "Начало этапа"}, self.operators)

    def close_stage(self, stage):
        return self.by_two(f"/v1/staff/{self.name}/stages/{stage}:close", {"reason": "Окончание этапа"}, self.operators)

    def participant(self):
        """A new person, registered for the season."""
        person = Person(self.stack).sign_up(self.mailbox)
        person.consent(self.name)
        must(person.rest.post(f"/v1/{self.name}/registrations", {}))
        return person

    @staticmethod
    def organization(person):
        """A new organization; its answer."""
        inn = make_inn()
        planted.add(inn)
        return must(person.rest.post("/v1/organizations", {"title": f"Колледж наставников {secrets.token_hex(4)}", "inn": inn,
                                                           "ogrn": make_ogrn(), "region": "regions/ru-77"}))

    def draft(self, person, nomination="production"):
        """A new draft with a title; its answer."""
        body = {"nomination": nomination, "content": {"title": "Наставник рядом"}}
        return must(person.rest.post(f"/v1/{self.name}/applications", body))

    def whole(self, person, nomination="production"):
        """A new draft with everything that a submission needs; the answer to its last save."""
        created = self.draft(person, nomination)
        content = make_content(person, self.organization(person).body["name"], nomination)
        return must(person.rest.patch(f"/v1/{created.body['name']}", {"content": content}, if_match=created.etag))


PAIRS = {"education": ["teacher-teacher"], "social": ["volunteer-volunteer"], "business": ["owner-starter"]}


def make_content(person, organization, nomination):
    """Values for every field that the form requires, but the title."""
    def row(name, unit, before, after):
        return {"name": name, "unit": unit, "before": before, "after": after, "source": "Отчёт за год"}
    return {"annotation": make_text(300), "keywords": ["onboarding", "craft"], "organization": organization,
            "region": "regions/ru-77", "authors": [{"person": person.user, "role": "Автор практики"}],
            "problem": make_text(300), "goal": make_text(100), "pairs": PAIRS.get(nomination, ["expert-novice"]),
            "model": make_text(1000), "period": {"from": "2023-09-01", "to": None}, "resources": make_text(200),
            "mentees": 120, "results": make_text(500),
            "metrics": [row("Срок адаптации", "мес.", "6", "4.5"), row("Текучесть за год", "%", "19.20", "7")],
            "replication": make_text(300), "scaling": make_text(300), "minors": False}

