"""The demo's eight people on two desks, made by the acts that make a real house."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from mnemonic import Mnemonic

from casework.access import founding, people, unlocking
from casework.access.desks import accept_deputy, make_desk, propose_deputy
from casework.access.focal_points import name_focal_point
from casework.access.founding import Newcomer
from casework.accounts.models import Desk, Post, Role, User
from casework.vault.keyring import Keyring
from config import env

FIRST, SECOND = "maple", "cedar"
DESKS = {FIRST: "Maple desk", SECOND: "Cedar desk"}
# Five of 2048 words: 55 random bits, and easy to type from a table.
_WORDS = 5


@dataclass(frozen=True)
class Person:
    """`writes`: the language of her notes. The pages are in English until she picks another."""

    username: str
    name: str
    role: Role
    desk: str = ""
    writes: str = "en"

    @property
    def email(self) -> str:
        """Under a name that is kept for examples (RFC 2606)."""
        return f"{self.username}@example.org"


PEOPLE = (
    Person("caseworker", "문하은", Role.CASEWORKER, FIRST, "ko"),
    Person("caseworker2", "Ruth Abara", Role.CASEWORKER, FIRST),
    Person("supervisor", "배은재", Role.SUPERVISOR, FIRST, "ko"),
    Person("supervisor2", "Helen Forsyth", Role.SUPERVISOR, FIRST),
    Person("caseworker3", "沈清禾", Role.CASEWORKER, SECOND, "zh"),
    Person("supervisor3", "Grace Tan", Role.SUPERVISOR, SECOND),
    Person("administrator", "Tomas Vik", Role.ADMINISTRATOR),
    Person("administrator2", "유다현", Role.ADMINISTRATOR, "", "ko"),
)
_BY_NAME = {person.username: person for person in PEOPLE}
TITLES = ("username", "passphrase", "role")


@dataclass
class Member:
    """Somebody of the house, unlocked for as long as the demo is made."""

    user: User
    keys: Keyring


@dataclass
class House:
    members: dict[str, Member]
    desks: dict[str, Desk]

    def desk_of(self, username: str) -> Desk:
        return self.desks[_BY_NAME[username].desk]


def new_passphrases() -> dict[str, str]:
    words = Mnemonic("english").wordlist
    return {
        person.username: " ".join(secrets.choice(words) for _word in range(_WORDS))
        for person in PEOPLE
    }


def found(passphrases: dict[str, str], *, at: datetime) -> House:
    """The house and everybody in it. What a founding shows once is not kept: it is a demo."""
    head, admin = _BY_NAME["supervisor"], _BY_NAME["administrator"]
    founded = founding.found(
        desk=FIRST,
        desk_name=DESKS[FIRST],
        administrator=Newcomer(admin.username, admin.name, email=admin.email),
        supervisor=Newcomer(head.username, head.name, email=head.email),
        purpose="demo",
        at=at,
    )
    settled = founding.settle(
        founded,
        supervisor_passphrase=passphrases[head.username],
        administrator_passphrase=passphrases[admin.username],
        at=at,
    )
    members = {user.username: Member(user, keys) for user, keys in settled}
    _second_desk(members, founded.desk, at=at)
    desks = {desk.code: desk for desk in Desk.objects.select_related("deputy")}
    for person in PEOPLE:
        if person.username not in members:
            members[person.username] = _join(person, desks, members, passphrases, at=at)
    _leave_second_desk(members, at=at)
    _focal_points(members, desks, at=at)
    for member in members.values():
        member.user = User.objects.get(pk=member.user.pk)
    return House(members, {desk.code: desk for desk in Desk.objects.select_related("deputy")})


def _second_desk(members: dict[str, Member], first: Desk, *, at: datetime) -> None:
    """Each desk's supervisors stand by for the other."""
    head, admin = members["supervisor"], members["administrator"]
    second = make_desk(
        SECOND, name=DESKS[SECOND], deputy=first, supervisor=head.user, by=admin.user, at=at
    )
    first = propose_deputy(first, second, by=admin.user, at=at)
    head.user = User.objects.get(pk=head.user.pk)  # with her second post
    first = accept_deputy(first, second, by=head.user, at=at)
    accept_deputy(second, first, by=head.user, at=at)


def _join(
    person: Person,
    desks: dict[str, Desk],
    members: dict[str, Member],
    passphrases: dict[str, str],
    *,
    at: datetime,
) -> Member:
    head, admin = members["supervisor"], members["administrator"]
    user, keys = people.make_admitted(
        person.username,
        name=person.name,
        places=[(person.role, desks.get(person.desk))],
        passphrase=passphrases[person.username],
        invited_by=admin.user,
        admitted_by=head.user,
        keys=head.keys,
        at=at,
        email=person.email,
    )
    return Member(user, keys)


def _leave_second_desk(members: dict[str, Member], *, at: datetime) -> None:
    """Who helped the desk to its feet leaves it; its own supervisor makes its next key pairs."""
    post = Post.objects.current().get(person=members["supervisor"].user, desk__code=SECOND)
    people.end_post(post, by=members["administrator"].user, at=at)
    own = members["supervisor3"]
    unlocking.catch_up(own.keys, by=own.user, at=at)


def _focal_points(members: dict[str, Member], desks: dict[str, Desk], *, at: datetime) -> None:
    """Of the second desk, whose supervisor is alone, one who stands by is the deputy."""
    for code, who, deputy in (
        (FIRST, "supervisor", "supervisor2"),
        (SECOND, "supervisor3", "supervisor"),
    ):
        by = members["administrator"].user
        named = members[who].user, members[deputy].user
        name_focal_point(desks[code], *named, by=by, at=at)


def people_file() -> Path:
    """Where the passphrases are kept; whoever starts the demo names it."""
    return Path(env.optional("PEOPLE_FILE", str(settings.BASE_DIR / "var" / "demo-people")))


def write_table(path: Path, passphrases: dict[str, str]) -> None:
    """`username  passphrase  role`, a line each, in a file that only its owner can read."""
    rows = [TITLES, *((one.username, passphrases[one.username], one.role) for one in PEOPLE)]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    lines = [f"{name:{widths[0]}}  {phrase:{widths[1]}}  {role}" for name, phrase, role in rows]
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def read_table(path: Path) -> dict[str, str]:
    """Passphrase by user name. Raises FileNotFoundError."""
    rows = [line.split("  ") for line in path.read_text(encoding="utf-8").splitlines()]
    people = [[cell.strip() for cell in row if cell.strip()] for row in rows]
    return {row[0]: row[1] for row in people if len(row) == len(TITLES) and row[0] in _BY_NAME}


def writes(username: str) -> str:
    return _BY_NAME[username].writes
