"""In an emergency: she asks, a supervisor opens for one hour, another one reviews."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Group
from django.db import transaction

from casework.access import grants, revoking
from casework.access import keys as case_keys
from casework.access.errors import require
from casework.access.guards import refuse
from casework.access.models import HolderRole, UserGrant
from casework.accounts.models import User
from casework.accounts.rows import LoggedRow
from casework.audit import fresh
from casework.audit.log import record
from casework.cases import break_glass, dues, policies
from casework.cases.actions import reopening
from casework.cases.actions.record import lock_case, write_note
from casework.cases.models import BreakGlass, Case
from casework.cases.notes import NoteKind
from casework.cases.reasons import EmergencyReason, ReviewFinding
from casework.cases.states import READ_ONLY
from casework.vault import letters
from casework.vault.keyring import Keyring
from casework.vault.principals import current

# The task of all supervisors who can open it, there at once; then of those who did not.
REQUEST = "break_glass_asked"
REVIEW = "break_glass_review"
# Told to administrators when its time is over.
LATE = "break_glass_late"


@transaction.atomic
def ask(
    case: Case,
    *,
    reason: str,
    words: str,
    by: User,
    at: datetime,
    keys: Keyring,
    reopened_for: str = "",
) -> BreakGlass:
    """One case, with a reason. The sheet is hers at once; the record waits for a supervisor.

    A supervisor who stands by opens it to herself with her own standby key; what is closed she
    reopens for 48 hours, where `reopened_for` says why. Asked twice is once.
    """
    lock_case(case, keys, at=at)
    require(policies.can_break_glass(by, case), "can_break_glass")
    already = break_glass.live_of(by, at)
    if already is not None and already.case_id == case.pk:
        return already
    refuse(
        break_glass.cannot_open_it_already(by, case),
        break_glass.one_case_at_a_time(by, case, at),
    )
    if reopened_for and policies.may_reopen_to_herself(by, case):
        _load(case, by=by, at=at, keys=keys)
        told_why = {"reason": reopened_for, "words": words}
        reopening.reopen_in_emergency(case, **told_why, by=by, at=at, keys=keys)
    refuse(break_glass.its_record_is_written_still(case))
    glass = BreakGlass.objects.create(case=case, asker=by, asked_at=at)
    told = {"reason": EmergencyReason(reason), "words": words}
    record("break_glass.asked", case, by=by, at=at, rows=[glass])
    _ask_for_review(glass, by=by, at=at)
    late_at = at + break_glass.REVIEWED_WITHIN
    dues.set_due(case, LATE, due_at=late_at, by=by, at=at, reference=glass.pk)
    if policies.stands_by(by, case):
        _open(glass, told, by=by, at=at, keys=keys)
    else:
        _tell_supervisors(glass, told, at=at)
        dues.set_due(case, REQUEST, due_at=at, by=by, at=at, reference=glass.pk)
    return glass


@transaction.atomic
def open_for_an_hour(glass: BreakGlass, *, by: User, at: datetime, keys: Keyring) -> None:
    """Wrap the case's key to who asked. Raises NotAllowed, WrongState."""
    _hold(glass)
    require(policies.can_open_for_an_hour(by, glass.case), "can_open_for_an_hour")
    refuse(break_glass.request_still_waits(glass, at))
    refuse(break_glass.cannot_open_it_already(glass.asker, glass.case))
    _open(glass, _told(glass, keys), by=by, at=at, keys=keys)


@transaction.atomic
def review(
    glass: BreakGlass, *, finding: str, words: str = "", by: User, at: datetime, keys: Keyring
) -> None:
    """What one who did not open says of it. Without the case's key she leaves no words, and none
    in a record that is closed by now."""
    _hold(glass)
    require(policies.can_review_glass(by, glass), "can_review_glass")
    refuse(break_glass.not_reviewed_yet(glass), break_glass.its_hour_is_over(glass, at))
    found = ReviewFinding(finding)
    glass.reviewer, glass.reviewed_at = by, at
    glass.raise_revision().save(update_fields=["reviewer", "reviewed_at", "revision"])
    rows: list[LoggedRow] = [glass]
    if policies.supervises(by, glass.case) and glass.case.state not in READ_ONLY:
        case_keys.load(keys, [glass.case_id], at=at, groups_first=True)
        rows += _file_unopened(glass, by=by, at=at, keys=keys)
        told = {"deed": "break_glass.reviewed", "reason": found}
        rows.append(_note(glass, told, words, by=by, at=at, keys=keys))
    record("break_glass.reviewed", glass.case, by=by, at=at, rows=rows, reason=found)
    dues.settle(glass.case, REVIEW, by=by, at=at, reference=glass.pk)
    for kind in (REQUEST, LATE):
        dues.drop(glass.case, kind, by=by, at=at, reference=glass.pk)


def reasons_of(asked: Iterable[BreakGlass], keys: Keyring) -> dict[UUID, dict[str, str]]:
    """``{"reason": code, "words": text}`` of those that wait for a supervisor and are not filed."""
    by_form = {_form(glass): glass.pk for glass in asked}
    found = letters.read_as_supervisor(keys, by_form)
    return {by_form[form]: json.loads(text) for form, text in found.items()}


def reason_of(glass: BreakGlass, keys: Keyring) -> dict[str, str]:
    return reasons_of([glass], keys).get(glass.pk, {})


def _open(
    glass: BreakGlass, told: dict[str, str], *, by: User, at: datetime, keys: Keyring
) -> None:
    """The asker's grant, and why as a note under the case's key: from here its readers see it."""
    _load(glass.case, by=by, at=at, keys=keys)
    if UserGrant.objects.filter(content_object=glass.case, user=glass.asker).exists():
        revoking.revoke(glass.case, whom=glass.asker, by=by, at=at, reason="ended")
    glass.opener, glass.until = by, at + break_glass.OPEN_FOR
    glass.raise_revision().save(update_fields=["opener", "until", "revision"])
    _ask_for_review(glass, by=by, at=at)
    grants.grant(
        glass.case,
        to=glass.asker,
        role=HolderRole.READER,
        by=by,
        at=at,
        keys=keys,
        until=glass.until,
        reason="emergency",
    )
    note = _file(glass, "break_glass.opened", told, by=by, at=at, keys=keys)
    record("break_glass.opened", glass.case, by=by, at=at, rows=[glass, note])
    dues.settle(glass.case, REQUEST, by=by, at=at, reference=glass.pk)


def _ask_for_review(glass: BreakGlass, *, by: User, at: datetime) -> None:
    """Of somebody else than `by`, who asked or opened."""
    due_at = glass.asked_at + break_glass.REVIEWED_WITHIN
    dues.set_due(glass.case, REVIEW, due_at=due_at, by=by, at=at, reference=glass.pk)


def _load(case: Case, *, by: User, at: datetime, keys: Keyring) -> None:
    if policies.supervises(by, case):
        case_keys.load(keys, [case.pk], at=at, groups_first=True)
    else:
        case_keys.load_standby(keys, case.pk, at=at)
    require(keys.holds(case.pk), "holds_the_key")


def _file_unopened(glass: BreakGlass, *, by: User, at: datetime, keys: Keyring) -> list[LoggedRow]:
    """A request that nobody opened: why it was asked for goes into the record now."""
    told = reason_of(glass, keys)
    if not told:
        return []
    return [_file(glass, "break_glass.asked", told, by=by, at=at, keys=keys)]


def _file(
    glass: BreakGlass, deed: str, told: dict[str, str], *, by: User, at: datetime, keys: Keyring
) -> LoggedRow:
    letters.drop_to_supervisors(_form(glass))
    beside = {"deed": deed, "reason": told["reason"], "asked_by": glass.asker.name}
    return _note(glass, beside, told["words"], by=by, at=at, keys=keys)


def _note(
    glass: BreakGlass, told: dict[str, Any], words: str, *, by: User, at: datetime, keys: Keyring
) -> LoggedRow:
    return write_note(glass.case, words, told, by=by, at=at, keys=keys, kind=NoteKind.DECISION)


def _tell_supervisors(glass: BreakGlass, told: dict[str, str], *, at: datetime) -> None:
    groups = Group.objects.filter(pk__in=break_glass.told_to(glass.case)).order_by("pk")
    asked = [current(group=group) for group in groups]
    fresh.require_fresh(*asked)
    text = json.dumps(told, ensure_ascii=False)
    letters.write_to_supervisors(asked, _form(glass), text, case_id=glass.case_id, at=at)


def _told(glass: BreakGlass, keys: Keyring) -> dict[str, str]:
    return reason_of(glass, keys) or {"reason": EmergencyReason.OTHER, "words": ""}


def _hold(glass: BreakGlass) -> None:
    """The case first, as everywhere, then the row as it stands now."""
    case = glass.case
    lock_case(case)
    held = BreakGlass.objects.select_for_update(of=("self",))
    glass.refresh_from_db(from_queryset=held.select_related("asker", "opener"))
    glass.case = case


def _form(glass: BreakGlass) -> str:
    return f"glass/{glass.pk.hex}"
