"""The demo opened by its own people: their passphrases, their keys, every record they hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max

from casework.access import unlocking
from casework.access.keys import load
from casework.access.locks import WrongPassphrase
from casework.accounts.models import User
from casework.accounts.rows import Subject
from casework.audit.log import record
from casework.audit.models import AuditEntry
from casework.cases.actions.consent import consent_documents
from casework.cases.actions.files import section_documents
from casework.cases.actions.sheets import sheets_of
from casework.cases.models import Case, Label, Note
from casework.cases.sheets import OpenSheet
from casework.pathways import events, line
from casework.pathways.actions import beside, told_of
from casework.pathways.children import Child
from casework.pathways.line import Line
from casework.vault.keyring import Keyring
from casework.web.demo.build import MADE
from casework.web.demo.people import PEOPLE, read_table

Document = dict[str, Any]


@dataclass(frozen=True)
class Written:
    """A note: who wrote it (user name), and its text."""

    author: str
    text: str


@dataclass(frozen=True)
class Opened:
    """One case of the demo, with everything in it opened."""

    case: Case
    label: str
    sections: dict[str, Document]
    consents: list[Document]
    line: Line
    events: list[events.Told]
    children: list[Child]
    notes: list[Written]
    sheets: list[OpenSheet]

    @property
    def names(self) -> list[dict[str, str]]:
        rows: list[dict[str, str]] = self.sections.get("identity", {}).get("names") or []
        return rows


@dataclass
class Survey:
    """What was found. `unlocked` are those whose passphrase opened their key."""

    at: datetime
    made_at: datetime | None
    unlocked: set[str] = field(default_factory=set)
    held_by_administrators: int = 0
    opened: list[Opened] = field(default_factory=list)


def survey(people_file: Path, *, at: datetime) -> Survey:
    """Open all that was there when the demo was made. Raises FileNotFoundError.

    What people have written since is theirs and is left closed.
    """
    found = Survey(at=at, made_at=_made_at())
    usernames = {str(user.pk): user.username for user in User.objects.all()}
    first = _cases_of_the_demo(found.made_at)
    for person in PEOPLE:
        keys = _unlock(person.username, read_table(people_file).get(person.username, ""), at=at)
        if keys is None:
            continue
        found.unlocked.add(person.username)
        user = User.objects.get(pk=keys.person_id)
        load(keys, first, at=at)
        if user.is_administrator:
            found.held_by_administrators += sum(keys.holds(pk) for pk in first)
        mine = Case.objects.owned_by(user).filter(pk__in=first).select_related("desk", "owner")
        found.opened += [_open(case, keys, usernames, found.made_at) for case in mine]
    with transaction.atomic():
        house = Subject("house", "house")
        record("demo.checked", house, by=None, at=at, count=len(found.opened))
    return found


def _made_at() -> datetime | None:
    moment: datetime | None = AuditEntry.objects.filter(verb=MADE).aggregate(at=Max("at"))["at"]
    return moment


def _cases_of_the_demo(made_at: datetime | None) -> list[Any]:
    if made_at is None:
        return []
    started = AuditEntry.objects.filter(verb="case.started", at__lte=made_at)
    ids = list(started.values_list("subject_id", flat=True))
    return list(Case.objects.filter(pk__in=ids).values_list("pk", flat=True))


def _unlock(username: str, passphrase: str, *, at: datetime) -> Keyring | None:
    try:
        verified = unlocking.check(username, passphrase, at=at)
        return unlocking.open_keys(verified.person, verified.lock_key, at=at)
    except (WrongPassphrase, unlocking.Refused):
        return None


def _open(case: Case, keys: Keyring, usernames: dict[str, str], made_at: datetime | None) -> Opened:
    happened, children = beside(case, keys)
    return Opened(
        case=case,
        label=keys.open(Label.objects.get(case=case), "text"),
        sections=section_documents(case, keys),
        consents=consent_documents(case, keys),
        line=line.draw(told_of(case, keys)),
        events=happened,
        children=children,
        notes=[
            Written(usernames[told["author"]], text)
            for note in Note.objects.filter(case=case).order_by("number")
            if _is_of_the_demo(told := keys.open_document(note), made_at)
            and (text := keys.open(note, "body"))  # a decision may need no words
        ],
        sheets=sheets_of(case, keys),
    )


def _is_of_the_demo(told: Document, made_at: datetime | None) -> bool:
    return made_at is None or datetime.fromisoformat(told["at"]) <= made_at
