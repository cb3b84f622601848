"""Lists of cases, one scope at a time, a page after another, and the search by opening digests."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Count, F, Q
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.utils.translation import gettext_lazy as _

from casework.access.keys import load
from casework.accounts.models import Role, User
from casework.accounts.questions import Question, any_of
from casework.cases.digests import matcher
from casework.cases.models import Case, Decision, Digest
from casework.cases.scopes import CaseQuerySet
from casework.cases.states import LIVING, Risk
from casework.vault.keyring import Keyring

PAGE = 50
# Digests opened at a time by find: their keys come in two queries, and memory stays small.
BATCH = 1000
# More hits than anybody reads: then she is asked to type more.
MOST_HITS = 50


# What a list shows, and what its labels are bound to; whoever owns a case is a name there.
_SHOWN = (
    "code",
    "state",
    "risk",
    "situation",
    "opened_at",
    "next_due_at",
    "owner__name",
    "label__text",
    "label__revision",
    "label__case",
)


class Scope(models.TextChoices):
    """One list shows one scope; none shows their union."""

    MINE = "mine", _("Mine")
    DESK = "desk", _("My desk")
    SHARED = "shared", _("Shared with me")
    WITHOUT_OWNER = "without_owner", _("Waiting for an owner")


_IN_SCOPE: dict[Scope, Callable[[User], CaseQuerySet]] = {
    Scope.MINE: Case.objects.owned_by,
    Scope.DESK: Case.objects.on_desks_of,
    Scope.SHARED: Case.objects.shared_with,
    Scope.WITHOUT_OWNER: Case.objects.waiting_for_owner,
}


def scopes_of(user: User) -> list[Scope]:
    """The lists she has; the first is where she starts."""
    own = [Scope.MINE] if user.is_caseworker else []
    desk = [Scope.DESK, Scope.WITHOUT_OWNER] if user.is_supervisor else []
    return [*own, *desk[:1], Scope.SHARED, *desk[1:]]


def in_scope(scope: Scope, user: User) -> CaseQuerySet:
    return _IN_SCOPE[scope](user)


class Order(models.TextChoices):
    DUE = "due", _("Next due first")
    OPENED = "opened", _("Last opened first")


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WRITTEN = re.compile(r"(-|[0-9]{1,18})\.([0-9a-f]{32})", re.ASCII)


@dataclass(frozen=True)
class Cursor:
    """The last row of the page before: its moment (None: not opened yet) and its id."""

    moment: datetime | None
    pk: UUID

    @classmethod
    def of(cls, case: Case, order: Order) -> Self:
        return cls(case.next_due_at if order == Order.DUE else case.opened_at, case.pk)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """What `str` wrote; None for anything else, which means the first page."""
        written = _WRITTEN.fullmatch(text)
        if written is None:
            return None
        try:
            moment = None if written[1] == "-" else _EPOCH + timedelta(microseconds=int(written[1]))
        except OverflowError:
            return None
        return cls(moment, UUID(hex=written[2]))

    def __str__(self) -> str:
        if self.moment is None:
            return f"-.{self.pk.hex}"
        return f"{(self.moment - _EPOCH) // timedelta(microseconds=1)}.{self.pk.hex}"


@dataclass(frozen=True)
class Page:
    cases: list[Case]
    after: Cursor | None
    """Where the next page goes on; None on the last one."""


def page(cases: CaseQuerySet, order: Order, after: Cursor | None) -> Page:
    """At most 50 cases with their labels and owners, still sealed. One query."""
    behind = _ordered(cases, order, after).select_related("label", "owner").only(*_SHOWN)
    found = list(behind[: PAGE + 1])
    shown = found[:PAGE]
    return Page(shown, Cursor.of(shown[-1], order) if len(found) > PAGE else None)


_BY_CODE = Question(
    lambda code, person, desks: (
        Case.objects.seen_by(person, Q(desk=any_of(desks)))
        .filter(code=code)
        .select_related("desk", "owner", "label")
    )
)


def by_code(user: User, code: str) -> Case | None:
    """The case of this code, if she sees it (`visible_to`)."""
    if not user.is_admitted:
        return None
    desks = [desk.pk for desk in user.desks_as(Role.SUPERVISOR)]
    found = _BY_CODE(code=code, person=user.pk, desks=desks)
    return found[0] if found else None


def stood_by(user: User, code: str) -> Case | None:
    """The case of this code, if she holds a standby key to it. She sees no list of these."""
    found = Case.objects.stood_by(user).filter(code=code)
    return found.select_related("desk__deputy", "owner", "label").first()


def to_decide(user: User, most: int) -> list[Decision]:
    """What waits for her as the second person, by when it is due."""
    waiting = Decision.objects.of_desks(user).exclude(asked_by=user).exclude(case__owner=user)
    found = waiting.select_related("case__label", "case__owner", "case__desk")
    return list(found.order_by("due_at", "id")[:most])


def find(keys: Keyring, user: User, wanted: str, *, at: datetime) -> list[Case]:
    """Cases she sees whose label or names hold what she typed; 51 when there are too many.

    Opens the digest of each of them, a batch at a time; nothing else is opened.
    """
    is_hit = matcher(wanted)
    hits: list[UUID] = []
    for digest in _digests(keys, user, at=at):
        if is_hit(keys.open_document(digest)):
            hits.append(digest.case_id)
        if len(hits) > MOST_HITS:
            break
    found = Case.objects.filter(pk__in=hits).select_related("label", "owner")
    return list(found.order_by("next_due_at", "id"))


def _digests(keys: Keyring, user: User, *, at: datetime) -> Iterator[Digest]:
    visible = _visible_ids(user)
    for start in range(0, len(visible), BATCH):
        batch = visible[start : start + BATCH]
        load(keys, batch, at=at, groups_first=user.is_supervisor)
        yield from Digest.objects.filter(case__in=[pk for pk in batch if keys.holds(pk)])


def _visible_ids(user: User) -> list[UUID]:
    """By three indexed queries in one; the condition of `visible_to` would read every case."""
    scopes = (Case.objects.owned_by, Case.objects.on_desks_of, Case.objects.shared_with)
    first, *others = (scope(user).order_by().values_list("pk", flat=True) for scope in scopes)
    return list(first.union(*others))


def _ordered(cases: CaseQuerySet, order: Order, after: Cursor | None) -> CaseQuerySet:
    if order == Order.DUE:
        return _after_due(cases, after).order_by("next_due_at", "id")
    return _after_opened(cases, after).order_by("-opened_at", "-id")


def _after_due(cases: CaseQuerySet, after: Cursor | None) -> CaseQuerySet:
    if after is None or after.moment is None:
        return cases
    # One condition on the pair, so that the index goes straight to the row behind the last page.
    place = Tuple(F("next_due_at"), F("id"))
    return cases.filter(TupleGreaterThan(place, (after.moment, after.pk)))


def _after_opened(cases: CaseQuerySet, after: Cursor | None) -> CaseQuerySet:
    """Drafts, which were never opened, come first."""
    if after is None:
        return cases
    if after.moment is None:
        return cases.filter(Q(opened_at__isnull=False) | Q(id__lt=after.pk))
    place = Tuple(F("opened_at"), F("id"))
    return cases.filter(TupleLessThan(place, (after.moment, after.pk)))


def load_of_desks(user: User, at: datetime) -> list[dict[str, Any]]:
    """Who carries how much on the desks she supervises: open cases, those in danger, those overdue.

    One query over clear columns; the fullest first.
    """
    is_grave = Q(risk__in=(Risk.CRITICAL, Risk.HIGH))
    cases = Case.objects.on_desks_of(user).filter(state__in=LIVING)
    counted = cases.values("owner__name").annotate(
        open=Count("pk"),
        grave=Count("pk", filter=is_grave),
        overdue=Count("pk", filter=Q(next_due_at__lte=at)),
    )
    return [dict(row) for row in counted.order_by("-open", "owner__name")]
